"""Who may be paired (R4): mentees × mentors in, reasons out.

The one home of these rules: the engine, a pairing made by hand, an approval and every later check of
a live tandem ask here. Facts are read in a constant number of statements; each pair is then judged
in memory.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Refused
from accounts.hierarchy import ReportingLines
from accounts.models import Employee
from mentoring.exclusions import hash_of
from mentoring.models import LIVE, Cohort, Exclusion, Mentee, Mentor, MentorState, OrganisationRule, Pairing


class Rule(models.TextChoices):
    """The rules by name, in the order in which reasons are given."""

    DIRECTORY = "directory", gettext_lazy("directory")
    LINE_OF_COMMAND = "line_of_command", gettext_lazy("line of command")
    EXCLUSION = "exclusion", gettext_lazy("exclusion")
    PAUSE = "pause", gettext_lazy("pause")
    CAPACITY = "capacity", gettext_lazy("places")
    MINIMUM_LEVEL = "minimum_level", gettext_lazy("lowest level")
    ORGANISATION = "organisation", gettext_lazy("organisation")
    TOO_NEAR = "too_near", gettext_lazy("too near")
    LEVEL_DISTANCE = "level_distance", gettext_lazy("distance of levels")
    TANDEM_BEFORE = "tandem_before", gettext_lazy("a tandem before")


OVERRIDABLE = frozenset({Rule.TOO_NEAR, Rule.LEVEL_DISTANCE, Rule.TANDEM_BEFORE})
_COUNTED_TOGETHER = frozenset({Rule.DIRECTORY, Rule.LINE_OF_COMMAND, Rule.EXCLUSION})


def name_in_counts(rule: Rule) -> str:
    """Return what a rule is called where the partners whom it takes from one person are counted.

    A number of exclusions beside her name would say that somebody of the two has named the other, and mostly
    that it was she: they are counted together with what else no partner can be had for.
    """
    return _("not possible between the two") if rule in _COUNTED_TOGETHER else str(rule.label)


@dataclass(frozen=True)
class Reason:
    """One rule that speaks against a pair, said to the team."""

    rule: Rule
    text: str

    @property
    def code(self) -> str:
        return self.rule.value

    @property
    def is_overridable(self) -> bool:
        return self.rule in OVERRIDABLE

    def __str__(self) -> str:
        return f"{self.text.removesuffix('.')} ({self.rule.label})."


class RuleBroken(Refused):
    """Rules speak against a pair. `reasons` holds every one of them."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = list(reasons)
        super().__init__(_("This tandem is not possible: %(reasons)s") % {"reasons": " ".join(map(str, self.reasons))})

    @property
    def may_be_overridden(self) -> bool:
        return all(reason.is_overridable for reason in self.reasons)


