"""The forms of a page as a browser sees them: where they go, and what can be typed, ticked and pressed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

# What people write themselves. A password is never given back.
TEXTS = frozenset({"text", "search", "email", "url", "tel", "textarea"})
TICKED = frozenset({"checkbox", "radio", "select"})


@dataclass
class Control:
    """What belongs to one name of a form: a text, a hidden value, or all the boxes or choices of that name."""

    name: str
    kind: str
    # What the page has in it: texts, or what is ticked or chosen.
    values: list[str] = field(default_factory=list)
    # What can be ticked, chosen or pressed.
    options: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """A form that is sent by POST, or what one of its buttons with an address of its own sends."""

    action: str
    controls: dict[str, Control] = field(default_factory=dict)

    @property
    def shape(self) -> frozenset[tuple[str, str]]:
        """What tells it from other forms to the same address."""
        return frozenset((control.name, control.kind) for control in self.controls.values())


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._form: PageForm | None = None
        self._text: Control | None = None
        self._select: Control | None = None
        self.forms: list[PageForm] = []
        self.buttons: list[tuple[PageForm, str]] = []
        # Every text in a field, whatever form it stands in.
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(urljoin(self._url, found.get("action", "")))
            if found.get("method", "").lower() == "post":
                self.forms.append(self._form)
        elif tag == "input":
            self._input(found)
        elif tag == "textarea":
            self._text = self._control(found.get("name", ""), "textarea")
            self._text.values.append("")
        elif tag == "select":
            self._select = self._control(found.get("name", ""), "select")
        elif tag == "option" and self._select is not None:
            self._offer(self._select, found.get("value", ""), is_chosen="selected" in found)
        elif tag == "button":
            self._button(found)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.values[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._text is not None:
            # As in every browser, a line break directly behind the tag is none of the text.
            self._text.values[-1] = self._text.values[-1].removeprefix("\n")
            self.texts.append(self._text.values[-1])
            self._text = None

    def _input(self, found: dict[str, str]) -> None:
        kind, name, value = found.get("type", "text"), found.get("name", ""), found.get("value", "")
        if kind == "submit":
            self._button(found)
            return
        control = self._control(name, kind)
        if kind in TICKED:
            self._offer(control, found.get("value", "on"), is_chosen="checked" in found)
        else:
            control.values.append(value)
            self.texts.append(value)

    def _button(self, found: dict[str, str]) -> None:
        if found.get("type", "submit") != "submit" or self._form is None:
            return
        if "formaction" in found:
            self.buttons.append((self._form, urljoin(self._url, found["formaction"])))
        elif found.get("name"):
            self._control(found["name"], "button").options.append(found.get("value", ""))

    def _offer(self, control: Control, value: str, *, is_chosen: bool) -> None:
        control.options.append(value)
        if is_chosen:
            control.values.append(value)

    def _control(self, name: str, kind: str) -> Control:
        # Of a row that a script would add there is only a pattern on the page.
        if self._form is None or not name or "__prefix__" in name:
            return Control(name, kind)
        return self._form.controls.setdefault(name, Control(name, kind))


def forms_in(html: str, url: str) -> Iterator[PageForm]:
    """Yield the forms of a page, each button that goes elsewhere as a form of its own."""
    reader = _read(html, url)
    yield from reader.forms
    for form, action in reader.buttons:
        yield PageForm(action, form.controls)


def texts_in(html: str) -> list[str]:
    """Return what stands in the fields of a page."""
    return [with_plain_breaks(text) for text in _read(html, "").texts]


def with_plain_breaks(text: str) -> str:
    """Return a text with its line breaks as every browser reads them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read(html: str, url: str) -> _Reader:
    reader = _Reader(url)
    reader.feed(html)
    reader.close()
    return reader
