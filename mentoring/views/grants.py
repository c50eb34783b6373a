"""What is open to the adviser, as she reads it, and as those see it whom it is about."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access as accounts
from mentoring import grant_access, grant_words
from mentoring.actions import grants
from mentoring.milestones import with_milestones
from mentoring.models import AdviserGrant, Offer, Pairing, ParticipationRole


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All that is open to the adviser today, and until when."""
    if not accounts.is_adviser(request.user):
        raise Http404
    found = grant_access.grants_open_to(request.user, timezone.localdate()).order_by("ends_on", "pk")
    return render(request, "mentoring/grants/overview.html", {"grants": grant_words.pages_of(found)})


@login_required
@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Read an application: what its author wrote for the team. That it was opened is recorded."""
    grant = _opened(request, pk, participation__role=ParticipationRole.MENTEE)
    mentee = grant.participation.mentee
    grants.note_reading(mentee, by=request.user)
    context = {"grant": grant, "mentee": mentee, "goals": grant_access.topics_opened(grant)}
    return render(request, "mentoring/grants/application.html", context | _employee(grant))


@login_required
@require_safe
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a mentor's profile. That it was opened is recorded."""
    grant = _opened(request, pk, participation__role=ParticipationRole.MENTOR)
    mentor = grant.participation.mentor
    grants.note_reading(mentor, by=request.user)
    words = dict(Offer.choices)
    context = {
        "grant": grant,
        "mentor": mentor,
        "topics": mentor.topics.all(),
        "offers": [words[offer] for offer in mentor.offers if offer in words],
    }
    return render(request, "mentoring/grants/profile.html", context | _employee(grant))


@login_required
@require_safe
def tandem(request: HttpRequest, pk: int) -> HttpResponse:
    """Read who is a tandem and where it stands, by its milestones alone. That it was opened is recorded."""
    grant = _opened(request, pk, pairing__isnull=False)
    people = "mentee__participation__user__employee__unit", "mentor__participation__user__employee__unit"
    pairing = with_milestones(Pairing.objects.select_related(*people), timezone.now()).get(pk=grant.pairing_id)
    grants.note_reading(pairing, by=request.user)
    return render(request, "mentoring/grants/tandem.html", {"grant": grant, "pairing": pairing})


def _opened(request: HttpRequest, pk: int, **kind: Any) -> AdviserGrant:
    """Return what is open to the user today; what is not, is not found."""
    return get_object_or_404(grant_access.grants_open_to(request.user, timezone.localdate()), pk=pk, **kind)


def _employee(grant: AdviserGrant) -> dict[str, Any]:
    return {"employee": grant.participation.user.employee}


@login_required
@require_safe
def about_me(request: HttpRequest) -> HttpResponse:
    """What the adviser may read about the user, what for and until when; and what she was allowed to read before."""
    found = grant_words.notices(grant_access.grants_about(request.user), timezone.localdate())
    context = {"current": [one for one in found if not one.is_over], "over": [one for one in found if one.is_over]}
    return render(request, "mentoring/grants/about_me.html", context)
