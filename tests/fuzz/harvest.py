"""Finds a form for every address that takes one, on the pages that show it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import resolve

from tests.fuzz.page_forms import PageForm, forms_in
from tests.fuzz.visitors import ASKING, Page, Visitors
from tests.permissions.asking import addresses
from tests.permissions.world import World


@dataclass(frozen=True)
class Found:
    """A form, and who was shown it."""

    role: str
    form: PageForm


Forms = dict[str, list[Found]]


def harvest(visitors: Visitors, world: World, further: Iterable[Page], *, in_admin: bool) -> Forms:
    """Return forms by the name of the address that they go to, one of each shape."""
    forms: Forms = {}
    for role, url in further:
        _keep(forms, role, visitors.ask(role, "get", url), url)
    for url, row in addresses(world):
        if _view_of(url).startswith("admin:") is in_admin:
            for role in (role for role in ASKING if role in row.allowed):
                response = visitors.ask(role, "get", url)
                _keep(forms, role, response, url)
                if response.status_code == 200:
                    break
    return forms


def without_a_form(visitors: Visitors, world: World, forms: Forms, *, in_admin: bool) -> Iterator[tuple[str, str, str]]:
    """Yield who may send something to an address for which no page has a form: `(name, role, url)`."""
    for url, row in addresses(world):
        name = _view_of(url)
        if name in forms or name.startswith("admin:") is not in_admin:
            continue
        for role in [role for role in ASKING if role in row.posting][:1]:
            if visitors.ask(role, "post", url).status_code not in (403, 404, 405):
                yield name, role, url


def _keep(forms: Forms, role: str, response: HttpResponse, url: str) -> None:
    if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
        return
    for form in forms_in(response.text, url):
        known = forms.setdefault(_view_of(form.action), [])
        if all(form.shape != other.form.shape for other in known):
            known.append(Found(role, form))


def _view_of(url: str) -> str:
    return resolve(urlsplit(url).path).view_name
