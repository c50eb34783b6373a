"""What other weights would change, as the team reads it: names for the ids that the worker has kept."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from matching.models import Quality, Run
from matching.rows import mentee_names, mentor_names


@dataclass(frozen=True)
class ChangeRow:
    """A mentee who would have another mentor."""

    mentee: str
    before: str
    after: str


@dataclass(frozen=True)
class Trial:
    """Two results side by side."""

    # A label with its figure before and after.
    figures: list[tuple[str, int, int]]
    changes: list[ChangeRow]

    @property
    def names(self) -> list[str]:
        return [_("as it is"), _("with these weights")]


def trial_of(run: Run) -> Trial:
    """Return what a finished trial has found, in two statements."""
    found = run.findings
    before, after = found["before"], found["after"]
    mentees = mentee_names(one["mentee"] for one in found["changes"])
    mentors = mentor_names(side["mentor"] for one in found["changes"] for side in (one["before"], one["after"]) if side)

    def outcome(side: dict[str, Any] | None) -> str:
        if side is None:
            return _("nobody")
        return f"{mentors.get(side['mentor'], '–')} ({Quality(side['quality']).label})"

    return Trial(
        figures=[
            (_("Proposed tandems"), before["matched"], after["matched"]),
            *((str(one.label), before["qualities"][one], after["qualities"][one]) for one in Quality),
        ],
        changes=sorted(
            (
                ChangeRow(mentees.get(one["mentee"], "–"), outcome(one["before"]), outcome(one["after"]))
                for one in found["changes"]
            ),
            key=lambda row: row.mentee,
        ),
    )
