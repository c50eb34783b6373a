"""What a change does to the whole, in words: who loses or gains a place first, then how well all fit together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.reasons import Names

# Losses up to these hundredths of the points of an average tandem are small, or can be felt.
SMALL, NOTICEABLE = 10, 40

Moved = Sequence[int | None]


@dataclass(frozen=True)
class Cost:
    """What a change does to the whole, in words and in figures."""

    mentees_lost: int
    points_lost: int
    # How many others would be without a mentor who have one now.
    losing: int
    words: str
    # Who else would move, a sentence each.
    moves: list[str]

    @property
    def figures(self) -> str:
        """Points and percent behind "Details"."""
        return _signed(-self.points_lost)


def cost_of(change: dict[str, Any], *, average: int, mentees: Names, mentors: Names) -> Cost:
    """Return a stored change in words. `average` are the points of an average tandem of the run."""
    moves: list[Moved] = change["moves"]
    losing = [mentees.get(mentee or 0, "–") for mentee, _before, after in moves if after is None]
    gaining = [mentees.get(mentee or 0, "–") for mentee, before, _after in moves if before is None]
    return Cost(
        mentees_lost=change["mentees_lost"],
        points_lost=change["points_lost"],
        losing=len(losing),
        words=_in_words(losing, gaining, _fit_in_words(change["points_lost"], average)),
        moves=moves_in_words(moves, mentees, mentors),
    )


def _in_words(losing: list[str], gaining: list[str], fit: str) -> str:
    """Say who else would lose or gain a place; only among as many tandems does the fit tell something."""
    parts = []
    if losing:
        text = ngettext("%(names)s loses her place", "%(names)s lose their places", len(losing))
        parts.append(text % {"names": get_text_list(losing, _("and"))})
    if gaining:
        text = ngettext("%(names)s gets a place", "%(names)s get places", len(gaining))
        parts.append(text % {"names": get_text_list(gaining, _("and"))})
    if len(losing) == len(gaining):
        parts.append(_("on the whole: %(fit)s") % {"fit": fit} if parts else fit)
    return "; ".join(parts)


def _fit_in_words(points_lost: int, average: int) -> str:
    if points_lost == 0:
        return _("no disadvantage")
    if points_lost < 0:
        return _("better on the whole")
    percent = 100 * points_lost // average if average else 100
    if percent <= SMALL:
        return _("small disadvantage")
    return _("noticeable disadvantage") if percent <= NOTICEABLE else _("great disadvantage")


def moves_in_words(moves: Sequence[Moved], mentees: Names, mentors: Names) -> list[str]:
    """Say who would move from whom to whom; who loses or gains a place comes first."""
    return [
        move_in_words(
            mentees.get(mentee or 0, "–"),
            None if before is None else mentors.get(before, "–"),
            None if after is None else mentors.get(after, "–"),
        )
        for mentee, before, after in sorted(moves, key=lambda move: None not in move)
    ]


def move_in_words(mentee: object, before: object | None, after: object | None) -> str:
    """Say who would move from whom to whom; None stands for nobody."""
    words = {"mentee": mentee, "before": before, "after": after}
    if after is None:
        return _("%(mentee)s would be without a mentor (now: %(before)s)") % words
    if before is None:
        return _("%(mentee)s would get %(after)s (now: nobody)") % words
    return _("%(mentee)s: %(after)s instead of %(before)s") % words


def _signed(points: int) -> str:
    sign = "−" if points < 0 else "+" if points > 0 else "±"
    text = ngettext("%(sign)s%(count)s point", "%(sign)s%(count)s points", abs(points))
    return text % {"sign": sign, "count": number_format(abs(points), force_grouping=True)}
