"""The demo page that shows mails which were written as files ("Postausgang")."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.demo import codes_now
from notifications import mailbox

MAILS_PER_PAGE = 25

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def demo_only(view: View[P]) -> View[P]:
    """Hide a page as if it did not exist, unless this is a demo that writes its mails as files."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not mailbox.is_open():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@never_cache
@demo_only
def outgoing(request: HttpRequest) -> HttpResponse:
    """Every mail that was written, newest first, and the codes of the apps. Open to all who try the demo."""
    page = Paginator(mailbox.names(), MAILS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "notifications/outgoing.html",
        {"page_obj": page, "mails": mailbox.read_all(list(page.object_list)), "codes": codes_now()},
    )


@require_safe
@never_cache
@demo_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as text."""
    return render(request, "notifications/mail.html", {"mail": _or_404(mailbox.read, name)})


@require_safe
@never_cache
@demo_only
def mail_file(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as a file that a mail program opens, with its HTML part and attachments."""
    return HttpResponse(
        _or_404(mailbox.source, name),
        content_type="message/rfc822",
        headers={"Content-Disposition": f'attachment; filename="{name}.eml"'},
    )


def _or_404(look_up: Callable[[str], T], name: str) -> T:
    try:
        return look_up(name)
    except mailbox.NoSuchMail as error:
        raise Http404 from error
