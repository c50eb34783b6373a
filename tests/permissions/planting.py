"""Words that stand for what people have written in a world, and who may read each.

Everybody who can have written something gets a canary of her own for each field, so that a leak says
whose text it is. Motivations and topics are not encrypted, but read by few as well.
"""

from datetime import timedelta

from accounts.models import Session, User
from matching.models import Instruction, Proposal
from mentoring.models import (
    AdviserGrant,
    Exclusion,
    Goal,
    GoalShare,
    GoalText,
    KeptGoalText,
    MeetingNote,
    Mentee,
    Mentor,
    Pairing,
    Participation,
    RequestKind,
    SupportRequest,
)
from mentoring.models.requests import RequestRecipient, RequestState
from portal.models import BarrierReport, Contact
from privacy.models import DataExport, ExportFile, ExportState, FileFormat
from tests.factories import NOW, GoalFactory, TopicFactory
from tests.mentoring.grants import grant_on
from tests.mentoring.tandems import meeting_of
from tests.notifications.canaries.words import canary

TAKING_PART = (
    *("applicant", "mentee", "mentor", "invited"),
    *("other_mentee", "other_mentor", "former_mentee", "former_mentor"),
)
# By the word, in small letters: the roles that may read it. Nobody else may come across it anywhere.
Readers = dict[str, frozenset[str]]


