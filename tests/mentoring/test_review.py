"""What the team decides about applications, and when it tells (R15)."""

import pytest

from accounts.errors import Refused, Stale
from accounts.models import AuditEntry
from mentoring.actions import cohorts, review
from mentoring.models import Mentee, MenteeState, Pairing, PairingState
from notifications.models import Message
from tests.factories import CriterionFactory, MenteeFactory, PairingFactory

pytestmark = pytest.mark.django_db

DECISIONS = {
    MenteeState.ACCEPTED: review.accept,
    MenteeState.WAITLISTED: review.waitlist,
    MenteeState.DECLINED: review.decline,
    MenteeState.NO_TANDEM: review.leave_without_tandem,
}


@pytest.fixture
def criterion(cohort):
    return CriterionFactory(cohort=cohort)


@pytest.mark.parametrize("state", [MenteeState.ACCEPTED, MenteeState.WAITLISTED, MenteeState.DECLINED])
def test_a_decision_cites_a_criterion_and_tells_nobody(cohort, criterion, team_member, now, state):
    mentee = MenteeFactory(cohort=cohort)

    DECISIONS[state](mentee, criterion, by=team_member, now=now)

    mentee.refresh_from_db()
    assert (mentee.state, mentee.criterion, mentee.decided_by) == (state, criterion, team_member)
    assert mentee.told_state == MenteeState.SUBMITTED
    assert AuditEntry.objects.get(action=f"application.{state}").details == {"criterion": criterion.pk}
    assert not Message.objects.exists()


@pytest.mark.parametrize("before", MenteeState)
@pytest.mark.parametrize("after", DECISIONS)
def test_only_the_arrows_of_the_table_can_be_taken(cohort, criterion, team_member, now, before, after):
    mentee = MenteeFactory(cohort=cohort, state=before)
    allowed = after in Mentee.TRANSITIONS.get(before, ())

    if allowed:
        DECISIONS[after](mentee, criterion, by=team_member, now=now)
    else:
        with pytest.raises(Stale):
            DECISIONS[after](mentee, criterion, by=team_member, now=now)

    mentee.refresh_from_db()
    assert mentee.state == (after if allowed else before)


def test_a_criterion_of_another_year_is_refused(cohort, team_member, now):
    with pytest.raises(Refused):
        review.accept(MenteeFactory(cohort=cohort), CriterionFactory(), by=team_member, now=now)


def test_without_a_tandem_open_proposals_are_dropped(cohort, criterion, team_member, now):
    proposal = PairingFactory(cohort=cohort)

    review.leave_without_tandem(proposal.mentee, criterion, by=team_member, now=now)

    assert Pairing.objects.get().state == PairingState.WITHDRAWN
    assert Mentee.objects.get(pk=proposal.mentee_id).state == MenteeState.NO_TANDEM


def test_who_has_a_tandem_is_not_left_without_one(cohort, criterion, team_member, now):
    tandem = PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    with pytest.raises(Refused):
        review.leave_without_tandem(tandem.mentee, criterion, by=team_member, now=now)


def test_a_decision_can_be_undone_until_it_is_announced(cohort, team_member, now):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.DECLINED)
    review.undo(mentee, by=team_member)

    mentee.refresh_from_db()
    assert (mentee.state, mentee.criterion, mentee.decided_at) == (MenteeState.SUBMITTED, None, None)

    told = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, announced=True)
    with pytest.raises(Stale):
        review.undo(told, by=team_member)


def test_a_second_decision_is_undone_to_what_she_knows(cohort, criterion, team_member, now):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.WAITLISTED, announced=True)
    review.accept(mentee, criterion, by=team_member, now=now)

    review.undo(mentee, by=team_member)

    mentee.refresh_from_db()
    assert (mentee.state, mentee.criterion) == (MenteeState.WAITLISTED, mentee.announced_criterion)
    assert mentee.criterion != criterion


@pytest.mark.parametrize("is_removed", [False, True])
def test_no_tandem_is_undone_to_the_acceptance_and_its_criterion(cohort, criterion, team_member, now, is_removed):
    mentee = MenteeFactory(cohort=cohort)
    later = CriterionFactory(cohort=cohort)
    review.accept(mentee, criterion, by=team_member, now=now)
    review.leave_without_tandem(mentee, later, by=team_member, now=now)
    if is_removed:
        cohorts.set_criteria(cohort, [], [criterion.pk], by=team_member)

    review.undo(mentee, by=team_member)

    mentee.refresh_from_db()
    assert (mentee.state, mentee.criterion) == (MenteeState.ACCEPTED, later if is_removed else criterion)


def test_a_criterion_that_she_was_told_stays_when_she_is_decided_on_anew(cohort, criterion, team_member, now):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.WAITLISTED, announced=True)
    told = mentee.announced_criterion
    review.accept(mentee, criterion, by=team_member, now=now)

    with pytest.raises(Refused):
        cohorts.set_criteria(cohort, [], [told.pk], by=team_member)


def test_a_tandem_that_was_dropped_or_is_somebody_elses_is_not_in_the_way(cohort, team_member):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    PairingFactory(mentee=mentee, state=PairingState.WITHDRAWN)
    PairingFactory(cohort=cohort)
    review.undo(mentee, by=team_member)
    mentee.refresh_from_db()
    assert mentee.state == MenteeState.SUBMITTED


@pytest.mark.parametrize("state", [PairingState.PROPOSED, PairingState.APPROVED])
def test_a_decision_stays_while_there_is_a_tandem_for_her(cohort, team_member, state):
    tandem = PairingFactory(cohort=cohort, state=state)
    with pytest.raises(Refused):
        review.undo(tandem.mentee, by=team_member)


def test_announcing_tells_each_once(cohort, team_member, now):
    mentees = [MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED) for _ in range(2)]
    undecided = MenteeFactory(cohort=cohort)

    told = review.announce([*mentees, undecided], by=team_member, now=now)
    again = review.announce(mentees, by=team_member, now=now)

    assert [mentee.pk for mentee in told] == [mentee.pk for mentee in mentees]
    assert again == []
    assert Message.objects.filter(kind="decision").count() == 2


@pytest.mark.parametrize("state", [MenteeState.DECLINED, MenteeState.NO_TANDEM])
def test_who_is_turned_down_hears_it_after_a_talk_was_offered(cohort, team_member, now, state):
    mentee = MenteeFactory(cohort=cohort, state=state)

    with pytest.raises(Refused):
        review.announce([mentee], by=team_member, now=now)
    assert not Message.objects.exists()
    review.announce([mentee], by=team_member, now=now, talk_was_offered=True)

    mentee.refresh_from_db()
    assert mentee.told_state == state
