"""Mentors in the admin: asked, confirmed or not; HR sees whom it asked, and nothing more (R3)."""

import pytest
from django.urls import reverse

from mentoring.models import Mentor, MentorState, Origin
from notifications.models import Message
from tests.factories import (
    EmployeeFactory,
    LevelFactory,
    MenteeFactory,
    MentorFactory,
    OrganisationFactory,
    OrgUnitFactory,
    PairingFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/mentoring/mentor/"
INVITE = "/verwaltung/mentoring/mentor/einladen/"


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


def page_of(mentor: Mentor) -> str:
    return reverse("admin:mentoring_mentor_change", args=[mentor.pk])


def text_of(response) -> str:
    return response.content.decode()


# --- inviting --------------------------------------------------------------------------------


def listed(response) -> list[str]:
    return [label.split(",")[0] for _pk, label in response.context["form"].fields["people"].choices]


def test_only_suitable_people_are_offered_the_highest_first(team, cohort):
    head = EmployeeFactory(level__rank=5, first_name="Hella")
    leader = EmployeeFactory(level__rank=3, first_name="Lena")
    EmployeeFactory(level__rank=2, first_name="Jung")
    EmployeeFactory(level__rank=5, first_name="Fern", unit=OrgUnitFactory(parent=OrganisationFactory()))
    EmployeeFactory(level__rank=5, first_name="Weg", is_active=False)
    MentorFactory(cohort=cohort)

    assert listed(team.get(INVITE)) == [str(head), str(leader)]


def test_the_search_finds_names_functions_and_units(team, cohort):
    person = EmployeeFactory(
        level__rank=4, last_name="Öztürk", function="Leitung Kultur", unit=OrgUnitFactory(name="Museum")
    )
    EmployeeFactory(level__rank=4, last_name="Hansen")
    for words in ("öztürk", "kultur Museum", "mus ÖZTÜRK"):
        assert listed(team.get(INVITE, {"words": words})) == [str(person)], words
    assert "Niemand gefunden" in text_of(team.get(INVITE, {"words": "Gibtesnicht"}))


def test_the_mail_is_shown_before_anybody_is_invited(team, cohort, team_member):
    person = EmployeeFactory(level__rank=4)

    question = text_of(team.post(INVITE, {"people": [person.pk]}))

    assert str(person) in question
    assert "Möchten Sie Mentor:in werden?" in question
    assert not Mentor.objects.exists()
    assert not Message.objects.exists()
    assert not hasattr(EmployeeFactory._meta.model.objects.get(pk=person.pk), "user")


@pytest.mark.parametrize(("role", "origin"), [("team_member", Origin.EQUALITY_OFFICE), ("hr_member", Origin.HR)])
def test_who_asks_is_the_origin(client, cohort, request, role, origin):
    user = request.getfixturevalue(role)
    client.force_login(user)
    person = EmployeeFactory(level__rank=4)

    client.post(INVITE, {"people": [person.pk], "confirmed": "yes"})

    mentor = Mentor.objects.get()
    assert (mentor.state, mentor.origin, mentor.invited_by) == (MentorState.INVITED, origin, user)
    assert Message.objects.filter(kind="mentor-invitation").count() == 1


def test_somebody_below_the_level_cannot_be_sent_in(team, cohort):
    page = text_of(team.post(INVITE, {"people": [EmployeeFactory(level__rank=1).pk], "confirmed": "yes"}))
    assert "<title>Fehler:" in page
    assert not Mentor.objects.exists()


def test_that_somebody_applies_herself_is_not_told(client, hr_member, cohort):
    applicant = MenteeFactory(cohort=cohort, level=LevelFactory(rank=4)).participation.user.employee
    client.force_login(hr_member)
    assert str(applicant) in listed(client.get(INVITE))

    question = text_of(client.post(INVITE, {"people": [applicant.pk]}))

    assert f"{applicant} kann nicht angesprochen werden: schon angesprochen, schon dabei" in question
    assert "Bewerb" not in question
    assert "Mentee" not in question


def test_nothing_in_the_lists_of_hr_tells_an_applicant_from_a_mentor(client, hr_member, cohort):
    """Whoever cannot be asked and is no mentor in a list would apply. So mentors whom others asked are in none."""
    own = MentorFactory(cohort=cohort, origin=Origin.HR)
    theirs = MentorFactory(cohort=cohort), MentorFactory(cohort=cohort, state=MentorState.SELF_NOMINATED)
    applicant = MenteeFactory(cohort=cohort, level=LevelFactory(rank=4))
    client.force_login(hr_member)

    offered, mentors = listed(client.get(INVITE)), text_of(client.get(LIST))
    for one in (*theirs, applicant):
        assert str(one) in offered
        assert str(one) not in mentors
    assert str(own) not in offered
    assert str(own) in mentors
    assert client.get(page_of(theirs[0])).status_code in (302, 404)


def test_without_a_year_nobody_can_be_invited(team):
    assert "Es gibt noch keinen Jahrgang" in text_of(team.get(INVITE))


# --- confirming ------------------------------------------------------------------------------


def test_the_team_reads_the_profile_and_what_the_role_asks_for(team, cohort):
    mentor = MentorFactory(
        cohort=cohort,
        state=MentorState.SUBMITTED,
        introduction="Ich leite gern.",
        topics=[TopicFactory(title="Führen im Wandel")],
    )
    page = text_of(team.get(page_of(mentor)))
    for words in ("Ich leite gern.", "Führen im Wandel", "Selbstverständnis der Rolle bestätigt", "Mindestens nötig"):
        assert words in page


def test_confirming_asks_once_and_shows_the_mail(team, cohort):
    mentor = MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
    address = reverse("admin:mentoring_mentor_confirm", args=[mentor.pk])

    question = text_of(team.get(address))
    assert 'class="m-mail"' in question
    assert Mentor.objects.get().state == MentorState.SUBMITTED
    team.post(address)

    assert Mentor.objects.get().state == MentorState.CONFIRMED
    assert Message.objects.filter(kind="mentor-confirmed").count() == 1


def test_not_taking_somebody_on_sends_nothing(team, cohort):
    mentor = MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
    address = reverse("admin:mentoring_mentor_decline", args=[mentor.pk])

    assert "Bitte führen Sie zuerst ein Gespräch" in text_of(team.get(address))
    team.post(address)

    assert Mentor.objects.get().state == MentorState.DECLINED
    assert not Message.objects.exists()


def test_several_are_confirmed_and_the_report_says_who_was_skipped(team, cohort):
    waiting = [MentorFactory(cohort=cohort, state=MentorState.SUBMITTED) for _ in range(2)]
    invited = MentorFactory(cohort=cohort, state=MentorState.INVITED)
    chosen = {"action": "confirm_selected", "_selected_action": [one.pk for one in [*waiting, invited]]}

    question = text_of(team.post(LIST, chosen))
    assert f"Nicht dabei, weil der Stand es nicht zulässt: {invited} (eingeladen)." in question
    assert "Ja, 2 Mentor:innen bestätigen" in question
    page = text_of(team.post(LIST, {**chosen, "confirmed": "yes"}, follow=True))

    assert "2 Mentor:innen bestätigt." in page
    assert f"1 übersprungen: {invited}. " in page


# --- HR --------------------------------------------------------------------------------------


def test_hr_sees_name_unit_state_and_origin_only(client, hr_member, cohort):
    mentor = MentorFactory(
        cohort=cohort,
        introduction="Mein Weg",
        topics=[TopicFactory(title="Führen im Wandel")],
        capacity=3,
        origin=Origin.HR,
    )
    tandem = PairingFactory(cohort=cohort, mentor=mentor, state="active")
    client.force_login(hr_member)

    for page in (text_of(client.get(LIST)), text_of(client.get(page_of(mentor)))):
        assert str(mentor) in page
        assert "von der Personalverwaltung angesprochen" in page
        for hidden in ("Mein Weg", "Führen im Wandel", str(tandem.mentee), "Begleitet", "Selbstverständnis"):
            assert hidden not in page
    assert "confirm_selected" not in text_of(client.get(LIST))


def test_hr_confirms_nobody(client, hr_member, cohort):
    mentor = MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
    client.force_login(hr_member)
    for step in ("confirm", "decline"):
        address = reverse(f"admin:mentoring_mentor_{step}", args=[mentor.pk])
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    client.post(LIST, {"action": "confirm_selected", "_selected_action": [mentor.pk], "confirmed": "yes"})
    assert Mentor.objects.get().state == MentorState.SUBMITTED


def test_the_administration_sees_no_mentors(client, administrator, cohort):
    mentor = MentorFactory(cohort=cohort)
    client.force_login(administrator)
    for address in (LIST, INVITE, page_of(mentor)):
        assert client.get(address).status_code == 403
