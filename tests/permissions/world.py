"""One small programme with somebody in every role, for asking each address as each of them."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from accounts.actions import imports
from accounts.models import AuditEntry, Employee, Role, StaffImport, User
from mentoring.models import (
    GoalText,
    Meeting,
    MenteeState,
    Mentor,
    MentorState,
    Origin,
    PairingState,
    Topic,
)
from mentoring.models.requests import RequestRecipient
from notifications import feeds
from notifications.models import CalendarFeed
from portal.models import Page
from tests import factories
from tests.accounts.staff_files import PEOPLE, PERSON_TITLES, UNIT_TITLES, UNITS, file_of
from tests.factories import NOW, TODAY
from tests.matching.factories import InstructionFactory, ProposalFactory
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.permissions.planting import TAKING_PART, Planter, Readers
from tests.workshops.factories import RegistrationFactory, WorkshopFactory

ROLES = (
    "anonymous",
    "outsider",
    "applicant",
    "mentee",
    "mentor",
    "invited",
    # Of another tandem of the same year, and of one that has ended.
    "other_mentee",
    "other_mentor",
    "former_mentee",
    "former_mentor",
    "adviser",
    "adviser_with_grant",
    "hr",
    "team",
    "administrator",
    "superuser",
    "superuser_without_factor",
)


ADVISERS = ("adviser", "adviser_with_grant")
SIGNED_IN = frozenset(ROLES) - {"anonymous"}


def roles_at(url: str) -> tuple[str, ...]:
    """Return who is to ask for an address: everybody, and of other tandems in the admin the mentors alone.

    The admin asks for a role of an office, which no partner of a tandem has: two of six more would only take time.
    """
    if not url.startswith(reverse("admin:index")):
        return ROLES
    return tuple(role for role in ROLES if role not in ("other_mentee", "former_mentee"))


@dataclass(frozen=True)
class World:
    """Who is there, one thing of every kind by the name that the table gives it, and who may read what."""

    users: dict[str, User | None]
    things: dict[str, int | str]
    # What people have written, by its word: the roles that may read it.
    readers: Readers


def build_world() -> World:
    """Return a programme in which every address has something to show to somebody."""
    planter = Planter()
    cohort = factories.CohortFactory()
    tandem = announced_tandem(PairingState.ACTIVE, cohort=cohort)
    waiting = announced_tandem(PairingState.APPROVED, cohort=cohort)
    other = announced_tandem(PairingState.ACTIVE, cohort=cohort)
    former = announced_tandem(PairingState.ENDED, cohort=cohort)
    earlier = announced_tandem(PairingState.ENDED, cohort=cohort, mentee=tandem.mentee)
    proposed = factories.PairingFactory(cohort=cohort)
    applicant = factories.MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)
    submitted = factories.MenteeFactory(cohort=cohort)
    invited = factories.MentorFactory(cohort=cohort, state=MentorState.INVITED)
    goal = factories.GoalFactory(mentee=tandem.mentee)
    words = planter.word("GoalText.text", "Goal", "mentee")
    GoalText.objects.create(goal=goal, author=tandem.mentee.participation, text=words)
    adviser = _with_role(Role.ADVISER, employee=None)
    workshop = WorkshopFactory(cohort=cohort, host=adviser)
    RegistrationFactory(workshop=workshop, participation=tandem.mentee.participation)
    users: dict[str, User | None] = {
        "anonymous": None,
        "outsider": factories.UserFactory(),
        "applicant": applicant.participation.user,
        "mentee": tandem.mentee.participation.user,
        "mentor": tandem.mentor.participation.user,
        "invited": invited.participation.user,
        "other_mentee": other.mentee.participation.user,
        "other_mentor": other.mentor.participation.user,
        "former_mentee": former.mentee.participation.user,
        "former_mentor": former.mentor.participation.user,
        "adviser": adviser,
        "adviser_with_grant": _with_role(Role.ADVISER, employee=None),
        "hr": _with_role(Role.HR),
        "team": _with_role(Role.TEAM),
        "administrator": _with_role(Role.ADMINISTRATION),
        "superuser": factories.UserFactory(is_superuser=True),
        "superuser_without_factor": factories.UserFactory(is_superuser=True),
    }
    # Asked by HR, which reads that far and no further.
    Mentor.objects.filter(pk=tandem.mentor_id).update(origin=Origin.HR)
    meeting = _meeting(tandem)
    planter.tandem(tandem, "Tandem", mentee="mentee", mentor="mentor")
    planter.tandem(other, "Other", mentee="other_mentee", mentor="other_mentor")
    planter.tandem(former, "Former", mentee="former_mentee", mentor="former_mentor")
    # Nobody here mentored her before: neither she nor her mentor of today meets on a page what that one reads on.
    planter.kept(goal, earlier, "Earlier")
    planter.profile(tandem.mentor, submitted, "team", *TAKING_PART, "adviser_with_grant")
    # A profile is open to the adviser until the mentor has a tandem: the same words with one who has none yet.
    proposed.mentor.introduction = tandem.mentor.introduction
    proposed.mentor.save(update_fields=["introduction"])
    planter.motivation(applicant, "Applicant", "applicant")
    planter.motivation(submitted, "Submitted", "team", "adviser_with_grant")
    planter.motivation(tandem.mentee, "Mentee", "mentee", "team")
    answered = planter.answered(users["mentee"], "mentee", RequestRecipient.TEAM, "team", by=users["team"])
    # Nobody else reads what one adviser has answered.
    answered_by_adviser = planter.answered(
        users["mentor"], "mentor", RequestRecipient.ADVISER, "adviser", by=users["adviser"]
    )
    grants = {
        name: planter.grant(about, users["adviser_with_grant"], name)
        for name, about in (("application", submitted), ("profile", proposed.mentor), ("tandem", tandem))
    }
    _grants_of_others(planter, tandem, other, users["adviser_with_grant"])
    proposal = ProposalFactory(
        run__cohort=cohort, mentee=proposed.mentee, mentor=proposed.mentor, priced=[tandem.mentor]
    )
    instruction = InstructionFactory(mentee=proposed.mentee, mentor=former.mentor)
    mentee, mentor = tandem.mentee.participation.user, tandem.mentor.participation.user
    in_accounts = ("adviser", "adviser_with_grant", "team", "administrator", "superuser")
    planter.name(mentee, "mentee", "mentee", "mentor", *in_accounts)
    planter.name(mentor, "mentor", "mentee", "mentor", "applicant", "hr", *in_accounts)
    planter.phone(mentee, "mentee", "mentee", "mentor", "adviser_with_grant")
    planter.phone(mentor, "mentor", "mentee", "mentor", "hr", *in_accounts[1:])
    planter.browser(tandem.mentee.participation.user, "mentee", "mentee")
    for row in (tandem, proposal, instruction):
        planter.reason(row, "team")
    entry = mentor.employee
    others = Employee.objects.exclude(pk=entry.pk).order_by("pk")
    things: dict[str, int | str] = {
        "cohort": cohort.pk,
        "tandem": tandem.pk,
        "approved_tandem": waiting.pk,
        "other_tandem": other.pk,
        "former_tandem": former.pk,
        "proposed_tandem": proposed.pk,
        "application": applicant.pk,
        "submitted": submitted.pk,
        "accepted": proposed.mentee.pk,
        "mentee": tandem.mentee.pk,
        "mentor": tandem.mentor.pk,
        "run": proposal.run_id,
        "proposal": proposal.pk,
        "instruction": instruction.pk,
        "goal": goal.pk,
        "draft_goal": factories.GoalFactory(mentee=applicant).pk,
        "meeting": meeting.pk,
        "exclusion": planter.exclusion(applicant.participation, "applicant").pk,
        "exclusion_of_mentor": planter.exclusion(tandem.mentor.participation, "mentor").pk,
        "workshop": workshop.pk,
        "request_to_team": planter.request(users["mentee"], "mentee", RequestRecipient.TEAM, "team").pk,
        "request_to_adviser": planter.request(users["mentor"], "mentor", RequestRecipient.ADVISER, *ADVISERS).pk,
        "answered_by_team": answered.pk,
        "answered_by_adviser": answered_by_adviser.pk,
        **{f"grant_on_{name}": grant.pk for name, grant in grants.items()},
        "employee": entry.pk,
        "other_employee": others[0].pk,
        "unit": entry.unit_id,
        "level": entry.level_id,
        "topic": Topic.objects.values_list("pk", flat=True)[0],
        "unused_topic": factories.TopicFactory().pk,
        "user": adviser.pk,
        "audit": AuditEntry.objects.create(
            action="directory.imported", subject_type="accounts.orgunit", subject_id=1
        ).pk,
        "import": _staff_import(users["hr"]).pk,
        "page": Page.objects.get(slug="hilfe").pk,
        "public_page": "impressum",
        "inner_page": "hilfe",
        "barrier": planter.barrier("team").pk,
        "contact": planter.contact(*SIGNED_IN).pk,
        "entry_without_account": factories.EmployeeFactory().pk,
        "document": "rollen",
        "token": "not-a-token",
        "passkey": 1,
        "feed": _feed(users["mentee"]),
        "mail": "not-a-mail",
        "kind": "workshop-registered",
        "export": planter.export(users["mentee"], "mentee").pk,
        "export_format": "json",
    }
    return World(users, things, planter.readers)


def _with_role(role: Role, **fields: object) -> User:
    return factories.RoleAssignmentFactory(role=role, user=factories.UserFactory(**fields)).user


def _grants_of_others(planter: Planter, tandem: object, other: object, adviser: User | None) -> None:
    """What opens nothing to anybody here: its purpose is over, or its time, or it is another adviser's."""
    day = timedelta(days=1)
    planter.grant(tandem.mentee, adviser, "OtherPurpose", open_to=())
    planter.grant(other, adviser, "OtherEnded", open_to=(), ended_at=NOW)
    planter.grant(other, adviser, "OtherOver", open_to=(), starts_on=TODAY - 9 * day, ends_on=TODAY - day)
    planter.grant(other, adviser, "OtherLater", open_to=(), starts_on=TODAY + day)
    planter.grant(other, _with_role(Role.ADVISER, employee=None), "OtherAdviser", open_to=())


def _meeting(tandem: object) -> Meeting:
    return meeting_of(tandem, starts_at=NOW + timedelta(days=3))


def _feed(owner: User | None) -> str:
    """Return what stands in the address of somebody's calendar feed."""
    feed = CalendarFeed.objects.create(user=owner)
    return feeds.address_of(feed).rpartition("/")[2].removesuffix(".ics")


def _staff_import(uploader: User | None) -> StaffImport:
    return imports.open_import(
        file_of(UNIT_TITLES, UNITS), file_of(PERSON_TITLES, PEOPLE), organisation_code="", by=uploader, now=NOW
    )
