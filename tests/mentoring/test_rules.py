"""Who may be paired (R4): every rule, and what the team reads of it."""

import pytest
from django.utils import translation

from accounts.models import Employee, OrgUnit
from mentoring import rules
from mentoring.exclusions import hash_of
from mentoring.models import Cohort, Exclusion, Mentee, Mentor, MentorState, OrganisationRule, PairingState
from mentoring.rules import RuleBroken, Rules, reasons_against, require_allowed
from tests.factories import (
    MENTOR_RANK,
    CohortFactory,
    EmployeeFactory,
    LevelFactory,
    MenteeFactory,
    MentorFactory,
    OrganisationFactory,
    OrgUnitFactory,
    PairingFactory,
)

pytestmark = pytest.mark.django_db


def mentee_of(cohort: Cohort, unit: OrgUnit | None = None, **fields) -> Mentee:
    return MenteeFactory(cohort=cohort, unit=unit or OrgUnitFactory(), state="accepted", **fields)


def codes(mentee: Mentee, mentor: Mentor, **kwargs) -> list[str]:
    return [reason.code for reason in reasons_against(mentee, mentor, **kwargs)]


def employee_of(one: Mentee | Mentor) -> Employee:
    return one.participation.user.employee


def a_leader(unit: OrgUnit | None = None) -> Employee:
    return EmployeeFactory(unit=unit or OrgUnitFactory(), level=LevelFactory(rank=MENTOR_RANK))


def exclude(author: Mentee | Mentor, other: Mentee | Mentor) -> None:
    person = employee_of(other)
    Exclusion.objects.create(
        author=author.participation, other_hash=hash_of(author.participation.pk, person.pk), email=person.email
    )


def test_two_people_of_different_units_and_levels_may_be_paired(cohort):
    assert codes(mentee_of(cohort), MentorFactory(cohort=cohort)) == []


# --- (a) line of command ---------------------------------------------------------------------


@pytest.mark.parametrize("post", ["head", "deputy"])
@pytest.mark.parametrize("steps_above", [0, 1, 3])
def test_head_and_deputy_of_her_unit_and_of_every_unit_above_are_refused(cohort, post, steps_above):
    boss = a_leader()
    unit = OrgUnitFactory(**{post: boss})
    for _step in range(steps_above):
        unit = OrgUnitFactory(parent=unit)
    mentor = MentorFactory(cohort=cohort, employee=boss)

    assert codes(mentee_of(cohort, unit), mentor) == ["line_of_command"]


def test_the_named_superior_and_everybody_above_her_are_refused(cohort):
    director, chief = a_leader(), a_leader()
    superior = a_leader()
    superior.superior, chief.superior = chief, director
    superior.save()
    chief.save()
    mentee = mentee_of(cohort)
    Employee.objects.filter(pk=employee_of(mentee).pk).update(superior=superior)

    for person in (superior, chief, director):
        assert codes(mentee, MentorFactory(cohort=cohort, employee=person)) == ["line_of_command"]


def test_a_mentee_who_stands_above_the_mentor_is_refused_too(cohort):
    mentor = MentorFactory(cohort=cohort, level=LevelFactory(rank=6))
    mentee = mentee_of(cohort)
    Employee.objects.filter(pk=employee_of(mentor).pk).update(superior=employee_of(mentee))

    assert codes(mentee, mentor) == ["line_of_command"]


def test_the_head_of_another_unit_is_not_her_superior(cohort):
    mentor = MentorFactory(cohort=cohort, employee=a_leader())
    OrgUnitFactory(head=employee_of(mentor))

    assert codes(mentee_of(cohort), mentor) == []


def test_the_refusal_names_the_superior_the_unit_and_the_rule(cohort):
    boss = a_leader()
    unit = OrgUnitFactory(code="10", name="Amt für Jugend", head=boss)
    mentee = mentee_of(cohort, OrgUnitFactory(parent=unit))

    with translation.override("de"):
        text = str(reasons_against(mentee, MentorFactory(cohort=cohort, employee=boss))[0])

    assert boss.full_name in text
    assert "10 (Amt für Jugend)" in text
    assert text.endswith(" (Dienstweg).")


# --- (b) exclusions --------------------------------------------------------------------------


def test_an_exclusion_counts_whoever_named_it_and_does_not_say_who_did(cohort):
    mentee, mentor = mentee_of(cohort), MentorFactory(cohort=cohort)
    exclude(mentee, mentor)
    by_mentee = reasons_against(mentee, mentor)
    Exclusion.objects.all().delete()
    exclude(mentor, mentee)
    by_mentor = reasons_against(mentee, mentor)
    exclude(mentee, mentor)
    by_both = reasons_against(mentee, mentor)

    assert by_mentee == by_mentor == by_both
    (reason,) = by_both
    assert reason.code == "exclusion"
    assert str(mentee) not in str(reason)
    assert str(mentor) not in str(reason)
    assert not reason.is_overridable


