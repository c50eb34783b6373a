"""The world of the permission tests, with everything filled of which an export can tell anything."""

from datetime import date

from allauth.socialaccount.models import SocialAccount

from accounts.models import (
    AuditEntry,
    Employee,
    Factor,
    OrgUnit,
    Session,
    SignIn,
    StaffImport,
    StaffImportState,
    User,
    Way,
)
from mentoring.models import (
    Agreement,
    AgreementText,
    Goal,
    GoalState,
    Meeting,
    MeetingText,
    Mentor,
    Offer,
    Pairing,
    SupportRequest,
    Wish,
)
from mentoring.models.goals import ObsoleteReason
from notifications.models import MailPreference, Message, MessageState, ReminderTurn, Rhythm
from tests.factories import NOW, EmployeeFactory
from tests.matching.factories import ProposalFactory
from tests.permissions.world import World, build_world
from tests.support.second_factor import set_up_app
from workshops.models import Registration


def filled_world() -> World:
    """Return the world in which every field that is exported of anybody holds something."""
    world = build_world()
    _accounts(world)
    _messages(world)
    _tandems(world)
    return world


def _accounts(world: World) -> None:
    mentee, outsider = world.users["mentee"], world.users["outsider"]
    SignIn.objects.create(at=NOW, account_id=mentee.pk, way=Way.CODE, factor=Factor.APP, was_let_in=True)
    SocialAccount.objects.create(user=mentee, provider="town", uid="4711")
    Session.objects.create(
        session_key="x", expire_date=NOW, user=mentee, begun_at=NOW, used_at=NOW, browser="Firefox (Windows)"
    )
    User.objects.filter(pk=mentee.pk).update(earlier_email="vorher@kerpen.example", email_changed_at=NOW)
    app = set_up_app(mentee)
    app.last_used_at = NOW
    app.save()
    Employee.objects.filter(user=mentee).update(superior=EmployeeFactory())
    Employee.objects.filter(user=outsider).update(is_active=False, left_on=date(2027, 1, 1))
    OrgUnit.objects.filter(employees__user=mentee).update(head=mentee.employee)
    StaffImport.objects.create(
        uploader=world.users["hr"],
        created_at=NOW,
        organisation_code="00",
        state=StaffImportState.APPLIED,
        result={"employees_new": 3},
    )
    AuditEntry.objects.create(
        action="account.opened", actor_id=mentee.pk, subject_type="accounts.user", subject_id=mentee.pk
    )


def _messages(world: World) -> None:
    mentee = world.users["mentee"]
    MailPreference.objects.create(user=mentee, rhythm=Rhythm.WEEKLY)
    sent = Message.objects.create(
        kind="decision", dedupe_key="decision:1", recipient=mentee, state=MessageState.SENT, sent_at=NOW
    )
    ReminderTurn.objects.create(user=mentee, message=sent, day=NOW.date())


def _tandems(world: World) -> None:
    """What both could write is the mentee's in one tandem; in the one that is over both have confirmed it."""
    tandem = Pairing.objects.get(pk=world.things["tandem"])
    former = Pairing.objects.get(mentor__participation__user=world.users["former_mentor"])
    other = Pairing.objects.get(mentor__participation__user=world.users["other_mentor"])
    for pairing in (tandem, former, other):
        AgreementText.objects.filter(agreement=pairing.pk).update(written_by=pairing.mentee.participation)
        MeetingText.objects.filter(meeting__pairing=pairing).update(
            place_by=pairing.mentee.participation, notes_by=pairing.mentor.participation
        )
    MeetingText.objects.filter(meeting__pairing=other).update(notes_by=other.mentee.participation)
    Agreement.objects.filter(pairing=former).update(
        mentee_confirmed_version=1, mentee_confirmed_at=NOW, mentor_confirmed_version=1, mentor_confirmed_at=NOW
    )
    Agreement.objects.filter(pairing=tandem).update(mentee_confirmed_version=1, mentee_confirmed_at=NOW)
    Pairing.objects.filter(pk=former.pk).update(resumed_at=NOW)
    ProposalFactory(run__cohort=tandem.mentee.participation.cohort, mentee=tandem.mentee, mentor=tandem.mentor)
    goal = Goal.objects.get(pk=world.things["goal"])
    Goal.objects.filter(pk=goal.pk).update(state=GoalState.OBSOLETE, obsolete_reason=ObsoleteReason.OTHER, done_at=NOW)
    meeting = Meeting.objects.get(pk=world.things["meeting"])
    Meeting.objects.filter(pk=meeting.pk).update(minutes=60)
    meeting.goals.add(goal)
    Mentor.objects.filter(pk=tandem.mentor.pk).update(offers=[Offer.FEEDBACK, Offer.NETWORK])
    Wish.objects.create(mentee=tandem.mentee, mentor=tandem.mentor)
    SupportRequest.objects.filter(sender=world.users["mentee"]).update(cohort=tandem.mentee.participation.cohort)
    Registration.objects.filter(participation=tandem.mentee.participation).update(attended=True)
