"""Programme years and topics in the admin."""

from datetime import date

import pytest
from django.urls import reverse

from mentoring.actions import cohorts
from mentoring.models import Cohort, Criterion, Topic
from mentoring.signals import cohort_copied
from tests.factories import (
    CriterionFactory,
    GoalFactory,
    LevelFactory,
    MenteeFactory,
    MentorFactory,
    TopicFactory,
    the_town,
)

pytestmark = pytest.mark.django_db

COHORTS = "/verwaltung/mentoring/cohort/"
TOPICS = "/verwaltung/mentoring/topic/"


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


def text_of(response) -> str:
    return response.content.decode()


def year(criteria: list[dict] | None = None, **changes) -> dict:
    """Return what the form sends for a new year."""
    fields = {
        "title": "Jahrgang 2030/31",
        "applications_open_on": "2030-01-01",
        "applications_close_on": "2030-01-31",
        "starts_on": "2030-03-01",
        "acquaintance_ends_on": "2030-04-15",
        "ends_on": "2031-03-31",
        "organisations": [the_town().pk],
        "minimum_mentor_level": LevelFactory(rank=3).pk,
        "organisation_rule": "any",
        "minimum_level_distance": 1,
        "minimum_open_goals": 2,
        "rhythm_weeks": 6,
        **{name: Cohort._meta.get_field(name).default for name in Cohort.reminder_fields()},
        "seen_version": 1,
    }
    rows = criteria or []
    present = sum("id" in row for row in rows)
    fields |= {"criteria-TOTAL_FORMS": len(rows), "criteria-INITIAL_FORMS": present}
    for number, row in enumerate(rows):
        fields |= {f"criteria-{number}-{name}": value for name, value in row.items()}
    return fields | changes


def saved(cohort: Cohort, criteria: list[dict] | None = None, **changes) -> dict:
    """Return what the form sends for a year that is there."""
    rows = [{"cohort": cohort.pk} | row for row in criteria or []]
    dates = {name: getattr(cohort, name).isoformat() for name in cohorts.DATES}
    return year(rows, title=cohort.title, **{"seen_version": cohort.version} | dates | changes)


def page_of(cohort: Cohort) -> str:
    return reverse("admin:mentoring_cohort_change", args=[cohort.pk])


def test_a_year_is_set_up_with_its_criteria(team):
    response = team.post(COHORTS + "add/", year([{"text": "Motivation", "position": 1}, {"text": "", "position": 2}]))

    assert response.status_code == 302
    cohort = Cohort.objects.get(title="Jahrgang 2030/31")
    assert list(cohort.organisations.all()) == [the_town()]
    assert [str(criterion) for criterion in cohort.criteria.all()] == ["Motivation"]


@pytest.mark.parametrize(
    ("field", "day", "message"),
    [
        ("applications_close_on", "2029-12-31", "Dieser Tag liegt vor „Bewerbung ab“ (01.01.2030)."),
        ("starts_on", "2030-01-30", "Dieser Tag liegt vor „Bewerbung bis“ (31.01.2030)."),
        ("acquaintance_ends_on", "2030-02-28", "Dieser Tag liegt vor „Beginn“ (01.03.2030)."),
        ("ends_on", "2030-04-15", "Dieser Tag muss nach „Kennenlernzeit bis“ (15.04.2030) liegen."),
    ],
)
def test_each_date_out_of_order_says_what_is_wrong(team, field, day, message):
    page = text_of(team.post(COHORTS + "add/", year(**{field: day})))
    assert message in page
    assert not Cohort.objects.exists()


def test_a_year_that_was_saved_elsewhere_is_not_overwritten(team, cohort):
    sent = saved(cohort, introduction="Aus dem zweiten Fenster")
    team.post(page_of(cohort), saved(cohort, introduction="Aus dem ersten Fenster"))

    page = text_of(team.post(page_of(cohort), sent))

    assert "inzwischen" in page
    assert "Aus dem zweiten Fenster" in page
    assert Cohort.objects.get().introduction == "Aus dem ersten Fenster"
    # It says what differs, and whoever has read that may save over it.
    assert "Ihre Fassung weicht von der gespeicherten ab bei: Einführung" in page
    assert 'name="seen_version" value="2"' in page
    team.post(page_of(cohort), sent | {"seen_version": 2})
    assert Cohort.objects.get().introduction == "Aus dem zweiten Fenster"


def test_a_criterion_that_a_decision_cites_keeps_its_words(team, cohort):
    cited = CriterionFactory(cohort=cohort, text="Alt")
    free = CriterionFactory(cohort=cohort, text="Frei")
    MenteeFactory(cohort=cohort, state="accepted", criterion=cited)

    def rows(cited_text: str, free_text: str) -> list[dict]:
        return [
            {"id": cited.pk, "text": cited_text, "position": 5},
            {"id": free.pk, "text": free_text, "position": 6},
        ]

    assert "wurde in einer Entscheidung genannt" in text_of(team.post(page_of(cohort), saved(cohort, rows("Neu", "x"))))
    team.post(page_of(cohort), saved(cohort, rows("Alt", "Neu gefasst")))

    assert list(Criterion.objects.values_list("text", "position")) == [("Alt", 5), ("Neu gefasst", 6)]


