"""Opening something to the adviser in the admin: asked once for all chosen, told afterwards, ended again."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from mentoring.models import AdviserGrant, MenteeState, PairingState
from notifications.models import Message
from tests import factories
from tests.factories import TODAY
from tests.mentoring.grants import REASON, grant_on
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db

APPLICATIONS, MENTORS, TANDEMS, GRANTS = (
    reverse(f"admin:mentoring_{model}_changelist") for model in ("mentee", "mentor", "pairing", "advisergrant")
)


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


def asked(*chosen, **fields):
    return {"action": "open_to_adviser", "_selected_action": [one.pk for one in chosen]} | fields


def answered(adviser, *chosen, **fields):
    days = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=14)).isoformat()}
    given = {"confirmed": "yes", "adviser": adviser.pk, "reason": REASON}
    return asked(*chosen, **given | days | fields)


def words(response) -> str:
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def make(kind, cohort):
    if kind == "tandem":
        return announced_tandem(PairingState.ACTIVE, cohort=cohort)
    return factories.MenteeFactory(cohort=cohort) if kind == "mentee" else factories.MentorFactory(cohort=cohort)


@pytest.mark.parametrize(
    ("address", "kind", "purpose"),
    [(APPLICATIONS, "mentee", "selection"), (MENTORS, "mentor", "selection"), (TANDEMS, "tandem", "tandem")],
)
def test_the_team_is_asked_and_then_each_is_opened(team, cohort, adviser, address, kind, purpose):
    chosen = [make(kind, cohort), make(kind, cohort)]

    page = words(team.post(address, asked(*chosen)))
    for one in chosen:
        assert str(one) in page
    assert "Die Beratung liest:" in page
    assert page.count("m-mail__subject") == 2
    assert not AdviserGrant.objects.exists()

    page = words(team.post(address, answered(adviser, *chosen), follow=True))
    assert "2 für die Beratung geöffnet." in page
    assert {grant.purpose for grant in AdviserGrant.objects.all()} == {purpose}
    assert Message.objects.filter(kind="grant-given").count() == 1
    assert Message.objects.filter(kind="grant-notice").count() == (4 if kind == "tandem" else 2)


def test_what_is_wrong_is_said_beside_what_was_typed(team, cohort, adviser):
    mentee = factories.MenteeFactory(cohort=cohort)
    for wrong in ({"ends_on": "2029-01-01"}, {"ends_on": ""}, {"reason": ""}):
        page = words(team.post(APPLICATIONS, answered(adviser, mentee, **wrong)))
        assert "<title>Fehler:" in page
        assert wrong.get("reason", REASON) in page
    assert "<title>Fehler:" in words(team.post(APPLICATIONS, answered(mentee.participation.user, mentee)))
    assert not AdviserGrant.objects.exists()


def test_what_cannot_be_opened_is_left_out(team, cohort, adviser):
    mentee, gone = (factories.MenteeFactory(cohort=cohort, state=state) for state in ("submitted", "withdrawn"))

    page = words(team.post(APPLICATIONS, asked(mentee, gone)))
    assert f'name="_selected_action" value="{mentee.pk}"' in page
    assert f'name="_selected_action" value="{gone.pk}"' not in page
    assert not team.post(APPLICATIONS, asked(gone), follow=True).context.get("question")


def test_one_that_is_refused_stops_no_other(team, cohort, adviser):
    first, second = factories.MenteeFactory(cohort=cohort), factories.MenteeFactory(cohort=cohort)
    grant_on(first, adviser)

    page = words(team.post(APPLICATIONS, answered(adviser, first, second), follow=True))
    assert "1 für die Beratung geöffnet." in page
    assert f"1 übersprungen: {first}." in page
    assert AdviserGrant.objects.count() == 2


def test_several_years_are_refused_and_so_is_a_draft(team, cohort, adviser):
    mentees = [factories.MenteeFactory(), factories.MenteeFactory()]
    assert "nur aus einem Jahrgang" in words(team.post(APPLICATIONS, answered(adviser, *mentees), follow=True))
    draft = factories.MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)
    team.post(APPLICATIONS, answered(adviser, draft))
    assert not AdviserGrant.objects.exists()


def test_without_an_adviser_there_is_nobody_to_open_it_to(team, cohort):
    page = words(team.post(APPLICATIONS, asked(factories.MenteeFactory(cohort=cohort)), follow=True))
    assert "Niemand hat die Rolle Beratung." in page


def test_hr_opens_no_profile(client, hr_member, cohort, adviser):
    client.force_login(hr_member)
    mentor = factories.MentorFactory(cohort=cohort)
    assert "open_to_adviser" not in words(client.get(MENTORS))
    client.post(MENTORS, answered(adviser, mentor))
    assert not AdviserGrant.objects.exists()


class TestTheList:
    @pytest.fixture
    def grant(self, cohort, adviser):
        return grant_on(factories.MenteeFactory(cohort=cohort), adviser)

    @pytest.fixture
    def page(self, grant):
        return reverse("admin:mentoring_advisergrant_change", args=[grant.pk])

    def test_says_whom_it_is_about_and_until_when_and_no_reason(self, team, grant):
        listed = words(team.get(GRANTS))
        assert grant.about in listed
        assert "offen bis 29.01.2027" in listed
        assert REASON not in listed
        assert REASON not in str(grant)

    def test_reading_the_reason_is_recorded(self, team, team_member, grant, page):
        assert REASON in words(team.get(page))
        entry = AuditEntry.objects.get(action="grant.read")
        assert (entry.actor_id, entry.subject_id, entry.details) == (team_member.pk, grant.pk, {})

    def test_one_is_closed_after_a_question(self, team, team_member, grant, page):
        end = reverse("admin:mentoring_advisergrant_end", args=[grant.pk])
        assert grant.about in words(team.get(end))
        grant.refresh_from_db()
        assert grant.ended_at is None

        assert "Es ist für die Beratung geschlossen." in words(team.post(end, follow=True))
        grant.refresh_from_db()
        assert grant.ended_by == team_member
        assert "beendet" in words(team.get(GRANTS))

    def test_several_are_closed_at_once(self, team, cohort, grant, adviser):
        other = grant_on(factories.MentorFactory(cohort=cohort), adviser)
        chosen = {"action": "end_selected", "_selected_action": [grant.pk, other.pk]}
        assert grant.about in words(team.post(GRANTS, chosen))
        assert not AdviserGrant.objects.exclude(ended_at=None).exists()

        page = words(team.post(GRANTS, chosen | {"confirmed": "yes"}, follow=True))
        assert "2 für die Beratung geschlossen." in page
        assert not AdviserGrant.objects.filter(ended_at=None).exists()

    def test_the_decision_log_says_to_whom_and_until_when(self, team, cohort, adviser):
        team.post(APPLICATIONS, answered(adviser, factories.MenteeFactory(cohort=cohort)))
        log = words(team.get("/verwaltung/accounts/auditentry/"))
        for detail in ("Zweck: Rat bei der Auswahl", f"Beratung: {adviser}", "bis: 29.01.2027"):
            assert detail in log
        assert REASON not in log
