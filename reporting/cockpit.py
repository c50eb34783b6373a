""" "Was jetzt ansteht": what waits for whoever enters the admin, each with one button (R10, R15)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access as accounts
from accounts import waiting
from accounts.models import User
from accounts.waiting import Task
from mentoring import conflict_access
from mentoring.access import AnyUser
from mentoring.checks import BrokenTandem
from mentoring.models import Cohort
from reporting import tasks_of_roles, tasks_of_team
from reporting.counts import counts_of
from reporting.milestones import Milestone, progress_of


@dataclass(frozen=True)
class NextDate:
    """What comes next in a year."""

    name: str
    day: date


@dataclass(frozen=True)
class Year:
    """One running year: where it stands, what waits, how far it has come."""

    cohort: Cohort
    phase: str
    next_date: NextDate | None
    tasks: list[Task]
    milestones: list[Milestone]
    broken: list[BrokenTandem]
    # What is another's to decide, because the reader takes part herself.
    note: str = ""


@dataclass(frozen=True)
class Cockpit:
    """Everything that the entry of the admin shows beside the list of all areas."""

    # What belongs to no year, and what the other roles find.
    tasks: list[Task] = field(default_factory=list)
    years: list[Year] = field(default_factory=list)
    # What the site itself needs, such as pages with blanks to fill in.
    upkeep: list[Task] = field(default_factory=list)
    is_for_team: bool = False


def for_user(user: AnyUser, *, now: datetime) -> Cockpit:
    """Gather what waits for the user, role by role. The number of statements is constant."""
    others = [*waiting.tasks_for(user), *tasks_of_roles.tasks_for(user)]
    upkeep = waiting.upkeep_for(user)
    if not accounts.is_team(user):
        return Cockpit(tasks=others, upkeep=upkeep)
    today = timezone.localdate(now)
    cohorts = list(Cohort.objects.not_finished(today).order_by("starts_on", "pk"))
    counts = counts_of(cohorts, user=user, now=now)
    progress = progress_of(cohorts, user=user, now=now)
    years = [
        Year(
            cohort=cohort,
            phase=str(cohort.phase(today).label),
            next_date=next_date_of(cohort, today),
            tasks=tasks_of_team.tasks_of_year(cohort, counts[cohort.pk], progress[cohort.pk].broken, today=today),
            milestones=progress[cohort.pk].milestones,
            broken=progress[cohort.pk].broken,
            note=_what_is_anothers(user, cohort) if isinstance(user, User) and counts[cohort.pk].takes_part else "",
        )
        for cohort in cohorts
    ]
    return Cockpit(
        tasks=[*tasks_of_team.tasks_of_every_year(user), *others], years=years, upkeep=upkeep, is_for_team=True
    )


def _what_is_anothers(user: User, cohort: Cohort) -> str:
    """Say what somebody of the team who takes part leaves to another member, and when none could do it.

    Why none could is not said: a colleague's own part in the year is hers to tell.
    """
    if conflict_access.others_who_may_pair_in(user, cohort.pk).exists():
        return _(
            "You take part in this year yourself. What is decided about you, and who becomes a tandem, is up to "
            "somebody else of the project team. It does not stand here."
        )
    return _(
        "You take part in this year yourself. It needs somebody else with the role of the project team, who decides "
        "about you and finds the tandems: please ask whoever runs the application to give this role."
    )


def next_date_of(cohort: Cohort, today: date) -> NextDate | None:
    """Return the next of the cohort's dates, today included."""
    dates = [
        NextDate(_("applications open"), cohort.applications_open_on),
        NextDate(_("applications close"), cohort.applications_close_on),
        NextDate(_("start of the mentoring year"), cohort.starts_on),
        NextDate(_("end of the acquaintance period"), cohort.acquaintance_ends_on),
        NextDate(_("end of the mentoring year"), cohort.ends_on),
    ]
    return next((found for found in dates if found.day >= today), None)
