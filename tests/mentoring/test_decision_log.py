"""What the decision log says about decisions of the programme: words, never codes or numbers of rows."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts import audit
from accounts.models import AuditEntry, User
from mentoring.actions import applications, cohorts, mentors, pairings, retention, review
from mentoring.models import Mentee, MenteeState, MentorState
from tests.factories import (
    NOW,
    TODAY,
    CohortFactory,
    CriterionFactory,
    GoalFactory,
    MenteeFactory,
    MentorFactory,
    UserFactory,
    some_topic,
)
from tests.mentoring.tandems import announced_tandem

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


# --- steps of participants -------------------------------------------------------------------


def sends_an_application() -> User:
    mentee = GoalFactory(mentee__state=MenteeState.DRAFT).mentee
    applications.submit(mentee, belongs_to_target_group=True, now=NOW, today=TODAY)
    return mentee.participation.user


def withdraws_an_application() -> User:
    mentee = MenteeFactory()
    applications.withdraw(mentee, now=NOW)
    return mentee.participation.user


def offers_to_be_a_mentor() -> User:
    user = UserFactory(employee__level__rank=4)
    mentors.nominate_herself(user, CohortFactory(), today=TODAY)
    return user


def sends_a_profile() -> User:
    mentor = MentorFactory(state=MentorState.INVITED, topics=[some_topic()])
    mentors.submit(mentor, confirms_self_image=True, now=NOW)
    return mentor.participation.user


def says_no() -> User:
    mentor = MentorFactory(state=MentorState.INVITED)
    mentors.withdraw(mentor)
    return mentor.participation.user


def pauses() -> User:
    mentor = MentorFactory()
    mentors.pause(mentor)
    return mentor.participation.user


def ends_a_pause() -> User:
    mentor = MentorFactory(state=MentorState.PAUSED)
    mentors.end_pause(mentor)
    return mentor.participation.user


def steps_back() -> User:
    tandem = announced_tandem()
    user = tandem.mentor.participation.user
    pairings.step_back(tandem, by=user, now=NOW, today=TODAY)
    return user


STEPS = {
    sends_an_application: "Bewerbung abgesendet",
    withdraws_an_application: "Bewerbung zurückgezogen",
    offers_to_be_a_mentor: "Mentor:in hat sich selbst gemeldet",
    sends_a_profile: "Profil einer Mentorin oder eines Mentors abgesendet",
    says_no: "Mentor:in hat abgesagt",
    pauses: "Mentor:in pausiert",
    ends_a_pause: "Pause einer Mentorin oder eines Mentors beendet",
    steps_back: "Rücktritt von einem Tandem",
}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_what_participants_do_with_what_is_theirs_is_noted_without_who_it_was(
    client, team_member, step: Callable[[], User]
):
    user = step()

    assert not AuditEntry.objects.filter(actor_id=user.pk).exists()
    page = entries_on(client, team_member)
    assert STEPS[step] in page
    assert "eine teilnehmende Person" in page
    assert user.full_name not in page


def test_nothing_in_the_log_says_whose_the_application_was_that_was_declined(client, team_member):
    """The application goes after six months, the log stays for three years."""
    mentee = GoalFactory(mentee__state=MenteeState.DRAFT).mentee
    user = mentee.participation.user
    applications.submit(mentee, belongs_to_target_group=True, now=NOW, today=TODAY)
    criterion = CriterionFactory(cohort=mentee.participation.cohort)
    review.decline(mentee, criterion, by=team_member, now=NOW)
    retention.remove_unpaired(NOW + timedelta(days=720))

    assert not Mentee.objects.exists()
    page = entries_on(client, team_member)
    assert "Bewerbung abgelehnt" in page
    assert user.full_name not in page
