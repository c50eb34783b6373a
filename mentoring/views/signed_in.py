"""Guards for views in which people type: a sign-in that has expired costs nobody a text or a dead end."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

View = Callable[..., HttpResponse]


def keeps_text(*fields: str) -> Callable[[View], View]:
    """Make a view ask for a sign-in, and show what was typed once more when the sign-in has expired.

    `fields` are names, or the beginnings of names, of the texts in the form. Nothing of them is kept
    on the server.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            typed = [text for name, text in request.POST.items() if name.startswith(fields) and text.strip()]
            if request.htmx:
                return render(request, "mentoring/includes/signed_out_note.html")
            if not typed:
                return redirect_to_login(request.get_full_path())
            return render(request, "mentoring/signed_out.html", {"texts": typed, "path": request.path}, status=401)

        return guarded

    return decorate


def posts_only(back_to: str) -> Callable[[View], View]:
    """Make a view take POST alone, from somebody signed in.

    Who comes by GET, such as from the sign-in that lay between, is led to the page with the button.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return redirect(back_to)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
