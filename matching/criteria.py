"""How far two people agree in each criterion: degrees from 0 to 100, and what they are made of.

The engine multiplies a degree with the weight of its criterion; the explanation reads the same
findings. Whatever decides over a degree stands here, once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mentoring.models import Mode, Offer

FULL = 100


class Meeting(StrEnum):
    """How two people could meet."""

    SAME_PLACE = "same_place"
    ONLINE = "online"
    OTHER_PLACE = "other_place"
    NOT_TOGETHER = "not_together"


MEETING_DEGREES = {Meeting.SAME_PLACE: FULL, Meeting.ONLINE: 80, Meeting.OTHER_PLACE: 40, Meeting.NOT_TOGETHER: 0}
# By the place of the wish: the first, the second, every other.
WISH_DEGREES = (FULL, 70, 50)
# By the levels beyond the smallest distance that the year allows.
LEVEL_DEGREES = (FULL, FULL, 60, 30)


@dataclass(frozen=True)
class Frame:
    """Where and how somebody wants to meet."""

    mode: str
    place: str


def topic_shares(topic_ids: Sequence[int]) -> dict[int, int]:
    """Return how much each of her topics counts, the first most; together exactly `FULL`.

    The weights fall evenly: of three topics 3, 2 and 1 sixths. What rounding leaves goes to the first ones.
    """
    weights = range(len(topic_ids), 0, -1)
    whole = sum(weights)
    shares = [FULL * weight // whole for weight in weights]
    for place in range(FULL - sum(shares) if shares else 0):
        shares[place] += 1
    return dict(zip(topic_ids, shares, strict=True))


def meeting_of(mentee: Frame, mentor: Frame) -> Meeting:
    """Return the best way in which the two could meet."""
    can_be_on_site = Mode.ONLINE not in (mentee.mode, mentor.mode)
    can_be_online = Mode.ON_SITE not in (mentee.mode, mentor.mode)
    if can_be_on_site and mentee.place and mentee.place == mentor.place:
        return Meeting.SAME_PLACE
    if can_be_online:
        return Meeting.ONLINE
    return Meeting.OTHER_PLACE if can_be_on_site else Meeting.NOT_TOGETHER


def wish_degree(position: int) -> int:
    """Return the degree of her wish at this place, counted from 1."""
    return WISH_DEGREES[min(position, len(WISH_DEGREES)) - 1]


def offers_degree(offers: Sequence[str]) -> int:
    """Return how much of what mentors can offer somebody offers."""
    return FULL * len(set(offers) & set(Offer.values)) // len(Offer)


def level_degree(distance: int, smallest: int) -> int:
    """Return the degree of a distance of levels; below the smallest one it is 0, beyond the list its last."""
    beyond = distance - smallest
    return LEVEL_DEGREES[min(beyond, len(LEVEL_DEGREES) - 1)] if beyond >= 0 else 0
