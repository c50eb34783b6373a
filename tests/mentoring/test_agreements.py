"""The agreement: written by both, confirmed by both, then the tandem is active."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts.errors import Conflict, Refused
from accounts.models import AuditEntry
from mentoring import access
from mentoring.actions import agreements
from mentoring.models import Agreement, GoalText, PairingState
from notifications.models import Message
from tests import factories
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db

TEXTS = {"place": "Jahnplatz", "focus": "Besprechungen leiten", "if_it_does_not_fit": "Wir reden darüber."}


@pytest.fixture
def tandem():
    return announced_tandem()


@pytest.fixture
def mentee(tandem):
    return tandem.mentee.participation.user


@pytest.fixture
def mentor(tandem):
    return tandem.mentor.participation.user


def test_with_the_second_confirmation_the_tandem_is_active(tandem, mentee, mentor, now):
    agreements.confirm(tandem, by=mentee, version=1, now=now)
    tandem.refresh_from_db()
    assert tandem.state == PairingState.APPROVED
    agreements.confirm(tandem, by=mentor, version=1, now=now)
    tandem.refresh_from_db()
    assert (tandem.state, tandem.activated_at) == (PairingState.ACTIVE, now)


def test_confirming_twice_does_not_count_for_the_other(tandem, mentee, now):
    agreements.confirm(tandem, by=mentee, version=1, now=now)
    agreements.confirm(tandem, by=mentee, version=1, now=now)
    tandem.refresh_from_db()
    assert tandem.state == PairingState.APPROVED


def test_a_confirmation_keeps_its_day(tandem, mentee, now):
    agreements.confirm(tandem, by=mentee, version=1, now=now)
    again = agreements.confirm(tandem, by=mentee, version=1, now=now + timedelta(days=3))
    assert again.mentee_confirmed_at == now


def test_the_log_says_once_that_both_confirmed_and_never_who_did(tandem, mentee, mentor, now):
    agreements.confirm(tandem, by=mentee, version=1, now=now)
    assert not AuditEntry.objects.filter(subject_id=tandem.pk).exclude(action="pairing.announced").exists()
    agreements.confirm(tandem, by=mentor, version=1, now=now)
    agreements.write(tandem, rhythm_weeks=4, texts=TEXTS, by=mentor, version=1)
    for partner in (mentee, mentor):
        agreements.confirm(tandem, by=partner, version=2, now=now)

    entries = AuditEntry.objects.filter(actor_id__in=[mentee.pk, mentor.pk])
    assert not entries.exists()
    assert list(AuditEntry.objects.exclude(action="pairing.announced").values_list("action", "actor_id")) == [
        ("pairing.active", None)
    ]


def test_the_other_partner_is_asked_once_to_confirm(tandem, mentee, mentor, now):
    for _time in range(2):
        agreements.confirm(tandem, by=mentee, version=1, now=now)
    assert [m.recipient for m in Message.objects.filter(kind="agreement-to-confirm")] == [mentor]


def test_a_change_makes_both_confirm_anew(tandem, mentee, mentor, now):
    agreements.confirm(tandem, by=mentee, version=1, now=now)
    agreement = agreements.write(tandem, rhythm_weeks=4, texts=TEXTS, by=mentor, version=1)
    assert not agreement.is_confirmed_by_mentee
    with pytest.raises(Conflict):
        agreements.confirm(tandem, by=mentor, version=1, now=now)


@pytest.mark.parametrize("change", ["rhythm", "words"])
def test_a_change_of_either_rhythm_or_words_makes_both_confirm_anew(tandem, mentee, mentor, now, change):
    agreements.confirm(tandem, by=mentee, version=1, now=now)
    text = tandem.agreement.text
    present = {"place": text.place, "focus": text.focus, "if_it_does_not_fit": text.if_it_does_not_fit}
    weeks = tandem.agreement.rhythm_weeks
    if change == "rhythm":
        agreement = agreements.write(tandem, rhythm_weeks=weeks + 2, texts=present, by=mentor, version=1)
    else:
        agreement = agreements.write(tandem, rhythm_weeks=weeks, texts=present | {"focus": "Neu"}, by=mentor, version=1)
    assert not agreement.is_confirmed_by_mentee


def test_saving_without_a_change_keeps_the_confirmations(tandem, mentee, mentor, now):
    agreements.confirm(tandem, by=mentee, version=1, now=now)
    texts = {"place": "Rathaus", "focus": "", "if_it_does_not_fit": ""}
    agreement = agreements.write(tandem, rhythm_weeks=6, texts=texts, by=mentor, version=1)
    assert agreement.is_confirmed_by_mentee


def test_writing_in_two_tabs_overwrites_nothing(tandem, mentee, mentor):
    agreements.write(tandem, rhythm_weeks=4, texts=TEXTS, by=mentee, version=1)
    with pytest.raises(Conflict):
        agreements.write(tandem, rhythm_weeks=8, texts=TEXTS, by=mentor, version=1)
    assert Agreement.objects.get().rhythm_weeks == 4


def test_nobody_else_confirms(tandem, now, team_member):
    stranger = announced_tandem().mentee.participation.user
    for user in (stranger, team_member):
        with pytest.raises(Refused):
            agreements.confirm(tandem, by=user, version=1, now=now)


def test_one_tick_shares_the_words_of_open_goals_with_the_mentor(tandem, mentee, mentor, now):
    goal = factories.GoalFactory(mentee=tandem.mentee)
    GoalText.objects.create(goal=goal, author=tandem.mentee.participation, text="Ruhiger auftreten")
    assert not access.goal_texts_visible_to(mentor).exists()
    agreements.confirm(tandem, by=mentee, version=1, shares_goals=True, now=now)
    assert [text.text for text in access.goal_texts_visible_to(mentor)] == ["Ruhiger auftreten"]


def test_the_mentor_cannot_share_for_the_mentee(tandem, mentor, now):
    goal = factories.GoalFactory(mentee=tandem.mentee)
    GoalText.objects.create(goal=goal, author=tandem.mentee.participation, text="Ruhiger auftreten")
    agreements.confirm(tandem, by=mentor, version=1, shares_goals=True, now=now)
    assert not access.goal_texts_visible_to(mentor).exists()


def test_words_stand_encrypted_in_the_database(tandem, mentee):
    agreements.write(tandem, rhythm_weeks=4, texts=TEXTS, by=mentee, version=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, focus, if_it_does_not_fit FROM mentoring_agreementtext")
        stored = cursor.fetchone()
    assert not any(text in column for text in TEXTS.values() for column in stored)
