"""No template holds what the content security policy refuses or what would leave this server."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.frontend.elements import Elements

FOLDER = settings.BASE_DIR / "templates"
# Mail programs know neither style sheets nor our server.
PAGES = [path for path in sorted(FOLDER.rglob("*.html")) if "email" not in path.parts and "emails" not in path.parts]
STYLES = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))
ADDRESS = re.compile(r"""(?:https?:)?//[\w-]+\.[\w./-]+""")
# The name of a vocabulary, which nobody fetches.
NAMESPACES = ("http://www.w3.org/2000/svg",)
STATIC = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")
ONE_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
URL = re.compile(r"""url\(["']?([^"')]+)["']?\)""")


def name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


def without_comments(text: str) -> str:
    text = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", "", text, flags=re.DOTALL)
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def test_there_is_something_to_look_at() -> None:
    assert len(PAGES) > 30
    assert STYLES
    assert SCRIPTS


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    text = re.sub(r"{%.*?%}|{{.*?}}", "", without_comments(path.read_text()), flags=re.DOTALL)

    for element in Elements(text).all:
        assert element.tag != "style", "a style element"
        assert "style" not in element.attrs, f"style= at {element.tag}"
        assert not [attr for attr in element.attrs if attr.startswith(("on", "hx-on"))], f"a handler at {element.tag}"
        assert not element.attrs.get("href", "").startswith("javascript:")
        if element.tag == "script":
            assert "src" in element.attrs, "a script in the page"
            assert not element.text, "a script in the page"


def test_no_comment_runs_over_its_line() -> None:
    # Django reads `{# … #}` on one line only; a longer one stands on the page for all to read.
    templates = [path for path in sorted(FOLDER.rglob("*")) if path.is_file()]
    assert [name(path) for path in templates if any("\n" in c for c in ONE_COMMENT.findall(path.read_text()))] == []


@pytest.mark.parametrize("path", PAGES + STYLES + SCRIPTS, ids=name)
def test_nothing_comes_from_another_server(path: Path) -> None:
    text = path.read_text()
    for namespace in NAMESPACES:
        text = text.replace(namespace, "")

    assert not ADDRESS.findall(without_comments(text))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_static_file_that_a_template_names_exists(path: Path) -> None:
    missing = [file for file in STATIC.findall(path.read_text()) if not finders.find(file)]

    assert not missing


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_every_file_that_a_style_sheet_names_exists(path: Path) -> None:
    targets = [target for target in URL.findall(path.read_text()) if not target.startswith("data:")]

    assert not [target for target in targets if not (path.parent / target).exists()]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_that_extends_the_layout_names_itself(path: Path) -> None:
    text = path.read_text()
    if not re.search(r"""{%\s*extends\s+["'](layout|plain)\.html["']""", text):
        return

    assert re.search(r"{%\s*block title\s*%}", text)