class Planter:
    """Plants words, and remembers who may read them."""

    def __init__(self) -> None:
        self.readers: Readers = {}

    def word(self, field: str, owner: str, *readers: str) -> str:
        """Return the word for a field ("MeetingText.notes") of what somebody has written."""
        word = canary(field, owner).lower()
        assert word not in self.readers, f"{word} stands for something already"
        self.readers[word] = frozenset(readers)
        return word

    def tandem(self, pairing: Pairing, owner: str, *, mentee: str | None, mentor: str | None) -> None:
        """Let both partners have written all that partners can write. `mentee` and `mentor` are their roles."""
        both = [role for role in (mentee, mentor) if role]
        agreement = pairing.agreement.text
        agreement.written_by = pairing.mentee.participation
        for name in ("place", "focus", "if_it_does_not_fit"):
            setattr(agreement, name, self.word(f"AgreementText.{name}", owner, *both))
        agreement.save()
        meeting = pairing.meetings.first() or meeting_of(pairing, starts_at=NOW)
        meeting.text.place = self.word("MeetingText.place", owner, *both)
        meeting.text.notes = self.word("MeetingText.notes", owner, *both)
        meeting.text.place_by = meeting.text.notes_by = pairing.mentor.participation
        meeting.text.save()
        sides = ((pairing.mentee.participation, mentee), (pairing.mentor.participation, mentor))
        for side, role in sides:
            note = self.word("MeetingNote.text", f"{owner}{side.role}", *filter(None, [role]))
            MeetingNote.objects.create(meeting=meeting, author=side, text=note)
        self._goals(pairing, owner, mentee, mentor)

    def _goals(self, pairing: Pairing, owner: str, mentee: str | None, mentor: str | None) -> None:
        """Words for goals. Once a tandem is over, the mentor reads what was shared, and not what stands there since."""
        both, mentees, mentors = (
            [role for role in roles if role] for roles in ((mentee, mentor), (mentee,), (mentor,))
        )
        own, shared = GoalFactory(mentee=pairing.mentee), GoalFactory(mentee=pairing.mentee)
        author, partner = pairing.mentee.participation, pairing.mentor.participation
        words = (
            (own, author, self.word("GoalText.text", f"{owner}Own", *mentees)),
            (shared, author, self.word("GoalText.text", f"{owner}Shared", *(both if pairing.is_live else mentees))),
            (shared, partner, self.word("GoalText.text", f"{owner}Mentor", *both)),
        )
        GoalText.objects.bulk_create(GoalText(goal=goal, author=by, text=text) for goal, by, text in words)
        if pairing.is_live:
            GoalShare.objects.create(goal=shared, pairing=pairing)
        else:
            self.kept(shared, pairing, owner, *mentors)

    def kept(self, goal: Goal, pairing: Pairing, owner: str, *readers: str) -> KeptGoalText:
        """What was shared in a tandem that is over."""
        share = GoalShare.objects.create(goal=goal, pairing=pairing)
        return KeptGoalText.objects.create(share=share, text=self.word("KeptGoalText.text", owner, *readers))

    def exclusion(self, author: Participation, role: str) -> Exclusion:
        email = f"{self.word('Exclusion.email', role, role)}@kerpen.example"
        return Exclusion.objects.create(author=author, other_hash="0" * 64, email=email)

    def barrier(self, reader: str) -> BarrierReport:
        """A reported barrier; nobody knows who wrote it."""
        words = {name: self.word(f"BarrierReport.{name}", reader, reader) for name in ("text", "where")}
        reply_to = f"{self.word('BarrierReport.reply_to', reader, reader)}@kerpen.example"
        return BarrierReport.objects.create(**words, reply_to=reply_to)

    def request(self, sender: object, role: str, recipient: RequestRecipient, *readers: str) -> SupportRequest:
        """A message that waits for its answer."""
        text = self.word("SupportRequest.text", role, role, *readers)
        return SupportRequest.objects.create(sender=sender, recipient=recipient, kind=RequestKind.QUESTION, text=text)

    def answered(
        self, sender: object, role: str, recipient: RequestRecipient, *readers: str, by: object
    ) -> SupportRequest:
        return SupportRequest.objects.create(
            sender=sender,
            recipient=recipient,
            kind=RequestKind.TANDEM,
            text=self.word("SupportRequest.text", f"{role}Answered", role, *readers),
            answer=self.word("SupportRequest.answer", role, role, *readers),
            state=RequestState.ANSWERED,
            answered_at=NOW,
            answered_by=by,
        )

    def grant(
        self,
        about: Mentee | Mentor | Pairing,
        adviser: object,
        name: str,
        *,
        open_to: tuple[str, ...] = ("adviser_with_grant",),
        **fields: object,
    ) -> AdviserGrant:
        """What is open to an adviser, with the reason that the team wrote for her."""
        return grant_on(about, adviser, reason=self.word("AdviserGrant.reason", name, "team", *open_to), **fields)

    def export(self, user: object, role: str) -> DataExport:
        """Everything about somebody, ready to be fetched."""
        export = DataExport.objects.create(user=user, state=ExportState.READY, requested_at=NOW, ready_at=NOW)
        word = self.word("ExportFile.content", role, role).encode()
        ExportFile.objects.bulk_create(ExportFile(export=export, format=one, content=word) for one in FileFormat.values)
        return export

    def motivation(self, mentee: Mentee, owner: str, *readers: str) -> None:
        mentee.motivation = self.word("Mentee.motivation", owner, *readers)
        mentee.save(update_fields=["motivation"])

    def name(self, user: User, owner: str, *readers: str) -> None:
        user.last_name = self.word("User.last_name", owner, *readers)
        user.save(update_fields=["last_name"])

    def phone(self, user: User, owner: str, *readers: str) -> None:
        user.employee.phone = self.word("Employee.phone", owner, *readers)
        user.employee.save(update_fields=["phone"])

    def browser(self, user: User, owner: str, *readers: str) -> None:
        """A sign-in on another device."""
        browser = self.word("Session.browser", owner, *readers)
        Session.objects.create(
            session_key=owner,
            session_data="",
            user=user,
            browser=browser,
            begun_at=NOW,
            used_at=NOW,
            expire_date=NOW + timedelta(hours=1),
        )

    def contact(self, *readers: str) -> Contact:
        return Contact.objects.create(name=self.word("Contact.name", "", *readers))

    def reason(self, row: Pairing | Proposal | Instruction, *readers: str) -> None:
        """Why the team made an exception."""
        row.override_reason = self.word(f"{type(row).__name__}.override_reason", "", *readers)
        row.overridden_rules = ["too_near"]
        row.save(update_fields=["override_reason", "overridden_rules"])

    def profile(self, mentor: Mentor, mentee: Mentee, *readers: str) -> None:
        """Let a mentor offer, and an applicant choose, a topic that is named nowhere else."""
        topic = TopicFactory(title=self.word("Topic.title", "", *readers))
        GoalFactory(mentee=mentee, topic=topic)
        mentor.topics.add(topic)
        mentor.introduction = self.word("Mentor.introduction", "", *readers)
        mentor.is_shown_to_applicants = True
        mentor.save(update_fields=["introduction", "is_shown_to_applicants"])
