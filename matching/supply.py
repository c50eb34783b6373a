"""Supply and demand of a year, in the form in which it is kept: per topic, and where places are short."""

from typing import Any

import numpy as np

from matching.engine.supply import bottlenecks, topic_supply
from matching.loading import Loaded


def findings(loaded: Loaded) -> dict[str, Any]:
    """Return how many want and offer each topic, and the groups of mentees who share too few places (Hall)."""
    facts, problem = loaded.facts, loaded.problem
    everybody = slice(0, len(facts.mentees))
    allowed = problem.allowed(everybody)
    named = {topic for hers in facts.mentees for topic in hers.topics}
    topics = sorted(named | {topic for theirs in facts.mentors for topic in theirs.topics})
    wanted = np.array([[topic in one.topics for topic in topics] for one in facts.mentees], dtype=np.bool_)
    offered = np.array([[topic in one.topics for topic in topics] for one in facts.mentors], dtype=np.bool_)
    supplied = topic_supply(
        wanted.reshape(len(facts.mentees), len(topics)),
        offered.reshape(len(facts.mentors), len(topics)),
        problem.capacity,
        allowed,
    )
    return {
        "mentees": len(facts.mentees),
        "places": int(problem.capacity.sum()),
        "topics": [
            {
                "topic": topics[one.topic],
                "wanting": one.wanting,
                "offering": one.offering,
                "places": one.places,
                "servable": one.servable,
            }
            for one in supplied
        ],
        "bottlenecks": [
            {
                "mentees": [facts.mentees[mentee].mentee.pk for mentee in one.mentees],
                "mentors": [facts.mentors[mentor].mentor.pk for mentor in one.mentors],
                "places": one.places,
            }
            for one in bottlenecks(allowed, problem.capacity)
        ],
    }