def test_an_exclusion_of_somebody_else_does_not_count(cohort):
    mentee, mentor, other = mentee_of(cohort), MentorFactory(cohort=cohort), MentorFactory(cohort=cohort)
    exclude(mentee, other)

    assert codes(mentee, mentor) == []


# --- (c) capacity and pause ------------------------------------------------------------------


@pytest.mark.parametrize("state", [PairingState.APPROVED, PairingState.ACTIVE, PairingState.RESTING])
def test_a_mentor_whose_places_are_taken_is_refused(cohort, state):
    mentor = MentorFactory(cohort=cohort)
    PairingFactory(cohort=cohort, mentor=mentor, state=state)

    assert codes(mentee_of(cohort), mentor) == ["capacity"]


@pytest.mark.parametrize("state", [PairingState.PROPOSED, PairingState.ENDED, PairingState.DECLINED])
def test_proposals_and_tandems_that_are_over_take_no_place(cohort, state):
    mentor = MentorFactory(cohort=cohort)
    PairingFactory(cohort=cohort, mentor=mentor, state=state)

    assert codes(mentee_of(cohort), mentor) == []


def test_a_second_place_is_free(cohort):
    mentor = MentorFactory(cohort=cohort, capacity=2)
    PairingFactory(cohort=cohort, mentor=mentor, state=PairingState.ACTIVE)

    assert codes(mentee_of(cohort), mentor) == []


def test_a_mentor_who_pauses_is_refused(cohort):
    assert codes(mentee_of(cohort), MentorFactory(cohort=cohort, state=MentorState.PAUSED)) == ["pause"]


# --- (d), (e) level and organisation ---------------------------------------------------------


def test_a_mentor_below_the_minimum_level_is_refused(cohort):
    mentee = mentee_of(cohort, level=LevelFactory(rank=1))
    assert codes(mentee, MentorFactory(cohort=cohort, level=LevelFactory(rank=2))) == ["minimum_level"]


@pytest.mark.parametrize(
    ("rule", "in_the_same", "in_another"),
    [
        (OrganisationRule.SAME, [], ["organisation"]),
        (OrganisationRule.OTHER, ["organisation"], []),
        (OrganisationRule.ANY, [], []),
    ],
)
def test_the_organisation_of_the_mentor_follows_the_cohort(rule, in_the_same, in_another):
    cohort = CohortFactory(organisation_rule=rule)
    mentee = mentee_of(cohort)
    neighbour_town = OrgUnitFactory(parent=OrganisationFactory())

    assert codes(mentee, MentorFactory(cohort=cohort)) == in_the_same
    assert codes(mentee, MentorFactory(cohort=cohort, unit=neighbour_town)) == in_another


# --- (f), (g), (h) what the team may override ------------------------------------------------


def test_two_people_under_one_department_are_too_near(cohort):
    office = OrgUnitFactory(is_department=True)
    mentee = mentee_of(cohort, OrgUnitFactory(parent=office))
    mentor = MentorFactory(cohort=cohort, unit=OrgUnitFactory(parent=office))

    (reason,) = reasons_against(mentee, mentor)

    assert reason.code == "too_near"
    assert office.name in str(reason)


def test_a_common_unit_that_is_no_department_is_not_too_near(cohort):
    division = OrgUnitFactory(is_department=False)
    mentee = mentee_of(cohort, OrgUnitFactory(parent=division))

    assert codes(mentee, MentorFactory(cohort=cohort, unit=OrgUnitFactory(parent=division))) == []


@pytest.mark.parametrize(("distance", "expected"), [(0, []), (1, ["level_distance"]), (2, ["level_distance"])])
def test_a_mentor_of_the_same_level_is_too_close_unless_the_cohort_allows_it(distance, expected):
    cohort = CohortFactory(minimum_level_distance=distance)
    level = LevelFactory(rank=MENTOR_RANK)

    assert codes(mentee_of(cohort, level=level), MentorFactory(cohort=cohort, level=level)) == expected


def test_two_who_were_a_tandem_in_an_earlier_year_are_refused_in_either_role(cohort):
    before = PairingFactory(state=PairingState.COMPLETED)
    first, second = before.mentee.participation.user, before.mentor.participation.user

    again = codes(mentee_of(cohort, user=first), MentorFactory(cohort=cohort, user=second))
    later = CohortFactory(minimum_level_distance=0, minimum_mentor_level=LevelFactory(rank=1))
    the_other_way_round = codes(mentee_of(later, user=second), MentorFactory(cohort=later, user=first))

    assert again == ["tandem_before"]
    assert "tandem_before" in the_other_way_round


