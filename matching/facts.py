"""Everything that a matching of one year depends on, read in a constant number of statements.

Also fingerprints of it: what was read for a run is compared with what is there now, so that a run
that has grown stale says what changed.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from accounts.encryption import keyed_hash
from matching.criteria import Frame
from matching.models import Instruction, Weighting
from mentoring import access
from mentoring.checks import CANDIDATES
from mentoring.models import (
    Cohort,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Pairing,
    PairingState,
    Topic,
    Wish,
)
from mentoring.rules import Rules


@dataclass(frozen=True)
class MenteeFacts:
    """One mentee who looks for a mentor."""

    mentee: Mentee
    # Her topics that are not done, the most important first.
    topics: tuple[int, ...]
    # The place of each mentor among her wishes, from 1.
    wishes: Mapping[int, int]
    branch: int | None

    @property
    def frame(self) -> Frame:
        return Frame(self.mentee.mode, self.mentee.place)

    @property
    def rank(self) -> int | None:
        return _rank(self.mentee)


@dataclass(frozen=True)
class MentorFacts:
    """One mentor of the year."""

    mentor: Mentor
    topics: frozenset[int]
    # Places that no live tandem takes.
    free_places: int
    branch: int | None

    @property
    def frame(self) -> Frame:
        return Frame(self.mentor.mode, self.mentor.place)

    @property
    def rank(self) -> int | None:
        return _rank(self.mentor)


@dataclass(frozen=True)
class Facts:
    """What a matching of one year depends on."""

    cohort: Cohort
    weighting: Weighting
    mentees: list[MenteeFacts]
    mentors: list[MentorFacts]
    rules: Rules
    # Of the whole year, also for mentees who have a tandem by now.
    instructions: list[Instruction]
    # Open proposals of mentees who look for a mentor, made by hand or left from an approval that was taken back.
    proposed: list[Pairing]
    # Tandems of the year as [mentee, mentor, whether it is live], by participation.
    tandems: list[list[Any]]

    @cached_property
    def fingerprints(self) -> dict[str, Any]:
        """Return what the result depends on, condensed; people by the ids of their participations."""
        return {
            "weights": _digest(self.weighting.snapshot()),
            "rules": _digest(
                str(self.cohort.organisation_rule),
                self.cohort.minimum_mentor_level.rank,
                self.cohort.minimum_level_distance,
            ),
            # Keyed: which pairs these are stays unknown to who reads the table.
            "exclusions": {
                str(one.mentee.pk): keyed_hash("run", one.mentee.pk, self.rules.excluded_with(one.mentee))
                for one in self.mentees
            },
            "tandems": self.tandems,
            "instructions": _digest(
                sorted((one.kind, one.mentee_id, one.mentor_id, one.overridden_rules) for one in self.instructions)
            ),
            "proposed": sorted([one.mentee_id, one.mentor_id] for one in self.proposed),
            "mentees": {str(one.mentee.pk): self._of_mentee(one) for one in self.mentees},
            "mentors": {str(one.mentor.pk): self._of_mentor(one) for one in self.mentors},
            "surroundings": {str(one.pk): _digest(self.rules.surroundings_of(one)) for one in self.rules.everybody},
        }

    def _of_mentee(self, one: MenteeFacts) -> str:
        return _digest(one.topics, sorted(one.wishes.items()), one.frame, self.rules.entry_of(one.mentee))

    def _of_mentor(self, one: MentorFacts) -> str:
        mentor = one.mentor
        return _digest(
            sorted(one.topics),
            sorted(mentor.offers),
            one.frame,
            mentor.capacity,
            mentor.state == MentorState.PAUSED,
            self.rules.entry_of(mentor),
        )


def weighting_of(cohort: Cohort) -> Weighting:
    """Return the weights of a year; unsaved defaults while nobody has set any."""
    return Weighting.objects.filter(cohort=cohort).first() or Weighting(cohort=cohort)


def read(cohort: Cohort, weighting: Weighting | None = None) -> Facts:
    """Read what a matching needs: accepted mentees without a live tandem, confirmed mentors."""
    return _read(cohort, weighting, mentee_states=(MenteeState.ACCEPTED,), mentor_states=CANDIDATES)


def read_hopeful(cohort: Cohort) -> Facts:
    """Read what is in sight before the decisions: also applications and profiles that were only sent."""
    return _read(
        cohort,
        None,
        mentee_states=(MenteeState.SUBMITTED, MenteeState.ACCEPTED),
        mentor_states=(MentorState.SUBMITTED, *CANDIDATES),
    )


def _read(
    cohort: Cohort, weighting: Weighting | None, *, mentee_states: Iterable[str], mentor_states: Iterable[str]
) -> Facts:
    taken: defaultdict[int, int] = defaultdict(int)
    with_tandem, proposed, tandems = set(), [], []
    for pairing in access.pairings_to_respect(cohort):
        if pairing.state == PairingState.PROPOSED:
            proposed.append(pairing)
            continue
        tandems.append([pairing.mentee_id, pairing.mentor_id, pairing.is_live])
        if pairing.is_live:
            with_tandem.add(pairing.mentee_id)
            taken[pairing.mentor_id] += 1
    rules = Rules(
        Mentee.objects.filter(participation__cohort=cohort, state__in=mentee_states)
        .exclude(pk__in=with_tandem)
        .order_by("pk"),
        Mentor.objects.filter(participation__cohort=cohort, state__in=mentor_states)
        .prefetch_related(Prefetch("topics", queryset=Topic.objects.only("pk").order_by("pk")))
        .order_by("pk"),
    )
    mentees, mentors = rules.mentees, rules.mentors
    topics, wishes = _topics(mentees), _wishes(mentees)
    return Facts(
        cohort=cohort,
        weighting=weighting or weighting_of(cohort),
        mentees=[MenteeFacts(one, tuple(topics[one.pk]), wishes[one.pk], rules.branch_of(one)) for one in mentees],
        mentors=[
            MentorFacts(
                one,
                frozenset(topic.pk for topic in one.topics.all()),
                max(0, one.capacity - taken[one.pk]),
                rules.branch_of(one),
            )
            for one in mentors
        ],
        rules=rules,
        instructions=list(Instruction.objects.filter(mentee__participation__cohort=cohort)),
        proposed=[pairing for pairing in proposed if pairing.mentee_id in {one.pk for one in mentees}],
        tandems=sorted(tandems),
    )


def _topics(mentees: Iterable[Mentee]) -> dict[int, list[int]]:
    found: dict[int, dict[int, None]] = {mentee.pk: {} for mentee in mentees}
    for mentee_id, topic_id in access.topics_for_matching(found).values_list("mentee_id", "topic_id"):
        found[mentee_id][topic_id] = None
    return {mentee_id: list(topics) for mentee_id, topics in found.items()}


def _wishes(mentees: Iterable[Mentee]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {mentee.pk: {} for mentee in mentees}
    rows = Wish.objects.filter(mentee__in=found).order_by("mentee", "position", "pk")
    for mentee_id, mentor_id in rows.values_list("mentee_id", "mentor_id"):
        found[mentee_id][mentor_id] = len(found[mentee_id]) + 1
    return found


def _rank(one: Mentee | Mentor) -> int | None:
    employee = one.participation.user.employee
    return employee.level.rank if employee else None


def _digest(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
