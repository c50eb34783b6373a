"""What a former mentor reads on: the words shared with her as they were when the tandem ended, and her own (R9)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import stored_texts
from accounts.errors import Refused
from accounts.models import User
from mentoring import access
from mentoring.actions import erasing, goals, pairings, retention
from mentoring.models import Goal, GoalShare, GoalText, KeptGoalText, ObsoleteReason, Pairing, PairingState
from tests.factories import NOW, GoalFactory, PairingFactory, RoleAssignmentFactory, UserFactory, some_topic
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db

AFTER_THE_YEAR = {"now": NOW + timedelta(days=500), "today": (NOW + timedelta(days=500)).date()}
SHARED, CHANGED, OWN = "Ruhiger auftreten", "Inzwischen etwas anderes", "Das half mir selbst"
MAIN = re.compile(r"<main.*</main>", re.DOTALL)


def mentee_of(tandem: Pairing) -> User:
    return tandem.mentee.participation.user


def mentor_of(tandem: Pairing) -> User:
    return tandem.mentor.participation.user


def add(tandem: Pairing, words: str, *, shared: bool, topic: int = 0) -> Goal:
    by = mentee_of(tandem)
    goal = goals.add(tandem.mentee, some_topic(topic), by=by, words=words)
    if shared:
        goals.share([goal], tandem, by=by)
    return goal


def change(goal: Goal, words: str) -> None:
    author = goal.mentee.participation
    present = GoalText.objects.filter(goal=goal, author=author).first()
    goals.write_words(goal, author, words, version=present.version if present else None)


def end(tandem: Pairing) -> Pairing:
    pairings.end(tandem, by=None, now=NOW)
    return Pairing.objects.get(pk=tandem.pk)


def kept_by(user: User) -> list[str]:
    return sorted(words.text for words in access.kept_words_visible_to(user))


def read_by(user: User) -> list[str]:
    return sorted(words.text for words in access.goal_texts_visible_to(user))


def page_of(client: Client, user: User, tandem: Pairing, name: str = "tandem_goals") -> str:
    """Return what a page of the tandem says to somebody, without the frame around it."""
    client.force_login(user)
    answer = client.get(reverse(f"mentoring:{name}", args=[tandem.pk]))
    assert answer.status_code == 200
    found = MAIN.search(answer.text)
    assert found
    return found.group()


WAYS_TO_END: dict[str, tuple[PairingState, Callable[[Pairing], Any]]] = {
    "by the team": (PairingState.ACTIVE, end),
    "by the team before the agreement": (PairingState.APPROVED, end),
    "by the team while it rests": (PairingState.RESTING, end),
    "the mentee steps back": (
        PairingState.APPROVED,
        lambda one: pairings.step_back(one, by=mentee_of(one), now=NOW, today=NOW.date()),
    ),
    "the mentor steps back": (
        PairingState.APPROVED,
        lambda one: pairings.step_back(one, by=mentor_of(one), now=NOW, today=NOW.date()),
    ),
    "completed": (PairingState.ACTIVE, lambda one: pairings.complete_due(**AFTER_THE_YEAR)),
    "completed while it rests": (PairingState.RESTING, lambda one: pairings.complete_due(**AFTER_THE_YEAR)),
    "the year ends before the agreement": (PairingState.APPROVED, lambda one: pairings.complete_due(**AFTER_THE_YEAR)),
    "a restored backup brings somebody back": (PairingState.ACTIVE, lambda one: erasing.release(mentee_of(one), NOW)),
}


class TestWhatIsKept:
    @pytest.mark.parametrize("way", WAYS_TO_END)
    def test_is_what_was_shared_however_the_tandem_ended(self, cohort, way):
        state, ends = WAYS_TO_END[way]
        tandem = announced_tandem(state, cohort=cohort)
        goal = add(tandem, SHARED, shared=True)

        ends(tandem)
        change(goal, CHANGED)

        tandem.refresh_from_db()
        assert not tandem.is_live
        assert kept_by(mentor_of(tandem)) == [SHARED]
        assert read_by(mentor_of(tandem)) == []
        assert read_by(mentee_of(tandem)) == [CHANGED]

    def test_is_nothing_while_the_tandem_lasts(self, tandem, team_member):
        add(tandem, SHARED, shared=True)
        pairings.rest(tandem, by=team_member)
        pairings.resume(tandem, by=team_member, now=NOW)

        assert kept_by(mentor_of(tandem)) == []
        assert read_by(mentor_of(tandem)) == [SHARED]

    def test_is_not_what_was_never_shared_or_taken_back_or_shared_without_words(self, tandem):
        add(tandem, "Nur für mich", shared=False, topic=1)
        taken_back = add(tandem, "Doch nur für mich", shared=True, topic=2)
        goals.unshare(taken_back, tandem, by=mentee_of(tandem))
        empty = add(tandem, "", shared=True, topic=3)

        end(tandem)
        change(empty, "Erst danach geschrieben")

        assert kept_by(mentor_of(tandem)) == []
        assert read_by(mentor_of(tandem)) == []

    def test_is_hers_and_not_what_the_mentor_wrote_for_the_same_goal(self, tandem):
        worded, empty = add(tandem, SHARED, shared=True), add(tandem, "", shared=True, topic=1)
        for goal in (worded, empty):
            goals.write_words(goal, tandem.mentor.participation, OWN, version=None)

        end(tandem)

        assert kept_by(mentor_of(tandem)) == [SHARED]
        assert read_by(mentor_of(tandem)) == [OWN, OWN]

    def test_stays_when_she_empties_her_words(self, tandem):
        goal = add(tandem, SHARED, shared=True)
        end(tandem)
        change(goal, "")

        assert kept_by(mentor_of(tandem)) == [SHARED]
        assert not GoalText.objects.exists()

    def test_is_read_by_the_two_who_were_its_partners(self, tandem, team_member, administrator):
        add(tandem, SHARED, shared=True)
        other = announced_tandem(PairingState.ENDED, cohort=tandem.mentee.participation.cohort)
        end(tandem)

        for user in (mentee_of(tandem), mentor_of(tandem)):
            assert kept_by(user) == [SHARED]
        for user in (mentor_of(other), mentee_of(other), team_member, administrator, UserFactory(), AnonymousUser()):
            assert kept_by(user) == []

    def test_can_be_neither_added_to_nor_taken_back(self, tandem):
        kept, late = add(tandem, SHARED, shared=True), add(tandem, "Zu spät", shared=False, topic=1)
        # Not looked up anew: what her page held before the tandem ended.
        before = Pairing.objects.get(pk=tandem.pk)
        end(tandem)

        assert before.is_live
        with pytest.raises(Refused):
            goals.share([late], before, by=mentee_of(tandem))
        with pytest.raises(Refused):
            goals.unshare(kept, before, by=mentee_of(tandem))
        assert GoalShare.objects.get().goal == kept
        assert kept_by(mentor_of(tandem)) == [SHARED]

    def test_holds_up_nobody_when_no_key_opens_it_and_is_there_when_the_key_is(self, tandem, settings):
        old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
        settings.FIELD_KEYS = [old]
        add(tandem, SHARED, shared=True)
        settings.FIELD_KEYS = [new]

        end(tandem)

        settings.FIELD_KEYS = [new, old]
        assert kept_by(mentor_of(tandem)) == [SHARED]

    def test_stands_under_the_newest_key(self, tandem, settings):
        old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
        settings.FIELD_KEYS = [old]
        for topic in (1, 2):
            add(tandem, SHARED, shared=True, topic=topic)
        settings.FIELD_KEYS = [new, old]

        end(tandem)

        [column] = [column for column in stored_texts.fields() if column.model is KeptGoalText]
        assert stored_texts.count(column) == stored_texts.Count(texts=2, older=0, closed=0)


class TestTheNextTandem:
    def test_shares_anew_and_nothing_of_it_reaches_the_mentor_before(self, tandem):
        goal = add(tandem, SHARED, shared=True)
        end(tandem)
        second = PairingFactory(mentee=tandem.mentee, state=PairingState.ACTIVE)
        assert read_by(mentor_of(second)) == kept_by(mentor_of(second)) == []

        goals.share([goal], second, by=mentee_of(second))
        change(goal, CHANGED)
        end(second)

        assert kept_by(mentor_of(second)) == [CHANGED]
        assert kept_by(mentor_of(tandem)) == [SHARED]
        assert read_by(mentor_of(tandem)) == read_by(mentor_of(second)) == []

    def test_of_the_same_two_is_another_one(self, tandem):
        goal = add(tandem, SHARED, shared=True)
        end(tandem)
        change(goal, CHANGED)
        announced_tandem(PairingState.ACTIVE, mentee=tandem.mentee, mentor=tandem.mentor)

        assert read_by(mentor_of(tandem)) == []
        assert kept_by(mentor_of(tandem)) == [SHARED]


class TestThePageOfTheFormerTandem:
    def test_shows_what_was_shared_and_her_own_words_and_nothing_to_do(self, tandem, client):
        mentor = mentor_of(tandem)
        add(tandem, SHARED, shared=True, topic=1)
        add(tandem, "Nur für mich", shared=False, topic=2)
        goals.add(tandem.mentee, some_topic(3), by=mentor, words=OWN)
        assert "einbringen" in page_of(client, mentor, tandem)
        end(tandem)

        page = page_of(client, mentor, tandem)

        assert SHARED in page
        assert OWN in page
        assert "Nur für mich" not in page
        for topic, is_there in ((1, True), (2, False), (3, True)):
            assert (some_topic(topic).title in page) is is_there
        for of_a_live_one in ("einbringen", "offen", "<form", "kern-btn"):
            assert of_a_live_one not in page

    @pytest.mark.parametrize("state", [PairingState.COMPLETED, PairingState.DECLINED, PairingState.ENDED])
    def test_says_so_when_there_is_nothing(self, cohort, client, state):
        tandem = announced_tandem(state, cohort=cohort)
        GoalFactory(mentee=tandem.mentee)

        page = page_of(client, mentor_of(tandem), tandem)

        assert "Hier stehen keine Worte zu Zielen" in page
        assert "einbringen" not in page

    @pytest.mark.parametrize("state", [PairingState.COMPLETED, PairingState.DECLINED, PairingState.ENDED])
    def test_is_linked_by_the_one_of_the_tandem_which_says_what_stays(self, cohort, client, state):
        tandem = announced_tandem(state, cohort=cohort)

        page = page_of(client, mentor_of(tandem), tandem, "tandem_detail")

        assert reverse("mentoring:tandem_goals", args=[tandem.pk]) in page
        assert "können Sie weiter lesen, bis es gelöscht wird" in page
        assert "Zurzeit gibt es kein offenes Ziel" not in page

    def test_tells_nothing_of_the_time_after(self, tandem, client, now):
        """Whatever she does with her goals, also with a new mentor, both pages stay as they were."""
        mentee, mentor = mentee_of(tandem), mentor_of(tandem)
        first, second, third = (add(tandem, f"{SHARED} {n}", shared=True, topic=n) for n in (1, 2, 3))
        goals.write_words(first, tandem.mentor.participation, OWN, version=None)
        end(tandem)
        names = "tandem_goals", "tandem_detail"
        before = [page_of(client, mentor, tandem, name) for name in names]

        later = announced_tandem(PairingState.ACTIVE, mentee=tandem.mentee)
        goals.share([first], later, by=mentee)
        change(first, CHANGED)
        change(second, "")
        goals.take_up(first, by=mentee)
        goals.settle(second, by=mentee, now=now)
        goals.make_obsolete(third, ObsoleteReason.PERSON_GONE, by=mentee, now=now)
        goals.reopen(second, by=mentee)
        goals.move(first, up=False, by=mentee)
        add(later, "Ein neues Ziel", shared=True, topic=4)
        goals.write_words(first, later.mentor.participation, "Von der Neuen", version=None)
        goals.add(later.mentee, some_topic(5), by=mentor_of(later), words="Auch von der Neuen")

        assert [page_of(client, mentor, tandem, name) for name in names] == before

    def test_stays_as_it_was_when_the_same_two_work_together_again(self, tandem, client):
        goal = add(tandem, SHARED, shared=True)
        end(tandem)
        before = page_of(client, mentor_of(tandem), tandem)
        again = announced_tandem(PairingState.ACTIVE, mentee=tandem.mentee, mentor=tandem.mentor)
        goals.share([goal], again, by=mentee_of(again))
        change(goal, CHANGED)

        assert page_of(client, mentor_of(tandem), tandem) == before
        assert CHANGED in page_of(client, mentor_of(again), again)

    def test_is_not_there_for_anybody_else(self, tandem, client, team_member):
        end(tandem)
        later = announced_tandem(PairingState.ACTIVE, mentee=tandem.mentee)
        for user in (mentor_of(later), team_member, RoleAssignmentFactory().user):
            client.force_login(user)
            assert client.get(reverse("mentoring:tandem_goals", args=[tandem.pk])).status_code == 404

    def test_leads_the_mentee_to_her_goals(self, tandem, client):
        end(tandem)
        client.force_login(mentee_of(tandem))
        answer = client.get(reverse("mentoring:tandem_goals", args=[tandem.pk]))
        assert answer.url == reverse("mentoring:goals")

    def test_takes_as_many_statements_for_many_goals_as_for_one(self, tandem, client):
        add(tandem, SHARED, shared=True)
        mentor = mentor_of(tandem)
        alone = end(tandem)
        many = announced_tandem(PairingState.ACTIVE, mentor=tandem.mentor, cohort=tandem.mentor.participation.cohort)
        for topic in range(5):
            add(many, f"{SHARED} {topic}", shared=True, topic=topic)
            goals.add(many.mentee, some_topic(topic), by=mentor, words=f"{OWN} {topic}")
        end(many)
        client.force_login(mentor)
        page_of(client, mentor, alone)
        statements = []
        for one, shared, own in ((alone, 1, 0), (many, 5, 5)):
            with CaptureQueriesContext(connection) as taken:
                page = client.get(reverse("mentoring:tandem_goals", args=[one.pk])).text
            assert (page.count(SHARED), page.count(OWN)) == (shared, own)
            statements.append(len(taken))
        assert statements[0] == statements[1]


class TestTheMentee:
    def test_sees_her_words_as_they_are_now_and_who_reads_on_what_they_were(self, tandem, client):
        goal, unshared = add(tandem, SHARED, shared=True), add(tandem, "Nur für mich", shared=False, topic=1)
        end(tandem)
        change(goal, CHANGED)
        client.force_login(mentee_of(tandem))

        page = client.get(reverse("mentoring:goals")).text

        assert CHANGED in page
        assert SHARED not in page
        assert page.count("lesen nur Sie") >= 2
        assert page.count(f"{tandem.mentor} liest weiter, wie Ihre Worte am Ende des Tandems lauteten") == 1
        assert unshared.topic.title in page

    def test_is_told_on_the_page_of_the_tandem_too(self, tandem, client):
        mentee = mentee_of(tandem)
        sentence = f"{tandem.mentor} liest die Worte weiter, die Sie am Ende des Tandems geteilt hatten"
        add(tandem, SHARED, shared=True)
        assert sentence not in page_of(client, mentee, tandem, "tandem_detail")

        end(tandem)

        assert sentence in page_of(client, mentee, tandem, "tandem_detail")
        assert sentence not in page_of(client, mentor_of(tandem), tandem, "tandem_detail")


class TestItGoes:
    def test_with_the_mentee_and_leaves_the_mentors_own_words(self, tandem, client):
        add(tandem, SHARED, shared=True, topic=1)
        goals.add(tandem.mentee, some_topic(2), by=mentor_of(tandem), words=OWN)
        end(tandem)

        erasing.erase(mentee_of(tandem), NOW)

        assert not KeptGoalText.objects.exists()
        page = page_of(client, mentor_of(tandem), tandem)
        assert OWN in page
        assert SHARED not in page

    def test_with_the_mentor_for_whom_it_was_kept_and_leaves_the_mentees_words(self, tandem, client):
        mentee = mentee_of(tandem)
        other = announced_tandem(PairingState.ACTIVE, cohort=tandem.mentee.participation.cohort)
        for one in (tandem, other):
            add(one, SHARED, shared=True)
            end(one)

        erasing.erase(mentor_of(tandem), NOW)

        assert KeptGoalText.objects.get().share.pairing == other
        assert read_by(mentee) == [SHARED]
        assert "liest die Worte weiter" not in page_of(client, mentee, tandem, "tandem_detail")

    def test_with_the_words_when_their_period_is_over(self, tandem, client, settings):
        add(tandem, SHARED, shared=True)
        pairings.complete_due(**AFTER_THE_YEAR)
        last_day = tandem.mentee.participation.cohort.ends_on + timedelta(days=settings.RETENTION_DAYS["texts"])
        over = NOW + (last_day - NOW.date()) + timedelta(days=1)

        retention.remove_texts(over - timedelta(days=1))
        assert kept_by(mentor_of(tandem)) == [SHARED]
        retention.remove_texts(over)

        assert not KeptGoalText.objects.exists()
        assert "Hier stehen keine Worte zu Zielen" in page_of(client, mentor_of(tandem), tandem)
