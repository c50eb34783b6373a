"""Which files the import can read, and what it says about the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.importing import reading
from accounts.importing.cleaning import clean, looks_damaged, may_have_been
from accounts.importing.columns import Kind
from accounts.importing.reading import FileRefused, Sheet, read_sheet
from tests.accounts.staff_files import PEOPLE, PERSON_TITLES, UNIT_TITLES, UNITS, file_of


def refusal(content: bytes, kind: Kind = Kind.UNITS) -> str:
    with pytest.raises(FileRefused) as refused:
        read_sheet(content, kind)
    assert refused.value.kind is kind
    return str(refused.value)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize(("encoding", "name"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")])
def test_encoding_and_delimiter_are_found_out(delimiter, encoding, name):
    sheet = read_sheet(file_of(PERSON_TITLES, PEOPLE, delimiter=delimiter, encoding=encoding), Kind.EMPLOYEES)

    assert (sheet.encoding, sheet.delimiter) == (name, delimiter)
    assert len(sheet.rows) == len(PEOPLE)
    number, cells = sheet.rows[0]
    assert number == 2
    assert dict(zip(sheet.fields, cells, strict=True))["level"] == "Bürgermeisteramt"


def test_columns_may_stand_in_any_order_and_be_spelled_loosely():
    titles = [" leitung ", "KÜRZEL", "über-geordnet", "Bezeichnung"]
    sheet = read_sheet(file_of(titles, [("uta@kerpen.example", "BM", "", "Stadt")]), Kind.UNITS)

    assert sheet.fields == ("head", "code", "parent", "name")


def test_columns_that_nobody_needs_are_named_and_forgotten():
    sheet = read_sheet(file_of(PERSON_TITLES, PEOPLE), Kind.EMPLOYEES)

    assert sheet.ignored == ("Arbeitszeit %",)
    assert all("65,5" not in cells for _number, cells in sheet.rows)


def test_the_line_with_which_excel_names_its_delimiter_is_no_heading():
    content = b"sep=,\r\n" + file_of(UNIT_TITLES, UNITS, delimiter=",", encoding="utf-8")
    assert len(read_sheet(content, Kind.UNITS).rows) == len(UNITS)


def test_empty_rows_are_passed_over_and_still_counted():
    content = "Kürzel;Bezeichnung;Übergeordnet;Leitung\n\n;;;\nBM;Stadt;;\n".encode()
    assert read_sheet(content, Kind.UNITS).rows == [(4, ["BM", "Stadt", "", ""])]


def test_empty_cells_at_the_end_of_a_row_may_be_missing():
    assert read_sheet("Kürzel;Bezeichnung;Übergeordnet;Leitung\nBM;Stadt\n".encode(), Kind.UNITS).rows == [
        (2, ["BM", "Stadt", "", ""])
    ]


def test_a_row_with_more_cells_than_the_heading_is_kept_apart():
    content = "Kürzel;Bezeichnung;Übergeordnet;Leitung\nBM;Stadt;und Land;;x\n".encode()
    assert read_sheet(content, Kind.UNITS).rows == [(2, None)]


def test_a_sheet_survives_being_stored():
    sheet = read_sheet(file_of(PERSON_TITLES, PEOPLE), Kind.EMPLOYEES)
    assert Sheet.from_json(sheet.to_json()) == sheet


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "Die Datei ist leer."),
        (b" \r\n ", "Die Datei ist leer."),
        (b"PK\x03\x04 and so on", "Excel-Datei"),
        ("Kürzel;Bezeichnung".encode("utf-16"), "UTF-8"),
        (b"K\x81rzel;Bezeichnung", "UTF-8"),
        ("Kürzel;Bezeichnung;Leitung\nBM;Stadt;\n".encode(), "Übergeordnet"),
        ("Kürzel;Bezeichnung;Übergeordnet;Leitung;Kürzel\n".encode(), "doppelt"),
        ("Kürzel;Bezeichnung;Übergeordnet;Leitung\n".encode(), "keine Zeilen"),
        (b"Hallo\nWelt\n", "Spalten"),
        ('Kürzel;Bezeichnung;Übergeordnet;Leitung\nBM;"Stadt;;\n10;Amt;BM;\n'.encode(), "Anführungszeichen"),
        # Other files with the name of a CSV file, and tables that would be too much for the machine.
        (b"\xd0\xcf\x11\xe0 the older Excel", "Excel-Datei"),
        (b"%PDF-1.7\n\x00", "keine Textdatei"),
        (b"\x1f\x8b\x08\x00 packed", "keine Textdatei"),
        ("Kürzel;Bezeichnung;Übergeordnet;Leitung\nBM;St\x00adt;;\n".encode(), "keine Textdatei"),
        ("Kürzel;Bezeichnung;Übergeordnet;Leitung\nBM;Stadt;;\n".encode("utf-16-le"), "keine Textdatei"),
        ("Kürzel;Bezeichnung;Übergeordnet;Leitung\nBM;Stadt;;\n".encode("utf-32"), "keine Textdatei"),
        ("Kürzel;Bezeichnung;Übergeordnet;Leitung\n".encode() + b"BM;St\x81dt;;\n", "weder in UTF-8"),
        (b"<!doctype html>\n<html><body><table>\n", "Spalten"),
        (b"x" * 200_000, "zu lang"),
        (b'"' + b"x" * 200_000 + b'";Bezeichnung\n', "zu lang"),
        ("Kürzel;Bezeichnung;Übergeordnet;Leitung\nBM;".encode() + b"x" * 200_000 + b";;\n", "ungewöhnlich lang"),
        ("Kürzel;Bezeichnung;Übergeordnet;Leitung".encode() + b";" * 1000 + b"\nBM;Stadt;;\n", "mehr als 500 Spalten"),
    ],
)
def test_what_is_no_table_is_refused_with_a_word_that_helps(content, expected):
    assert expected in refusal(content)


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)), st.booleans())
def test_whatever_a_file_holds_it_is_a_table_or_refused_in_words(content, with_heading):
    heading = ";".join(UNIT_TITLES).encode() + b"\n" if with_heading else b""
    try:
        sheet = read_sheet(heading + content, Kind.UNITS)
    except FileRefused:
        return
    assert all(cells is None or len(cells) == len(sheet.fields) for _number, cells in sheet.rows)


def test_rows_beyond_the_limit_are_not_even_read(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    # What stands further down could not be read at all.
    content = file_of(UNIT_TITLES, UNITS) + b'BM;"never closed'

    assert "mehr als 2 Zeilen" in refusal(content)


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 1024 * 1024)
    assert "1 MB" in refusal(b"x" * (1024 * 1024 + 1))


def test_a_file_with_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    assert "mehr als 2 Zeilen" in refusal(file_of(UNIT_TITLES, UNITS))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  Rabia \t", "Rabia"),
        ("Rabia\xa0 Weiß", "Rabia Weiß"),
        ("Ra\u200bbia\u202e", "Rabia"),
        ("Zeile\r\numbruch", "Zeile umbruch"),
        ("u\u0308ber", "über"),
        ("Weiß", "Weiß"),
    ],
)
def test_blanks_and_invisible_characters_are_cleaned_away(cell, expected):
    assert clean(cell) == expected


@pytest.mark.parametrize("name", ["?osi?", "A?ao?lu", "?ukasz", "J\ufffdrgen", "MÃ¼ller", "GroÃŸ"])
def test_names_that_lost_letters_look_damaged(name):
    assert looks_damaged(name)


@pytest.mark.parametrize("name", ["Ćosić", "O'Connor", "van-der-Linden", "Ågren", "Öztürk", "?"])
def test_unusual_names_do_not_look_damaged(name):
    assert not looks_damaged(name)


def test_a_damaged_name_is_compared_letter_by_letter():
    assert may_have_been("?osi?", "Ćosić")
    assert not may_have_been("?osi?", "Losier")
