"""A year in a tandem, with everything that the two can leave behind, as words that can be found again."""

import json
from collections.abc import Iterator
from datetime import timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps

from accounts import audit
from accounts.models import Role, Session, SignIn, StaffImport, User
from mentoring.actions import agreements, applications, goals, meetings, pairings, requests
from mentoring.models import AdviserGrant, Pairing, PairingState, RequestKind, Wish
from mentoring.models.requests import RequestRecipient
from notifications.models import CalendarFeed, MailPreference, Message, MessageState, ReminderTurn
from portal.models import BarrierReport
from privacy.models import DataExport, ExportFile, ExportState, FileFormat
from tests import factories
from tests.factories import NOW, TODAY
from tests.matching.factories import InstructionFactory, ProposalFactory
from tests.mentoring.tandems import announced_tandem
from tests.workshops.factories import RegistrationFactory


def a_year_together() -> Pairing:
    """Return an active tandem in which both have done all that there is to do. Words say whose they are."""
    mentee = _person("mentee")
    mentor = _person("mentor", rank=factories.MENTOR_RANK)
    cohort = factories.CohortFactory()
    tandem = announced_tandem(
        PairingState.ACTIVE,
        mentee=factories.MenteeFactory(
            cohort=cohort,
            user=mentee,
            state="accepted",
            announced=True,
            motivation="of-mentee-motivation",
            place="of-mentee-place",
        ),
        mentor=factories.MentorFactory(
            cohort=cohort,
            user=mentor,
            introduction="of-mentor-introduction",
            place="of-mentor-place",
            offers=["feedback"],
            topics=[factories.TopicFactory()],
        ),
        override_reason="of-both-reason",
    )
    _programme(tandem)
    _words(tandem)
    for user, name in ((mentee, "mentee"), (mentor, "mentor")):
        _account(user, name)
    return Pairing.objects.get(pk=tandem.pk)


def _person(name: str, rank: int = factories.MENTEE_RANK) -> User:
    entry = factories.EmployeeFactory(
        first_name=f"First-of-{name}",
        last_name=f"Last-of-{name}",
        email=f"of-{name}@kerpen.example",
        phone=f"of-{name}-phone",
        function=f"of-{name}-function",
        level__rank=rank,
    )
    return factories.UserFactory(
        employee=entry, has_signed_in=True, earlier_email=f"of-{name}-before@kerpen.example", email_changed_at=NOW
    )


def _programme(tandem: Pairing) -> None:
    mentee, mentor = tandem.mentee, tandem.mentor
    cohort = mentee.participation.cohort
    other = factories.MentorFactory(cohort=cohort)
    Wish.objects.create(mentee=mentee, mentor=mentor, position=1)
    Wish.objects.create(mentee=mentee, mentor=other, position=2)
    proposal = ProposalFactory(run__cohort=cohort, mentee=mentee, mentor=mentor, override_reason="of-both-reason")
    ProposalFactory(run=proposal.run, alternative=mentor)
    InstructionFactory(mentee=mentee, mentor=other, override_reason="of-mentee-reason")
    InstructionFactory(mentee=factories.MenteeFactory(cohort=cohort), mentor=mentor, override_reason="of-mentor-reason")
    adviser = factories.RoleAssignmentFactory(role=Role.ADVISER).user
    opened = {"adviser": adviser, "starts_on": TODAY, "ends_on": TODAY, "given_at": NOW}
    AdviserGrant.objects.create(purpose="tandem", pairing=tandem, reason="of-both-grant", **opened)
    for side in (mentee.participation, mentor.participation):
        reason = f"of-{side.role}-grant"
        AdviserGrant.objects.create(purpose="selection", participation=side, reason=reason, **opened)
        RegistrationFactory(workshop__cohort=cohort, participation=side, attended=True)
        email = factories.EmployeeFactory(email=f"named-by-{side.role}@kerpen.example").email
        applications.exclude(side, email)


def _words(tandem: Pairing) -> None:
    """Let both write wherever they can, and each be the last to save one of the texts that both write."""
    mentee, mentor = tandem.mentee.participation.user, tandem.mentor.participation.user
    topic = factories.some_topic(1)
    for by, name, day in ((mentee, "mentee", NOW), (mentor, "mentor", NOW - timedelta(days=1))):
        goals.add(tandem.mentee, topic, by=by, words=f"of-{name}-goal")
        meeting = meetings.log(tandem, by=by, starts_at=day, now=NOW, place=f"of-{name}-meeting-place")
        meetings.write_own_note(meeting, f"of-{name}-note", by=by, version=None)
        meetings.write_shared_notes(meeting, f"of-{name}-shared-notes", by=by, version=1)
    goals.share(tandem.mentee.goals.all(), tandem, by=mentee)
    texts = {"place": "of-mentor-agreed", "focus": "of-mentor-focus", "if_it_does_not_fit": "of-mentor-if"}
    agreements.write(tandem, rhythm_weeks=4, texts=texts, by=mentor, version=1)
    requests.send(mentee, "of-mentee-request", kind=RequestKind.TANDEM)
    requests.send(mentor, "of-mentor-request", kind=RequestKind.QUESTION, recipient=RequestRecipient.ADVISER)


def _account(user: User, name: str) -> None:
    address = EmailAddress.objects.get(user=user)
    EmailConfirmation.objects.create(email_address=address, key=f"of-{name}-confirmation")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": f"of-{name}-secret"})
    SocialAccount.objects.create(user=user, provider="town", uid=f"of-{name}-number")
    SignIn.objects.create(account_id=user.pk, way="code", was_let_in=True, place="")
    later = NOW + timedelta(days=1)
    Session.objects.create(
        session_key=f"of-{name}-session", session_data="", expire_date=later, user=user, browser=f"of-{name}-browser"
    )
    told = Message.objects.create(
        kind="tandem-announced",
        dedupe_key=f"of-{name}-told",
        recipient=user,
        state=MessageState.SENT,
        sent_at=NOW,
    )
    Message.objects.create(kind="tandem-announced", dedupe_key=f"of-{name}-waiting", recipient=user)
    ReminderTurn.objects.create(user=user, message=told, day=NOW)
    MailPreference.objects.create(user=user)
    CalendarFeed.objects.create(user=user)
    export = DataExport.objects.create(user=user, state=ExportState.READY, requested_at=NOW, ready_at=NOW)
    ExportFile.objects.create(export=export, format=FileFormat.JSON, content=f"of-{name}-export".encode())
    StaffImport.objects.create(uploader=user, created_at=NOW, state="applied")
    BarrierReport.objects.create(text=f"of-{name}-barrier", reply_to=f" OF-{name}@kerpen.example")
    audit.record("account.opened", user, by=user)


def end(tandem: Pairing, by: User) -> None:
    pairings.end(tandem, by=by, now=NOW)


def everything_stored() -> Iterator[tuple[str, str]]:
    """Yield each value of each field of each model, opened where it is encrypted, with where it stands."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                yield f"{model._meta.label}.{field.name}", json.dumps(value, default=str, ensure_ascii=False).lower()


def where_stored(word: str) -> set[str]:
    return {where for where, value in everything_stored() if word.lower() in value}


def pointing_at(user: User) -> set[str]:
    """Return the fields of rows that still point at an account, the log's numbers aside."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is User and model._base_manager.filter(**{field.name: user.pk}).exists()
    }


def people(tandem: Pairing, side: str) -> tuple[User, User]:
    """Return who is erased and who stays."""
    both = {"mentee": tandem.mentee.participation.user, "mentor": tandem.mentor.participation.user}
    return both.pop(side), both.popitem()[1]
