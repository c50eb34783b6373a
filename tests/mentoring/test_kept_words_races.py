"""Sharing and ending at the same moment: what is shared is kept, or is not shared. Threads on PostgreSQL."""

from collections.abc import Callable

import pytest

from accounts.errors import Refused
from mentoring.actions import goals, pairings
from mentoring.models import Goal, GoalShare, KeptGoalText, Pairing, PairingState
from tests.factories import NOW, GoalFactory
from tests.support.races import first_then

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def goal(tandem: Pairing) -> Goal:
    goal = GoalFactory(mentee=tandem.mentee)
    goals.write_words(goal, tandem.mentee.participation, "Ruhiger auftreten", version=None)
    return goal


def ending(tandem: Pairing) -> Callable[[], object]:
    return lambda: pairings.end(tandem, by=None, now=NOW)


def sharing(goal: Goal, tandem: Pairing) -> Callable[[], object]:
    by = tandem.mentee.participation.user
    return lambda: goals.share([goal], tandem, by=by)


def taking_back(goal: Goal, tandem: Pairing) -> Callable[[], object]:
    by = tandem.mentee.participation.user
    return lambda: goals.unshare(goal, tandem, by=by)


def test_what_is_shared_while_the_tandem_ends_is_not_shared(goal, tandem):
    _ended, refusal = first_then(ending(tandem), sharing(goal, tandem))

    assert isinstance(refusal, Refused)
    assert not GoalShare.objects.exists()


def test_what_was_shared_before_the_tandem_ended_is_kept(goal, tandem):
    first_then(sharing(goal, tandem), ending(tandem))

    assert KeptGoalText.objects.get().text == "Ruhiger auftreten"


def test_what_is_taken_back_while_the_tandem_ends_stays(goal, tandem):
    sharing(goal, tandem)()

    _ended, refusal = first_then(ending(tandem), taking_back(goal, tandem))

    assert isinstance(refusal, Refused)
    assert KeptGoalText.objects.get().share.goal == goal


def test_what_was_taken_back_before_is_not_kept(goal, tandem):
    sharing(goal, tandem)()

    first_then(taking_back(goal, tandem), ending(tandem))

    assert not KeptGoalText.objects.exists()
    assert Pairing.objects.get().state == PairingState.ENDED
