"""From a year to proposals: what the worker reads, finds and keeps."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching import explaining, facts, loading
from matching.engine.solution import NotCertified
from matching.explaining import Warning as Hint
from matching.models import Failure, Importance, PriceList, Quality, Run, RunKind, RunState, Weighting
from mentoring.models import Mode, Offer, OrganisationRule, PairingState, Wish
from tests.factories import OrganisationFactory, OrgUnitFactory, PairingFactory
from tests.matching.years import MatchingYear, computed, proposal_for, proposed

pytestmark = pytest.mark.django_db


def test_topics_decide_who_is_proposed(year):
    leading, speaking = year.mentee(0), year.mentee(1)
    speaker, leader = year.mentor(1), year.mentor(0)

    run = year.run()

    assert run.state == RunState.READY
    assert proposed(run) == {leading: leader, speaking: speaker}
    assert (run.mentees, run.places, run.matched) == (2, 2, 2)


def test_more_mentees_with_a_mentor_count_more_than_a_better_fit(year):
    flexible, bound = year.mentee(0), year.mentee(0)
    best, other = year.mentor(0), year.mentor(1)
    year.exclude(bound, other)

    assert proposed(year.run()) == {flexible: other, bound: best}


def test_who_has_a_tandem_is_not_looked_at_and_takes_a_place(year):
    mentor = year.mentor(0, capacity=2)
    taken = PairingFactory(mentee=year.mentee(0), mentor=mentor, state=PairingState.APPROVED)
    waiting, left_over = year.mentee(0), year.mentee(0)

    run = year.run()

    assert taken.mentee not in proposed(run)
    assert sorted(map(str, proposed(run).values())) == sorted([str(mentor), "None"])
    assert run.places == 1
    assert {waiting, left_over} == set(proposed(run))


def test_cross_mentoring_takes_mentors_from_another_organisation(year):
    year.cohort.organisation_rule = OrganisationRule.OTHER
    year.cohort.save()
    year.cohort.organisations.add(elsewhere := OrganisationFactory())
    mentee = year.mentee(0)
    year.mentor(0)
    guest = year.mentor(1, unit=OrgUnitFactory(parent=elsewhere))

    assert proposed(year.run()) == {mentee: guest}


def test_a_proposal_made_by_hand_is_held_fast(year):
    mentee, mentor = year.mentee(0), year.mentor(1)
    year.mentor(0)
    PairingFactory(mentee=mentee, mentor=mentor)

    assert proposed(year.run()) == {mentee: mentor}


def test_a_proposal_made_by_hand_that_is_impossible_now_is_left_aside_and_said(year):
    mentee, mentor, other = year.mentee(0), year.mentor(0), year.mentor(1)
    PairingFactory(mentee=mentee, mentor=mentor)
    year.exclude(mentor, mentee)

    run = year.run()

    assert proposed(run) == {mentee: other}
    assert Hint.BROKEN_LOCK in proposal_for(run, mentee).warnings


def test_the_parts_of_every_pair_add_up_to_the_score_of_the_engine(year):
    chance = random.Random(7)  # noqa: S311 - for examples, not for secrets
    mentors = [
        year.mentor(
            *chance.sample(range(3), 2),
            mode=chance.choice(Mode.values),
            place=chance.choice(["Rathaus", "Bauhof", ""]),
            offers=chance.sample(Offer.values, 2),
        )
        for _ in range(4)
    ]
    for _ in range(4):
        mentee = year.mentee(*chance.sample(range(3), chance.randint(0, 3)), mode=chance.choice(Mode.values))
        for position, mentor in enumerate(chance.sample(mentors, 2), start=1):
            Wish.objects.create(mentee=mentee, mentor=mentor, position=position)

    loaded = loading.load(facts.read(year.cohort))

    for row, mentee in enumerate(loaded.facts.mentees):
        for column, mentor in enumerate(loaded.facts.mentors):
            parts = explaining.parts_of(loaded.facts, mentee, mentor)
            assert parts == loaded.problem.parts(row, column)
            assert sum(parts.values()) <= explaining.reachable(loaded.facts.weighting, mentee)


def test_a_criterion_that_is_off_plays_no_part(year):
    Weighting.objects.create(cohort=year.cohort, topics=Importance.OFF)
    mentee = year.mentee(0)
    year.mentor(0)

    proposal = proposal_for(year.run(), mentee)

    assert "topics" not in proposal.parts
    assert "topics" not in proposal.reasons


@pytest.mark.parametrize(
    ("topics", "offered", "quality"),
    [
        ((0, 1), (0, 1), Quality.VERY_GOOD),
        ((0, 1, 2), (1,), Quality.GOOD),
        ((0,), (1,), Quality.POSSIBLE),
        ((), (1,), Quality.VERY_GOOD),
    ],
)
def test_the_fit_is_said_in_a_word(year, topics, offered, quality):
    mentee = year.mentee(*topics)
    year.mentor(*offered)

    assert proposal_for(year.run(), mentee).quality == quality


def test_what_deserves_a_second_look_is_noted(year):
    mentee = year.mentee(0, mode=Mode.ON_SITE)
    year.mentor(1, mode=Mode.ONLINE)

    assert set(proposal_for(year.run(), mentee).warnings) == {Hint.NO_COMMON_TOPIC, Hint.CANNOT_MEET}


def test_every_other_mentor_has_her_price(year):
    first, second = year.mentee(0), year.mentee(0)
    good, other = year.mentor(0), year.mentor(1)
    run = year.run()
    lucky = first if proposed(run)[first] == good else second
    unlucky = second if lucky == first else first

    prices = proposal_for(run, lucky).price_list

    assert [entry["mentor"] for entry in prices.mentors] == [other.pk]
    assert prices.mentors[0]["moves"] == [[unlucky.pk, other.pk, good.pk]]
    assert (prices.mentors[0]["mentees_lost"], prices.mentors[0]["points_lost"]) == (0, 0)
    assert prices.none["mentees_lost"] == 1


def test_a_mentor_who_needs_an_exception_is_priced_and_named_so(year):
    office = OrgUnitFactory(is_department=True)
    mentee = year.mentee(0, unit=office)
    far, near = year.mentor(1), year.mentor(0, unit=office)

    run = year.run()
    prices = proposal_for(run, mentee).price_list.mentors

    assert proposed(run) == {mentee: far}
    assert [(entry["mentor"], entry["overriding"]) for entry in prices] == [(near.pk, ["too_near"])]


def test_who_is_left_over_reads_why_and_what_would_help(year):
    mentor = year.mentor(0, capacity=1)
    year.mentee(0), year.mentee(0)

    run = year.run()
    left_over = run.proposals.get(mentor=None)

    assert left_over.obstacles["possible"] == left_over.obstacles["taken"] == 1
    assert left_over.obstacles["changes"] == [{"kind": "place", "mentor": mentor.pk, "is_direct": True}]


def test_a_fourth_place_is_never_suggested(year):
    year.mentor(0, capacity=3)
    for _ in range(4):
        year.mentee(0)

    assert year.run().proposals.get(mentor=None).obstacles["changes"] == []


def test_nothing_ever_asks_to_lift_an_exclusion(year):
    mentee, mentor = year.mentee(0), year.mentor(0)
    year.exclude(mentor, mentee)

    obstacles = proposal_for(year.run(), mentee).obstacles

    assert obstacles["removed"] == [{"rules": ["exclusion"], "mentors": 1}]
    assert obstacles["changes"] == []


def test_an_exception_that_would_help_is_named_with_its_rule(year):
    office = OrgUnitFactory(is_department=True)
    mentee, mentor = year.mentee(0, unit=office), year.mentor(0, unit=office)

    assert proposal_for(year.run(), mentee).obstacles["changes"] == [
        {"kind": "override", "mentor": mentor.pk, "rules": ["too_near"]}
    ]


def test_only_the_newest_run_keeps_price_lists(year):
    year.mentee(0), year.mentor(0)
    first = year.run()
    second = year.run()

    assert not PriceList.objects.filter(proposal__run=first).exists()
    assert PriceList.objects.filter(proposal__run=second).exists()


def test_the_proof_is_kept_with_the_run(year):
    mentee, mentor = year.mentee(0), year.mentor(0)

    certificate = year.run().certificate

    assert set(certificate["mentees"]) == {str(mentee.pk)}
    assert set(certificate["mentors"]) == {str(mentor.pk)}


@pytest.mark.logs_errors
def test_without_a_proof_there_is_no_result(year, monkeypatch):
    def refuse(*args, **kwargs):
        raise NotCertified

    monkeypatch.setattr("matching.computing.solve", refuse)
    year.mentee(0), year.mentor(0)

    run = year.run()

    assert (run.state, run.failure) == (RunState.FAILED, Failure.NOT_CERTIFIED)
    assert not run.proposals.exists()


@pytest.mark.logs_errors
def test_a_failure_is_noted_and_names_nobody_in_the_log(year, monkeypatch, caplog):
    mentee = year.mentee(0)

    def fail(*args, **kwargs):
        raise RuntimeError(str(mentee))

    monkeypatch.setattr("matching.computing.loading.load", fail)

    run = year.run()

    assert (run.state, run.failure) == (RunState.FAILED, Failure.BROKEN)
    assert str(mentee) not in caplog.text


def test_a_year_without_mentees_or_mentors_has_an_empty_result(year):
    assert year.run().state == RunState.READY

    mentee = year.mentee(0)

    assert proposed(year.run()) == {mentee: None}


def test_the_facts_of_a_year_take_as_many_statements_for_many_as_for_few(year):
    def statements(year: MatchingYear) -> int:
        with CaptureQueriesContext(connection) as queries:
            facts.read(year.cohort)
            facts.read(year.cohort).fingerprints  # noqa: B018 - reads
        return len(queries)

    year.mentee(0), year.mentor(0)
    few = statements(year)
    for _ in range(5):
        year.mentee(0, 1), year.mentor(0, 1)

    assert statements(year) == few


def test_a_task_that_comes_twice_finds_the_run_claimed(year):
    year.mentee(0), year.mentor(0)
    run = year.run()

    again = computed(run)

    assert (again.revision, again.finished_at) == (run.revision, run.finished_at)


# --- supply, and other weights ---------------------------------------------------------------


def test_supply_names_who_shares_too_few_places(year):
    mentees = [year.mentee(0) for _ in range(3)]
    mentor = year.mentor(0, 1, capacity=2)

    findings = year.run(RunKind.SUPPLY).findings

    assert findings["bottlenecks"] == [
        {"mentees": [one.pk for one in mentees], "mentors": [mentor.pk], "places": 2},
    ]
    wanted = next(one for one in findings["topics"] if one["topic"] == year.topics[0].pk)
    assert wanted == {"topic": year.topics[0].pk, "wanting": 3, "offering": 1, "places": 2, "servable": 2}


def test_a_trial_of_weights_says_what_would_change_and_changes_nothing(year):
    wishing, other = year.mentee(0), year.mentee(0)
    offering, wished = year.mentor(0), year.mentor(1)
    Wish.objects.create(mentee=wishing, mentor=wished, position=1)
    year.mentor(1)
    before = proposed(year.run())

    trial = year.run(
        RunKind.TRIAL, weighting=Weighting(cohort=year.cohort, topics=Importance.OFF, wish=Importance.HIGH)
    )

    assert trial.findings["after"]["matched"] == 2
    assert not trial.proposals.exists()
    assert not Weighting.objects.exists()
    assert proposed(Run.objects.get(kind=RunKind.MATCHING)) == before
    assert {change["mentee"] for change in trial.findings["changes"]} <= {wishing.pk, other.pk}
    assert offering.pk in {mentor.pk for mentor in before.values() if mentor}
