"""Where places are short before anybody is matched: by topic, and by who could have whom.

Needs NumPy only, and people as arrays: no scores, no solution.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.solution import UNMATCHED

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class TopicSupply:
    """How many want a topic and how many can be helped with it."""

    topic: int
    # Mentees who want it, and mentors with a place who offer it.
    wanting: int
    offering: int
    # Places of the mentors who offer it.
    places: int
    # Most of the wanting mentees who can have a mentor offering it, all at the same time.
    servable: int


@dataclass(frozen=True)
class Bottleneck:
    """Mentees who have only these mentors, and these have too few places (Hall's theorem).

    Anybody can see that it holds: no mentee of it is allowed with a mentor who has a place and is not
    named here. So `missing` of the mentees stay without a mentor, whatever is decided.
    """

    mentees: tuple[int, ...]
    mentors: tuple[int, ...]
    places: int

    @property
    def missing(self) -> int:
        return len(self.mentees) - self.places


def topic_supply(wanted: Flags, offered: Flags, capacity: NDArray[np.integer], allowed: Flags) -> list[TopicSupply]:
    """Return demand and supply of each topic.

    Shapes: `wanted` (mentees, topics), `offered` (mentors, topics), `capacity` (mentors,), `allowed`
    (mentees, mentors). Topics are counted one by one: a place that serves two of them counts in both.
    """
    found = []
    for topic in range(wanted.shape[1]):
        wanting = wanted[:, topic]
        offering = offered[:, topic] & (capacity > 0)
        mentor_of = most_matched(allowed[wanting][:, offering], capacity[offering])
        found.append(
            TopicSupply(
                topic=topic,
                wanting=int(wanting.sum()),
                offering=int(offering.sum()),
                places=int(capacity[offering].sum()),
                servable=int((mentor_of != UNMATCHED).sum()),
            )
        )
    return found


def bottlenecks(allowed: Flags, capacity: NDArray[np.integer]) -> list[Bottleneck]:
    """Return why some mentees must stay without a mentor, in parts that have no person in common.

    The mentees whom exchanges can bring into the place of one who stays without are the smallest set
    that lacks the most places; its connected parts are the bottlenecks. None can be divided further,
    and they are the same whichever greatest matching was found and in whatever order people came. The
    `missing` of all add up to the number who must stay without. Ordered by the first mentee.
    """
    usable = allowed & (capacity > 0)
    mentor_of = most_matched(usable, capacity)
    mentees, mentors = _reached_by_exchange(usable, mentor_of)
    found = []
    while mentees.any():
        part = _connected(usable, mentees, mentors, first=int(mentees.argmax()))
        members, named = np.flatnonzero(part[0]), np.flatnonzero(part[1])
        found.append(Bottleneck(tuple(members.tolist()), tuple(named.tolist()), int(capacity[named].sum())))
        mentees[members] = False
    return found


def check(found: list[Bottleneck], allowed: Flags, capacity: NDArray[np.integer]) -> bool:
    """Return whether all bottlenecks say what is true: nobody in two of them, no mentor left unnamed,
    the places counted right and too few."""
    named = [mentee for part in found for mentee in part.mentees]
    taken = [mentor for part in found for mentor in part.mentors]
    if len(named) != len(set(named)) or len(taken) != len(set(taken)):
        return False
    return all(_holds(part, allowed, capacity) for part in found)


def _holds(part: Bottleneck, allowed: Flags, capacity: NDArray[np.integer]) -> bool:
    reachable = allowed[list(part.mentees)].any(axis=0) & (capacity > 0)
    reachable[list(part.mentors)] = False
    places = int(capacity[list(part.mentors)].sum())
    return not reachable.any() and places == part.places < len(part.mentees)


def most_matched(
    allowed: Flags, capacity: NDArray[np.integer], begun: NDArray[np.int32] | None = None
) -> NDArray[np.int32]:
    """Return the mentor of each mentee, or `UNMATCHED`, such that as many as possible have one.

    `begun` is an assignment to go on from: whoever has a mentor there keeps one.
    """
    mentor_of = np.full(allowed.shape[0], UNMATCHED, dtype=np.int32) if begun is None else begun.copy()
    free = capacity - np.bincount(mentor_of[mentor_of != UNMATCHED], minlength=capacity.size)
    # Mentors whom a search in vain has met lead nowhere from then on.
    promising = capacity > 0
    for mentee in np.flatnonzero(mentor_of == UNMATCHED).tolist():
        path = _augmenting_path(allowed, mentor_of, free, promising, mentee)
        for mover, mentor in path:
            mentor_of[mover] = mentor
        if path:
            free[path[0][1]] -= 1
    return mentor_of


def _augmenting_path(
    allowed: Flags, mentor_of: NDArray[np.int32], free: NDArray[np.int64], promising: Flags, mentee: int
) -> list[tuple[int, int]]:
    """Return who gets which mentor so that one mentee more has one, beginning with the free place.

    Searches in breadth. Without success it returns nothing and strikes whom it met from `promising`.
    """
    asked_by = np.full(free.shape, UNMATCHED, dtype=np.int64)
    unseen = promising.copy()
    movers = np.array([mentee])
    while movers.size:
        asked = allowed[movers] & unseen
        new = asked.any(axis=0)
        asked_by[new] = movers[asked.argmax(axis=0)[new]]
        with_place = new & (free > 0)
        if with_place.any():
            return _steps_back(int(with_place.argmax()), asked_by, mentor_of)
        unseen &= ~new
        # The last one stands for no mentor.
        movers = np.flatnonzero(np.append(new, False)[mentor_of])
    promising &= unseen
    return []


def _steps_back(mentor: int, asked_by: NDArray[np.int64], mentor_of: NDArray[np.int32]) -> list[tuple[int, int]]:
    steps = []
    while mentor != UNMATCHED:
        mover = int(asked_by[mentor])
        steps.append((mover, mentor))
        mentor = int(mentor_of[mover])
    return steps


def _reached_by_exchange(allowed: Flags, mentor_of: NDArray[np.int32]) -> tuple[Flags, Flags]:
    """Return the mentees whom an exchange can leave without a mentor instead of who is, and their mentors."""
    mentees, mentors = mentor_of == UNMATCHED, np.zeros(allowed.shape[1], dtype=np.bool_)
    new = mentees
    while new.any():
        mentors |= allowed[new].any(axis=0)
        new = np.isin(mentor_of, np.flatnonzero(mentors)) & ~mentees
        mentees = mentees | new
    return mentees, mentors


def _connected(allowed: Flags, mentees: Flags, mentors: Flags, *, first: int) -> tuple[Flags, Flags]:
    """Return the mentees and mentors, of those given, who are connected with the first mentee."""
    members = np.zeros_like(mentees)
    members[first] = True
    named = np.zeros_like(mentors)
    while True:
        named = allowed[members].any(axis=0) & mentors
        more = mentees & allowed[:, named].any(axis=1) | members
        if (more == members).all():
            return members, named
        members = more
