"""The pages of participants and hosts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from mentoring.models import Cohort, Participation
from tests.factories import CohortFactory, PairingFactory, UserFactory
from tests.workshops.factories import (
    AFTERWARDS,
    BEFORE,
    KICKOFF_AT,
    THAT_MORNING,
    RegistrationFactory,
    WorkshopFactory,
    a_participant,
)
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registration_runs(clock: Any) -> None:
    clock.move_to(BEFORE)


@pytest.fixture
def workshop(cohort: Cohort) -> Workshop:
    return WorkshopFactory(cohort=cohort, seats=1, link="https://treffen.kerpen.example/kickoff")


@pytest.fixture
def mentee(cohort: Cohort) -> Participation:
    return a_participant(cohort)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, workshop: Workshop) -> str:
    return reverse(f"workshops:{name}", args=[workshop.pk])


def text(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_registering_takes_a_seat_and_says_so(workshop, mentee):
    client = browser(mentee.user)

    response = client.post(url("register", workshop), follow=True)

    assert "Sie sind angemeldet" in text(response)
    assert Registration.objects.get().state == RegistrationState.REGISTERED


def test_a_full_workshop_says_which_place_on_the_waiting_list(workshop, mentee):
    RegistrationFactory(workshop=workshop)
    RegistrationFactory(workshop=workshop, state=RegistrationState.WAITLISTED)
    client = browser(mentee.user)
    assert "Auf die Warteliste setzen" in text(client.get(url("detail", workshop)))

    response = client.post(url("register", workshop), follow=True)

    assert "Der Workshop ist voll. Sie stehen auf Platz 2 der Warteliste." in text(response)
    assert "Warteliste, Platz 2" in text(client.get(reverse("workshops:list")))


def test_cancelling_asks_first_and_changes_nothing_until_then(workshop, mentee):
    registration = RegistrationFactory(workshop=workshop, participation=mentee)
    client = browser(mentee.user)

    assert "Möchten Sie sich wieder abmelden?" in text(client.get(url("cancel", workshop)))
    registration.refresh_from_db()
    assert registration.state == RegistrationState.REGISTERED

    assert "Sie kommen nicht" in text(client.post(url("cancel", workshop), follow=True))
    registration.refresh_from_db()
    assert registration.state == RegistrationState.CANCELLED


def test_there_is_nothing_to_cancel_twice(workshop, mentee):
    RegistrationFactory(workshop=workshop, participation=mentee, state=RegistrationState.CANCELLED)

    assert browser(mentee.user).get(url("cancel", workshop)).url == url("detail", workshop)


def test_after_the_beginning_the_page_offers_nothing_and_the_refusal_is_told(workshop, mentee, clock):
    RegistrationFactory(workshop=workshop)
    clock.move_to(KICKOFF_AT)
    client = browser(mentee.user)

    page = text(client.get(url("detail", workshop)))
    assert "Die Anmeldung ist geschlossen." in page
    assert url("register", workshop) not in page

    assert "hat schon begonnen" in text(client.post(url("register", workshop), follow=True))
    assert "hat schon begonnen" in text(client.post(url("cancel", workshop), follow=True))
    assert not Registration.objects.filter(participation=mentee).exists()


def test_the_link_is_for_those_who_are_registered(workshop, mentee):
    client = browser(mentee.user)
    assert workshop.link not in text(client.get(url("detail", workshop)))

    RegistrationFactory(workshop=workshop, participation=mentee)

    assert workshop.link in text(client.get(url("detail", workshop)))


def test_the_calendar_file_is_for_those_who_are_registered(workshop, mentee):
    client = browser(mentee.user)
    assert client.get(url("calendar", workshop)).status_code == 404
    registration = RegistrationFactory(workshop=workshop, participation=mentee)

    response = client.get(url("calendar", workshop))

    assert response["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Termin Mentoring" in response.content.decode()

    for state in (RegistrationState.WAITLISTED, RegistrationState.CANCELLED):
        registration.state = state
        registration.save()
        assert client.get(url("calendar", workshop)).status_code == 404


def test_the_past_says_who_was_there(workshop, mentee, clock):
    RegistrationFactory(workshop=workshop, participation=mentee, attended=True)
    clock.move_to(AFTERWARDS)
    client = browser(mentee.user)

    page = text(client.get(reverse("workshops:list")))

    assert page.index("Vergangene Workshops") < page.index("Sie waren dabei")
    assert "Sie waren dabei" in text(client.get(url("detail", workshop)))


def test_absence_is_not_held_against_anybody(workshop, mentee, clock):
    RegistrationFactory(workshop=workshop, participation=mentee, attended=False)
    clock.move_to(AFTERWARDS)

    assert "Vorbei" in text(browser(mentee.user).get(reverse("workshops:list")))


def test_a_workshop_that_was_called_off_says_so(workshop, mentee):
    RegistrationFactory(workshop=workshop, participation=mentee)
    workshop.state = WorkshopState.CANCELLED
    workshop.save()
    client = browser(mentee.user)

    assert "Dieser Workshop wurde abgesagt" in text(client.get(url("detail", workshop)))
    assert client.get(url("calendar", workshop)).status_code == 404


def test_nothing_there_says_what_will_appear(mentee):
    assert "Für Sie steht zurzeit kein Workshop an" in text(browser(mentee.user).get(reverse("workshops:list")))


# --- whose pages these are -------------------------------------------------------------------

STRANGERS: list[Callable[[Cohort], User]] = [
    lambda cohort: UserFactory(),
    lambda cohort: a_participant(CohortFactory()).user,
    lambda cohort: PairingFactory(cohort=cohort, state="approved").mentee.participation.user,
]


@pytest.mark.parametrize("make", STRANGERS, ids=["nobody", "other cohort", "not announced"])
@pytest.mark.parametrize("name", ["detail", "register", "cancel", "calendar", "attendance"])
def test_a_workshop_for_others_answers_as_one_that_does_not_exist(cohort, workshop, make, name):
    client = browser(make(cohort))
    method = client.post if name == "register" else client.get

    foreign = method(url(name, workshop))
    missing = method(reverse(f"workshops:{name}", args=[99999]))

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content
    assert not Registration.objects.exists()


@pytest.mark.parametrize("who", ["hr_member", "administrator"])
def test_for_who_has_no_part_in_the_programme_there_are_no_workshops(who, request):
    assert browser(request.getfixturevalue(who)).get(reverse("workshops:list")).status_code == 404


@pytest.mark.parametrize("name", ["detail", "register", "cancel", "calendar", "attendance"])
def test_without_signing_in_every_page_leads_to_the_sign_in(client, workshop, name):
    for response in (client.get(url(name, workshop)), client.post(url(name, workshop))):
        assert response.status_code in (302, 405)
        assert response.status_code == 405 or response.url.startswith("/konto/")


def test_registering_needs_a_button_not_a_link(workshop, mentee):
    assert browser(mentee.user).get(url("register", workshop)).status_code == 405
    assert Client(enforce_csrf_checks=True).post(url("register", workshop)).status_code == 403


# --- the host --------------------------------------------------------------------------------


def test_whoever_only_hosts_reads_her_workshops_newest_first_and_is_promised_no_invitation(cohort, adviser):
    WorkshopFactory(cohort=cohort, host=adviser, title="Der frühere")
    later = KICKOFF_AT + timedelta(days=30)
    WorkshopFactory(
        cohort=cohort,
        host=adviser,
        kind="training",
        title="Der spätere",
        starts_at=later,
        ends_at=later + timedelta(hours=2),
    )

    page = text(browser(adviser).get(reverse("workshops:list")))

    assert page.index("Der spätere") < page.index("Der frühere")
    assert "Was ansteht" not in page
    assert "Für Sie steht zurzeit kein Workshop an" not in page


def test_the_host_sees_names_and_enters_who_was_there(cohort, adviser, clock):
    workshop = WorkshopFactory(cohort=cohort, host=adviser)
    here, away = RegistrationFactory.create_batch(2, workshop=workshop)
    assert "tragen Sie hier ein" in text(browser(adviser).get(url("attendance", workshop)))
    clock.move_to(THAT_MORNING)
    client = browser(adviser)
    listed = f"{here.pk},{away.pk}"

    response = client.post(url("attendance", workshop), {"present": [here.pk], "listed": listed}, follow=True)

    assert "Gespeichert: 1 von 2 war da." in text(response)
    assert dict(Registration.objects.values_list("pk", "attended")) == {here.pk: True, away.pk: False}


def test_one_button_marks_everybody_present(cohort, adviser, clock):
    workshop = WorkshopFactory(cohort=cohort, host=adviser)
    people = RegistrationFactory.create_batch(2, workshop=workshop)
    clock.move_to(THAT_MORNING)
    listed = ",".join(str(person.pk) for person in people)

    browser(adviser).post(url("attendance", workshop), {"everybody": "1", "listed": listed})

    assert Registration.objects.filter(attended=True).count() == 2


def test_whoever_registered_after_the_page_was_shown_is_not_marked_absent(cohort, adviser, clock):
    workshop = WorkshopFactory(cohort=cohort, host=adviser)
    shown = RegistrationFactory(workshop=workshop)
    clock.move_to(THAT_MORNING)
    late = RegistrationFactory(workshop=workshop)

    browser(adviser).post(url("attendance", workshop), {"present": [shown.pk], "listed": str(shown.pk)})

    late.refresh_from_db()
    assert late.attended is None


def test_a_list_that_has_changed_is_told_and_not_saved(cohort, adviser, clock):
    workshop = WorkshopFactory(cohort=cohort, host=adviser)
    gone = RegistrationFactory(workshop=workshop, state=RegistrationState.CANCELLED)
    clock.move_to(THAT_MORNING)

    page = text(browser(adviser).post(url("attendance", workshop), {"listed": str(gone.pk)}, follow=True))

    assert "hat sich inzwischen etwas geändert" in page
    assert Registration.objects.get().attended is None


@pytest.mark.parametrize("listed", ["", "abc", "1,"])
def test_a_list_that_does_not_fit_is_refused_without_an_error(cohort, adviser, clock, listed):
    workshop = WorkshopFactory(cohort=cohort, host=adviser)
    RegistrationFactory(workshop=workshop)
    clock.move_to(THAT_MORNING)

    page = text(browser(adviser).post(url("attendance", workshop), {"listed": listed}))

    assert "<title>Fehler:" in page
    assert Registration.objects.get().attended is None


def test_before_the_day_the_list_cannot_be_saved(cohort, adviser):
    workshop = WorkshopFactory(cohort=cohort, host=adviser)
    person = RegistrationFactory(workshop=workshop)

    answer = {"present": [person.pk], "listed": str(person.pk)}
    page = text(browser(adviser).post(url("attendance", workshop), answer, follow=True))

    assert "kann ab dem Tag des Workshops eingetragen werden" in page
    assert Registration.objects.get().attended is None


# --- how many statements ---------------------------------------------------------------------


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_takes_the_same_statements_however_long_it_is(cohort, mentee, django_assert_max_num_queries, number):
    for workshop in WorkshopFactory.create_batch(number, cohort=cohort, seats=1):
        RegistrationFactory(workshop=workshop, participation=mentee, state=RegistrationState.WAITLISTED)
    client = browser(mentee.user)
    client.get(reverse("workshops:list"))

    with django_assert_max_num_queries(12):
        text(client.get(reverse("workshops:list")))


def test_the_attendance_list_takes_the_same_statements_however_long_it_is(cohort, adviser, clock):
    workshop = WorkshopFactory(cohort=cohort, host=adviser)
    clock.move_to(THAT_MORNING)
    client = browser(adviser)
    counts = []
    for more in (3, 12):
        RegistrationFactory.create_batch(more, workshop=workshop)
        with CaptureQueriesContext(connection) as queries:
            text(client.get(url("attendance", workshop)))
        counts.append(len(queries))

    assert counts[0] == counts[1]
