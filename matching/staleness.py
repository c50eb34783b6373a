"""What has changed since a run was computed, in sentences for the team.

Compares the fingerprints that the run keeps with the facts of today. What was approved from the run
itself is no change.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from matching.facts import Facts, exclusions_fingerprint
from matching.models import Run
from mentoring.models import Mentee, Mentor, Pairing

# So many names say enough.
NAMED = 3


def changes_since(run: Run, facts: Facts) -> list[str]:
    """Return what speaks against deciding by this run; an empty list when nothing does. A few statements."""
    then, now = run.fingerprints, facts.fingerprints
    people = [int(pk) for pk in (*then["mentees"], *then["mentors"])]
    found = []
    if run.weights != facts.weighting.snapshot():
        found.append(_("The weights were changed."))
    if then["rules"] != now["rules"]:
        found.append(_("The rules of the year were changed."))
    if then["exclusions"] != exclusions_fingerprint(people):
        found.append(_("An exclusion was added or taken back."))
    proposed: dict[int, int | None] = dict(run.proposals.values_list("mentee_id", "mentor_id"))
    settled = _settled_as_proposed(proposed)
    if then["instructions"] != now["instructions"] or _proposed_by_hand(then, now, proposed, settled):
        found.append(_("Something that you had settled was taken back or added."))
    return [*found, *_people(then, now, settled)]


def _proposed_by_hand(
    then: dict[str, Any], now: dict[str, Any], proposed: dict[int, int | None], settled: set[str]
) -> bool:
    """Say whether somebody proposed another tandem by hand, or dropped such a proposal."""
    before, after = ({(mentee, mentor) for mentee, mentor in side["proposed"]} for side in (then, now))
    added = any(proposed.get(mentee) != mentor for mentee, mentor in after - before)
    return added or any(str(mentee) not in settled for mentee, _mentor in before - after)


def _people(then: dict[str, Any], now: dict[str, Any], settled: set[str]) -> Iterator[str]:
    gone = [pk for pk in then["mentees"].keys() - now["mentees"].keys() if pk not in settled]
    groups = {
        _("New among the mentees: %(names)s."): _names(Mentee, now["mentees"].keys() - then["mentees"].keys()),
        _("No longer looking for a mentor: %(names)s."): _names(Mentee, gone),
        _("Topics, wishes or directory entry changed: %(names)s."): _names(
            Mentee, _different(then["mentees"], now["mentees"])
        ),
        _("New among the mentors: %(names)s."): _names(Mentor, now["mentors"].keys() - then["mentors"].keys()),
        _("No longer a mentor: %(names)s."): _names(Mentor, then["mentors"].keys() - now["mentors"].keys()),
        _("Profile, places or directory entry changed: %(names)s."): _names(
            Mentor, _different(then["mentors"], now["mentors"])
        ),
    }
    for sentence, names in groups.items():
        if names:
            yield sentence % {"names": names}


def _different(then: dict[str, str], now: dict[str, str]) -> set[str]:
    return {pk for pk in then.keys() & now.keys() if then[pk] != now[pk]}


def _settled_as_proposed(proposed: dict[int, int | None]) -> set[str]:
    """Return the mentees whose leaving changes nothing: they have the tandem that was proposed, or were left over."""
    settled = {str(mentee_id) for mentee_id, mentor_id in proposed.items() if mentor_id is None}
    live = Pairing.objects.live().filter(mentee__in=proposed).values_list("mentee_id", "mentor_id")
    return settled | {str(mentee_id) for mentee_id, mentor_id in live if proposed[mentee_id] == mentor_id}


def _names(model: type[Mentee] | type[Mentor], ids: Any) -> str:
    """Return some names, and how many more there are."""
    keys = [int(pk) for pk in ids]
    if not keys:
        return ""
    people = list(model.objects.filter(pk__in=keys).select_related("participation__user"))
    named = ", ".join(str(one) for one in people[:NAMED])
    if len(people) <= NAMED:
        return named
    return _("%(names)s and %(count)s more") % {"names": named, "count": len(people) - NAMED}
