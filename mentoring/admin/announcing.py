"""Announcing, the step of its own that tells people: choose, see the mails, tell.

Nothing was sent before. Who is turned down hears it from a person first; the application follows.
"""

from datetime import datetime

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin import confirm
from accounts.admin.pages import Crumb, page, sent
from accounts.errors import Refused
from accounts.models import User
from mentoring import access, conflict_access
from mentoring.actions import pairings, review
from mentoring.admin.wording import crumb_of
from mentoring.forms.admin_pairings import AnnouncementForm
from mentoring.models import Cohort, Mentee, Pairing, PairingState
from notifications import outbox, preview
from notifications.rendering import RenderedMail


def announce(request: HttpRequest, site: AdminSite, cohort: Cohort) -> HttpResponse:
    """Show what can be announced; ask with names and mails; announce what was confirmed."""
    tandems = approved_tandems(request.user, cohort)
    decisions = decisions_to_announce(request.user, cohort)
    turned_down = [mentee for mentee in decisions if mentee.state in review.TURNED_DOWN]
    good_news = [mentee for mentee in decisions if mentee.state not in review.TURNED_DOWN]
    form = AnnouncementForm(
        [(tandem, str(tandem)) for tandem in tandems],
        [(mentee, _with_state(mentee)) for mentee in good_news],
        [(mentee, _with_state(mentee)) for mentee in turned_down],
        sent(request),
    )
    if form.is_valid():
        if "confirmed" in request.POST:
            return _tell(request, form, now=timezone.now())
        return confirm.ask(request, site, _question(request, cohort, form))
    return page(
        request,
        site,
        "admin/mentoring/cohort/announce.html",
        title=_("Announce"),
        crumbs=[crumb_of(Cohort), _cohort_crumb(cohort)],
        cohort=cohort,
        form=form,
        is_empty=not (tandems or decisions),
    )


def approved_tandems(user: User, cohort: Cohort) -> list[Pairing]:
    """Return the approved tandems of which nobody was told."""
    found = access.pairings_for_team(user).of_cohort(cohort.pk)
    return list(
        found.filter(state=PairingState.APPROVED, announced_at__isnull=True).select_related(
            "mentee__participation__user", "mentor__participation__user"
        )
    )


def decisions_to_announce(user: User, cohort: Cohort) -> list[Mentee]:
    """Return the applicants who do not know what was decided; those with a tandem hear it with that, whoever tells."""
    found = access.applications_for_review(user).filter(participation__cohort=cohort, state__in=Mentee.DECIDED)
    approved = Pairing.objects.of_cohort(cohort.pk).filter(state=PairingState.APPROVED, announced_at__isnull=True)
    with_tandem = set(approved.values_list("mentee_id", flat=True))
    of_hers = conflict_access.acceptances_of_her_years(user.pk)
    decided = found.exclude(of_hers).select_related("participation__user")
    return [mentee for mentee in decided if mentee.waits_for_announcement and mentee.pk not in with_tandem]


def _with_state(mentee: Mentee) -> str:
    return f"{mentee} – {mentee.get_state_display()}"


def _chosen(form: AnnouncementForm, name: str) -> list:
    return list(form.cleaned_data.get(name, []))


def _question(request: HttpRequest, cohort: Cohort, form: AnnouncementForm) -> confirm.Question:
    tandems, decisions, turned_down = (_chosen(form, name) for name in ("tandems", "decisions", "turned_down"))
    what = []
    if tandems:
        what.append(_("Both partners of each tandem learn who the other one is, and their agreement is opened."))
    if decisions or turned_down:
        what.append(_("These applicants can read what was decided."))
    what.append(_("The mails go out now. From then on this cannot be taken back."))
    return confirm.Question(
        title=_("Announce now"),
        what=what,
        people=[*map(str, tandems), *map(_with_state, [*decisions, *turned_down])],
        mails=_mails(tandems, [*decisions, *turned_down]),
        hidden=[
            ("confirmed", "yes"),
            *((name, str(thing.pk)) for name in form.fields for thing in _chosen(form, name)),
        ],
        yes=_("Yes, announce"),
        cancel_url=request.get_full_path(),
        crumbs=[crumb_of(Cohort), _cohort_crumb(cohort)],
    )


def _mails(tandems: list[Pairing], decided: list[Mentee]) -> list[RenderedMail]:
    """Render one mail of each kind that will be sent, to the first of its recipients."""
    drafts = [
        outbox.draft("tandem-announced", "preview", recipient=tandem.mentee.participation.user, pairing=tandem.pk)
        for tandem in tandems[:1]
    ] + [
        outbox.draft("decision", "preview", recipient=mentee.participation.user, mentee=mentee.pk)
        for mentee in decided[:1]
    ]
    return [preview.render(draft) for draft in drafts]


def _tell(request: HttpRequest, form: AnnouncementForm, *, now: datetime) -> HttpResponse:
    """Announce everything that was confirmed, or nothing."""
    by = request.user
    try:
        with transaction.atomic():
            tandems = pairings.announce(_chosen(form, "tandems"), by=by, now=now)
            told = review.announce(_chosen(form, "decisions"), by=by, now=now)
            told += review.announce(_chosen(form, "turned_down"), by=by, now=now, talk_was_offered=True)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    if tandems:
        text = ngettext("%(count)s tandem announced.", "%(count)s tandems announced.", len(tandems))
        messages.success(request, text % {"count": len(tandems)})
    if told:
        text = ngettext("%(count)s decision announced.", "%(count)s decisions announced.", len(told))
        messages.success(request, text % {"count": len(told)})
    return redirect("admin:index")


def _cohort_crumb(cohort: Cohort) -> Crumb:
    return Crumb(str(cohort), reverse("admin:mentoring_cohort_change", args=[cohort.pk]))
