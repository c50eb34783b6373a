"""What a pair's score is made of, as codes and ids. Words come later, on the page (`matching.reasons`)."""

from enum import StrEnum
from typing import Any

from matching import criteria
from matching.facts import Facts, MenteeFacts, MentorFacts
from matching.models import Criterion, Quality, Weighting

# Shares of what is reachable for a mentee, in hundredths.
VERY_GOOD_FROM, GOOD_FROM = 65, 40


class Warning(StrEnum):  # noqa: A001
    """What the team should look at before it approves."""

    NO_TOPICS = "no_topics"
    NO_COMMON_TOPIC = "no_common_topic"
    CANNOT_MEET = "cannot_meet"
    BROKEN_LOCK = "broken_lock"


def describe(facts: Facts, mentee: MenteeFacts, mentor: MentorFacts) -> dict[str, Any]:
    """Return what a proposal keeps of a pair: score, parts, reasons, quality and warnings."""
    parts = parts_of(facts, mentee, mentor)
    score, most = sum(parts.values()), reachable(facts.weighting, mentee)
    return {
        "score": score,
        "reachable": most,
        "quality": quality_of(facts.weighting, mentee, mentor, score, of=most),
        "parts": parts,
        "reasons": findings(facts, mentee, mentor),
        "warnings": [warning.value for warning in warnings(mentee, mentor)],
        "obstacles": {},
    }


def nobody() -> dict[str, Any]:
    """Return what a proposal keeps of somebody who is left over."""
    return {"score": 0, "reachable": 0, "quality": "", "parts": {}, "reasons": {}, "warnings": [], "obstacles": {}}


def parts_of(facts: Facts, mentee: MenteeFacts, mentor: MentorFacts) -> dict[str, int]:
    """Return the points of a pair by criterion, as the engine adds them up."""
    return {
        criterion.value: facts.weighting.points_of(criterion) * degree
        for criterion, degree in degrees_of(facts, mentee, mentor).items()
        if facts.weighting.points_of(criterion)
    }


def degrees_of(facts: Facts, mentee: MenteeFacts, mentor: MentorFacts) -> dict[Criterion, int]:
    """Return how far two people agree in each criterion, whatever it counts."""
    shares = criteria.topic_shares(mentee.topics)
    distance = (mentor.rank or 0) - (mentee.rank or 0)
    wish = mentee.wishes.get(mentor.mentor.pk)
    return {
        Criterion.TOPICS: sum(share for topic, share in shares.items() if topic in mentor.topics),
        Criterion.WISH: criteria.wish_degree(wish) if wish else 0,
        Criterion.MEETING: criteria.MEETING_DEGREES[criteria.meeting_of(mentee.frame, mentor.frame)],
        Criterion.OFFERS: criteria.offers_degree(mentor.mentor.offers),
        Criterion.LEVELS: criteria.level_degree(distance, facts.cohort.minimum_level_distance),
        Criterion.BRANCH: criteria.FULL * (mentee.branch != mentor.branch),
    }


def findings(facts: Facts, mentee: MenteeFacts, mentor: MentorFacts) -> dict[str, Any]:
    """Return by criterion what the sentences about a pair are made of; criteria that are off are left out."""
    found: dict[Criterion, Any] = {
        Criterion.TOPICS: [topic for topic in mentee.topics if topic in mentor.topics],
        Criterion.MEETING: criteria.meeting_of(mentee.frame, mentor.frame).value,
        Criterion.OFFERS: list(mentor.mentor.offers),
        Criterion.LEVELS: (mentor.rank or 0) - (mentee.rank or 0),
        Criterion.BRANCH: mentee.branch != mentor.branch,
    }
    if position := mentee.wishes.get(mentor.mentor.pk):
        found[Criterion.WISH] = position
    counted = {criterion.value: value for criterion, value in found.items() if facts.weighting.points_of(criterion)}
    return counted | {
        "wanted": len(mentee.topics),
        "is_first": bool(mentee.topics) and mentee.topics[0] in mentor.topics,
        "not_hers": sorted(criterion.value for criterion in not_hers(mentee)),
    }


def reachable(weighting: Weighting, mentee: MenteeFacts) -> int:
    """Return the points that the best imaginable mentor would have for her, by the criteria that apply to her."""
    skipped = not_hers(mentee)
    return sum(criteria.FULL * weighting.points_of(one) for one in Criterion if one not in skipped)


def not_hers(mentee: MenteeFacts) -> set[Criterion]:
    """Return the criteria that cannot apply: she wished for nobody, or named no topic."""
    found = set()
    if not mentee.wishes:
        found.add(Criterion.WISH)
    if not mentee.topics:
        found.add(Criterion.TOPICS)
    return found


def quality_of(weighting: Weighting, mentee: MenteeFacts, mentor: MentorFacts, score: int, *, of: int) -> Quality:
    """Say in a word how well two people fit, by their score and what is `reachable` for her.

    Where topics count, a pair without a common one is never more than possible.
    """
    percent = 100 * score // of if of else 0
    lacks_topic = bool(mentee.topics) and not mentor.topics.intersection(mentee.topics)
    if lacks_topic and weighting.points_of(Criterion.TOPICS):
        return Quality.POSSIBLE
    if percent >= VERY_GOOD_FROM:
        return Quality.VERY_GOOD
    return Quality.GOOD if percent >= GOOD_FROM else Quality.POSSIBLE


def warnings(mentee: MenteeFacts, mentor: MentorFacts) -> list[Warning]:
    """Return what speaks for a second look at a pair."""
    found = []
    if not mentee.topics:
        found.append(Warning.NO_TOPICS)
    elif not mentor.topics.intersection(mentee.topics):
        found.append(Warning.NO_COMMON_TOPIC)
    if criteria.meeting_of(mentee.frame, mentor.frame) is criteria.Meeting.NOT_TOGETHER:
        found.append(Warning.CANNOT_MEET)
    return found
