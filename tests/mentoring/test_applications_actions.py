"""What an applicant does with her application: beginning, steps, sending, withdrawing."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.errors import Conflict, Refused, Stale
from accounts.models import AuditEntry
from mentoring import access
from mentoring.actions import applications, pairings, review
from mentoring.actions.applications import Words
from mentoring.models import (
    Goal,
    GoalText,
    Mentee,
    MenteeState,
    Mode,
    PairingState,
    Participation,
    Topic,
)
from notifications.models import Message
from tests import factories
from tests.factories import MenteeFactory, MentorFactory, PairingFactory, UserFactory, some_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cohort: Any) -> Mentee:
    """An application that lacks its topics only."""
    return MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)


@pytest.fixture
def other_topic() -> Topic:
    """ "Sonstige Themen", which needs words."""
    return Topic.objects.get(needs_words=True)


def submit(mentee: Mentee, now: Any, today: Any, *, belongs: bool = True) -> Mentee:
    return applications.submit(mentee, belongs_to_target_group=belongs, now=now, today=today)


# --- beginning -------------------------------------------------------------------------------


def test_an_application_begins_as_a_draft_with_her_site_as_place(cohort, today):
    user = UserFactory(employee__site="Bauhof")
    mentee = applications.start(user, cohort, today=today)
    assert (mentee.state, mentee.place, mentee.participation.role) == ("draft", "Bauhof", "mentee")
    assert not Message.objects.exists()


@pytest.mark.parametrize("days", [-1, 31])
def test_nobody_begins_before_applications_open_or_after_they_close(cohort, days):
    with pytest.raises(Refused):
        applications.start(UserFactory(), cohort, today=cohort.applications_open_on + timedelta(days=days))
    assert not Participation.objects.exists()


def test_nobody_of_another_organisation_begins(cohort, today):
    stranger = UserFactory(employee__unit=factories.OrgUnitFactory(parent=factories.OrganisationFactory()))
    with pytest.raises(Refused):
        applications.start(stranger, cohort, today=today)
    assert access.obstacle_to_joining(stranger, cohort) == access.Obstacle.OTHER_ORGANISATION


def test_nobody_from_outside_the_directory_or_gone_from_it_begins(cohort, today):
    for user in (UserFactory(employee=None), UserFactory(employee__is_active=False)):
        with pytest.raises(Refused):
            applications.start(user, cohort, today=today)
        assert access.obstacle_to_joining(user, cohort) == access.Obstacle.NOT_IN_DIRECTORY


def test_nobody_begins_twice_or_beside_being_a_mentor(cohort, draft, today):
    for participation in (draft.participation, MentorFactory(cohort=cohort).participation):
        with pytest.raises(Refused):
            applications.start(participation.user, cohort, today=today)
        assert access.obstacle_to_joining(participation.user, cohort) == access.Obstacle.TAKES_PART


# --- the steps -------------------------------------------------------------------------------


def test_another_window_with_another_motivation_meets_a_conflict_and_overwrites_nothing(draft):
    applications.save_motivation(draft, "Im ersten Fenster", version=1)
    with pytest.raises(Conflict):
        applications.save_motivation(draft, "Im zweiten Fenster", version=1)
    draft.refresh_from_db()
    assert (draft.motivation, draft.version) == ("Im ersten Fenster", 2)


def test_the_same_motivation_once_more_is_no_conflict(draft):
    applications.save_motivation(draft, "Derselbe Text", version=1)
    applications.save_motivation(draft, "Derselbe Text", version=1)
    draft.refresh_from_db()
    assert draft.version == 2


def test_saving_the_frame_does_not_disturb_a_motivation_that_is_being_written(draft):
    applications.save_frame(draft, mode=Mode.ONLINE, place="")
    applications.save_motivation(draft, "Weitergeschrieben", version=1)
    draft.refresh_from_db()
    assert (draft.motivation, draft.mode, draft.place) == ("Weitergeschrieben", "online", "")


def test_chosen_topics_become_goals_and_those_she_had_keep_order_and_words(draft, other_topic):
    first, second, third = (some_topic(number) for number in range(3))
    applications.choose_topics(draft, [second, other_topic], words={other_topic.pk: Words("Meine Worte")})
    applications.choose_topics(draft, [first, other_topic, third], words={other_topic.pk: Words("Meine Worte", 1)})
    assert [goal.topic for goal in draft.goals.all()] == [other_topic, first, third]
    assert GoalText.objects.get().text == "Meine Worte"
    assert Goal.objects.filter(added_by=draft.participation).count() == 3


def test_words_for_the_other_topic_meet_a_conflict_too(draft, other_topic):
    applications.choose_topics(draft, [other_topic], words={other_topic.pk: Words("Erstes Fenster")})
    with pytest.raises(Conflict):
        applications.choose_topics(draft, [other_topic], words={other_topic.pk: Words("Zweites Fenster")})
    assert GoalText.objects.get().text == "Erstes Fenster"


def test_a_retired_topic_cannot_be_chosen_anew_but_stays_with_those_who_have_it(draft):
    retired = factories.TopicFactory()
    applications.choose_topics(draft, [retired])
    Topic.objects.filter(pk=retired.pk).update(is_retired=True)
    retired.refresh_from_db()
    applications.choose_topics(draft, [retired, some_topic()])
    other = MenteeFactory(cohort=draft.participation.cohort, state=MenteeState.DRAFT)
    with pytest.raises(Refused):
        applications.choose_topics(other, [retired])
    assert (draft.goals.count(), other.goals.count()) == (2, 0)


def test_an_application_that_was_sent_cannot_be_emptied(cohort, other_topic):
    mentee = MenteeFactory(cohort=cohort)
    topic = some_topic()
    applications.choose_topics(mentee, [topic])
    for empty in (
        lambda: applications.save_motivation(mentee, " "),
        lambda: applications.save_frame(mentee, mode=Mode.ON_SITE, place=""),
        lambda: applications.choose_topics(mentee, []),
        lambda: applications.choose_topics(mentee, [other_topic]),
    ):
        with pytest.raises(Refused):
            empty()
    mentee.refresh_from_db()
    assert mentee.motivation
    assert mentee.place
    assert [goal.topic for goal in mentee.goals.all()] == [topic]


# --- wishes ----------------------------------------------------------------------------------


def test_wishes_keep_their_order_and_can_be_moved_and_taken_back(cohort, draft):
    first, second, third = (MentorFactory(cohort=cohort, is_shown_to_applicants=True) for _ in range(3))
    for mentor in (first, second, third, second):
        applications.add_wish(draft, mentor.pk)
    applications.move_wish(draft, MentorFactory().pk, up=True)
    applications.move_wish(draft, third.pk, up=True)
    applications.move_wish(draft, first.pk, up=True)
    applications.remove_wish(draft, first.pk)
    applications.remove_wish(draft, first.pk)
    assert [wish.mentor for wish in draft.wishes.all()] == [third, second]
    assert [wish.position for wish in draft.wishes.all()] == [1, 2]


def test_there_is_no_fourth_wish(cohort, draft):
    mentors = [MentorFactory(cohort=cohort, is_shown_to_applicants=True) for _ in range(4)]
    for mentor in mentors[:3]:
        applications.add_wish(draft, mentor.pk)
    with pytest.raises(Refused):
        applications.add_wish(draft, mentors[3].pk)
    assert draft.wishes.count() == 3


@pytest.mark.parametrize("fields", [{"is_shown_to_applicants": False}, {"state": "submitted"}, {"state": "paused"}])
def test_only_confirmed_mentors_who_agreed_to_be_shown_can_be_wished_for(cohort, draft, fields):
    mentor = MentorFactory(cohort=cohort, **{"is_shown_to_applicants": True, **fields})
    with pytest.raises(Refused):
        applications.add_wish(draft, mentor.pk)


def test_a_mentor_of_another_year_cannot_be_wished_for(draft):
    mentor = MentorFactory(is_shown_to_applicants=True)
    with pytest.raises(Refused):
        applications.add_wish(draft, mentor.pk)


def test_nobody_is_shown_who_stands_in_her_line_of_command(cohort):
    office = factories.OrgUnitFactory(with_head=True)
    boss = MentorFactory(cohort=cohort, employee=office.head, is_shown_to_applicants=True)
    other = MentorFactory(cohort=cohort, is_shown_to_applicants=True)
    draft = MenteeFactory(cohort=cohort, state=MenteeState.DRAFT, unit=factories.OrgUnitFactory(parent=office))
    assert list(access.mentors_to_wish_for(draft)) == [other]
    with pytest.raises(Refused):
        applications.add_wish(draft, boss.pk)


def test_a_mentor_who_is_no_longer_shown_stays_wished_for_and_does_not_block_the_rest(cohort, draft):
    hidden, shown = (MentorFactory(cohort=cohort, is_shown_to_applicants=True) for _ in range(2))
    applications.add_wish(draft, hidden.pk)
    hidden.is_shown_to_applicants = False
    hidden.save()
    applications.add_wish(draft, shown.pk)
    assert [wish.mentor for wish in draft.wishes.all()] == [hidden, shown]


# --- sending ---------------------------------------------------------------------------------


def test_a_complete_draft_is_sent_recorded_and_confirmed(draft, now, today):
    applications.choose_topics(draft, [some_topic()])
    mentee = submit(draft, now, today)
    assert (mentee.state, mentee.submitted_at) == (MenteeState.SUBMITTED, now)
    message = Message.objects.get()
    assert (message.kind, message.recipient) == ("application-received", draft.participation.user)
    assert AuditEntry.objects.get().action == "application.submitted"


def test_an_incomplete_draft_says_everything_that_is_missing(cohort, other_topic, now, today):
    draft = MenteeFactory(cohort=cohort, state=MenteeState.DRAFT, motivation=" ", place="")
    assert [part.step for part in applications.missing_parts(draft)] == ["motivation", "topics", "frame"]
    Goal.objects.create(mentee=draft, topic=other_topic, position=1)
    assert [part.step for part in applications.missing_parts(draft)] == ["motivation", "topics", "frame"]
    with pytest.raises(Refused):
        submit(draft, now, today)
    assert not Message.objects.exists()


def test_who_meets_only_online_needs_no_place(draft):
    applications.choose_topics(draft, [some_topic()])
    applications.save_frame(draft, mode=Mode.ONLINE, place="")
    draft.refresh_from_db()
    assert applications.missing_parts(draft) == []


def test_nothing_is_sent_twice_late_or_without_the_requirements_confirmed(draft, now, today):
    applications.choose_topics(draft, [some_topic()])
    with pytest.raises(Refused):
        submit(draft, now, today, belongs=False)
    with pytest.raises(Refused):
        submit(draft, now, draft.participation.cohort.applications_close_on + timedelta(days=1))
    submit(draft, now, today)
    with pytest.raises(Stale):
        submit(draft, now, today)
    assert Message.objects.count() == 1


# --- decided and not announced ---------------------------------------------------------------


@pytest.mark.parametrize("decide", [review.accept, review.waitlist, review.decline])
def test_once_decided_nothing_can_be_changed_and_every_decision_refuses_alike(cohort, team_member, now, decide):
    mentee = MenteeFactory(cohort=cohort)
    goal = factories.GoalFactory(mentee=mentee)
    decide(mentee, factories.CriterionFactory(cohort=cohort), by=team_member, now=now)
    mentee.refresh_from_db()
    user = mentee.participation.user
    said = set()
    for change in (
        lambda: applications.save_motivation(mentee, "Neu"),
        lambda: applications.save_frame(mentee, mode=Mode.ONLINE, place=""),
        lambda: applications.choose_topics(mentee, []),
        lambda: applications.set_wishes(mentee, []),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        said.add(str(refusal.value))
    assert said == {"Ihre Bewerbung wird ausgewertet und kann nicht mehr geändert werden."}
    goal.mentee = mentee
    assert (mentee.told_state, mentee.told_criterion) == (MenteeState.SUBMITTED, None)
    assert not access.may_edit_application(user, mentee)
    assert not access.may_edit_goal(user, goal)
    assert not access.may_add_goal(user, mentee)
    assert access.may_withdraw(user, mentee, factories.TODAY)
    assert access.may_exclude(user, mentee)


def test_a_later_decision_does_not_show_through_one_that_was_announced(cohort, team_member, now):
    told = factories.CriterionFactory(cohort=cohort)
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.WAITLISTED, criterion=told, announced=True)
    assert mentee.told_criterion == told
    review.decline(mentee, factories.CriterionFactory(cohort=cohort), by=team_member, now=now)
    mentee.refresh_from_db()
    assert (mentee.told_state, mentee.told_criterion) == (MenteeState.WAITLISTED, told)


# --- withdrawing and discarding --------------------------------------------------------------


def test_withdrawing_drops_proposals_and_frees_the_place_of_an_unannounced_tandem(cohort, team_member, now):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    approved = PairingFactory(mentee=mentee, state=PairingState.APPROVED, announced=False)
    proposed = PairingFactory(mentee=mentee)
    applications.withdraw(mentee, now=now)
    for pairing in (mentee, approved, proposed):
        pairing.refresh_from_db()
    assert mentee.state == MenteeState.WITHDRAWN
    assert (approved.state, approved.seat, proposed.state) == (PairingState.ENDED, None, PairingState.WITHDRAWN)
    other = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    pairings.approve(pairings.propose(other, approved.mentor, by=team_member, now=now), by=team_member, now=now)


@pytest.mark.parametrize("state", [MenteeState.WAITLISTED, MenteeState.DECLINED, MenteeState.NO_TANDEM])
def test_a_decision_she_does_not_know_of_is_not_in_the_way_of_withdrawing(cohort, now, state):
    mentee = MenteeFactory(cohort=cohort, state=state)
    applications.withdraw(mentee, now=now)
    mentee.refresh_from_db()
    assert (mentee.state, mentee.told_criterion) == (MenteeState.WITHDRAWN, None)


@pytest.mark.parametrize("state", [MenteeState.DRAFT, MenteeState.WITHDRAWN])
def test_there_is_nothing_to_withdraw_from_a_draft_or_twice(cohort, now, state):
    mentee = MenteeFactory(cohort=cohort, state=state)
    with pytest.raises(Stale):
        applications.withdraw(mentee, now=now)


@pytest.mark.parametrize("state", [PairingState.APPROVED, PairingState.ACTIVE, PairingState.COMPLETED])
def test_who_has_or_completed_a_tandem_does_not_withdraw(cohort, now, today, state):
    pairing = PairingFactory(cohort=cohort, state=state, announced=True)
    with pytest.raises(Refused):
        applications.withdraw(pairing.mentee, now=now)
    pairing.refresh_from_db()
    assert pairing.state == state


def test_discarding_a_draft_leaves_nothing(draft, other_topic):
    applications.choose_topics(draft, [other_topic], words={other_topic.pk: Words("Geheim")})
    applications.exclude(draft.participation, factories.EmployeeFactory().email)
    applications.discard_draft(draft)
    assert not Participation.objects.exists()
    assert not GoalText.objects.exists()


def test_what_was_sent_cannot_be_discarded(cohort):
    mentee = MenteeFactory(cohort=cohort)
    with pytest.raises(Stale):
        applications.discard_draft(mentee)
    assert Mentee.objects.filter(pk=mentee.pk).exists()
