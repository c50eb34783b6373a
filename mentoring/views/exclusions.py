"""Whom somebody does not want as partner: what the pages of mentees and of mentors have in common (R4 b, R9)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.errors import Refused
from mentoring import access
from mentoring.actions import applications
from mentoring.forms.exclusions import ExclusionForm
from mentoring.models import Mentee, Mentor


def shown(request: HttpRequest, side: Mentee | Mentor, form: ExclusionForm) -> dict[str, Any]:
    """Return what `mentoring/includes/exclusions.html` shows: hers, each with the address that takes it back."""
    is_mentee = isinstance(side, Mentee)
    pages = "application" if is_mentee else "mentor"
    tandems = access.live_pairings_of(request.user)
    exclusions = access.exclusions_of(request.user).filter(author=side.participation)
    return {
        "form": form,
        "exclusions": [
            (exclusion, reverse(f"mentoring:{pages}_exclusion_remove", args=[side.pk, exclusion.pk]))
            for exclusion in exclusions
        ],
        "exclude_url": reverse(f"mentoring:{pages}_exclude", args=[side.pk]),
        "has_tandem": (tandems.filter(mentee=side) if is_mentee else tandems.filter(mentor=side)).exists(),
    }


def kept(request: HttpRequest, side: Mentee | Mentor, form: ExclusionForm) -> bool:
    """Keep an exclusion, if it can be. A refusal stands beside the field, with what was typed."""
    if not form.is_valid():
        return False
    try:
        applications.exclude(side.participation, form.cleaned_data["email"])
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return False
    messages.success(request, _("Kept. Only you can read it."))
    return True


def removed(request: HttpRequest, side: Mentee | Mentor, exclusion_pk: int) -> None:
    """Take an exclusion back, and say so."""
    applications.remove_exclusion(side.participation, exclusion_pk)
    messages.success(request, _("The exclusion is removed."))
