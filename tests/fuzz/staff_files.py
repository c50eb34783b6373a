"""Staff files as nobody should send them: cells, columns, encodings and whole files that are not what they seem."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.accounts.staff_files import PEOPLE, PERSON_TITLES, UNIT_TITLES, UNITS, file_of
from tests.fuzz.hostile import BIG, SPECIAL

Row = Sequence[str]

ENCODINGS = ["utf-8-sig", "utf-8", "cp1252", "utf-16", "utf-32", "cp437"]
CELLS = [
    *("", "   ", "BM", "10", "10.1", "Uta", "0", str(BIG), "uta@kerpen.example", "UTA@KERPEN.EXAMPLE", "@", "a@b@c"),
    *("x" * 121, "x" * 300 + "@kerpen.example", "y" * 40_000, "Bürgermeisteramt", "?osi?", "MÃ¼ller", "\x1f", "\x0b"),
    *('"', '"";', "\t", "Zeile\nBruch", *SPECIAL),
]
TAILS = [b"", b"\x00", b"\xff\xfe", b'"', b";;;;;;;;;;;;;\n", b"\x1a", b"=1+1;=1+1\n" * 50]
OTHER_FILES = [
    *(
        b"",
        b"PK\x03\x04\x14\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"%PDF-1.7\n",
        b"\x1f\x8b\x08\x00",
        b"\x00" * 99,
    ),
    *(b"\xef\xbb\xbf", b"<html><table><tr><td>E-Mail", b"sep=;\r\n", b"\n" * 500, b";" * 5000, b'"' * 999),
]


@dataclass(frozen=True)
class Files:
    """Both files of one upload."""

    units: bytes
    employees: bytes


def files() -> st.SearchStrategy[Files]:
    """Two files of which one or both are not as they should be."""
    units, employees = _file(UNIT_TITLES, UNITS), _file(PERSON_TITLES, PEOPLE)
    good_units, good_employees = (st.just(file_of(*one)) for one in ((UNIT_TITLES, UNITS), (PERSON_TITLES, PEOPLE)))
    return st.one_of(
        st.builds(Files, good_units, employees),
        st.builds(Files, units, good_employees),
        st.builds(Files, units | st.sampled_from(OTHER_FILES), employees | st.sampled_from(OTHER_FILES)),
    )


@st.composite
def _file(draw: st.DrawFn, titles: Row, rows: Sequence[Row]) -> bytes:
    table = [list(titles), *map(list, rows)]
    cell = st.sampled_from(CELLS) | st.text(max_size=20)
    for _change in range(draw(st.integers(1, 4))):
        row = table[draw(st.integers(1, len(table) - 1))]
        row[draw(st.integers(0, len(row) - 1))] = draw(cell)
    draw(st.sampled_from([_as_it_is, _column_gone, _column_twice, _title_wrong, _row_twice, _row_short]))(table)
    encoding = draw(st.sampled_from(["utf-8-sig", *ENCODINGS]))
    text = [[_encodable(value, encoding) for value in row] for row in table]
    content = file_of(text[0], text[1:], delimiter=draw(st.sampled_from([";", ",", "\t"])), encoding=encoding)
    return content[: draw(st.sampled_from([None, None, None, -7]))] + draw(st.sampled_from(TAILS))


def _encodable(text: str, encoding: str) -> str:
    return text.encode(encoding, "replace").decode(encoding)


def _as_it_is(table: list[list[str]]) -> None:
    pass


def _column_gone(table: list[list[str]]) -> None:
    for row in table:
        row.pop(0)


def _column_twice(table: list[list[str]]) -> None:
    for row in table:
        row.append(row[1])


def _title_wrong(table: list[list[str]]) -> None:
    table[0][1] = "\u202eKürzel"


def _row_twice(table: list[list[str]]) -> None:
    table.append(list(table[-1]))


def _row_short(table: list[list[str]]) -> None:
    del table[-1][2:]
