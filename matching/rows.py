"""Proposals as the team reads them: names, words and figures, looked up for a whole page at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from matching import reasons
from matching.models import Instruction, InstructionKind, Proposal, Quality, Run, Weighting
from matching.reasons import Names, Part, WayOut
from mentoring.models import LIVE, Mentee, MenteeState, Mentor, Pairing, PairingState, Topic

PEOPLE = (
    "mentee__participation__user__employee__unit",
    "mentor__participation__user__employee__unit",
    "alternative__participation__user",
)


@dataclass(frozen=True)
class Row:
    """One proposal, ready to be shown."""

    proposal: Proposal
    reasons: list[str]
    hints: list[str]
    # Good to know; nothing to do.
    notes: list[str]
    parts: list[Part]
    obstacles: list[str]
    ways_out: list[WayOut]
    # What the team has settled for her: a lock, or that she was taken out.
    settled: Instruction | None
    # Her tandem, or an open proposal that somebody made by hand.
    tandem: Pairing | None

    @property
    def quality(self) -> str:
        return str(Quality(self.proposal.quality).label) if self.proposal.quality else ""

    @property
    def is_locked(self) -> bool:
        """Whether every run keeps her with this very mentor: the team said so, or they are an open proposal."""
        is_held = (
            self.settled is not None
            and self.settled.kind == InstructionKind.LOCK
            and self.settled.mentor_id == self.proposal.mentor_id
        )
        return is_held or (self._proposed_with is not None and not self.is_proposed_by_hand)

    @property
    def is_taken_out(self) -> bool:
        return self.settled is not None and self.settled.kind == InstructionKind.LEAVE_OUT

    @property
    def is_decided(self) -> bool:
        """Whether she has a tandem, as it is proposed here or another one, or gets none this year."""
        return self.has_no_tandem or (self.tandem is not None and self.tandem.state != PairingState.PROPOSED)

    @property
    def is_approved(self) -> bool:
        """Whether this very proposal became her tandem."""
        return self.is_decided and self.tandem is not None and self.tandem.mentor_id == self.proposal.mentor_id

    @property
    def _proposed_with(self) -> int | None:
        """The mentor with whom she is an open proposal among the tandems."""
        tandem = self.tandem
        return tandem.mentor_id if tandem is not None and tandem.state == PairingState.PROPOSED else None

    @property
    def is_proposed_by_hand(self) -> bool:
        """Whether somebody proposed another mentor; an approval that was taken back leaves the run's own pair."""
        return self._proposed_with not in (None, self.proposal.mentor_id)

    @property
    def needs_a_place(self) -> bool:
        """Whether somebody else would have to act: places are the mentors' own."""
        return any(not way.is_exception for way in self.ways_out)

    @property
    def alternative(self) -> Mentor | None:
        """Whom she could have instead, while she has a proposal that is open."""
        return self.proposal.alternative if self.proposal.mentor_id and not self.is_decided else None

    @property
    def has_no_tandem(self) -> bool:
        return self.proposal.mentee.state == MenteeState.NO_TANDEM

    @property
    def status(self) -> str:
        """What was decided, in a word: an older run may have proposed something else."""
        if not self.is_decided:
            return ""
        if self.is_approved and self.tandem is not None:
            return str(self.tandem.get_state_display())
        if self.tandem is None or self.has_no_tandem:
            return str(self.proposal.mentee.get_state_display())
        words = {"mentor": self.tandem.mentor, "state": self.tandem.get_state_display()}
        return _("by now %(state)s with %(mentor)s") % words

    @property
    def settled_words(self) -> str:
        """What is settled for her as long as nothing is decided; empty when nothing is."""
        if self.is_decided:
            return ""
        if self.is_taken_out:
            return _("taken out")
        if self.is_proposed_by_hand and self.tandem is not None:
            return _("proposed by hand with %(mentor)s") % {"mentor": self.tandem.mentor}
        if self.is_locked:
            return _("held fast")
        return _("held fast with %(mentor)s") % {"mentor": self.settled.mentor} if self.settled else ""

    @property
    def changed_words(self) -> str:
        """Whether it is another proposal than the run had found, as long as nothing is decided."""
        return "" if self.is_decided else self.proposal.get_change_display()


def rows_of(run: Run, proposals: Iterable[Proposal]) -> list[Row]:
    """Return proposals, read with `PEOPLE` and `access.with_topics`, as rows. Four statements, however many there are.

    Of somebody whose topics are closed by now nothing is said about them.
    """
    shown = list(proposals)
    topics = titles_of({pk for one in shown for pk in one.reasons.get("topics", [])})
    people = mentor_names({pk for one in shown for pk in _mentors_in(one)})
    settled = {
        one.mentee_id: one
        for one in Instruction.objects.filter(mentee__in=[one.mentee_id for one in shown])
        .exclude(kind=InstructionKind.FORBID)
        .select_related("mentor__participation__user")
    }
    tandems = {one.mentee_id: one for one in _tandems_of(shown)}
    weighting = Weighting.from_snapshot(run.cohort, run.weights)
    return [
        Row(
            proposal=one,
            reasons=reasons.sentences(one.reasons, topics, with_topics=tells_topics(one)),
            hints=reasons.hints(one, with_topics=tells_topics(one)),
            notes=reasons.notes(one, people),
            parts=reasons.parts_of(one, weighting, with_topics=tells_topics(one)),
            obstacles=reasons.obstacles(one),
            ways_out=reasons.ways_out(one, people),
            settled=settled.get(one.mentee_id),
            tandem=tandems.get(one.mentee_id),
        )
        for one in shown
    ]


def tells_topics(proposal: Proposal) -> bool:
    """Say whether the team may still read the topics of a proposal that was read with `access.with_topics`."""
    return proposal.tells_topics  # type: ignore[attr-defined]


def _tandems_of(proposals: list[Proposal]) -> list[Pairing]:
    """Return tandems and open proposals of the mentees, tandems last, so that they count."""
    found = Pairing.objects.filter(
        mentee__in=[one.mentee_id for one in proposals],
        state__in=[PairingState.PROPOSED, *LIVE, PairingState.COMPLETED],
    ).select_related("mentor__participation__user")
    return sorted(found, key=lambda one: (one.state != PairingState.PROPOSED, one.pk))


def _mentors_in(proposal: Proposal) -> list[int]:
    better_with = proposal.reasons.get("better_with")
    return [change["mentor"] for change in proposal.obstacles.get("changes", [])] + (
        [better_with] if better_with else []
    )


def titles_of(topic_ids: Iterable[int]) -> Names:
    return {topic.pk: topic.title for topic in Topic.objects.filter(pk__in=list(topic_ids))}


def mentor_names(ids: Iterable[int]) -> Names:
    people = Mentor.objects.filter(pk__in=list(ids)).select_related("participation__user")
    return {one.pk: str(one) for one in people}


def mentee_names(ids: Iterable[int]) -> Names:
    people = Mentee.objects.filter(pk__in=list(ids)).select_related("participation__user")
    return {one.pk: str(one) for one in people}