@pytest.mark.parametrize("state", [PairingState.PROPOSED, PairingState.WITHDRAWN])
def test_a_proposal_of_which_the_two_never_heard_is_no_tandem_before(cohort, state):
    before = PairingFactory(state=state)
    mentee = mentee_of(cohort, user=before.mentee.participation.user)

    assert codes(mentee, MentorFactory(cohort=cohort, user=before.mentor.participation.user)) == []


# --- all reasons at once, overriding ---------------------------------------------------------


def test_every_reason_is_given_the_forbidden_ones_first(cohort):
    office = OrgUnitFactory(is_department=True, head=a_leader())
    mentor = MentorFactory(cohort=cohort, employee=office.head, state=MentorState.PAUSED)
    Employee.objects.filter(pk=office.head.pk).update(unit=office, level=LevelFactory(rank=2))
    mentee = mentee_of(cohort, OrgUnitFactory(parent=office))
    exclude(mentee, mentor)

    assert codes(mentee, mentor) == [
        "line_of_command",
        "exclusion",
        "pause",
        "minimum_level",
        "too_near",
        "level_distance",
    ]


def test_only_too_near_distance_and_a_tandem_before_can_be_overridden():
    assert {rule.value for rule in rules.OVERRIDABLE} == {"too_near", "level_distance", "tandem_before"}


def test_an_overridden_rule_does_not_stand_in_the_way_any_more(cohort):
    level = LevelFactory(rank=MENTOR_RANK)
    mentee, mentor = mentee_of(cohort, level=level), MentorFactory(cohort=cohort, level=level)

    with pytest.raises(RuleBroken) as refusal:
        require_allowed(mentee, mentor)
    require_allowed(mentee, mentor, overridden=["level_distance"])

    assert refusal.value.may_be_overridden


def test_naming_a_strict_rule_as_overridden_changes_nothing(cohort):
    mentor = MentorFactory(cohort=cohort, state=MentorState.PAUSED)

    with pytest.raises(RuleBroken) as refusal:
        require_allowed(mentee_of(cohort), mentor, overridden=["pause"])

    assert not refusal.value.may_be_overridden


def test_a_tandem_that_is_looked_at_again_does_not_stand_in_its_own_way(cohort):
    tandem = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)

    assert codes(tandem.mentee, tandem.mentor) == ["capacity", "tandem_before"]
    assert codes(tandem.mentee, tandem.mentor, leave_out=tandem) == []


def test_somebody_who_has_left_the_directory_cannot_be_checked_and_is_refused(cohort):
    mentee, mentor = mentee_of(cohort), MentorFactory(cohort=cohort)
    Employee.objects.filter(pk=employee_of(mentor).pk).update(is_active=False)

    assert codes(mentee, mentor) == ["directory"]


def test_a_superior_in_two_ways_is_one_reason(cohort):
    boss = a_leader()
    unit = OrgUnitFactory(head=boss, deputy=boss)
    mentee = mentee_of(cohort, unit=unit)
    Employee.objects.filter(pk=employee_of(mentee).pk).update(superior=boss)
    assert codes(mentee, MentorFactory(cohort=cohort, employee=boss)).count("line_of_command") == 1


def test_two_common_departments_are_one_reason(cohort):
    upper = OrgUnitFactory(is_department=True)
    lower = OrgUnitFactory(parent=upper, is_department=True)
    mentor = MentorFactory(cohort=cohort, unit=OrgUnitFactory(parent=lower))
    assert codes(mentee_of(cohort, unit=OrgUnitFactory(parent=lower)), mentor).count("too_near") == 1


def test_the_minimum_level_itself_is_enough(cohort):
    mentor = MentorFactory(cohort=cohort, level=cohort.minimum_mentor_level)
    assert "minimum_level" not in codes(mentee_of(cohort), mentor)


def test_only_who_is_asked_about_is_read(cohort):
    mentee, mentor = mentee_of(cohort), MentorFactory(cohort=cohort)
    mentee_of(cohort)
    MentorFactory(cohort=cohort)
    asked = Rules([mentee], [mentor])
    assert (asked.mentees, asked.mentors) == ([mentee], [mentor])


def test_the_number_of_statements_does_not_grow_with_the_people(cohort, django_assert_num_queries):
    for size in (3, 30):
        mentees = [mentee_of(cohort) for _ in range(size)]
        mentors = [MentorFactory(cohort=cohort) for _ in range(size)]
        exclude(mentees[0], mentors[0])
        with django_assert_num_queries(7):
            judge = Rules(mentees, mentors)
            refused = [(a, b) for a in mentees for b in mentors if judge.reasons(a, b)]
        assert refused == [(mentees[0], mentors[0])]
