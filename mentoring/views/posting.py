"""What a request posts: the input of a form, or a button in a list with one form for all its rows."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url

from accounts.ids import id_from


def posted(request: HttpRequest) -> QueryDict | None:
    """Return the input for a form, None when the page is only being opened. An empty form is input too."""
    return request.POST if request.method == "POST" else None


def pressed(request: HttpRequest, *names: str) -> tuple[str, int]:
    """Return the name of the button that was pressed and the id of its row.

    Raises:
        Http404: when none of them was, or its value is no id.
    """
    for name in names:
        number = id_from(request.POST.get(name, ""))
        if number is not None:
            return name, number
    raise Http404


def redirect_whole_page(request: HttpRequest, to: str, *args: Any) -> HttpResponse:
    """Lead to another page, also when htmx asked for a part of this one."""
    if not request.htmx:
        return redirect(to, *args)
    response = HttpResponse()
    response["HX-Redirect"] = resolve_url(to, *args)
    return response
