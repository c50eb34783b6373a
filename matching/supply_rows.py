"""Supply and demand as the team reads them: names for the ids that the worker has kept."""

from dataclasses import dataclass
from typing import Any

from matching.models import Run
from matching.rows import mentee_names, mentor_names, titles_of


@dataclass(frozen=True)
class TopicRow:
    """One topic: who wants and offers it."""

    title: str
    wanting: int
    offering: int
    places: int
    # Of those who want it, so many can have a mentor who offers it at the same time.
    servable: int

    @property
    def is_short(self) -> bool:
        return self.servable < self.wanting


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
    titles = titles_of(one["topic"] for one in found["topics"])
    mentees = mentee_names(pk for one in found["bottlenecks"] for pk in one["mentees"])
    mentors = mentor_names(pk for one in found["bottlenecks"] for pk in one["mentors"])
    topics = [
        TopicRow(
            titles.get(one["topic"], "–"),
            **{name: one[name] for name in ("wanting", "offering", "places", "servable")},
        )
        for one in found["topics"]
    ]
    return {
        "mentees": found["mentees"],
        "places": found["places"],
        "topics": sorted(topics, key=lambda row: (row.servable - row.wanting, -row.wanting, row.title)),
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
