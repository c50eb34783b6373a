"""What the programme removes when its period is over, what it keeps, and on which day (R14)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mentoring.actions import retention
from mentoring.models import (
    Agreement,
    AgreementText,
    Cohort,
    Exclusion,
    Goal,
    GoalShare,
    GoalText,
    KeptGoalText,
    Meeting,
    MeetingNote,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Pairing,
    PairingState,
    Participation,
    SupportRequest,
    Wish,
)
from notifications.localtime import at_local
from reporting.tasks_of_team import tasks_of_every_year
from tests import factories
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def year() -> Cohort:
    return factories.CohortFactory()


def night_after(day: date, code: str, settings: Any) -> datetime:
    """Return the first moment at which a period that began on a day is over."""
    return at_local(day + timedelta(days=settings.RETENTION_DAYS[code] + 1))


def applies(remove: Any, begins_on: date, code: str, settings: Any) -> int:
    """Apply a rule the night before its time and then; it removes nothing before, and nothing twice."""
    now = night_after(begins_on, code, settings)
    assert remove(now - DAY) == 0
    removed = remove(now)
    assert remove(now) == 0
    return removed


class TestDrafts:
    def test_go_a_month_after_the_close(self, year, settings):
        factories.MenteeFactory(cohort=year, state=MenteeState.DRAFT)

        assert applies(retention.remove_drafts, year.applications_close_on, "drafts", settings) == 1
        assert not Participation.objects.exists()

    def test_applications_that_were_sent_stay(self, year, settings):
        factories.MenteeFactory(cohort=year)

        assert retention.remove_drafts(night_after(year.applications_close_on, "drafts", settings)) == 0
        assert Mentee.objects.exists()


class TestUnpaired:
    @pytest.mark.parametrize("state", [MenteeState.DECLINED, MenteeState.WITHDRAWN, MenteeState.NO_TANDEM])
    def test_who_is_out_goes_half_a_year_after_the_start(self, year, state, settings):
        factories.MenteeFactory(cohort=year, state=state)

        assert applies(retention.remove_unpaired, year.starts_on, "unpaired", settings) == 1
        assert not Participation.objects.exists()

    @pytest.mark.parametrize("state", [MentorState.DECLINED, MentorState.WITHDRAWN, MentorState.INVITED])
    def test_mentors_who_did_not_become_one_go_then_too(self, year, state, settings):
        factories.MentorFactory(cohort=year, state=state)

        assert applies(retention.remove_unpaired, year.starts_on, "unpaired", settings) == 1

    def test_a_later_decision_begins_the_period_anew(self, year, settings):
        mentee = factories.MenteeFactory(cohort=year, state=MenteeState.NO_TANDEM)
        later = at_local(year.starts_on + 40 * DAY)
        Mentee.objects.filter(pk=mentee.pk).update(decided_at=later)

        assert retention.remove_unpaired(night_after(year.starts_on, "unpaired", settings)) == 0
        assert retention.remove_unpaired(night_after(year.starts_on + 40 * DAY, "unpaired", settings)) == 1

    @pytest.mark.parametrize("state", [MenteeState.SUBMITTED, MenteeState.WAITLISTED, MenteeState.ACCEPTED])
    def test_who_could_still_be_paired_stays_until_half_a_year_after_the_end(self, year, state, settings):
        factories.MenteeFactory(cohort=year, state=state)

        assert applies(retention.remove_unpaired, year.ends_on, "unpaired", settings) == 1

    def test_a_tandem_that_was_only_proposed_is_none(self, year, settings):
        pairing = factories.PairingFactory(cohort=year, state=PairingState.WITHDRAWN, closed_at=factories.CLOSED_AT)
        Wish.objects.create(mentee=pairing.mentee, mentor=pairing.mentor)

        assert applies(retention.remove_unpaired, year.ends_on, "unpaired", settings) == 2
        assert not Pairing.objects.exists()

    @pytest.mark.parametrize("state", [PairingState.COMPLETED, PairingState.DECLINED, PairingState.ENDED])
    def test_who_had_a_tandem_stays(self, year, state, settings):
        tandem = announced_tandem(state, cohort=year)
        Mentee.objects.update(state=MenteeState.NO_TANDEM)

        assert retention.remove_unpaired(night_after(year.ends_on, "unpaired", settings)) == 0
        assert Pairing.objects.get() == tandem

    def test_people_keep_their_accounts(self, year, settings):
        mentee = factories.MenteeFactory(cohort=year, state=MenteeState.DECLINED)
        retention.remove_unpaired(night_after(year.starts_on, "unpaired", settings))

        mentee.participation.user.refresh_from_db()


@pytest.fixture
def tandem(year: Cohort) -> Pairing:
    """A completed tandem with everything that two people can leave behind."""
    tandem = announced_tandem(PairingState.COMPLETED, cohort=year)
    mentee, mentor = tandem.mentee.participation, tandem.mentor.participation
    goal = factories.GoalFactory(mentee=tandem.mentee)
    GoalText.objects.create(goal=goal, author=mentee, text="Eigene Worte")
    share = GoalShare.objects.create(goal=goal, pairing=tandem)
    KeptGoalText.objects.create(share=share, text="Eigene Worte")
    meeting = meeting_of(tandem, state="held")
    meeting.goals.add(goal)
    MeetingNote.objects.create(meeting=meeting, author=mentor, text="Eigene Notiz")
    Exclusion.objects.create(author=mentee, other_hash="x", email="jemand@kerpen.example")
    Wish.objects.create(mentee=tandem.mentee, mentor=tandem.mentor)
    tandem.mentor.topics.add(goal.topic)
    Mentee.objects.update(mode="on_site")
    Mentor.objects.update(mode="online", offers=["feedback"], is_shown_to_applicants=True)
    Pairing.objects.update(overridden_rules=["too_near"], override_reason="Beide kommen aus demselben Amt")
    return tandem


# What is left of a tandem once profiles are gone: that it was, who took part and how it came about.
THE_BARE_FACT = {
    Participation: {"id", "cohort", "user", "role", "created_at"},
    Mentee: {
        *("participation", "state", "version", "submitted_at", "decided_at", "decided_by", "criterion"),
        *("announced_state", "announced_criterion", "announced_at"),
    },
    Mentor: {
        *("participation", "state", "origin", "invited_by", "invited_at", "capacity", "self_image_confirmed_at"),
        *("version", "submitted_at", "decided_at", "decided_by"),
    },
    Pairing: {
        *("id", "mentee", "mentor", "state", "seat", "proposed_by", "proposed_at", "approved_by", "approved_at"),
        *("announced_at", "activated_at", "resumed_at", "closed_at"),
    },
}


class TestTexts:
    def test_of_tandems_and_of_each_alone_go_three_months_after_the_end(self, tandem, year, settings):
        assert applies(retention.remove_texts, year.ends_on, "texts", settings) == 6

        for model in (GoalText, GoalShare, KeptGoalText, Meeting, MeetingNote, Exclusion):
            assert not model.objects.exists(), model
        text = AgreementText.objects.get()
        assert (text.place, text.focus, text.if_it_does_not_fit) == ("", "", "")

    def test_that_they_agreed_stays_and_their_goals_and_profiles_for_a_while(self, tandem, year, settings):
        retention.remove_texts(night_after(year.ends_on, "texts", settings))

        assert Agreement.objects.exists()
        assert Goal.objects.exists()
        assert Mentee.objects.get().motivation

    def test_the_page_of_a_tandem_can_still_be_read(self, tandem, year, settings, client):
        retention.remove_texts(night_after(year.ends_on, "texts", settings))
        client.force_login(tandem.mentee.participation.user)

        for page in (f"/tandem/{tandem.pk}/", f"/tandem/{tandem.pk}/vereinbarung/"):
            assert client.get(page).status_code == 200

    def test_those_of_another_year_stay(self, tandem, year, settings):
        later = factories.CohortFactory(ends_on=year.ends_on + 30 * DAY)
        kept = meeting_of(announced_tandem(PairingState.COMPLETED, cohort=later))

        retention.remove_texts(night_after(year.ends_on, "texts", settings))

        assert list(Meeting.objects.all()) == [kept]
        assert kept.text.place == "Raum 12"


class TestProfiles:
    def test_go_a_year_after_the_end(self, tandem, year, settings):
        assert applies(retention.remove_profiles, year.ends_on, "profiles", settings) == 6

        mentee, mentor = Mentee.objects.get(), Mentor.objects.get()
        assert (mentee.motivation, mentee.place, mentor.introduction, mentor.place) == ("", "", "", "")
        assert not mentor.topics.exists()
        assert not Goal.objects.exists()
        assert not Wish.objects.exists()

    @pytest.mark.parametrize("model", THE_BARE_FACT)
    def test_nothing_but_the_bare_fact_is_left_in_any_field(self, tandem, year, settings, model):
        retention.remove_profiles(night_after(year.ends_on, "profiles", settings))

        emptied = [field for field in model._meta.concrete_fields if field.name not in THE_BARE_FACT[model]]
        for row in model.objects.all():
            assert {field.name: field.value_from_object(row) for field in emptied} == {
                field.name: field.get_default() for field in emptied
            }

    def test_that_there_was_a_tandem_stays(self, tandem, year, settings):
        retention.remove_profiles(night_after(year.ends_on, "profiles", settings))

        assert Pairing.objects.get() == tandem


class TestTandems:
    def test_go_three_years_after_the_end_with_the_last_trace_of_who_took_part(self, tandem, year, settings):
        assert applies(retention.remove_tandems, year.ends_on, "tandems", settings) == 2

        for model in (Pairing, Agreement, Participation, Mentee, Mentor):
            assert not model.objects.exists(), model
        year.refresh_from_db()


class TestRequests:
    def test_go_a_year_after_the_answer(self, settings):
        request = SupportRequest.objects.create(
            sender=factories.UserFactory(), kind="other", text="Hilfe", state="answered", answered_at=factories.NOW
        )
        over = factories.NOW + timedelta(days=settings.RETENTION_DAYS["requests"], seconds=1)

        assert retention.remove_requests(over - DAY) == 0
        assert retention.remove_requests(over) == 1
        assert not SupportRequest.objects.filter(pk=request.pk).exists()

    def test_what_nobody_answers_goes_a_year_after_it_was_sent_and_waits_with_the_team_until_then(
        self, settings, team_member
    ):
        SupportRequest.objects.create(sender=factories.UserFactory(), kind="other", text="Hilfe")
        over = timezone.now() + timedelta(days=settings.RETENTION_DAYS["requests"], seconds=1)

        assert retention.remove_requests(over - DAY) == 0
        assert [str(task.button) for task in tasks_of_every_year(team_member)] == ["1 Nachricht beantworten"]
        assert retention.remove_requests(over) == 1
        assert not tasks_of_every_year(team_member)
