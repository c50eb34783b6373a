"""Erasing one of two who were a tandem: nothing of hers is left, the other one keeps what is hers."""

import pytest
from django.urls import reverse

from accounts import inventory
from accounts.inventory import Fate
from accounts.models import User
from mentoring import access
from mentoring.models import GoalText, MeetingNote, MeetingText, PairingState
from privacy.actions import erasure
from tests.factories import NOW
from tests.mentoring.tandems import announced_tandem
from tests.privacy import lives

pytestmark = pytest.mark.django_db

SIDES = ("mentee", "mentor")
# What the other one saved last in a text that both write, and rows that name nobody.
ROWS_ABOUT_HER_THAT_STAY = {"mentoring.Pairing", "mentoring.Agreement", "mentoring.Goal", "mentoring.Meeting"}


@pytest.mark.parametrize("side", SIDES)
class TestAFormerPartner:
    def test_leaves_nothing_behind(self, former, team, side):
        gone, _stays = lives.people(former, side)
        for word in (f"of-{side}", "of-both"):
            assert lives.where_stored(word)

        erasure.erase(gone, by=team, now=NOW)

        assert lives.where_stored(f"of-{side}") == set()
        assert lives.where_stored("of-both") == set()
        assert lives.where_stored(f"named-by-{side}") == {"accounts.Employee.email"}
        assert lives.pointing_at(gone) <= {"mentoring.Participation.user"}

    def test_takes_nothing_from_the_other_one(self, former, team, side):
        gone, stays = lives.people(former, side)
        other = next(name for name in SIDES if name != side)
        before = [found for found in lives.everything_stored() if f"of-{other}" in found[1]]

        erasure.erase(gone, by=team, now=NOW)

        after = [found for found in lives.everything_stored() if f"of-{other}" in found[1]]
        lost = {where for where, _value in set(before) - set(after)}
        # What prepared the choice of a partner who is gone, and the copy that was kept for her; the words stay.
        assert lost <= {"matching.Instruction.override_reason", "mentoring.KeptGoalText.text"}
        assert f"of-{other}-goal" in [text.text for text in GoalText.objects.all()]
        assert User.objects.get(pk=stays.pk).full_name == f"First-of-{other} Last-of-{other}"

    def test_keeps_every_promise_of_the_inventory(self, former, team, side):
        gone, _stays = lives.people(former, side)
        held = [holding for holding in inventory.holdings() if holding.about(gone).exists()]

        erasure.erase(gone, by=team, now=NOW)

        left = {holding.model._meta.label for holding in held if holding.about(gone).exists()}
        nameless = {"accounts.User", "mentoring.Participation", f"mentoring.{side.title()}", "workshops.Registration"}
        assert left <= nameless | ROWS_ABOUT_HER_THAT_STAY
        deleted = {holding.model._meta.label for holding in held if holding.fate is Fate.DELETED}
        assert deleted & left <= nameless

    def test_is_a_nameless_person_to_the_other_one(self, former, team, side, client):
        gone, stays = lives.people(former, side)

        erasure.erase(gone, by=team, now=NOW)

        client.force_login(stays)
        page = client.get(f"/tandem/{former.pk}/", follow=True)
        assert page.status_code == 200
        assert "Gelöschte Person" in page.content.decode()
        assert "erased.invalid" not in page.content.decode()

    def test_waits_for_nothing_and_is_in_no_list_of_the_team(self, former, team, side):
        gone, _stays = lives.people(former, side)
        lists = access.applications_for_review(team), access.mentors_for_team(team)
        before = [row.participation.user for found in lists for row in found.all()]
        assert gone in before

        erasure.erase(gone, by=team, now=NOW)

        assert [row.participation.user for found in lists for row in found.all()] == [
            user for user in before if user != gone
        ]
        assert access.pairings_for_team(team).get() == former
        row = getattr(former, side)
        row.refresh_from_db()
        assert row.state == "withdrawn"
        assert getattr(row, "criterion", None) is None
        assert row.decided_by is None

    def test_is_no_link_on_the_teams_page_of_the_tandem(self, former, team, side, client):
        gone, _stays = lives.people(former, side)
        address = reverse(f"admin:mentoring_{side}_change", args=[getattr(former, side).pk])
        of_tandem = reverse("admin:mentoring_pairing_change", args=[former.pk])
        client.force_login(team)
        assert address in client.get(of_tandem).content.decode()

        erasure.erase(gone, by=team, now=NOW)

        page = client.get(of_tandem).content.decode()
        assert "Gelöschte Person" in page
        assert address not in page
        assert client.get(address).status_code == 404

    def test_can_be_erased_twice(self, former, team, side):
        gone, _stays = lives.people(former, side)
        erasure.erase(gone, by=team, now=NOW)
        before = sorted(lives.everything_stored())

        erasure.erase(gone, by=team, now=NOW)

        assert sorted(lives.everything_stored()) == before


class TestWhatIsWrittenTogether:
    def test_belongs_to_whoever_saved_it_last(self, former, team):
        mentee, _mentor = lives.people(former, "mentee")

        erasure.erase(mentee, by=team, now=NOW)

        notes = {text.notes for text in MeetingText.objects.all()}
        assert notes == {"", "of-mentor-shared-notes"}
        assert {note.text for note in MeetingNote.objects.all()} == {"of-mentor-note"}
        former.agreement.text.refresh_from_db()
        assert former.agreement.text.focus == "of-mentor-focus"

    def test_a_place_that_both_had_named_goes(self, team):
        tandem = announced_tandem(PairingState.ENDED)

        erasure.erase(tandem.mentee.participation.user, by=team, now=NOW)

        tandem.agreement.text.refresh_from_db()
        assert tandem.agreement.text.place == ""
