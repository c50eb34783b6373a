"""The team plans workshops in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mentoring.models import Cohort, ParticipationRole
from notifications.models import Message
from tests.factories import CohortFactory, UserFactory
from tests.workshops.factories import (
    AFTERWARDS,
    BEFORE,
    KICKOFF_AT,
    THAT_MORNING,
    RegistrationFactory,
    WorkshopFactory,
    a_participant,
)
from workshops.models import RegistrationState, Workshop, WorkshopState

pytestmark = pytest.mark.django_db

STEPS = ["change", "open", "cancel", "attendance"]


@pytest.fixture(autouse=True)
def registration_runs(clock: Any) -> None:
    clock.move_to(BEFORE)


@pytest.fixture
def team(team_member) -> Client:
    return signed_in(team_member)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"admin:workshops_workshop_{name}", args=args)


def entered(cohort: Cohort, **changes: object) -> dict[str, object]:
    return {
        "cohort": cohort.pk,
        "kind": "kickoff",
        "title": "Einführungsworkshop",
        "description": "",
        "starts_at_0": "18.03.2027",
        "starts_at_1": "10:00",
        "ends_at_0": "18.03.2027",
        "ends_at_1": "13:00",
        "place": "Rathaus, Saal 1",
        "link": "",
        "audience": "all",
        "seats": "",
        "host": "",
        "seen_version": 1,
        **changes,
    }


def text(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_new_workshop_suggests_the_kickoff_of_the_latest_year(team, cohort):
    page = text(team.get(url("add")))

    assert 'value="Einführungsworkshop"' in page
    assert f'<option value="{cohort.pk}" selected>' in page


def test_the_team_plans_a_workshop(team, cohort, adviser):
    response = team.post(url("add"), entered(cohort, host=adviser.pk, seats=20), follow=True)

    workshop = Workshop.objects.get()
    assert (workshop.state, workshop.starts_at) == (WorkshopState.PLANNED, KICKOFF_AT)
    assert (workshop.host, workshop.seats) == (adviser, 20)
    assert "Einführungsworkshop" in text(response)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_at_1": "09:00"}, "endet, bevor er beginnt"),
        ({"starts_at_0": "01.03.2027", "ends_at_0": "01.03.2027"}, "liegt in der Vergangenheit"),
        ({"seats": "0"}, "mindestens einen Platz"),
        ({"title": ""}, "Titel"),
    ],
    ids=["end", "past", "seats", "title"],
)
def test_what_cannot_be_is_refused_at_its_field(team, cohort, changes, said):
    page = text(team.post(url("add"), entered(cohort, **changes)))

    assert said in page
    assert "<title>Fehler:" in page
    assert not Workshop.objects.exists()


def test_only_possible_hosts_are_offered(team, cohort, adviser, hr_member):
    page = text(team.get(url("add")))
    assert f'<option value="{adviser.pk}">' in page
    assert f'<option value="{hr_member.pk}">' not in page

    text(team.post(url("add"), entered(cohort, host=hr_member.pk)))

    assert not Workshop.objects.exists()


def test_opening_asks_first_with_names_and_mail(team, cohort):
    workshop = WorkshopFactory(cohort=cohort, state=WorkshopState.PLANNED)
    mentee = a_participant(cohort)
    mentor = mentee.mentee.pairings.get().mentor.participation

    page = text(team.get(url("open", workshop.pk)))

    assert mentee.user.full_name in page
    assert mentor.user.full_name in page
    assert "Mentoringprogramm: Einladung zu einem Workshop" in page
    assert "Ja, öffnen und 2 Personen einladen" in page
    assert not Message.objects.exists()

    assert "2 Personen sind eingeladen" in text(team.post(url("open", workshop.pk), follow=True))
    assert Message.objects.count() == 2


def test_opening_before_the_tandems_are_announced_says_who_is_invited_later(team, cohort):
    workshop = WorkshopFactory(cohort=cohort, state=WorkshopState.PLANNED)

    assert "Einzuladen ist noch niemand" in text(team.get(url("open", workshop.pk)))
    assert "Die Anmeldung ist offen." in text(team.post(url("open", workshop.pk), follow=True))


def test_a_refused_step_is_told_and_does_nothing(team, cohort):
    workshop = WorkshopFactory(cohort=cohort, state=WorkshopState.PLANNED, place="")

    assert "zuerst einen Ort oder einen Link" in text(team.post(url("open", workshop.pk), follow=True))

    workshop.refresh_from_db()
    assert workshop.state == WorkshopState.PLANNED


def test_calling_off_asks_first_with_names_and_mail(team, cohort):
    workshop = WorkshopFactory(cohort=cohort)
    registered = RegistrationFactory(workshop=workshop)
    invited = RegistrationFactory(workshop=workshop, state=RegistrationState.INVITED)

    page = text(team.get(url("cancel", workshop.pk)))

    assert str(registered) in page
    assert str(invited) not in page
    assert "Mentoringprogramm: Ein Workshop fällt aus" in page

    assert "1 Person bekommt eine Nachricht" in text(team.post(url("cancel", workshop.pk), follow=True))
    workshop.refresh_from_db()
    assert workshop.state == WorkshopState.CANCELLED


def test_what_was_called_off_can_only_be_read(team, cohort):
    workshop = WorkshopFactory(cohort=cohort, state=WorkshopState.CANCELLED)

    page = text(team.get(url("change", workshop.pk)))

    assert "Der Workshop wurde abgesagt." in page
    assert 'name="_save"' not in page
    assert team.post(url("change", workshop.pk), entered(cohort, title="Auftakt")).status_code == 403


def test_a_move_says_how_many_hear_of_it(team, cohort):
    workshop = WorkshopFactory(cohort=cohort)
    RegistrationFactory.create_batch(2, workshop=workshop)
    assert "bekommen 2 Personen sofort eine Nachricht" in text(team.get(url("change", workshop.pk)))

    page = text(team.post(url("change", workshop.pk), entered(cohort, place="Bürgerhaus"), follow=True))

    assert "2 Personen bekommen eine Nachricht über die Änderung." in page
    assert Message.objects.filter(kind="workshop-change").count() == 2


def test_the_cohort_of_an_open_workshop_stays(team, cohort):
    workshop = WorkshopFactory(cohort=cohort)

    team.post(url("change", workshop.pk), entered(CohortFactory(), title="Auftakt"))

    workshop.refresh_from_db()
    assert (workshop.cohort, workshop.title) == (cohort, "Auftakt")


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"place": ""}, "einen Ort oder einen Link"), ({"seats": 1}, "schon 2 Personen angemeldet")],
    ids=["place", "seats"],
)
def test_what_does_not_fit_an_open_workshop_is_refused_at_its_field(team, cohort, changes, said):
    workshop = WorkshopFactory(cohort=cohort)
    RegistrationFactory.create_batch(2, workshop=workshop)

    page = text(team.post(url("change", workshop.pk), entered(cohort, **changes)))

    assert said in page
    assert not Message.objects.exists()


def test_a_second_tab_is_told_that_somebody_was_quicker(team, cohort):
    workshop = WorkshopFactory(cohort=cohort)
    team.post(url("change", workshop.pk), entered(cohort, place="Bürgerhaus"))

    page = text(team.post(url("change", workshop.pk), entered(cohort, title="Auftakt"), follow=True))

    assert "Es wurde nichts überschrieben." in page
    workshop.refresh_from_db()
    assert (workshop.place, workshop.title) == ("Bürgerhaus", "Einführungsworkshop")


def test_the_participants_page_lists_everybody_by_answer(team, cohort):
    workshop = WorkshopFactory(cohort=cohort)
    people = [RegistrationFactory(workshop=workshop, state=state) for state in RegistrationState.values]

    page = text(team.get(url("attendance", workshop.pk)))

    assert all(str(person) in page for person in people)
    assert "Warteliste, in dieser Reihenfolge (1)" in page


def test_attendance_is_saved_from_the_day_on(team_member, cohort, clock):
    workshop = WorkshopFactory(cohort=cohort)
    here, away = RegistrationFactory.create_batch(2, workshop=workshop)
    answer = {"present": [here.pk], "listed": f"{here.pk},{away.pk}"}
    page = text(signed_in(team_member).post(url("attendance", workshop.pk), answer, follow=True))
    assert "kann ab dem Tag des Workshops eingetragen werden" in page

    clock.move_to(THAT_MORNING)
    page = text(signed_in(team_member).post(url("attendance", workshop.pk), answer, follow=True))

    assert "Gespeichert: 1 von 2 war da." in page
    assert dict(workshop.registrations.values_list("pk", "attended")) == {here.pk: True, away.pk: False}


def test_once_it_has_begun_it_is_not_offered_to_call_it_off(team_member, cohort, clock):
    workshop = WorkshopFactory(cohort=cohort)
    clock.move_to(AFTERWARDS)
    team = signed_in(team_member)

    assert url("cancel", workshop.pk) not in text(team.get(url("change", workshop.pk)))
    assert "schon begonnen" in text(team.post(url("cancel", workshop.pk), follow=True))


@pytest.mark.parametrize("who", ["hr_member", "administrator"])
def test_others_in_the_admin_see_no_workshops(who, request, cohort):
    workshop = WorkshopFactory(cohort=cohort)
    client = signed_in(request.getfixturevalue(who))

    assert "Workshops" not in text(client.get(reverse("admin:index")))
    assert client.get(url("changelist")).status_code == 403
    assert client.get(url("add")).status_code == 403
    assert client.get(url("change", workshop.pk)).status_code == 403
    for name in ("open", "cancel", "attendance"):
        foreign, missing = client.post(url(name, workshop.pk)), client.post(url(name, 99999))
        assert (foreign.status_code, foreign.content) == (404, missing.content)
    workshop.refresh_from_db()
    assert workshop.state == WorkshopState.OPEN


@pytest.mark.parametrize("name", STEPS)
def test_advisers_and_participants_do_not_enter_the_admin(cohort, adviser, name):
    workshop = WorkshopFactory(cohort=cohort, host=adviser)

    for user in (adviser, a_participant(cohort, ParticipationRole.MENTOR).user, UserFactory()):
        assert signed_in(user).get(url(name, workshop.pk)).status_code in (302, 404)


def test_nobody_deletes_a_workshop(team, cohort):
    workshop = WorkshopFactory(cohort=cohort)

    assert team.post(url("delete", workshop.pk), {"post": "yes"}).status_code == 403


def test_an_empty_list_says_how_to_begin(team, cohort):
    assert "Beginnen Sie mit dem Einführungsworkshop" in text(team.get(url("changelist")))

    WorkshopFactory(cohort=cohort)

    assert "Beginnen Sie" not in text(team.get(url("changelist")))
    assert "Beginnen Sie" not in text(team.get(url("changelist"), {"state__exact": "cancelled"}))
