"""Approving from a run, and what a colleague or a change in between does to it."""

import re

import pytest
from django.urls import reverse

from matching.actions import approving
from mentoring.models import (
    MenteeState,
    Pairing,
    PairingState,
)
from tests.factories import NOW
from tests.matching.pages import text_of, url

pytestmark = pytest.mark.django_db


def test_all_but_one_can_be_approved(team, run):
    left, *others = run.proposals.all()
    form = {"revision": run.revision, "proposals": [one.pk for one in others]}

    team.post(url("approve", run.pk), form)

    assert set(Pairing.objects.filter(state=PairingState.APPROVED).values_list("mentee", flat=True)) == {
        one.mentee_id for one in others
    }
    assert left.mentee_id not in Pairing.objects.values_list("mentee", flat=True)


def test_one_can_be_approved_alone(team, run):
    one, other = run.proposals.all()

    page = team.get(url("approve", run.pk), {"id": one.pk})

    assert str(one.mentee) in text_of(page)
    assert str(other.mentee) not in text_of(page)


def test_what_a_colleague_approved_meanwhile_is_reported_and_not_doubled(team, run, team_member):
    one, other = run.proposals.all()
    form = {"revision": run.revision, "proposals": [one.pk, other.pk]}
    page = team.get(url("approve", run.pk))
    approving.approve(one, revision=run.revision, by=team_member, now=NOW)

    answer = team.post(url("approve", run.pk), form, follow=True)

    assert page.status_code == 200
    assert Pairing.objects.filter(mentee=one.mentee).count() == 1
    assert Pairing.objects.get(mentee=other.mentee).state == PairingState.APPROVED
    assert f"{one}. Hier gibt es bereits ein Tandem." in text_of(answer)


def test_what_is_skipped_for_the_same_reason_is_reported_together(team, run, team_member):
    proposals = list(run.proposals.select_related("mentee", "mentor"))
    form = {"revision": run.revision, "proposals": [one.pk for one in proposals]}
    for one in proposals:
        approving.approve(one, revision=run.revision, by=team_member, now=NOW)

    answer = team.post(url("approve", run.pk), form, follow=True)

    (told,) = answer.context["messages"]
    assert all(str(one) in str(told) for one in proposals)


def test_when_nothing_was_ticked_only_what_is_open_is_offered_again(team, run, team_member):
    approved, waiting = run.proposals.all()
    approving.approve(approved, revision=run.revision, by=team_member, now=NOW)

    answer = team.post(url("approve", run.pk), {"revision": run.revision})

    assert "Fehler:" in text_of(answer)
    assert [value for value, _words in answer.context["form"].fields["proposals"].choices] == [str(waiting.pk)]


def test_what_to_look_at_stands_beside_the_box(team, year):
    year.mentee(0), year.mentor(1)
    run = year.run()

    assert "Die beiden haben kein gemeinsames Thema." in text_of(team.get(url("approve", run.pk)))


def test_a_run_that_is_out_of_date_says_why_instead_of_approving(team, run, year):
    newcomer = year.mentee(0)
    form = {"revision": run.revision, "proposals": [one.pk for one in run.proposals.all()]}

    answer = team.post(url("approve", run.pk), form)

    assert not Pairing.objects.exists()
    assert str(newcomer) in text_of(answer)


def test_an_approval_from_an_old_page_is_refused(team, run):
    form = {"revision": run.revision - 1, "proposals": [one.pk for one in run.proposals.all()]}

    answer = team.post(url("approve", run.pk), form, follow=True)

    assert not Pairing.objects.exists()
    assert "inzwischen" in text_of(answer)


def test_after_the_last_approval_the_next_step_is_the_announcement(team, run):
    team.post(url("approve", run.pk), {"revision": run.revision, "proposals": [one.pk for one in run.proposals.all()]})
    page = team.get(url("run", run.pk))

    assert "2 davon sind freigegeben." in text_of(page)
    primary = re.search(r'kern-btn--primary" href="([^"]+)"', page.content.decode())
    assert primary.group(1) == reverse("admin:mentoring_cohort_announce", args=[run.cohort_id])


def test_no_tandem_is_one_click_away_for_who_is_left_over(team, year):
    mentee = year.mentee(0)
    run = year.run()

    page = team.get(url("run", run.pk)).content.decode()

    assert reverse("admin:mentoring_mentee_no_tandem", args=[mentee.pk]) in page
    mentee.state = MenteeState.NO_TANDEM
    mentee.save()
    assert str(MenteeState.NO_TANDEM.label) in text_of(team.get(url("run", run.pk)))