def test_a_criterion_that_nobody_cited_can_be_removed(team, cohort):
    free = CriterionFactory(cohort=cohort)
    row = {"id": free.pk, "text": free.text, "position": 1, "DELETE": "on"}
    team.post(page_of(cohort), saved(cohort, [row]))
    assert not Criterion.objects.exists()


def test_a_criterion_that_a_decision_cites_cannot_be_removed(team, cohort):
    cited = MenteeFactory(cohort=cohort, state="accepted").criterion
    row = {"id": cited.pk, "text": cited.text, "position": 1, "DELETE": "on"}

    response = team.post(page_of(cohort), saved(cohort, [row]))

    page = text_of(response)
    assert (
        f"Das Kriterium „{cited.text}“ wird in Entscheidungen über Bewerbungen genannt und bleibt deshalb bestehen."
        in page
    )
    assert "geschützten" not in page
    assert list(Criterion.objects.all()) == [cited]


# --- taking last year over -------------------------------------------------------------------


def test_last_year_is_taken_over_with_everything_but_its_people(team, cohort):
    CriterionFactory(cohort=cohort, text="Motivation")
    MentorFactory(cohort=cohort)
    heard = []

    def listen(sender, source, copy, by, **kwargs):
        heard.append((source, copy))

    cohort_copied.connect(listen)
    try:
        response = team.post(reverse("admin:mentoring_cohort_copy", args=[cohort.pk]), {"title": "Das nächste Jahr"})
    finally:
        cohort_copied.disconnect(listen)

    new = Cohort.objects.get(title="Das nächste Jahr")
    assert response.url == page_of(new)
    assert heard == [(cohort, new)]
    assert new.starts_on == date(2028, 3, 1)
    assert new.minimum_mentor_level == cohort.minimum_mentor_level
    assert list(new.organisations.all()) == list(cohort.organisations.all())
    assert [str(criterion) for criterion in new.criteria.all()] == ["Motivation"]
    assert not new.participations.exists()


def test_a_title_that_is_taken_is_refused_on_the_page(team, cohort):
    address = reverse("admin:mentoring_cohort_copy", args=[cohort.pk])
    assert "schon einen Jahrgang mit diesem Titel" in text_of(team.post(address, {"title": cohort.title}))
    assert Cohort.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "following"),
    [
        ("Jahrgang 2027/28", "Jahrgang 2028/29"),
        ("Mentoring 2027/2028", "Mentoring 2028/2029"),
        ("Jahrgang 2009/09", "Jahrgang 2010/10"),
        ("Pilot 3", "Pilot 3"),
    ],
)
def test_the_next_title_is_a_year_later(title, following):
    assert cohorts.title_of_next(title) == following


def test_a_leap_day_becomes_the_day_before():
    assert cohorts.a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)


# --- topics ----------------------------------------------------------------------------------


def test_topics_are_added_at_the_end_and_moved(team):
    first, second = Topic.objects.order_by("position")[:2]

    team.post(reverse("admin:mentoring_topic_down", args=[first.pk]))
    assert list(Topic.objects.order_by("position")[:2]) == [second, first]
    team.post(reverse("admin:mentoring_topic_up", args=[first.pk]))
    team.post(reverse("admin:mentoring_topic_up", args=[first.pk]))
    assert list(Topic.objects.order_by("position")[:2]) == [first, second]

    page = team.get(TOPICS + "add/")
    assert f'value="{Topic.objects.count() + 1}"' in text_of(page)


def test_a_look_moves_nothing(team):
    topic = Topic.objects.order_by("position")[1]
    assert team.get(reverse("admin:mentoring_topic_up", args=[topic.pk])).status_code == 405
    assert Topic.objects.order_by("position")[1] == topic


def test_a_topic_that_was_chosen_is_retired_and_not_deleted(team):
    topic = GoalFactory(topic=TopicFactory()).topic
    page = reverse("admin:mentoring_topic_change", args=[topic.pk])
    delete = reverse("admin:mentoring_topic_delete", args=[topic.pk])

    assert delete not in text_of(team.get(page))
    assert team.post(delete, {"post": "yes"}).status_code == 403
    team.post(page, {"title": topic.title, "group": topic.group, "position": topic.position, "is_retired": "on"})

    topic.refresh_from_db()
    assert topic.is_retired


def test_a_topic_that_nobody_chose_can_be_deleted(team):
    topic = TopicFactory()
    team.post(reverse("admin:mentoring_topic_delete", args=[topic.pk]), {"post": "yes"})
    assert not Topic.objects.filter(pk=topic.pk).exists()


@pytest.mark.parametrize("role", ["hr_member", "administrator"])
def test_years_and_topics_are_closed_to_everybody_else(client, cohort, request, role):
    topic = TopicFactory()
    client.force_login(request.getfixturevalue(role))
    for address in (
        COHORTS,
        COHORTS + "add/",
        page_of(cohort),
        reverse("admin:mentoring_cohort_copy", args=[cohort.pk]),
        TOPICS,
        reverse("admin:mentoring_topic_change", args=[topic.pk]),
        reverse("admin:mentoring_topic_up", args=[topic.pk]),
    ):
        assert client.get(address).status_code == 403, address
        assert client.post(address).status_code == 403, address
