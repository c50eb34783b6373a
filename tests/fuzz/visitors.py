"""Everybody of the permission table, and those whom its world lacks: pages that only they are shown."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts import invitations
from accounts.models import User
from mentoring.models import GoalState, MeetingState, MenteeState, Pairing, PairingState
from notifications.models import Message, MessageState
from tests import factories
from tests.accounts import signing_in
from tests.factories import MENTOR_RANK, NOW
from tests.fuzz.hostile import Post
from tests.matching.factories import ProposalFactory, RunFactory
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.permissions.asking import Everybody
from tests.permissions.world import World
from tests.support.second_factor import code_now, set_up_app
from tests.workshops.factories import RegistrationFactory, WorkshopFactory

PASSWORD = "Sechzehn Elefanten 7"
FORM = "application/x-www-form-urlencoded"
# Who asks for a page; the next one only where the one before gets no page.
ASKING = (
    *("mentee", "applicant", "mentor", "invited", "adviser", "team", "administrator", "hr", "outsider"),
    "anonymous",
)
# A page, and who sees on it what those before her do not.
Page = tuple[str, str]


class Visitors(Everybody):
    """Everybody, and whoever is admitted beside them."""

    def admit(self, name: str, client: Client) -> None:
        self._cookies[name] = client.cookies

    def send(self, role: str, url: str, post: Post) -> HttpResponse:
        """Send a form; what it changes is rolled back."""
        client = Client()
        client.cookies.load(self._cookies[role].output(header="", sep=";"))
        with transaction.atomic():
            response = client.post(url, post.body, content_type=FORM)
            transaction.set_rollback(True)
        return response


def site_pages(world: World, visitors: Visitors) -> Iterator[Page]:
    """Yield pages of the site that nobody of the table is shown, or not the first who is asked."""
    tandem, adviser = Pairing.objects.get(pk=world.things["tandem"]), world.users["adviser"]
    factories.GoalFactory(mentee=tandem.mentee, state=GoalState.SETTLED)
    yield "mentee", reverse("mentoring:goals")
    for state in (MeetingState.HELD, MeetingState.PLANNED):
        meeting = meeting_of(tandem, state=state, starts_at=NOW - timedelta(days=2))
        yield "mentee", reverse("mentoring:meeting", args=[meeting.pk])
    today = WorkshopFactory(cohort=tandem.mentee.participation.cohort, host=adviser, starts_at=NOW)
    RegistrationFactory(workshop=today, participation=tandem.mentee.participation)
    yield "adviser", reverse("workshops:attendance", args=[today.pk])
    yield "mentor", reverse("workshops:detail", args=[world.things["workshop"]])
    yield "mentor", reverse("mentoring:request_new")
    yield "applicant", reverse("notifications:calendar")
    yield "mentor", reverse("mentoring:mentor_profile")
    yield "mentor", reverse("mentoring:tandem_goal_add", args=[tandem.pk])
    yield "team", reverse("mentoring:mentor_nominate")
    yield "team", reverse("mentoring:application_new")
    submitted = factories.MenteeFactory(cohort=tandem.mentee.participation.cohort)
    own = _signed_in(visitors, submitted.participation.user)
    yield own, reverse("mentoring:application_withdraw", args=[submitted.pk])
    new = Pairing.objects.get(pk=world.things["approved_tandem"])
    yield _signed_in(visitors, new.mentee.participation.user), reverse("mentoring:tandem_step_back", args=[new.pk])


def sign_in_pages(visitors: Visitors, world: World) -> Iterator[Page]:
    """Yield pages around the sign-in, each to somebody who has come so far."""
    yield "anonymous", urlsplit(invitations.link_for(factories.UserFactory(), "/konto/")).path
    mentee = world.users["mentee"]
    assert mentee is not None
    _signed_in(visitors, mentee, "elsewhere")
    yield "mentee", reverse("accounts:account")
    with_password = factories.UserFactory(password=PASSWORD)
    own = _signed_in(visitors, with_password)
    yield own, reverse("account_change_password")
    yield own, reverse("account_reauthenticate")
    team = factories.RoleAssignmentFactory(user__password=PASSWORD).user
    set_up_app(team)

    def asks_for_a_code(client: Client) -> None:
        signing_in.ask(client, with_password.email)

    def signs_in_by_password(client: Client) -> None:
        client.post(signing_in.BY_PASSWORD, {"login": team.email, "password": PASSWORD})

    def proves_again(client: Client) -> None:
        client.force_login(team)
        client.post(reverse("mfa_reauthenticate"), {"code": code_now()})

    yield _come_so_far(visitors, "awaits code", asks_for_a_code), reverse("account_confirm_login_code")
    yield _come_so_far(visitors, "awaits factor", signs_in_by_password), reverse("mfa_authenticate")
    yield _come_so_far(visitors, "has proved", proves_again), reverse("mfa_deactivate_totp")


def admin_pages(world: World) -> Iterator[Page]:
    """Yield pages of the admin that show their form only once there is something to do."""
    Message.objects.create(
        kind="decision", dedupe_key="fuzz", recipient=world.users["mentee"], state=MessageState.FAILED, due_at=NOW
    )
    yield "team", reverse("admin:notifications_message_changelist")
    cohort = factories.CohortFactory()
    department = factories.OrgUnitFactory(is_department=True)
    factories.EmployeeFactory(level__rank=MENTOR_RANK)
    yield "team", f"{reverse('admin:mentoring_mentor_invite')}?cohort={cohort.pk}"
    near = announced_tandem(
        PairingState.ACTIVE,
        mentee=factories.MenteeFactory(cohort=cohort, unit=department, state=MenteeState.ACCEPTED, announced=True),
        mentor=factories.MentorFactory(cohort=cohort, unit=department),
    )
    yield "team", reverse("admin:mentoring_pairing_keep", args=[near.pk])
    yield "team", reverse("admin:accounts_level_delete", args=[factories.LevelFactory(rank=77).pk])
    waiting = factories.MenteeFactory(cohort=cohort, unit=department, state=MenteeState.ACCEPTED)
    mentor, nearby = factories.MentorFactory(cohort=cohort), factories.MentorFactory(cohort=cohort, unit=department)
    yield "team", reverse("admin:matching_candidates", args=[waiting.pk])
    run = RunFactory(cohort=cohort)
    proposal = ProposalFactory(run=run, mentee=waiting, mentor=mentor, priced=[nearby])
    yield "team", reverse("admin:matching_approve", args=[run.pk])
    yield "team", reverse("admin:matching_move", args=[proposal.pk, nearby.pk])
    workshop = WorkshopFactory(starts_at=NOW)
    RegistrationFactory(workshop=workshop)
    yield "team", reverse("admin:workshops_workshop_attendance", args=[workshop.pk])


def _signed_in(visitors: Visitors, user: User, name: str = "") -> str:
    return _come_so_far(visitors, name or user.email, lambda client: client.force_login(user))


def _come_so_far(visitors: Visitors, name: str, walk: Callable[[Client], object]) -> str:
    client = Client()
    walk(client)
    visitors.admit(name, client)
    return name
