"""A live tandem that breaks a rule by now, kept with a reason."""

import pytest
from django.urls import reverse

from accounts.errors import Refused, Stale
from accounts.models import AuditEntry
from mentoring.actions import pairings
from mentoring.checks import broken_tandems
from mentoring.models import Pairing
from mentoring.rules import RuleBroken
from tests.factories import OrgUnitFactory
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db


@pytest.fixture
def tandem():
    """A tandem whose partners work in the same office by now."""
    tandem = announced_tandem("active")
    office = OrgUnitFactory(is_department=True)
    for partner in (tandem.mentee, tandem.mentor):
        employee = partner.participation.user.employee
        employee.unit = office
        employee.save()
    return Pairing.objects.get(pk=tandem.pk)


def address_of(tandem):
    return reverse("admin:mentoring_pairing_keep", args=[tandem.pk])


def test_with_a_reason_the_rule_no_longer_counts_for_the_two(tandem, team_member):
    assert broken_tandems([tandem])
    pairings.keep_by_exception(tandem, reason="Beide wünschen es.", by=team_member)
    tandem.refresh_from_db()

    assert (tandem.overridden_rules, tandem.override_reason) == (["too_near"], "Beide wünschen es.")
    assert not broken_tandems([tandem])
    assert AuditEntry.objects.filter(action="pairing.kept_by_exception", actor_id=team_member.pk).exists()


def test_an_earlier_reason_stays_beside_the_new_one(tandem, team_member):
    Pairing.objects.filter(pk=tandem.pk).update(overridden_rules=["tandem_before"], override_reason="Damals.")
    pairings.keep_by_exception(tandem, reason="Beide wünschen es.", by=team_member)
    tandem.refresh_from_db()

    assert tandem.overridden_rules == ["tandem_before", "too_near"]
    assert tandem.override_reason == "Damals.\nBeide wünschen es."


def test_a_rule_that_nobody_may_override_stays_broken(tandem, team_member):
    office = tandem.mentee.participation.user.employee.unit
    office.head = tandem.mentor.participation.user.employee
    office.save()

    with pytest.raises(RuleBroken):
        pairings.keep_by_exception(tandem, reason="Beide wünschen es.", by=team_member)


def test_without_a_reason_or_a_broken_rule_nothing_is_noted(tandem, team_member):
    with pytest.raises(Refused):
        pairings.keep_by_exception(tandem, reason="  ", by=team_member)
    with pytest.raises(Refused):
        pairings.keep_by_exception(announced_tandem("active"), reason="Beide wünschen es.", by=team_member)
    assert not Pairing.objects.exclude(override_reason="").exists()


def test_a_tandem_that_is_over_is_not_kept(tandem, team_member, now):
    pairings.end(tandem, by=team_member, now=now)

    with pytest.raises(Stale):
        pairings.keep_by_exception(tandem, reason="Beide wünschen es.", by=team_member)


def test_the_page_of_the_tandem_leads_there_and_asks_for_a_reason(client, team_member, tandem):
    client.force_login(team_member)
    assert (
        address_of(tandem) in client.get(reverse("admin:mentoring_pairing_change", args=[tandem.pk])).content.decode()
    )

    refused = client.post(address_of(tandem), {"reason": ""}).content.decode()
    assert "Fehler:" in refused
    client.post(address_of(tandem), {"reason": "Beide wünschen es."})
    assert Pairing.objects.get(pk=tandem.pk).override_reason == "Beide wünschen es."
    assert client.get(address_of(tandem)).status_code == 302
