"""A guard for buttons: a sign-in that lay between leads to no dead end."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

View = Callable[..., HttpResponse]


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
