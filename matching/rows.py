"""Proposals as the team reads them: names, words and figures, looked up for a whole page at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching import reasons
from matching.models import Instruction, InstructionKind, Proposal, Quality, Run, Weighting
from matching.reasons import Names, Part
from mentoring.models import LIVE, Mentee, MenteeState, Mentor, Pairing, PairingState, Topic

PEOPLE = (
    "mentee__participation__user__employee__unit",
    "mentor__participation__user__employee__unit",
    "alternative__participation__user",
)
# Losses up to these hundredths of the points of an average tandem are small, or can be felt.
SMALL, NOTICEABLE = 10, 40


@dataclass(frozen=True)
class Row:
    """One proposal, ready to be shown."""

    proposal: Proposal
    reasons: list[str]
    hints: list[str]
    parts: list[Part]
    obstacles: list[str]
    ways_out: list[str]
    # What the team has settled for her: a lock, or that she was taken out.
    settled: Instruction | None
    # Her tandem, or an open proposal that somebody made by hand.
    tandem: Pairing | None

    @property
    def quality(self) -> str:
        return str(Quality(self.proposal.quality).label) if self.proposal.quality else ""

    @property
    def is_locked(self) -> bool:
        return self.settled is not None and self.settled.kind == InstructionKind.LOCK

    @property
    def is_taken_out(self) -> bool:
        return self.settled is not None and self.settled.kind == InstructionKind.LEAVE_OUT

    @property
    def is_approved(self) -> bool:
        return self.tandem is not None and self.tandem.state != PairingState.PROPOSED

    @property
    def is_proposed_by_hand(self) -> bool:
        return self.tandem is not None and self.tandem.state == PairingState.PROPOSED

    @property
    def has_no_tandem(self) -> bool:
        return self.proposal.mentee.state == MenteeState.NO_TANDEM

    @property
    def status(self) -> str:
        """Where the proposal stands, in a word."""
        if self.tandem is not None and self.is_approved:
            return str(self.tandem.get_state_display())
        if self.has_no_tandem:
            return str(self.proposal.mentee.get_state_display())
        return ""


def rows_of(run: Run, proposals: Iterable[Proposal]) -> list[Row]:
    """Return proposals, read with `PEOPLE`, as rows. Four statements, however many there are."""
    shown = list(proposals)
    topics = titles_of({pk for one in shown for pk in one.reasons.get("topics", [])})
    people = mentor_names({pk for one in shown for pk in _mentors_in(one)})
    settled = {
        one.mentee_id: one
        for one in Instruction.objects.filter(mentee__in=[one.mentee_id for one in shown]).exclude(
            kind=InstructionKind.FORBID
        )
    }
    tandems = {one.mentee_id: one for one in _tandems_of(shown)}
    weighting = Weighting.from_snapshot(run.cohort, run.weights)
    return [
        Row(
            proposal=one,
            reasons=reasons.sentences(one.reasons, topics),
            hints=reasons.hints(one, people),
            parts=reasons.parts_of(one, weighting),
            obstacles=reasons.obstacles(one),
            ways_out=reasons.ways_out(one, people),
            settled=settled.get(one.mentee_id),
            tandem=tandems.get(one.mentee_id),
        )
        for one in shown
    ]


def _tandems_of(proposals: list[Proposal]) -> list[Pairing]:
    """Return tandems and open proposals of the mentees, tandems last, so that they count."""
    found = Pairing.objects.filter(
        mentee__in=[one.mentee_id for one in proposals],
        state__in=[PairingState.PROPOSED, *LIVE, PairingState.COMPLETED],
    )
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


@dataclass(frozen=True)
class Cost:
    """What a change does to the whole, in words and in figures."""

    mentees_lost: int
    points_lost: int
    words: str
    # Who else would move, a sentence each.
    moves: list[str]

    @property
    def figures(self) -> str:
        """Points and percent behind "Details"."""
        return _signed(-self.points_lost)


def cost_of(change: dict[str, Any], *, average: int, mentees: Names, mentors: Names) -> Cost:
    """Return a stored change in words. `average` are the points of an average tandem of the run."""
    lost, points = change["mentees_lost"], change["points_lost"]
    words = _in_words(change["moves"], points, average)
    return Cost(lost, points, words, moves_in_words(change["moves"], mentees, mentors))


def _in_words(moves: Sequence[Sequence[int | None]], points_lost: int, average: int) -> str:
    """Say whether somebody else would lose or gain a place; if nobody does, how much worse the whole fits."""
    losing = sum(after is None for _mentee, _before, after in moves)
    gaining = sum(before is None for _mentee, before, _after in moves)
    if losing and gaining:
        words = {"losing": losing, "gaining": gaining}
        return _("Losing a place: %(losing)s, gaining one: %(gaining)s") % words
    if losing:
        text = ngettext("%(count)s mentee loses her place", "%(count)s mentees lose their places", losing)
        return text % {"count": losing}
    if gaining:
        text = ngettext("%(count)s mentee more gets a place", "%(count)s mentees more get places", gaining)
        return text % {"count": gaining}
    return _fit_in_words(points_lost, average)


def _fit_in_words(points_lost: int, average: int) -> str:
    if points_lost == 0:
        return _("no disadvantage")
    if points_lost < 0:
        return _("better on the whole")
    percent = 100 * points_lost // average if average else 100
    if percent <= SMALL:
        return _("small disadvantage")
    return _("noticeable disadvantage") if percent <= NOTICEABLE else _("great disadvantage")


def moves_in_words(moves: Sequence[Sequence[int | None]], mentees: Names, mentors: Names) -> list[str]:
    """Say who would move from whom to whom; who loses or gains a place comes first."""
    return [_move_in_words(move, mentees, mentors) for move in sorted(moves, key=lambda move: None not in move)]


def _move_in_words(move: Sequence[int | None], mentees: Names, mentors: Names) -> str:
    mentee, before, after = move
    words = {
        "mentee": mentees.get(mentee or 0, "–"),
        "before": mentors.get(before or 0, "–"),
        "after": mentors.get(after or 0, "–"),
    }
    if after is None:
        return _("%(mentee)s would be without a mentor (now: %(before)s)") % words
    if before is None:
        return _("%(mentee)s would get %(after)s (now: nobody)") % words
    return _("%(mentee)s: %(after)s instead of %(before)s") % words


def _signed(points: int) -> str:
    sign = "−" if points < 0 else "+" if points > 0 else "±"
    text = ngettext("%(sign)s%(count)s point", "%(sign)s%(count)s points", abs(points))
    return text % {"sign": sign, "count": number_format(abs(points), force_grouping=True)}
