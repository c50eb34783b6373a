"""Documents are set whatever people wrote; a character that no font has stands there as its number."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from accounts import pdf
from tests.factories import NOW

# More different ones than are asked about one by one.
CHINESE = "".join(chr(number) for number in range(0x4E00, 0x4E40))


def text_of(words: str) -> str:
    letter = {"title": "Brief", "author": "Wer", "opening": words, "sections": [], "signatures": []}
    file = pdf.render("letter.typ", letter, now=NOW)
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages).split())


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Danke 🙂", "Danke[U+1F642]"),
        ("Glocke \u0007, nichts \x00", "Glocke[U+0007],nichts[U+0000]"),
        ("halb \ud83d", "halb[U+D83D]"),
        ("eigenes \ue000, keines \ufffe", "eigenes[U+E000],keines[U+FFFE]"),
        ("Straße, Łódź, Ελλάδα, Привет, →", "Straße,Łódź,Ελλάδα,Привет,→"),
        ('ein Backtick ` und "`"🙂"`"', 'einBacktick`und"`"[U+1F642]"`"'),
        (f"Grüße {CHINESE}", "Grüße" + "".join(f"[U+{ord(one):04X}]" for one in CHINESE)),
    ],
)
def test_what_no_font_has_stands_as_its_number(words, shown):
    assert shown in text_of(words)


def test_what_is_wrong_with_a_template_is_no_matter_of_characters():
    with pytest.raises(pdf.typst.TypstError):
        pdf.render("letter.typ", {"title": "ohne alles andere"}, now=NOW)
