"""What somebody may send to a form: what its author expects, what nobody expects, and whatever lies between."""

from dataclasses import dataclass
from urllib.parse import quote

from hypothesis import strategies as st

from portal.forms import TRAP
from tests.fuzz.page_forms import TEXTS, TICKED, Control, PageForm

Pair = tuple[str, str]

TOKEN = "csrfmiddlewaretoken"
# How many rows were sent, which pages write themselves. Without it nobody can tell what was typed into which.
COUNT = "-TOTAL_FORMS"

BIG = 10**20
# More digits than Python is willing to read.
DIGITS = "9" * 5000
SPECIAL = [
    "\x00",
    "Wort\x00Wort",
    "\x01\x08\x1b[31m",
    "\r\n\r\nBcc: jemand@kerpen.example",
    "\u202eGnurhäfrov\u202c",
    "\u200b\ufeff\u2028\u2029",
    # Half a character: no UTF-8 can hold it, and a program may send its bytes all the same.
    "\ud800",
    "Wort \udfff Wort",
    "\U0010ffff\U0001f469\u200d\U0001f4bb",
    "ﷺ" * 40,
    "e\u0301\u0327" * 60,
    '=HYPERLINK("https://evil.example";"Klick")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "</textarea><script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{% debug %}%(name)s%s{0}",
    "' OR 1=1 --",
    "../../etc/passwd",
    "Ein langer Text. " * 700,
    "x" * 300,
    "   ",
]
NUMBERS = ["", "0", "-1", "1", "2", "3.7", "1e9", "NaN", "²", "٣", " 4 ", "0x10", "1_000", str(BIG), str(-BIG), DIGITS]
DAYS = ["", "2027-01-15", "15.01.2027", "0001-01-01", "9999-12-31", "10000-01-01", "2027-02-30", "heute", "0", "\x00"]
TIMES = ["", "10:00", "24:00", "10:00:00.5", "99:99", "mittags", "\x00"]
MOMENTS = ["", "2027-03-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "2027-03-28T02:30", "morgen", "\x00"]
CHOICES = ["", "0", "-1", "None", "true", "x", "²", str(BIG), DIGITS, "\x00", "\ud800", "1,2", "[]"]
EXPECTED = {
    "email": ["uta@kerpen.example", "Uta.Weiß@kerpen.example"],
    "url": ["https://kerpen.example/raum", "javascript:alert(1)"],
    "number": ["1", "6", "50"],
    "date": DAYS[1:3],
    "time": TIMES[1:2],
    "datetime-local": MOMENTS[1:2],
}
UNEXPECTED = {"number": NUMBERS, "date": DAYS, "time": TIMES, "datetime-local": MOMENTS}
# What second steps and other buttons send along.
ADDED = ["confirmed", "_save", "_addanother", "_continue", "keep", "everybody", "unbekannt"]


def texts() -> st.SearchStrategy[str]:
    """Whatever text there is, each with a word in it that tells that somebody typed it."""
    anything = st.text(st.characters(codec="utf-8") | st.sampled_from("\x00\r\n\t\u202e\ud800"), max_size=40)
    return (st.sampled_from(SPECIAL) | anything).map("Getippt {}".format)


@dataclass(frozen=True)
class Post:
    """What goes to a form."""

    pairs: tuple[Pair, ...]
    # Names of the fields in which people write.
    written: frozenset[str]

    @property
    def body(self) -> bytes:
        """The bytes, with halves of characters in them."""
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in self.pairs).encode()

    @property
    def typed(self) -> dict[str, str]:
        """The texts that a page must give back, by name, as they arrive; of a name sent twice the last."""
        last = {name: _arriving(value) for name, value in self.pairs}
        return {name: value for name, value in last.items() if name in self.written and value.strip(" \x00")}


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _arriving(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


@st.composite
def posts(draw: st.DrawFn, form: PageForm) -> Post:
    """What may be sent to a form: most of it as expected, so that the rest gets far."""
    # The token is the middleware's, which does not ask the tests' client for it.
    pairs: list[Pair] = [(TOKEN, "token")]
    controls = {name: control for name, control in form.controls.items() if name != TOKEN}
    wrong = draw(st.sets(st.sampled_from(list(controls)), max_size=3)) if controls else set()
    for name, control in controls.items():
        values = draw(_unexpected(control) if name in wrong else _expected(control))
        pairs += [(name, value) for value in values]
    for name in draw(st.lists(st.sampled_from(ADDED), max_size=1)):
        pairs.append((name, draw(st.sampled_from(["yes", "", "\x00"]))))
    uncounted = tuple(name.removesuffix(COUNT) + "-" for name in wrong if name.endswith(COUNT))
    written = frozenset(
        name
        for name, control in controls.items()
        if control.kind in TEXTS and name != TRAP and not name.startswith(uncounted)
    )
    return Post(tuple(pairs), written)


def _expected(control: Control) -> st.SearchStrategy[list[str]]:
    if control.kind in TICKED:
        return _ticks(control)
    if control.kind == "button":
        return st.lists(st.sampled_from(control.options), max_size=1)
    if control.kind == "hidden" or control.name == TRAP:
        return st.just(control.values)
    told = EXPECTED.get(control.kind)
    new = st.sampled_from(told) if told else st.sampled_from(["Getippt: Größe, Maß und Ziel", "Getippt"])
    return st.one_of(new.map(_alone), st.just(control.values))


def _ticks(control: Control) -> st.SearchStrategy[list[str]]:
    if control.kind != "checkbox" or not control.options:
        return st.lists(st.sampled_from(control.options or [""]), min_size=1, max_size=1)
    return st.one_of(st.just(control.options), st.lists(st.sampled_from(control.options), unique=True))


def _unexpected(control: Control) -> st.SearchStrategy[list[str]]:
    """Something else, nothing at all, or more than once."""
    if control.kind in TEXTS:
        one = texts()
    elif control.kind in UNEXPECTED:
        one = st.sampled_from(UNEXPECTED[control.kind]) | texts()
    else:
        one = st.sampled_from(CHOICES)
    return st.one_of(one.map(_alone), st.just([]), st.lists(one, min_size=2, max_size=3))


def _alone(value: str) -> list[str]:
    return [value]
