"""The pages of an application, without JavaScript, as their owner and as others meet them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.actions import applications
from mentoring.models import (
    Exclusion,
    Goal,
    GoalText,
    Mentee,
    MenteeState,
    Topic,
)
from tests import factories
from tests.factories import (
    CriterionFactory,
    MenteeFactory,
    MentorFactory,
    UserFactory,
    some_topic,
)
from tests.mentoring.application_pages import GETS, POSTS, page, signed_in, url

pytestmark = pytest.mark.django_db


# --- who may see what ------------------------------------------------------------------------


@pytest.mark.parametrize("state", [MenteeState.DRAFT, MenteeState.SUBMITTED, MenteeState.DECLINED])
def test_pages_of_somebody_else_do_not_exist(client, cohort, team_member, administrator, state):
    mentee = MenteeFactory(cohort=cohort, state=state)
    exclusion = applications.exclude(mentee.participation, factories.EmployeeFactory().email)
    before = Mentee.objects.values().get()
    for user in (MenteeFactory(cohort=cohort).participation.user, team_member, administrator):
        client.force_login(user)
        for name in GETS:
            assert client.get(url(name, mentee)).status_code == 404, name
        for name in POSTS:
            assert client.post(url(name, mentee), {"motivation": "Fremd", "version": 1}).status_code == 404, name
        assert client.post(url("exclusion_remove", mentee, exclusion.pk)).status_code == 404
    assert Mentee.objects.filter(pk=mentee.pk).values().get() == before
    assert Exclusion.objects.exists()


def test_who_is_not_signed_in_is_led_to_the_sign_in(client, draft):
    for name in GETS:
        response = client.get(url(name, draft))
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


# --- beginning -------------------------------------------------------------------------------


def test_the_start_says_what_a_year_asks_and_begins_with_one_button(client, cohort):
    CriterionFactory(cohort=cohort, text="Nähe zu einer Führungsaufgabe")
    user = UserFactory()
    client.force_login(user)
    text = page(client, reverse("mentoring:application"))
    for expected in (cohort.requirements, "Nähe zu einer Führungsaufgabe", "31.01.2027", "Bewerbung beginnen"):
        assert expected in text
    response = client.post(reverse("mentoring:application_begin", args=[cohort.pk]))
    mentee = Mentee.objects.get(participation__user=user)
    assert response.url == url("steps", mentee)
    assert client.get(reverse("mentoring:application")).url == url("detail", mentee)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"employee": None}, "nicht im Verzeichnis"),
        ({"employee__unit__parent": None}, "Beschäftigte anderer Verwaltungen"),
    ],
)
def test_who_cannot_apply_reads_why(client, cohort, fields, words):
    client.force_login(UserFactory(**fields))
    text = page(client, reverse("mentoring:application_new"))
    assert words in text
    assert "Bewerbung beginnen" not in text
    client.post(reverse("mentoring:application_begin", args=[cohort.pk]))
    assert not Mentee.objects.exists()


def test_a_mentor_and_an_applicant_of_this_year_read_that_they_take_part(client, cohort, draft):
    client.force_login(MentorFactory(cohort=cohort).participation.user)
    assert "als Mentor:in dabei" in page(client, reverse("mentoring:application_new"))
    text = page(signed_in(client, draft), reverse("mentoring:application_new"))
    assert "Sie haben hier schon eine Bewerbung" in text
    assert "Bewerbung beginnen" not in text


def test_between_two_years_the_start_says_when_it_goes_on(client, cohort):
    cohort.applications_open_on = factories.TODAY + timedelta(days=5)
    cohort.save()
    client.force_login(UserFactory())
    assert "Ab dem 20.01.2027" in page(client, reverse("mentoring:application_new"))


# --- the steps -------------------------------------------------------------------------------


def test_the_whole_way_from_the_first_step_to_sending(as_owner, cohort, draft):
    other = Topic.objects.get(needs_words=True)
    topics = [some_topic(0), some_topic(4), other]
    mentor = MentorFactory(cohort=cohort, is_shown_to_applicants=True, topics=[some_topic(4)])
    boss = factories.EmployeeFactory()

    assert "noch 21" not in page(as_owner, url("steps", draft))
    response = as_owner.post(url("motivation", draft), {"motivation": "Ich möchte führen.", "version": 1})
    assert response.url == url("topics", draft)
    values = {"topics": [topic.pk for topic in topics], f"words_{other.pk}": "Mein eigenes", f"version_{other.pk}": ""}
    response = as_owner.post(url("topics", draft), values)
    assert response.url == url("topics_order", draft)
    last = Goal.objects.get(topic=other)
    as_owner.post(url("topics_order", draft), {"up": last.pk})
    response = as_owner.post(url("frame", draft), {"mode": "on_site", "place": "Rathaus"})
    assert response.url == url("wishes", draft)
    as_owner.post(url("wishes_change", draft), {"add": mentor.pk})
    as_owner.post(url("exclude", draft), {"email": boss.email})
    text = page(as_owner, url("review", draft))
    for expected in ("Ich möchte führen.", "Mein eigenes", str(mentor), boss.email, "Bewerbung absenden"):
        assert expected in text
    response = as_owner.post(url("review", draft), {"meets_requirements": "on"})

    assert response.url == url("detail", draft)
    draft.refresh_from_db()
    assert draft.state == MenteeState.SUBMITTED
    assert [goal.topic for goal in draft.goals.all()] == [topics[0], other, topics[1]]
    assert "Ihre Bewerbung ist bei uns" in page(as_owner, url("detail", draft))


def test_the_task_list_says_what_is_done_and_what_is_open(as_owner, draft):
    tasks = as_owner.get(url("steps", draft)).context["tasks"]
    assert [(task.status, task.kind) for task in tasks] == [
        ("liegt vor", "success"),
        ("noch offen", ""),
        ("noch offen", ""),
        ("fertig", "success"),
        ("freiwillig", ""),
        ("vorher noch 2 Schritte", ""),
    ]
    applications.save_motivation(draft, "Da bin ich.")
    applications.choose_topics(draft, [some_topic(0), some_topic(1)])
    applications.exclude(draft.participation, factories.EmployeeFactory().email)
    tasks = as_owner.get(url("steps", draft)).context["tasks"]
    assert [task.status for task in tasks] == [
        "liegt vor",
        "fertig",
        "2 Themen",
        "fertig",
        "1 Ausschluss",
        "bereit zum Absenden",
    ]


def test_the_review_leads_to_what_is_missing_and_has_no_button_yet(as_owner, draft):
    text = page(as_owner, url("review", draft))
    assert f'href="{url("motivation", draft)}">Bitte schreiben Sie' in text
    assert "meets_requirements" not in text
    response = as_owner.post(url("review", draft), {"meets_requirements": "on"})
    assert response.status_code == 200
    assert "<title>Fehler:" in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == MenteeState.DRAFT


def test_without_the_tick_nothing_is_sent(as_owner, draft):
    applications.save_motivation(draft, "Da bin ich.")
    applications.choose_topics(draft, [some_topic()])
    text = as_owner.post(url("review", draft)).content.decode()
    assert "Bitte bestätigen Sie, dass Sie die Voraussetzungen erfüllen." in text
    draft.refresh_from_db()
    assert draft.state == MenteeState.DRAFT


def test_words_without_their_topic_and_the_topic_without_words_are_not_lost_in_silence(as_owner, draft):
    other = Topic.objects.get(needs_words=True)
    without_words = as_owner.post(url("topics", draft), {"topics": [other.pk]})
    assert "mit eigenen Worten" in without_words.content.decode()
    without_topic = as_owner.post(url("topics", draft), {"topics": [some_topic().pk], f"words_{other.pk}": "Verirrt"})
    assert "Verirrt" in without_topic.content.decode()
    assert "kreuzen Sie auch das Thema an" in without_topic.content.decode()
    assert not Goal.objects.exists()


def test_a_motivation_that_is_too_long_is_said_and_kept_on_the_page(as_owner, draft):
    response = as_owner.post(url("motivation", draft), {"motivation": "x" * 1501, "version": 1})
    assert "x" * 1501 in response.content.decode()
    draft.refresh_from_db()
    assert draft.motivation == ""


def test_two_windows_show_both_texts_and_the_second_press_decides(as_owner, draft):
    as_owner.post(url("motivation", draft), {"motivation": "Aus Fenster eins", "version": 1})
    second = as_owner.post(url("motivation", draft), {"motivation": "Aus Fenster zwei", "version": 1})
    text = second.content.decode()
    assert "Aus Fenster eins" in text
    assert "Aus Fenster zwei" in text
    as_owner.post(
        url("motivation", draft), {"motivation": "Aus beiden", "version": second.context["form"]["version"].value()}
    )
    draft.refresh_from_db()
    assert draft.motivation == "Aus beiden"


def test_two_windows_with_words_for_the_other_topic_show_both_texts(as_owner, draft):
    other = Topic.objects.get(needs_words=True)
    name, version = f"words_{other.pk}", f"version_{other.pk}"
    as_owner.post(url("topics", draft), {"topics": [other.pk], name: "Aus Fenster eins", version: ""})
    second = as_owner.post(url("topics", draft), {"topics": [other.pk], name: "Aus Fenster zwei", version: ""})
    assert "Aus Fenster eins" in second.content.decode()
    again = {"topics": [other.pk], name: "Aus beiden", version: second.context["form"][version].value()}
    as_owner.post(url("topics", draft), again)
    assert GoalText.objects.get().text == "Aus beiden"


# --- drafts that save themselves -------------------------------------------------------------


HTMX = {"HX-Request": "true"}


def test_a_draft_saves_itself_and_hands_on_its_version(as_owner, draft):
    response = as_owner.post(url("motivation", draft), {"motivation": "Halber Sa", "version": 1}, headers=HTMX)
    text = response.content.decode()
    assert "Gespeichert um 10:0" in text
    assert '<input type="hidden" name="version" value="2" id="id_version" hx-swap-oob="true">' in text
    assert "<html" not in text
    draft.refresh_from_db()
    assert draft.motivation == "Halber Sa"


def test_a_draft_that_cannot_save_itself_says_why_and_keeps_its_version(as_owner, draft):
    as_owner.post(url("motivation", draft), {"motivation": "Woanders", "version": 1})
    response = as_owner.post(url("motivation", draft), {"motivation": "Hier", "version": 1}, headers=HTMX)
    assert "Noch nicht gespeichert:" in response.content.decode()
    assert "id_version" not in response.content.decode()


def test_a_sign_in_that_expired_while_she_wrote_does_not_cost_the_text(client, draft):
    typed = {"motivation": "Eine Stunde Arbeit", "version": 1}
    response = client.post(url("motivation", draft), typed)
    assert response.status_code == 401
    assert "Eine Stunde Arbeit" in response.content.decode()
    assert f"{reverse('account_login')}?next={url('motivation', draft)}" in response.content.decode()
    note = client.post(url("motivation", draft), typed, headers=HTMX).content.decode()
    assert "nicht mehr angemeldet" in note
    assert "<html" not in note
    draft.refresh_from_db()
    assert draft.motivation == ""


def test_a_button_pressed_after_the_sign_in_expired_leads_back_to_its_page(client, draft):
    client.force_login(draft.participation.user)
    assert client.get(url("wishes_change", draft)).url == reverse("mentoring:application")


# --- wishes and exclusions -------------------------------------------------------------------


def test_wishes_are_added_moved_and_removed_by_buttons(as_owner, cohort, draft):
    first, second = (MentorFactory(cohort=cohort, is_shown_to_applicants=True) for _ in range(2))
    for button in ({"add": first.pk}, {"add": second.pk}, {"up": second.pk}, {"down": second.pk}, {"drop": first.pk}):
        assert as_owner.post(url("wishes_change", draft), button).url == url("wishes", draft)
    assert [wish.mentor for wish in draft.wishes.all()] == [second]
    part = as_owner.post(url("wishes_change", draft), {"add": first.pk}, headers=HTMX).content.decode()
    assert str(first) in part
    assert "<html" not in part


@pytest.mark.parametrize("button", [{}, {"add": "x"}, {"add": "9" * 40}, {"away": 1}])
def test_a_button_that_does_not_exist_does_nothing(as_owner, draft, button):
    assert as_owner.post(url("wishes_change", draft), button).status_code == 404


def test_a_wish_that_is_refused_is_said_with_and_without_htmx(as_owner, draft):
    hidden = MentorFactory(cohort=draft.participation.cohort)
    text = as_owner.post(url("wishes_change", draft), {"add": hidden.pk}, follow=True).content.decode()
    assert "steht nicht mehr zur Wahl" in text
    response = as_owner.post(url("wishes_change", draft), {"add": hidden.pk}, headers=HTMX)
    assert response["HX-Redirect"] == url("wishes", draft)


def test_a_refused_exclusion_stands_beside_its_field(as_owner, draft):
    text = as_owner.post(url("exclude", draft), {"email": "niemand@kerpen.example"}).content.decode()
    assert 'value="niemand@kerpen.example"' in text
    assert "<title>Fehler:" in text
    assert not Exclusion.objects.exists()


def test_an_exclusion_of_somebody_else_stays_when_its_number_is_guessed(as_owner, cohort, draft):
    foreign = applications.exclude(MenteeFactory(cohort=cohort).participation, factories.EmployeeFactory().email)
    as_owner.post(url("exclusion_remove", draft, foreign.pk))
    assert Exclusion.objects.filter(pk=foreign.pk).exists()


def test_exclusions_can_still_be_named_while_the_team_looks_for_a_mentor(client, cohort):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    signed_in(client, mentee).post(url("exclude", mentee), {"email": factories.EmployeeFactory().email})
    assert mentee.participation.exclusions.count() == 1
    text = page(client, url("wishes", mentee))
    assert "Als Wunsch nennen" not in text
