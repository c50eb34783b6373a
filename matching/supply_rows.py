"""Supply and demand as the team reads them: names for the ids that the worker has kept."""

from dataclasses import dataclass
from typing import Any

from matching.models import Run
from matching.rows import mentee_names, mentor_names
from mentoring.models import Topic


@dataclass(frozen=True)
class TopicRow:
    """One topic: who wants and offers it."""

    title: str
    wanting: int
    offering: int
    places: int
    # Of those who want it, so many can have a mentor who offers it at the same time.
    servable: int
    # Each means something of her own by it, which nobody else reads: who "offers" it says nothing.
    has_own_words: bool

    @property
    def is_short(self) -> bool:
        return not self.has_own_words and self.servable < self.wanting

    @property
    def urgency(self) -> tuple[bool, int, float, int, str]:
        """The widest gap first: by those who go without, then by their share; what cannot be compared last."""
        share = self.servable / self.wanting if self.wanting else 1
        return self.has_own_words, self.servable - self.wanting, share, -self.wanting, self.title


@dataclass(frozen=True)
class ShortageRow:
    """Some mentees who together have too few places."""

    mentees: list[str]
    mentors: list[str]
    places: int
    # Then a list of all names would say nothing.
    is_everybody: bool

    @property
    def missing(self) -> int:
        return len(self.mentees) - self.places


def supply_of(run: Run) -> dict[str, Any]:
    """Return what a finished run has found, in three statements."""
    found = run.findings
    catalogue = Topic.objects.in_bulk([one["topic"] for one in found["topics"]])
    mentees = mentee_names(pk for one in found["bottlenecks"] for pk in one["mentees"])
    mentors = mentor_names(pk for one in found["bottlenecks"] for pk in one["mentors"])
    topics = [
        TopicRow(
            topic.title,
            **{name: one[name] for name in ("wanting", "offering", "places", "servable")},
            has_own_words=topic.needs_words,
        )
        for one in found["topics"]
        if (topic := catalogue.get(one["topic"]))
    ]
    return {
        "mentees": found["mentees"],
        "places": found["places"],
        "topics": sorted(topics, key=lambda row: row.urgency),
        "shortages": [
            ShortageRow(
                sorted(mentees.get(pk, "–") for pk in one["mentees"]),
                sorted(mentors.get(pk, "–") for pk in one["mentors"]),
                one["places"],
                is_everybody=len(one["mentees"]) == found["mentees"],
            )
            for one in found["bottlenecks"]
        ],
    }
