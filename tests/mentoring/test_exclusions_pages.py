"""Exclusions are named by mentors as well, and neither side's are told of a tandem that runs (R4 b, R9)."""

import pytest
from django.urls import reverse

from mentoring import access
from mentoring.actions import applications
from mentoring.models import Exclusion, Mentor, MentorState, PairingState
from reporting.messages import waiting
from tests.factories import EmployeeFactory, MenteeFactory, MentorFactory
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db

BREAKS_A_RULE = "verstößt jetzt gegen"


@pytest.fixture
def mentor(cohort):
    return MentorFactory(cohort=cohort)


@pytest.fixture
def as_mentor(client, mentor):
    client.force_login(mentor.participation.user)
    return client


def url(name, mentor, *args):
    return reverse(f"mentoring:mentor_{name}", args=[mentor.pk, *args])


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_a_mentor_names_somebody_from_the_profile_and_takes_it_back(as_mentor, cohort, mentor):
    mentee = MenteeFactory(cohort=cohort)
    assert url("exclude", mentor) in text_of(as_mentor.get(reverse("mentoring:mentor_profile")))

    page = text_of(as_mentor.post(url("exclude", mentor), {"email": mentee.participation.user.email}, follow=True))
    assert mentee.participation.user.email in page
    exclusion = Exclusion.objects.get()
    assert exclusion.author == mentor.participation

    remove = url("exclusion_remove", mentor, exclusion.pk)
    assert f'action="{remove}"' in page
    as_mentor.post(remove)
    assert not Exclusion.objects.exists()


def test_a_refused_name_stays_beside_its_field(as_mentor, mentor):
    page = text_of(as_mentor.post(url("exclude", mentor), {"email": "niemand@kerpen.example"}))
    assert 'value="niemand@kerpen.example"' in page
    assert "<title>Fehler:" in page
    assert not Exclusion.objects.exists()


def test_nobody_names_for_another_mentor_or_takes_hers_back(as_mentor, cohort):
    other = MentorFactory(cohort=cohort)
    exclusion = applications.exclude(other.participation, EmployeeFactory().email)

    assert as_mentor.get(url("exclude", other)).status_code == 404
    assert as_mentor.post(url("exclude", other), {"email": EmployeeFactory().email}).status_code == 404
    assert as_mentor.post(url("exclusion_remove", other, exclusion.pk)).status_code == 404
    assert list(Exclusion.objects.all()) == [exclusion]


def test_the_exclusion_of_somebody_else_stays_when_its_number_is_guessed(as_mentor, cohort, mentor):
    exclusion = applications.exclude(MenteeFactory(cohort=cohort).participation, EmployeeFactory().email)
    as_mentor.post(url("exclusion_remove", mentor, exclusion.pk))
    assert Exclusion.objects.exists()


@pytest.mark.parametrize("state", MentorState.values)
def test_a_mentor_names_people_as_long_as_there_may_be_a_mentee(as_mentor, cohort, mentor, state):
    Mentor.objects.filter(pk=mentor.pk).update(state=state)
    mentor.refresh_from_db()
    may_exclude = state not in (MentorState.DECLINED, MentorState.WITHDRAWN)

    assert access.may_exclude(mentor.participation.user, mentor) is may_exclude
    assert not access.may_exclude(MentorFactory(cohort=cohort).participation.user, mentor)
    as_mentor.post(url("exclude", mentor), {"email": EmployeeFactory().email})
    assert Exclusion.objects.exists() is may_exclude
    profile = text_of(as_mentor.get(reverse("mentoring:mentor_profile")))
    assert (url("exclude", mentor) in profile) is may_exclude


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_with_a_tandem_the_page_says_what_naming_the_partner_does(client, cohort, role):
    tandem = announced_tandem(PairingState.ACTIVE, cohort=cohort)
    side = getattr(tandem, role)
    name = "mentoring:application_wishes" if role == "mentee" else "mentoring:mentor_exclude"
    client.force_login(side.participation.user)

    page = text_of(client.get(reverse(name, args=[side.pk])))
    assert "geht Ihr Tandem weiter wie bisher, und niemand erfährt davon" in page
    assert reverse("mentoring:request_new") in page

    type(tandem).objects.update(announced_at=None, state=PairingState.APPROVED)
    assert "Sie haben ein Tandem" not in text_of(client.get(reverse(name, args=[side.pk])))


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_the_team_reads_nowhere_that_a_partner_was_named(client, team_member, cohort, now, role):
    tandem = announced_tandem(PairingState.ACTIVE, cohort=cohort)
    author, other = (tandem.mentee, tandem.mentor) if role == "mentee" else (tandem.mentor, tandem.mentee)
    client.force_login(team_member)
    pages = [
        reverse("admin:index"),
        reverse("admin:mentoring_pairing_changelist"),
        reverse("admin:mentoring_pairing_change", args=[tandem.pk]),
        reverse("admin:mentoring_mentee_change", args=[tandem.mentee.pk]),
        reverse("admin:matching_candidates", args=[tandem.mentee.pk]),
    ]
    digest = waiting(now)

    applications.exclude(author.participation, other.participation.user.email)

    for page in pages:
        text = text_of(client.get(page))
        assert "Ausschluss" not in text, page
        assert BREAKS_A_RULE not in text, page
    assert waiting(now) == digest
