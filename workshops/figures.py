"""The milestone "kickoff attended", which the team reads by name (R10)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from mentoring.models import LIVE, Cohort, Pairing, PairingState, Participation
from workshops.models import Registration, WorkshopKind


@dataclass(frozen=True)
class KickoffAttendance:
    """One participant and whether she was at the kickoff."""

    participation: Participation
    has_attended: bool


def kickoff_attendance_of(cohorts: Iterable[Cohort]) -> dict[int, list[KickoffAttendance]]:
    """Return by cohort everybody with an announced tandem, by name, with her attendance. One statement.

    A tandem counts while it lives and once it is completed. Whoever was at one of several
    kickoffs was there.
    """
    tandems = Pairing.objects.announced().filter(state__in=[*LIVE, PairingState.COMPLETED])
    attended = Registration.objects.filter(
        participation=OuterRef("pk"), workshop__kind=WorkshopKind.KICKOFF, attended=True
    )
    found: dict[int, list[KickoffAttendance]] = {cohort.pk: [] for cohort in cohorts}
    participations = (
        Participation.objects.filter(
            Q(Exists(tandems.filter(mentee=OuterRef("pk")))) | Q(Exists(tandems.filter(mentor=OuterRef("pk")))),
            cohort__in=found,
        )
        .annotate(has_attended=Exists(attended))
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )
    for participation in participations:
        found[participation.cohort_id].append(KickoffAttendance(participation, participation.has_attended))
    return found
