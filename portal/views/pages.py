"""Texts of the team, and whom to turn to."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal import access
from portal.markdown import to_html


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page, such as the role guide or the imprint."""
    found = get_object_or_404(access.pages_visible_to(request.user), slug=slug)
    return render(request, "portal/page.html", {"page": found, "body": to_html(found.body)})


@login_required
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Whom participants can turn to, and what they can read."""
    context = {
        "contacts": access.contacts_visible_to(request.user),
        "pages": access.pages_visible_to(request.user).filter(is_in_footer=False).exclude(slug="start"),
    }
    return render(request, "portal/contacts.html", context)
