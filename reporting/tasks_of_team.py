"""What waits for the project team, in the order in which a year goes."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.waiting import Task
from matching.models import Run
from mentoring import request_access
from mentoring.access import AnyUser
from mentoring.checks import BrokenTandem
from mentoring.models import Cohort, RequestState
from mentoring.models.cohorts import Phase
from reporting.counts import Counts
from workshops.models import WorkshopState

BEFORE_THE_START = (Phase.SET_UP, Phase.APPLYING, Phase.REVIEW)


def tasks_of_every_year(user: AnyUser) -> list[Task]:
    """Return what belongs to no single year: somebody waits for an answer."""
    waiting = request_access.requests_to_team(user).filter(state=RequestState.OPEN).order_by("created_at", "pk")
    ids = list(waiting.values_list("pk", flat=True))
    if not ids:
        return []
    url = reverse("admin:mentoring_supportrequest_changelist")
    if len(ids) == 1:
        url = reverse("admin:mentoring_supportrequest_change", args=ids)
    return [
        Task(
            _("Somebody wrote to you in confidence and waits for an answer."),
            _counted(ngettext("Answer %(count)s message", "Answer %(count)s messages", len(ids)), len(ids)),
            url,
        )
    ]


def tasks_of_year(cohort: Cohort, counts: Counts, broken: list[BrokenTandem], *, today: date) -> list[Task]:
    """Return what waits in one year."""
    phase = cohort.phase(today)
    return [
        *_invite(cohort, counts, phase),
        *_decide(cohort, counts),
        *_pair(cohort, counts),
        *_announce(cohort, counts),
        *_look_at(broken),
        *_workshops(cohort, counts, phase),
    ]


def _invite(cohort: Cohort, counts: Counts, phase: Phase) -> Iterator[Task]:
    """Ask for more mentors while there are fewer places in sight than applicants."""
    in_sight = counts.places + counts.expected_mentors
    if phase not in BEFORE_THE_START or in_sight >= max(1, counts.hopeful):
        return
    words = {"applicants": counts.hopeful, "places": counts.places, "asked": counts.expected_mentors}
    text = _("Applicants: %(applicants)s. Places of confirmed mentors: %(places)s. Mentors still to answer: %(asked)s.")
    url = f"{reverse('admin:mentoring_mentor_invite')}?cohort={cohort.pk}"
    yield Task(text % words, _("Invite mentors"), url)


def _decide(cohort: Cohort, counts: Counts) -> Iterator[Task]:
    if count := counts.applications:
        yield Task(
            ngettext("An application waits for your decision.", "Applications wait for your decision.", count),
            _counted(ngettext("Review %(count)s application", "Review %(count)s applications", count), count),
            f"{reverse('admin:mentoring_mentee_next')}?cohort={cohort.pk}",
        )
    if count := counts.mentors_to_confirm:
        yield Task(
            ngettext("A mentor has sent her or his profile.", "Mentors have sent their profiles.", count),
            _counted(ngettext("Confirm %(count)s mentor", "Confirm %(count)s mentors", count), count),
            f"{reverse('admin:mentoring_mentor_changelist')}?cohort={cohort.pk}&state__exact=submitted",
        )


def _pair(cohort: Cohort, counts: Counts) -> Iterator[Task]:
    if counts.run is not None:
        yield _look_at_run(counts.run, counts.run_proposals)
    elif (count := counts.without_tandem) and not counts.takes_part:
        text = ngettext(
            "%(count)s accepted applicant has neither a tandem nor a proposal.",
            "%(count)s accepted applicants have neither a tandem nor a proposal.",
            count,
        )
        url = reverse("admin:matching_cohort", args=[cohort.pk])
        yield Task(_counted(text, count), _("Start the matching"), url)
    if count := counts.proposals:
        yield Task(
            ngettext("A proposed tandem waits for its approval.", "Proposed tandems wait for their approval.", count),
            _counted(ngettext("Approve %(count)s proposal", "Approve %(count)s proposals", count), count),
            f"{reverse('admin:mentoring_pairing_approve')}?cohort={cohort.pk}",
        )


def _look_at_run(run: Run, proposals: int) -> Task:
    url = reverse("admin:matching_run", args=[run.pk])
    if run.is_unfinished:
        return Task(_("The matching is being computed."), _("See how far the matching is"), url)
    text = ngettext(
        "The matching has found a tandem for %(count)s mentee.",
        "The matching has found tandems for %(count)s mentees.",
        proposals,
    )
    button = ngettext("Look at %(count)s proposal", "Look at %(count)s proposals", proposals)
    return Task(_counted(text, proposals), _counted(button, proposals), url)


def _announce(cohort: Cohort, counts: Counts) -> Iterator[Task]:
    if not (counts.tandems_to_announce or counts.decisions_to_announce):
        return
    words = {"tandems": counts.tandems_to_announce, "decisions": counts.decisions_to_announce}
    text = _("Nobody was told yet. Tandems: %(tandems)s. Decisions on applications: %(decisions)s.")
    yield Task(text % words, _("Announce"), reverse("admin:mentoring_cohort_announce", args=[cohort.pk]))


def _look_at(broken: list[BrokenTandem]) -> Iterator[Task]:
    for found in broken:
        reasons = " ".join(map(str, found.reasons))
        yield Task(
            _("%(tandem)s breaks a rule now: %(reasons)s") % {"tandem": found.pairing, "reasons": reasons},
            _("Look at the tandem"),
            reverse("admin:mentoring_pairing_change", args=[found.pairing.pk]),
        )


def _workshops(cohort: Cohort, counts: Counts, phase: Phase) -> Iterator[Task]:
    if not counts.kickoffs and phase in (Phase.REVIEW, Phase.ACQUAINTANCE, Phase.RUNNING):
        yield Task(
            _("There is no kickoff workshop for this year yet."),
            _("Set up the kickoff workshop"),
            f"{reverse('admin:workshops_workshop_add')}?cohort={cohort.pk}",
        )
    for workshop in counts.kickoffs:
        if workshop.state == WorkshopState.PLANNED and phase in (Phase.ACQUAINTANCE, Phase.RUNNING):
            yield Task(
                _("The kickoff workshop is planned, and nobody was invited yet."),
                _("Invite to the kickoff workshop"),
                reverse("admin:workshops_workshop_open", args=[workshop.pk]),
            )
    for workshop in counts.unmarked:
        yield Task(
            _("“%(workshop)s” is over. Who was there?") % {"workshop": workshop},
            _("Note the attendance"),
            reverse("admin:workshops_workshop_attendance", args=[workshop.pk]),
        )


def _counted(words: str, count: int) -> str:
    return words % {"count": count}
