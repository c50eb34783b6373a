"""Pages of the admin beside the stock ones, in the same frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse


@dataclass(frozen=True)
class Crumb:
    """A page on the way to the present one."""

    title: str
    url: str


def page(
    request: HttpRequest, site: AdminSite, template: str, *, title: str, crumbs: Sequence[Crumb] = (), **context: Any
) -> HttpResponse:
    """Show a template that extends `admin/page.html`. `crumbs` are the pages on the way to it.

    A refused form is given as `form`, so that the page's title says so.
    """
    form = context.get("form")
    errors = form.errors if form is not None and form.is_bound else None
    frame = {**site.each_context(request), "title": title, "crumbs": crumbs, "errors": errors}
    return TemplateResponse(request, template, frame | context)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with, which may be nothing at all; None when it was not sent."""
    return request.POST if request.method == "POST" else None
