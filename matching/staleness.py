"""What has changed since a run was computed, in sentences for the team.

Compares the fingerprints that the run keeps with the facts of today. What was approved from the run
itself is no change. Trials of weights and supply and demand propose nobody, so every decision is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from matching.facts import Facts
from matching.models import Run, RunKind
from mentoring.models import Mentee, Mentor

# So many names say enough.
NAMED = 3


@dataclass(frozen=True)
class _Comparison:
    """A run's fingerprints, those of today, and whom the run proposes for whom."""

    then: Mapping[str, Any]
    now: Mapping[str, Any]
    proposed: Mapping[int, int | None]

    def has_as_proposed(self, mentee_id: int) -> bool:
        """Whether she has the tandem that the run proposes, or was left over and takes nobody's place."""
        if mentee_id not in self.proposed:
            return False
        mentor_id = self.proposed[mentee_id]
        return mentor_id is None or [mentee_id, mentor_id, True] in self.now["tandems"]


def changes_since(run: Run, facts: Facts) -> list[str]:
    """Return what speaks against deciding by this run; an empty list when nothing does. A few statements.

    `facts` are read as they were for the run: for supply and demand those of `read_hopeful`, else those of `read`.
    """
    proposed: dict[int, int | None] = dict(run.proposals.values_list("mentee_id", "mentor_id"))
    sides = _Comparison(run.fingerprints, facts.fingerprints, proposed)
    found = []
    if _weights_changed(run, facts):
        found.append(_("The weights were changed."))
    if sides.then["rules"] != sides.now["rules"]:
        found.append(_("The rules of the year were changed."))
    # With other mentors than then the run is out of date anyway. That somebody has named somebody is not said.
    if sides.then["mentors"].keys() == sides.now["mentors"].keys() and _differ(
        sides.then["exclusions"], sides.now["exclusions"]
    ):
        found.append(_("Something that counts for who can be paired has changed."))
    if sides.then["instructions"] != sides.now["instructions"] or _proposed_by_hand(sides):
        found.append(_("Something that you had settled was taken back or added."))
    return [*found, *_with_names([*_tandems(sides), *_people(sides)])]


def _weights_changed(run: Run, facts: Facts) -> bool:
    """Say whether the weights behind a run were changed; those behind a trial are those it compared with."""
    if run.kind == RunKind.TRIAL:
        return run.findings["version"] != facts.weighting.version
    return run.kind == RunKind.MATCHING and run.weights != facts.weighting.snapshot()


def settled_since(run: Run, facts: Facts) -> frozenset[int]:
    """Return mentees of a run who can no longer be moved by its prices: approved, or proposed by now."""
    known = {(mentee, mentor) for mentee, mentor in run.fingerprints["proposed"]}
    looking = {one.mentee.pk for one in facts.mentees}
    proposed = {one.mentee_id for one in facts.proposed if (one.mentee_id, one.mentor_id) not in known}
    priced = {int(pk) for pk in run.fingerprints["mentees"]}
    return frozenset((priced - looking) | proposed)


def _proposed_by_hand(sides: _Comparison) -> bool:
    """Say whether somebody proposed another tandem by hand, or dropped such a proposal."""
    before, after = ({(mentee, mentor) for mentee, mentor in side["proposed"]} for side in (sides.then, sides.now))
    added = any(sides.proposed.get(mentee) != mentor for mentee, mentor in after - before)
    return added or any(not sides.has_as_proposed(mentee) for mentee, _mentor in before - after)


# A sentence, whose names it has, and the ids of their participations.
_Group = tuple[str, type[Mentee] | type[Mentor], set[int]]


def _tandems(sides: _Comparison) -> list[_Group]:
    """Return what was decided elsewhere: a place is taken or free that the run thought otherwise of."""
    before, after = ({tuple(one) for one in side["tandems"]} for side in (sides.then, sides.now))
    elsewhere = {
        mentee
        for mentee, mentor, is_live in after - before
        if not is_live or mentee not in sides.proposed or sides.proposed[mentee] != mentor
    } | {mentee for mentee, _mentor, _is_live in before - after}
    return [(_("Tandems were decided or have ended: %(names)s."), Mentee, elsewhere)]


def _people(sides: _Comparison) -> list[_Group]:
    mentees = {int(pk): value for pk, value in sides.then["mentees"].items()}
    mentees_now = {int(pk): value for pk, value in sides.now["mentees"].items()}
    mentors = {int(pk): value for pk, value in sides.then["mentors"].items()}
    mentors_now = {int(pk): value for pk, value in sides.now["mentors"].items()}
    changed, changed_mentors = _differ(mentees, mentees_now), _differ(mentors, mentors_now)
    around = {int(pk) for pk in _differ(sides.then["surroundings"], sides.now["surroundings"])}
    gone = {pk for pk in mentees.keys() - mentees_now.keys() if not sides.has_as_proposed(pk)}
    return [
        (_("New among the mentees: %(names)s."), Mentee, mentees_now.keys() - mentees.keys()),
        (_("No longer looking for a mentor: %(names)s."), Mentee, gone),
        (_("Topics, wishes or directory entry changed: %(names)s."), Mentee, changed),
        (
            _("Who stands above these mentees, or to which department they belong, changed: %(names)s."),
            Mentee,
            around & mentees.keys() - changed,
        ),
        (_("New among the mentors: %(names)s."), Mentor, mentors_now.keys() - mentors.keys()),
        (_("No longer a mentor: %(names)s."), Mentor, mentors.keys() - mentors_now.keys()),
        (_("Profile, places or directory entry changed: %(names)s."), Mentor, changed_mentors),
        (
            _("Who stands above these mentors, or to which department they belong, changed: %(names)s."),
            Mentor,
            around & mentors.keys() - changed_mentors,
        ),
    ]


def _differ(then: Mapping[Any, str], now: Mapping[Any, str]) -> set[Any]:
    """Return the keys of both whose values differ."""
    return {pk for pk in then.keys() & now.keys() if then[pk] != now[pk]}


def _with_names(groups: list[_Group]) -> list[str]:
    """Return the sentences that have somebody to name, in two statements."""
    names: dict[int, str] = {}
    for model in (Mentee, Mentor):
        if ids := {pk for _sentence, of, keys in groups if of is model for pk in keys}:
            people = model.objects.filter(pk__in=ids).select_related("participation__user")
            names |= {one.pk: str(one) for one in people}
    return [
        sentence % {"names": _some(sorted(names[pk] for pk in keys if pk in names))}
        for sentence, _of, keys in groups
        if keys
    ]


def _some(names: list[str]) -> str:
    """Return some names, and how many more there are."""
    named = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return named
    return _("%(names)s and %(count)s more") % {"names": named, "count": len(names) - NAMED}
