"""The demo's town hall: every state is there, reached by the application's own actions."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.demo import codes_now
from accounts.models import User
from mentoring import access, grant_access
from mentoring.models import Cohort, Goal, GoalState, Meeting, MeetingState, Mentee, Pairing, PairingState
from notifications.models import Message, MessageState
from tests.accounts.signing_in import BY_PASSWORD, is_signed_in

pytestmark = pytest.mark.django_db


def test_the_demo_has_every_state_signs_everybody_in_and_is_built_once(settings, tmp_path, fresh_limits, today):
    settings.DEMO, settings.VAR_DIR, settings.DEMO_PASSWORD = True, tmp_path, "ein langes Passwort"
    first, second = StringIO(), StringIO()
    call_command("demo", stdout=first)
    assert_every_state(today)
    people = Mentee.objects.count()
    call_command("demo", stdout=second)
    assert first.getvalue() == second.getvalue()
    assert "ein langes Passwort" in first.getvalue()
    assert Mentee.objects.count() == people
    sign_ins = json.loads((tmp_path / "demo.json").read_text())
    assert len({sign_in["role"] for sign_in in sign_ins}) == len(sign_ins) == 7
    # The mentor was one in the year before, and reads on what was shared with her then.
    [mentor] = [User.objects.get(email=one["email"]) for one in sign_ins if one["role"] == "Mentor:in"]
    assert {"active", "completed"} == set(access.pairings_visible_to(mentor).values_list("state", flat=True))
    assert access.kept_words_visible_to(mentor).exists()
    for sign_in in sign_ins:
        client = Client()
        answer = client.post(BY_PASSWORD, {"login": sign_in["email"], "password": "ein langes Passwort"}, follow=True)
        if sign_in["role"] in ("Projektteam", "Personalverwaltung", "Administration"):
            assert not is_signed_in(client), sign_in
            answer = client.post(
                reverse("mfa_authenticate"), {"code": dict(codes_now())[sign_in["email"]]}, follow=True
            )
            assert client.get(reverse("admin:index")).status_code == 200
        assert is_signed_in(client), sign_in
        assert answer.status_code == 200
    page = reverse("notifications:outgoing")
    assert f"{page} shows the codes" in first.getvalue()


def assert_every_state(today: date) -> None:
    assert Cohort.objects.count() == 3
    assert set(Goal.objects.values_list("state", flat=True)) == set(GoalState.values)
    assert {MeetingState.PLANNED, MeetingState.HELD} <= set(Meeting.objects.values_list("state", flat=True))
    states = set(Pairing.objects.values_list("state", flat=True))
    assert {PairingState.ACTIVE, PairingState.RESTING, PairingState.COMPLETED, PairingState.APPROVED} <= states
    for cohort in Cohort.objects.filter(starts_on__lte=today):
        assert Pairing.objects.of_cohort(cohort.pk).count() == 12
    # One year can be reviewed and matched.
    assert Mentee.objects.filter(state="submitted").count() == 2
    assert Mentee.objects.filter(state="accepted", pairings=None).count() == 11
    # The adviser has an application and a tandem to read.
    assert {grant.opened for grant in grant_access.grants_in_force(today)} == {"application", "tandem"}
    # Nobody gets mail about what was long ago.
    old = Message.objects.exclude(scope=f"cohort:{Cohort.objects.order_by('-starts_on').first().pk}")
    assert not old.filter(state=MessageState.QUEUED).exists()


def test_outside_a_demo_the_command_refuses(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo")
    with pytest.raises(RuntimeError):
        codes_now()
