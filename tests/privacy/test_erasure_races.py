"""Erasing somebody while others work with her. Threads with a connection each, on PostgreSQL."""

from collections.abc import Callable

import pytest

from accounts.models import User
from mentoring.actions import applications, pairings
from mentoring.models import Pairing, PairingState, Participation
from privacy.actions import erasure
from privacy.models import Deletion
from tests import factories
from tests.factories import NOW
from tests.privacy import lives
from tests.support.races import at_once, refusals

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def erasing(person: User, by: User) -> Callable[[], object]:
    return lambda: erasure.erase(person, by=by, now=NOW)


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_approving_her_at_the_same_moment(cohort, team, side):
    """Either there is a tandem, and she stays until it is ended; or she is gone, and there is none."""
    for _ in range(5):
        proposal = factories.PairingFactory(cohort=cohort)
        gone = getattr(proposal, side).participation.user

        outcomes = at_once([lambda p=proposal: pairings.approve(p, by=team, now=NOW), erasing(gone, team)])

        assert len(refusals(outcomes)) == 1
        approved = Pairing.objects.filter(pk=proposal.pk, state=PairingState.APPROVED).exists()
        assert approved == User.objects.filter(pk=gone.pk).exists()


def test_five_who_erase_the_same_person_do_it_once(team):
    tandem = lives.a_year_together()
    lives.end(tandem, by=team)
    gone = tandem.mentee.participation.user

    outcomes = at_once(erasing(gone, team) for _ in range(5))

    assert outcomes == [None] * 5
    assert Deletion.objects.count() == 2  # the account and its entry
    assert lives.where_stored("of-mentee") == set()


def test_applying_at_the_same_moment(cohort, team):
    """Whichever comes first, no half of her stays."""
    user = factories.UserFactory()

    at_once([lambda: applications.start(user, cohort, today=factories.TODAY), erasing(user, team)])

    assert User.objects.filter(pk=user.pk).exists() == Participation.objects.filter(user=user.pk).exists()
