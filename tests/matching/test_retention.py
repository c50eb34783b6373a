from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from matching.actions.retention import remove_expired_reasons
from matching.models import Instruction, InstructionKind, PriceList, Proposal, Run
from mentoring.models import Pairing
from tests.factories import CohortFactory
from tests.matching.factories import ProposalFactory, RunFactory
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    """A proposal of a year, and an instruction for its mentee."""
    proposal = ProposalFactory(priced=[])
    given_at = proposal.run.requested_at
    Instruction.objects.create(kind=InstructionKind.LEAVE_OUT, mentee=proposal.mentee, given_at=given_at)
    return proposal


def night_after_the_end_of(cohort, *, days):
    return timezone.make_aware(datetime.combine(cohort.ends_on + timedelta(days=days), datetime.min.time()))


def test_reasons_stay_for_twelve_months_after_the_end_of_their_year(proposal, clock):
    clock.move_to(night_after_the_end_of(proposal.run.cohort, days=365))
    remove_expired_reasons(timezone.now())

    assert Proposal.objects.get() == proposal
    assert Instruction.objects.exists()


def test_then_they_go_and_those_of_later_years_stay(proposal, clock):
    old, later = proposal.run.cohort, CohortFactory(ends_on=proposal.run.cohort.ends_on + timedelta(days=30))
    kept = ProposalFactory(run=RunFactory(cohort=later), priced=[])
    clock.move_to(night_after_the_end_of(old, days=366))
    remove_expired_reasons(timezone.now())

    assert list(Run.objects.all()) == [kept.run]
    assert list(Proposal.objects.all()) == [kept]
    assert [prices.proposal for prices in PriceList.objects.all()] == [kept]
    assert not Instruction.objects.exists()


def test_a_tandem_outlives_its_reasons(clock):
    tandem = announced_tandem()
    cohort = tandem.mentee.participation.cohort
    ProposalFactory(run=RunFactory(cohort=cohort), mentee=tandem.mentee, mentor=tandem.mentor)
    clock.move_to(night_after_the_end_of(cohort, days=366))
    remove_expired_reasons(timezone.now())

    assert not Proposal.objects.exists()
    assert Pairing.objects.get() == tandem