class Rules:
    """The rules, ready to judge any pair of the given mentees and mentors.

    Reads its facts with a constant number of statements. Mentee and mentor of a pair belong to one
    cohort, whose settings count; the given ones may come from several.
    """

    def __init__(
        self, mentees: Iterable[Mentee] | QuerySet[Mentee], mentors: Iterable[Mentor] | QuerySet[Mentor]
    ) -> None:
        people = (
            "participation__cohort__minimum_mentor_level",
            "participation__user__employee__unit",
            "participation__user__employee__level",
        )
        # Those of a queryset are read once, with all that is needed; others are read anew.
        if not isinstance(mentees, QuerySet):
            mentees = Mentee.objects.filter(pk__in=[mentee.pk for mentee in mentees])
        if not isinstance(mentors, QuerySet):
            mentors = Mentor.objects.filter(pk__in=[mentor.pk for mentor in mentors])
        self._mentees = {mentee.pk: mentee for mentee in mentees.select_related(*people)}
        self._mentors = {mentor.pk: mentor for mentor in mentors.select_related(*people)}
        employees = (_employee(one) for one in self.everybody)
        self._lines = ReportingLines(employee.pk for employee in employees if employee)
        self._line = cache(self._lines.line_of)
        self._departments = cache(self._lines.departments_of)

    def reasons(self, mentee: Mentee, mentor: Mentor, *, leave_out: Pairing | None = None) -> list[Reason]:
        """Return everything that speaks against the pair; an empty list when it is allowed.

        `leave_out` is a tandem of the two that is looked at again: it counts neither for the
        mentor's places nor as a tandem before (R4 c, h).
        """
        mentee, mentor = self._mentees[mentee.pk], self._mentors[mentor.pk]
        return list(self._judge(mentee, mentor, {leave_out.pk} if leave_out else set()))

    @property
    def mentees(self) -> list[Mentee]:
        return list(self._mentees.values())

    @property
    def mentors(self) -> list[Mentor]:
        return list(self._mentors.values())

    @property
    def everybody(self) -> list[Mentee | Mentor]:
        return [*self._mentees.values(), *self._mentors.values()]

    def entry_of(self, one: Mentee | Mentor) -> tuple[object, ...]:
        """Return what her own directory entry says as far as rules depend on it, to see later whether it changed."""
        employee = _employee(self._mentees.get(one.pk) or self._mentors[one.pk])
        return () if employee is None else (employee.unit_id, employee.level.rank)

    def surroundings_of(self, one: Mentee | Mentor) -> tuple[object, ...]:
        """Return who stands above somebody, and in which departments she is: what others may change around her."""
        employee = _employee(self._mentees.get(one.pk) or self._mentors[one.pk])
        if employee is None:
            return ()
        above = sorted((tie.superior_id, tie.tie.value) for ties in self._line(employee.pk).values() for tie in ties)
        departments = sorted(self._departments(employee.pk))
        return tuple(above), tuple(departments)

    def excluded_with(self, mentee: Mentee) -> list[int]:
        """Return the given mentors between whom and a mentee there is an exclusion, whoever named whom."""
        hers = self._mentees[mentee.pk]
        return sorted(pk for pk, theirs in self._mentors.items() if self._exclude_each_other(hers, theirs))

    def branch_of(self, one: Mentee | Mentor) -> int | None:
        """Return the unit right below her organisation in which somebody works, or the organisation itself."""
        employee = _employee(self._mentees.get(one.pk) or self._mentors[one.pk])
        return self._lines.branch_of(employee.pk) if employee else None

    def _judge(self, mentee: Mentee, mentor: Mentor, left_out: set[int]) -> Iterator[Reason]:
        names = {"mentee": str(mentee), "mentor": str(mentor)}
        hers, theirs = _employee(mentee), _employee(mentor)
        for name, employee in ((names["mentee"], hers), (names["mentor"], theirs)):
            if employee is None:
                text = _("%(name)s is no longer in the directory, so the line of command cannot be checked.")
                yield Reason(Rule.DIRECTORY, text % {"name": name})
        if hers is not None and theirs is not None:
            yield from self._line_of_command(hers, theirs)
        # Named by one of two who know of their tandem, it is for whatever comes later: whoever told the team
        # of it now would tell what one partner thinks of the other (R9).
        if self._exclude_each_other(mentee, mentor) and (mentee.pk, mentor.pk) not in self._together:
            yield Reason(Rule.EXCLUSION, _("There is an exclusion between the two."))
        yield from self._places(mentor, names, left_out)
        if hers is not None and theirs is not None:
            yield from self._levels_and_units(mentee.participation.cohort, hers, theirs, names)
        if self._tandems_before[_both(mentee, mentor)] - left_out:
            yield Reason(Rule.TANDEM_BEFORE, _("%(mentee)s and %(mentor)s have been a tandem before.") % names)

    def _line_of_command(self, hers: Employee, theirs: Employee) -> Iterator[Reason]:
        for below, above in ((hers, theirs), (theirs, hers)):
            for tie in self._line(below.pk).get(above.pk, ())[:1]:
                yield Reason(Rule.LINE_OF_COMMAND, tie.sentence(superior=above.full_name, employee=below.full_name))

    def _exclude_each_other(self, mentee: Mentee, mentor: Mentor) -> bool:
        return self._has_excluded(mentee, _employee(mentor)) or self._has_excluded(mentor, _employee(mentee))

    def _has_excluded(self, author: Mentee | Mentor, other: Employee | None) -> bool:
        named = self._exclusions.get(author.pk)
        return named is not None and other is not None and hash_of(author.pk, other.pk) in named

    def _places(self, mentor: Mentor, names: dict[str, str], left_out: set[int]) -> Iterator[Reason]:
        if mentor.state == MentorState.PAUSED:
            yield Reason(Rule.PAUSE, _("%(mentor)s is pausing at the moment.") % names)
        if len(self._live[mentor.pk] - left_out) >= mentor.capacity:
            yield Reason(Rule.CAPACITY, _("All places of %(mentor)s are taken.") % names)

    def _levels_and_units(
        self, cohort: Cohort, hers: Employee, theirs: Employee, names: dict[str, str]
    ) -> Iterator[Reason]:
        lowest = cohort.minimum_mentor_level
        if theirs.level.rank < lowest.rank:
            text = _("The level of %(mentor)s, %(level)s, is below %(lowest)s.")
            yield Reason(Rule.MINIMUM_LEVEL, text % {**names, "level": theirs.level, "lowest": lowest})
        same = hers.unit.root_id == theirs.unit.root_id
        if cohort.organisation_rule == OrganisationRule.SAME and not same:
            text = _("%(mentor)s works in another organisation than %(mentee)s.")
            yield Reason(Rule.ORGANISATION, text % names)
        if cohort.organisation_rule == OrganisationRule.OTHER and same:
            text = _("%(mentor)s works in the same organisation as %(mentee)s.")
            yield Reason(Rule.ORGANISATION, text % names)
        for unit_id in sorted(self._departments(hers.pk) & self._departments(theirs.pk)):
            text = _("%(mentee)s and %(mentor)s both work in %(unit)s.")
            yield Reason(Rule.TOO_NEAR, text % {**names, "unit": self._lines.unit(unit_id)})
            break
        if theirs.level.rank - hers.level.rank < cohort.minimum_level_distance:
            text = _("%(mentor)s (%(mentor_level)s) is too close in level to %(mentee)s (%(mentee_level)s).")
            levels = {"mentor_level": theirs.level, "mentee_level": hers.level}
            yield Reason(Rule.LEVEL_DISTANCE, text % {**names, **levels})

    @cached_property
    def _live_tandems(self) -> list[Pairing]:
        live = Pairing.objects.live().filter(mentor__in=self._mentors)
        return list(live.order_by().only("mentor_id", "mentee_id", "announced_at"))

    @cached_property
    def _live(self) -> defaultdict[int, set[int]]:
        """The live tandems of each mentor."""
        found = defaultdict(set)
        for pairing in self._live_tandems:
            found[pairing.mentor_id].add(pairing.pk)
        return found

    @cached_property
    def _together(self) -> set[tuple[int, int]]:
        """Mentee and mentor of each live tandem of which the two were told."""
        return {(one.mentee_id, one.mentor_id) for one in self._live_tandems if one.announced_at}

    @cached_property
    def _exclusions(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {}
        rows = Exclusion.objects.filter(author__in=[*self._mentees, *self._mentors])
        for author_id, other_hash in rows.values_list("author_id", "other_hash"):
            found.setdefault(author_id, set()).add(other_hash)
        return found

    @cached_property
    def _tandems_before(self) -> defaultdict[frozenset[int], set[int]]:
        """The tandems, by the two accounts, that were announced or are live, in any cohort and either role."""
        people = [one.participation.user_id for one in self.everybody]
        before = Pairing.objects.filter(models.Q(announced_at__isnull=False) | models.Q(state__in=LIVE)).filter(
            mentee__participation__user__in=people, mentor__participation__user__in=people
        )
        found = defaultdict(set)
        columns = ("mentee__participation__user_id", "mentor__participation__user_id", "pk")
        for mentee_user_id, mentor_user_id, pairing_id in before.values_list(*columns):
            found[frozenset({mentee_user_id, mentor_user_id})].add(pairing_id)
        return found


def reasons_against(mentee: Mentee, mentor: Mentor, *, leave_out: Pairing | None = None) -> list[Reason]:
    """Return what speaks against one pair of one cohort."""
    return Rules([mentee], [mentor]).reasons(mentee, mentor, leave_out=leave_out)


def require_allowed(
    mentee: Mentee, mentor: Mentor, *, overridden: Iterable[str] = (), leave_out: Pairing | None = None
) -> None:
    """Let an allowed pair pass; rules that were overridden with a reason do not count.

    Raises:
        RuleBroken: with every rule that still speaks against the pair.
    """
    excused = {Rule(code) for code in overridden} & OVERRIDABLE
    broken = [r for r in reasons_against(mentee, mentor, leave_out=leave_out) if r.rule not in excused]
    if broken:
        raise RuleBroken(broken)


def _employee(one: Mentee | Mentor) -> Employee | None:
    """Return the directory entry, or None for somebody who has left."""
    employee = one.participation.user.employee
    return employee if employee is not None and employee.is_active else None


def _both(mentee: Mentee, mentor: Mentor) -> frozenset[int]:
    """Return the accounts of the two, whatever their roles."""
    return frozenset({mentee.participation.user_id, mentor.participation.user_id})
