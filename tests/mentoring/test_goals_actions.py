"""The life of a goal and of its words (R7, R9)."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts.errors import Conflict, Refused, Stale
from mentoring import access, goal_supply
from mentoring.actions import goals, pairings
from mentoring.models import (
    GoalShare,
    GoalState,
    GoalText,
    MenteeState,
    ObsoleteReason,
    Pairing,
    PairingState,
    Topic,
)
from tests import factories
from tests.factories import GoalFactory, MenteeFactory, PairingFactory, TopicFactory, some_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def tandem(cohort: Any) -> Pairing:
    return PairingFactory(cohort=cohort, state=PairingState.ACTIVE)


@pytest.fixture
def mentee_user(tandem: Pairing) -> Any:
    return tandem.mentee.participation.user


@pytest.fixture
def mentor_user(tandem: Pairing) -> Any:
    return tandem.mentor.participation.user


def topics_in_order(mentee: Any) -> list[Topic]:
    return [goal.topic for goal in mentee.goals.unsettled()]


# --- adding ----------------------------------------------------------------------------------


def test_a_goal_of_the_mentee_stands_last_and_its_words_are_hers(tandem, mentee_user, mentor_user):
    GoalFactory(mentee=tandem.mentee)
    goal = goals.add(tandem.mentee, some_topic(3), by=mentee_user, words="Nur für mich")
    assert (goal.position, goal.added_by) == (2, tandem.mentee.participation)
    assert not access.goal_texts_visible_to(mentor_user).exists()


def test_what_the_mentor_writes_both_read_at_once(tandem, mentee_user, mentor_user):
    goal = goals.add(tandem.mentee, some_topic(), by=mentor_user, words="Das fiel mir auf")
    assert goal.added_by == tandem.mentor.participation
    for user in (mentee_user, mentor_user):
        assert access.goal_texts_visible_to(user).get().text == "Das fiel mir auf"


def test_a_form_sent_twice_makes_one_goal_and_other_words_another(tandem, mentee_user, mentor_user):
    first = goals.add(tandem.mentee, some_topic(), by=mentee_user, words="Nein sagen")
    for words in ("Nein sagen", "  Nein sagen "):
        with pytest.raises(Refused):
            goals.add(tandem.mentee, some_topic(), by=mentee_user, words=words)
    goals.add(tandem.mentee, some_topic(), by=mentee_user, words="Vor Gruppen sprechen")
    goals.add(tandem.mentee, some_topic(), by=mentee_user)
    with pytest.raises(Refused):
        goals.add(tandem.mentee, some_topic(), by=mentee_user)
    # Neither what somebody else added nor the same words on another topic is the same goal.
    goals.add(tandem.mentee, some_topic(), by=mentor_user, words="Nein sagen")
    goals.add(tandem.mentee, some_topic(1), by=mentee_user, words="Nein sagen")
    # Nor is what the other has written on hers.
    GoalText.objects.create(goal=first, author=tandem.mentor.participation, text="Beim nächsten Mal")
    goals.add(tandem.mentee, some_topic(), by=mentee_user, words="Beim nächsten Mal")


def test_nobody_else_adds_a_goal(tandem, team_member, now):
    former = PairingFactory(mentee=tandem.mentee, state=PairingState.ENDED).mentor.participation.user
    for user in (team_member, former, factories.UserFactory()):
        with pytest.raises(Refused):
            goals.add(tandem.mentee, some_topic(), by=user)
    assert not tandem.mentee.goals.exists()


def test_a_retired_topic_or_one_without_the_words_it_needs_is_refused(tandem, mentee_user):
    for topic in (TopicFactory(is_retired=True), Topic.objects.get(needs_words=True)):
        with pytest.raises(Refused):
            goals.add(tandem.mentee, topic, by=mentee_user, words=" ")


@pytest.mark.parametrize(
    ("state", "announced"),
    [
        (MenteeState.ACCEPTED, False),
        (MenteeState.WAITLISTED, False),
        (MenteeState.DECLINED, False),
        (MenteeState.WAITLISTED, True),
        (MenteeState.DECLINED, True),
        (MenteeState.NO_TANDEM, True),
        (MenteeState.WITHDRAWN, False),
    ],
)
def test_goals_rest_from_the_decision_until_she_knows_that_she_is_in(cohort, state, announced):
    """Accepted or declined: as long as she was not told, both look the same."""
    mentee = MenteeFactory(cohort=cohort, state=state, announced=announced)
    goal = GoalFactory(mentee=mentee)
    user = mentee.participation.user
    with pytest.raises(Refused):
        goals.add(mentee, some_topic(5), by=user)
    with pytest.raises(Refused):
        goals.take_up(goal, by=user)


# --- states ----------------------------------------------------------------------------------


def test_a_goal_goes_from_open_to_settled_and_back(tandem, mentee_user, now):
    goal, other = GoalFactory(mentee=tandem.mentee), GoalFactory(mentee=tandem.mentee)
    goals.take_up(goal, by=mentee_user)
    goals.settle(goal, by=mentee_user, now=now)
    goal.refresh_from_db()
    assert (goal.state, goal.done_at) == (GoalState.SETTLED, now)
    goals.reopen(goal, by=mentee_user)
    goal.refresh_from_db()
    assert (goal.state, goal.done_at) == (GoalState.OPEN, None)
    assert topics_in_order(tandem.mentee) == [other.topic, goal.topic]


def test_putting_a_goal_back_from_work_keeps_its_place(tandem, mentee_user):
    goal = GoalFactory(mentee=tandem.mentee, state=GoalState.IN_WORK)
    GoalFactory(mentee=tandem.mentee)
    goals.reopen(goal, by=mentee_user)
    assert topics_in_order(tandem.mentee)[0] == goal.topic


def test_a_goal_that_is_no_longer_needed_says_why(tandem, mentee_user, now):
    goal = GoalFactory(mentee=tandem.mentee)
    goals.make_obsolete(goal, ObsoleteReason.PERSON_GONE, by=mentee_user, now=now)
    goal.refresh_from_db()
    assert (goal.state, goal.obsolete_reason) == (GoalState.OBSOLETE, "person_gone")


def test_what_is_done_is_not_done_twice_or_taken_up(tandem, mentee_user, now):
    goal = GoalFactory(mentee=tandem.mentee, state=GoalState.SETTLED)
    for change in (
        lambda: goals.settle(goal, by=mentee_user, now=now),
        lambda: goals.take_up(goal, by=mentee_user),
        lambda: goals.make_obsolete(goal, ObsoleteReason.OTHER, by=mentee_user, now=now),
    ):
        with pytest.raises(Stale):
            change()


def test_the_state_is_the_mentees_alone(tandem, mentor_user, team_member, now):
    goal = GoalFactory(mentee=tandem.mentee)
    for user in (mentor_user, team_member):
        with pytest.raises(Refused):
            goals.settle(goal, by=user, now=now)
        with pytest.raises(Refused):
            goals.move(goal, up=True, by=user)


def test_moving_leaps_over_goals_that_are_done_and_stops_at_the_ends(tandem, mentee_user):
    first, done, last = (GoalFactory(mentee=tandem.mentee, state=s) for s in ("open", "settled", "in_work"))
    goals.move(last, up=True, by=mentee_user)
    assert topics_in_order(tandem.mentee) == [last.topic, first.topic]
    goals.move(last, up=True, by=mentee_user)
    goals.move(first, up=False, by=mentee_user)
    goals.move(done, up=True, by=mentee_user)
    assert topics_in_order(tandem.mentee) == [last.topic, first.topic]


# --- words -----------------------------------------------------------------------------------


def test_of_goals_the_first_does_not_rise_and_the_last_does_not_sink(tandem, mentee_user):
    first, second, third = (GoalFactory(mentee=tandem.mentee) for _ in range(3))
    for goal, up in ((first, True), (third, False)):
        goals.move(goal, up=up, by=mentee_user)
        assert list(tandem.mentee.goals.unsettled()) == [first, second, third]
    goals.move(second, up=True, by=mentee_user)
    assert list(tandem.mentee.goals.unsettled()) == [second, first, third]


def test_a_mentor_of_another_mentee_does_not_write_on_her_goal(cohort, tandem):
    other = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    hers = GoalFactory(mentee=tandem.mentee)
    GoalFactory(mentee=other.mentee)
    with pytest.raises(Refused):
        goals.write_words(hers, other.mentor.participation, "Worte", version=None)


def test_words_stand_encrypted_and_meet_a_conflict(tandem):
    goal, author = GoalFactory(mentee=tandem.mentee), tandem.mentee.participation
    goals.write_words(goal, author, "Durchsetzen lernen", version=None)
    goals.write_words(goal, author, "Ruhig bleiben", version=1)
    for version in (None, 1):
        with pytest.raises(Conflict):
            goals.write_words(goal, author, "Aus einem alten Fenster", version=version)
    assert GoalText.objects.get().text == "Ruhig bleiben"
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM mentoring_goaltext")
        assert "Ruhig" not in cursor.fetchone()[0]


def test_emptied_words_are_gone_except_where_the_topic_needs_them(tandem, mentee_user):
    author = tandem.mentee.participation
    free = goals.add(tandem.mentee, some_topic(), by=mentee_user, words="Weg damit")
    named = goals.add(tandem.mentee, Topic.objects.get(needs_words=True), by=mentee_user, words="Mein Thema")
    goals.write_words(free, author, " ", version=1)
    with pytest.raises(Refused):
        goals.write_words(named, author, " ", version=1)
    assert GoalText.objects.get().text == "Mein Thema"


def test_only_she_and_the_mentor_of_her_live_tandem_write(cohort, tandem):
    goal = GoalFactory(mentee=tandem.mentee)
    former = PairingFactory(mentee=tandem.mentee, state=PairingState.ENDED).mentor.participation
    for author in (former, MenteeFactory(cohort=cohort).participation):
        with pytest.raises(Refused):
            goals.write_words(goal, author, "Ich auch", version=None)
    goals.write_words(goal, tandem.mentor.participation, "Meine Sicht", version=None)


# --- sharing ---------------------------------------------------------------------------------


def test_shared_words_are_read_by_this_mentor_until_taken_back(tandem, mentee_user, mentor_user):
    goal = goals.add(tandem.mentee, some_topic(), by=mentee_user, words="Für uns beide")
    goals.share([goal], tandem, by=mentee_user)
    goals.share([goal], tandem, by=mentee_user)
    assert access.goal_texts_visible_to(mentor_user).get().text == "Für uns beide"
    goals.unshare(goal, tandem, by=mentee_user)
    assert not access.goal_texts_visible_to(mentor_user).exists()


def test_a_new_mentor_reads_nothing_before_she_shares_anew(cohort, mentee_user, tandem, mentor_user, now):
    goal = goals.add(tandem.mentee, some_topic(), by=mentee_user, words="Beim ersten Mal")
    goals.share([goal], tandem, by=mentee_user)
    pairings.end(tandem, by=None, now=now)
    second = PairingFactory(mentee=tandem.mentee, state=PairingState.ACTIVE)
    assert not access.goal_texts_visible_to(second.mentor.participation.user).exists()
    assert access.kept_words_visible_to(mentor_user).get().text == "Beim ersten Mal"


def test_nobody_but_the_mentee_shares_and_only_her_own_goals_in_a_live_tandem(tandem, mentee_user, mentor_user):
    goal, foreign = GoalFactory(mentee=tandem.mentee), GoalFactory()
    with pytest.raises(Refused):
        goals.share([goal], tandem, by=mentor_user)
    with pytest.raises(Refused):
        goals.unshare(goal, tandem, by=mentor_user)
    goals.share([foreign], tandem, by=mentee_user)
    over = PairingFactory(mentee=tandem.mentee, state=PairingState.ENDED)
    unannounced = PairingFactory(state=PairingState.APPROVED, announced=False)
    with pytest.raises(Refused):
        goals.share([goal], over, by=mentee_user)
    with pytest.raises(Refused):
        goals.share([], unannounced, by=unannounced.mentee.participation.user)
    assert not GoalShare.objects.exists()


# --- supply ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unsettled", "day", "is_short"),
    [(1, "2027-06-01", True), (2, "2027-06-01", False), (0, "2027-02-28", False), (0, "2028-02-04", False)],
)
def test_topics_run_short_below_the_minimum_while_there_is_time(cohort, unsettled, day, is_short):
    assert goal_supply.is_short(cohort, unsettled, date.fromisoformat(day)) is is_short
