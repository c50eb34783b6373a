"""Every night each rule is applied, whatever becomes of the others, and a report says what went, without persons."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from accounts import retention
from accounts.models import User
from accounts.retention import Rule
from mentoring.models import MenteeState
from privacy import tasks
from privacy.actions import retention as applying
from privacy.models import RetentionReport
from privacy.overview import in_words
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

PAGE = "admin:privacy_retentionreport_changelist"
LONG_AFTER = NOW + timedelta(days=500)


@pytest.fixture
def draft() -> None:
    factories.MenteeFactory(state=MenteeState.DRAFT)


@pytest.fixture
def broken_rule(monkeypatch: pytest.MonkeyPatch) -> Rule:
    """A rule before all others that cannot be applied."""

    def fail(now: Any) -> int:
        raise ValueError("Rabia Weiß")

    rule = Rule("texts", "Notizen", "Ende", "gelöscht", fail)
    monkeypatch.setattr(retention, "_rules", {"texts": rule} | retention._rules | {"texts": rule})
    return rule


def test_every_period_has_a_rule_and_every_rule_a_period():
    assert sorted(rule.code for rule in retention.rules()) == sorted(django_settings.RETENTION_DAYS)


def test_the_nightly_task_removes_and_reports(draft, clock):
    clock.move_to(LONG_AFTER)
    tasks.apply_retention()
    tasks.apply_retention()

    assert [report.removed for report in RetentionReport.objects.all()] == [{}, {"drafts": 1, "directory": 1}]


@pytest.mark.logs_errors
def test_a_rule_that_fails_stops_no_other_and_its_error_is_not_repeated(draft, broken_rule, caplog):
    report = applying.apply_retention(LONG_AFTER)

    assert (report.removed, report.failed) == ({"drafts": 1, "directory": 1}, ["texts"])
    assert "Rabia" not in caplog.text
    assert "ValueError" in caplog.text


def test_reports_go_after_three_years():
    applying.apply_retention(NOW)

    assert applying.remove_old_reports(NOW + timedelta(days=3 * 365)) == 0
    assert applying.remove_old_reports(NOW + timedelta(days=3 * 365, seconds=1)) == 1


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "sofort"),
        (1, "1 Tag"),
        (10, "10 Tage"),
        (31, "1 Monat"),
        (92, "3 Monate"),
        (365, "12 Monate"),
        (1095, "3 Jahre"),
    ],
)
def test_periods_are_told_as_people_speak_of_them(days, words):
    assert in_words(days) == words


class TestPage:
    def test_shows_every_rule_in_words_and_what_went(self, client: Client, team_member: User, draft, clock):
        clock.move_to(LONG_AFTER)
        tasks.apply_retention()
        client.force_login(team_member)

        text = client.get(reverse(PAGE)).content.decode()

        for rule in retention.rules():
            assert str(rule.what).replace("'", "&#x27;") in text
        assert "Letzter Lauf" in text
        assert ">1</td>" in text

    def test_before_the_first_night_it_says_so(self, client: Client, administrator: User):
        client.force_login(administrator)

        assert "Noch kein Lauf." in client.get(reverse(PAGE)).content.decode()

    @pytest.mark.logs_errors
    def test_names_what_could_not_be_removed(self, client: Client, team_member: User, broken_rule):
        applying.apply_retention(NOW)
        client.force_login(team_member)

        text = client.get(reverse(PAGE)).content.decode()

        assert "Der letzte Lauf war nicht vollständig" in text
        assert "Notizen" in text

    def test_is_for_nobody_else(self, client: Client, hr_member: User):
        client.force_login(hr_member)

        assert client.get(reverse(PAGE)).status_code == 403


def test_nothing_about_persons_is_kept_in_a_report(draft):
    report = applying.apply_retention(LONG_AFTER)

    assert set(report.removed) <= set(django_settings.RETENTION_DAYS)
    assert all(isinstance(count, int) for count in report.removed.values())
