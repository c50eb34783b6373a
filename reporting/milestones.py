"""The milestones that the team reads by name (R10): how many have reached each, and who has not yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from mentoring import access
from mentoring.access import AnyUser
from mentoring.checks import BrokenTandem, broken_tandems
from mentoring.milestones import with_milestones
from mentoring.models import LIVE, Cohort, Pairing, PairingState
from workshops.figures import kickoff_attendance_of


@dataclass(frozen=True)
class Milestone:
    """How far one year has come with one thing."""

    name: str
    reached: int
    expected: int
    # Whom or which tandems it still waits for, by name.
    missing: list[str]


@dataclass(frozen=True)
class Progress:
    """What the tandems of one year have reached, and which of them break a rule today."""

    milestones: list[Milestone]
    broken: list[BrokenTandem]


def progress_of(cohorts: Iterable[Cohort], *, user: AnyUser, now: datetime) -> dict[int, Progress]:
    """Return by cohort how far it has come. A constant number of statements."""
    cohorts = list(cohorts)
    tandems = _tandems(cohorts, user, now)
    broken = broken_tandems(tandem for tandem in tandems if tandem.is_live)
    attendance = kickoff_attendance_of(cohorts)
    found = {}
    for cohort in cohorts:
        announced = [one for one in tandems if one.announced_at and one.mentee.participation.cohort_id == cohort.pk]
        people = attendance[cohort.pk]
        milestones = [
            _of_tandems(_("Agreement confirmed"), announced, "has_confirmed_agreement"),
            _of_tandems(_("First meeting held"), announced, "has_met"),
            Milestone(
                name=_("Kickoff attended"),
                reached=sum(one.has_attended for one in people),
                expected=len(people),
                missing=[str(one.participation) for one in people if not one.has_attended],
            ),
        ]
        found[cohort.pk] = Progress(
            milestones=[milestone for milestone in milestones if milestone.expected],
            broken=[one for one in broken if one.pairing.mentee.participation.cohort_id == cohort.pk],
        )
    return found


def _tandems(cohorts: list[Cohort], user: AnyUser, now: datetime) -> list[Pairing]:
    found = access.pairings_for_team(user).filter(
        mentee__participation__cohort__in=cohorts, state__in=[*LIVE, PairingState.COMPLETED]
    )
    people = "mentee__participation__user", "mentor__participation__user"
    return list(with_milestones(found.select_related(*people), now))


def _of_tandems(name: str, tandems: list[Pairing], reached: str) -> Milestone:
    missing = [str(tandem) for tandem in tandems if not getattr(tandem, reached)]
    return Milestone(name, len(tandems) - len(missing), len(tandems), missing)
