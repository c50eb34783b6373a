"""What the decision log says about decisions of the programme: words, never codes or numbers of rows."""

import pytest

from accounts import audit
from mentoring.actions import cohorts
from tests.factories import CohortFactory, CriterionFactory, MenteeFactory

pytestmark = pytest.mark.django_db

LOG = "/verwaltung/accounts/auditentry/"


def entries_on(client, user) -> str:
    client.force_login(user)
    return client.get(LOG).content.decode()


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"origin": "equality_office"}, "Herkunft: vom Gleichstellungsreferat angesprochen"),
        ({"overridden": ["too_near", "level_distance"]}, "übergangene Regeln: zu nah, Abstand der Ebenen"),
        ({"overridden": []}, ""),
        ({"criterion": None}, ""),
        ({"cohort_fields": ["organisations", "starts_on"]}, "geändert: Organisationen, Beginn"),
        ({"topic_fields": ["title"]}, "geändert: Titel"),
    ],
)
def test_a_code_is_said_in_words(details, words):
    assert audit.describe_details(details) == words


def test_the_criterion_of_a_decision_is_named(client, team_member):
    criterion = CriterionFactory(text="Eine Führungsaufgabe ist möglich")
    mentee = MenteeFactory(cohort=criterion.cohort)
    audit.record("application.accepted", mentee, by=team_member, criterion=criterion.pk)

    assert "Kriterium: „Eine Führungsaufgabe ist möglich“" in entries_on(client, team_member)


def test_a_criterion_that_was_removed_since_is_no_mere_number():
    assert audit.describe_details({"criterion": 4711}) == "Kriterium: nicht mehr vorhanden"


def test_criteria_of_many_decisions_are_read_at_once(django_assert_num_queries):
    details = [{"criterion": CriterionFactory().pk} for _ in range(3)]
    with django_assert_num_queries(1):
        assert all(words.startswith("Kriterium: „") for words in audit.describe_each(details))


def test_what_changed_in_a_year_is_named(client, team_member):
    cohort = CohortFactory()
    cohort.rhythm_weeks += 1
    cohorts.change(cohort, organisations=cohort.organisations.all(), version=cohort.version, by=team_member)

    assert "geändert: Wochen zwischen zwei Treffen" in entries_on(client, team_member)
