"""What other weights would change, as the team reads it: names for the ids that the worker has kept."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from matching.changed import ChangeRow, sorted_rows
from matching.models import Criterion, Run, Weighting
from matching.rows import mentee_names, mentor_names
from mentoring.models import Mentee


@dataclass(frozen=True)
class Trial:
    """Two results side by side."""

    # How many looked for a mentor.
    mentees: int
    # Weights that differ: a label, how they were, and how they are tried.
    weights: list[tuple[str, str, str]]
    # A label with its figure before and after.
    figures: list[tuple[str, str, str]]
    changes: list[ChangeRow]

    @property
    def names(self) -> list[str]:
        return [_("as it is"), _("with these weights")]


def trial_of(run: Run, with_topics: QuerySet[Mentee]) -> Trial:
    """Return what a finished trial has found, in three statements.

    `with_topics` are those whose topics may still be told: a trial keeps for longer how many were in common.
    """
    found = run.findings
    before, after = found["before"], found["after"]
    mentees = mentee_names(one["mentee"] for one in found["changes"])
    telling = set(with_topics.filter(pk__in=list(mentees)).values_list("pk", flat=True))
    mentors = mentor_names(side["mentor"] for one in found["changes"] for side in (one["before"], one["after"]) if side)

    def outcome(mentee: int, side: dict[str, Any] | None) -> str:
        if side is None:
            return _("nobody")
        return _with_facts(mentors.get(side["mentor"], "–"), side, with_topics=mentee in telling)

    return Trial(
        mentees=found["mentees"],
        weights=[
            (
                str(field.verbose_name),
                Weighting.words_of(field.name, found["weights"][field.name]),
                Weighting.words_of(field.name, run.weights[field.name]),
            )
            for field in Weighting._meta.fields
            if field.name in Weighting.SETTINGS and found["weights"][field.name] != run.weights[field.name]
        ],
        figures=[
            (_("Proposed tandems"), str(before["matched"]), str(after["matched"])),
            *(
                (str(one.label), _percent(before["met"][one]), _percent(after["met"][one]))
                for one in Criterion
                if one in before["met"]
            ),
        ],
        changes=sorted_rows(
            ChangeRow(
                mentees.get(one["mentee"], "–"),
                outcome(one["mentee"], one["before"]),
                outcome(one["mentee"], one["after"]),
                loses=one["after"] is None,
                gains=one["before"] is None,
            )
            for one in found["changes"]
        ),
    )


def _with_facts(mentor: str, side: dict[str, Any], *, with_topics: bool) -> str:
    """Say who it would be, with what can be seen without any weight: common topics and wishes."""
    known = []
    if with_topics and side["wanted"]:
        known.append(_("%(count)s of %(wanted)s topics") % {"count": side["topics"], "wanted": side["wanted"]})
    if side["wish"]:
        known.append(_("Wish no. %(number)s") % {"number": side["wish"]})
    return f"{mentor} ({', '.join(known)})" if known else mentor


def _percent(hundredths: int) -> str:
    return f"{hundredths} %"
