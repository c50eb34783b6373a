"""Who could mentor one mentee: every confirmed mentor of her cohort, the possible ones first.

The order says how well topics go together, for this mentee alone; it ranks nobody. Everybody who is
not possible comes with each reason in words.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from matching.access import mentees_to_pair
from mentoring import topic_access
from mentoring.checks import CANDIDATES
from mentoring.models import LIVE, UNSETTLED, Cohort, Mentee, MenteeState, Mentor, Pairing, PairingState, Topic
from mentoring.rules import Reason, Rules


@dataclass(frozen=True)
class Candidate:
    """One mentor, seen from one mentee."""

    mentor: Mentor
    # What speaks against the two; empty when they are possible.
    reasons: list[Reason]
    # Her topics that the mentor offers, in her order.
    shared_topics: list[Topic]
    # What she named first counts most: the first of five topics five points, the last one.
    weight: int
    taken_places: int
    # Other open proposals for this mentor.
    proposals: int
    # Her first, second or third wish; None when she did not wish for this mentor.
    wish: int | None

    @property
    def is_possible(self) -> bool:
        return not self.reasons

    @property
    def may_be_overridden(self) -> bool:
        return bool(self.reasons) and all(reason.is_overridable for reason in self.reasons)


@dataclass(frozen=True)
class Candidates:
    """The mentors of a cohort, sorted out for one mentee."""

    possible: list[Candidate]
    by_exception: list[Candidate]
    refused: list[Candidate]


def mentees_without_tandem(user: User, cohort_id: int | None = None, *, today: date) -> list[Mentee]:
    """Return accepted mentees of unfinished years who have neither a live tandem nor an open proposal, by name."""
    running = Cohort.objects.not_finished(today)
    waiting = mentees_to_pair(user).filter(state=MenteeState.ACCEPTED, participation__cohort__in=running)
    if cohort_id is not None:
        waiting = waiting.filter(participation__cohort=cohort_id)
    busy = Pairing.objects.filter(state__in=[PairingState.PROPOSED, *LIVE]).values("mentee")
    return list(
        waiting.exclude(pk__in=busy).select_related("participation__cohort", "participation__user__employee__unit")
    )


def candidates_for(mentee: Mentee, *, user: User, today: date) -> Candidates:
    """Return all mentors who could be thought of for a mentee, read for the user of the team.

    Seldom shared topics come last; mentors without any are shown too, because a person may know better.
    """
    mentors = list(
        Mentor.objects.filter(participation__cohort=mentee.participation.cohort_id, state__in=CANDIDATES)
        .select_related("participation__user__employee__unit", "participation__user__employee__level")
        .prefetch_related("topics")
    )
    rules = Rules([mentee], mentors)
    topics = _topics_by_weight(mentee, user, today)
    wishes = dict(mentee.wishes.values_list("mentor_id", "position"))
    counts = _pairings_of(mentors)
    found = [
        _candidate(mentor, rules.reasons(mentee, mentor), topics, wishes.get(mentor.pk), counts[mentor.pk])
        for mentor in mentors
    ]
    found.sort(key=lambda one: (-one.weight, one.wish or len(wishes) + 1))
    return Candidates(
        possible=[one for one in found if one.is_possible],
        by_exception=[one for one in found if one.may_be_overridden],
        refused=[one for one in found if not one.is_possible and not one.may_be_overridden],
    )


def _topics_by_weight(mentee: Mentee, user: User, today: date) -> dict[int, int]:
    """Return the weight of each of her topics, in her order; of none once they are closed."""
    goals = topic_access.topics_of_application(user, mentee, today).filter(state__in=UNSETTLED)
    topic_ids = list(dict.fromkeys(goals.values_list("topic_id", flat=True)))
    return {topic_id: len(topic_ids) - place for place, topic_id in enumerate(topic_ids)}


def _pairings_of(mentors: Iterable[Mentor]) -> defaultdict[int, list[str]]:
    """Return the states of the open proposals and live tandems of each mentor."""
    found = defaultdict(list)
    rows = Pairing.objects.filter(mentor__in=mentors, state__in=[PairingState.PROPOSED, *LIVE])
    for mentor_id, state in rows.values_list("mentor_id", "state"):
        found[mentor_id].append(state)
    return found


def _candidate(
    mentor: Mentor, reasons: list[Reason], topics: dict[int, int], wish: int | None, states: list[str]
) -> Candidate:
    offered = {topic.pk: topic for topic in mentor.topics.all()}
    shared = [topic_id for topic_id in topics if topic_id in offered]
    proposals = states.count(PairingState.PROPOSED)
    return Candidate(
        mentor=mentor,
        reasons=reasons,
        shared_topics=[offered[topic_id] for topic_id in shared],
        weight=sum(topics[topic_id] for topic_id in shared),
        taken_places=len(states) - proposals,
        proposals=proposals,
        wish=wish,
    )
