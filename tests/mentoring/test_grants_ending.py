"""Closing what was opened to the adviser: by the team, or because its reason fell away."""

from datetime import timedelta

import pytest

from accounts.errors import Refused, Stale
from accounts.models import AuditEntry, RoleAssignment
from mentoring.actions import grants
from mentoring.models import Mentee, MenteeState
from tests import factories
from tests.factories import NOW
from tests.mentoring.grants import is_open

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def mentee(cohort):
    return factories.MenteeFactory(cohort=cohort)


class TestEnding:
    def test_is_on_the_record(self, give, mentee, team_member, adviser):
        grant = give(mentee.participation)
        grants.end(grant, by=team_member, now=NOW)

        grant.refresh_from_db()
        assert (grant.ended_by, grant.ended_at) == (team_member, NOW)
        entry = AuditEntry.objects.get(action="grant.ended")
        assert (entry.actor_id, entry.subject_id, entry.details) == (team_member.pk, grant.pk, {})
        assert not is_open(adviser)

    def test_is_the_teams_alone(self, give, mentee, adviser):
        grant = give(mentee.participation)
        for by in (adviser, mentee.participation.user, factories.UserFactory(is_superuser=True)):
            with pytest.raises(Refused):
                grants.end(grant, by=by, now=NOW)
        assert is_open(adviser)

    def test_is_possible_on_the_last_day(self, give, mentee, team_member):
        grant = give(mentee.participation)
        grants.end(grant, by=team_member, now=NOW + 14 * DAY)
        grant.refresh_from_db()
        assert grant.ended_on == grant.ends_on

    def test_ends_nothing_that_is_over(self, give, mentee, team_member):
        grant = give(mentee.participation)
        with pytest.raises(Stale):
            grants.end(grant, by=team_member, now=NOW + 15 * DAY)
        grants.end(grant, by=team_member, now=NOW)
        with pytest.raises(Stale):
            grants.end(grant, by=team_member, now=NOW + DAY)


class TestFallingAway:
    def test_is_marked_once_and_on_the_record(self, give, mentee, tandem, adviser):
        lost, kept = give(mentee.participation), give(tandem)
        Mentee.objects.filter(pk=mentee.pk).update(state=MenteeState.WITHDRAWN)

        assert [grants.end_fallen_away(NOW), grants.end_fallen_away(NOW + DAY)] == [1, 0]

        lost.refresh_from_db()
        kept.refresh_from_db()
        assert (lost.ended_at, lost.ended_by, kept.ended_at) == (NOW, None, None)
        entry = AuditEntry.objects.get(action="grant.ended")
        assert (entry.actor_id, entry.subject_id) == (None, lost.pk)

    def test_does_not_come_back_with_the_role(self, give, mentee, adviser):
        give(mentee.participation)
        RoleAssignment.objects.filter(user=adviser).delete()
        grants.end_fallen_away(NOW)

        RoleAssignment.objects.create(user=adviser, role="adviser")

        assert not is_open(adviser)

    def test_is_not_what_came_to_its_last_day(self, give, mentee):
        give(mentee.participation)

        assert grants.end_fallen_away(NOW + 15 * DAY) == 0
