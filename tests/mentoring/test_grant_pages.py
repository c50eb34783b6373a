"""What is open to the adviser on the site, and what those see whom it is about."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, RoleAssignment
from mentoring.models import AdviserGrant, Goal, GoalText, MenteeState, PairingState, Wish
from tests import factories
from tests.factories import NOW, TODAY
from tests.mentoring.grants import REASON, grant_on
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
KINDS = ("application", "profile", "tandem")


@pytest.fixture
def things(cohort):
    """An application, a profile and a tandem, each with more than the adviser may read."""
    mentee = factories.MenteeFactory(cohort=cohort, motivation="Ich möchte ein Amt leiten.")
    mentor = factories.MentorFactory(cohort=cohort, introduction="Ich leite gern.", topics=[factories.some_topic(2)])
    goal = factories.GoalFactory(mentee=mentee)
    GoalText.objects.create(goal=goal, author=mentee.participation, text="Nur für mich")
    Wish.objects.create(mentee=mentee, mentor=mentor)
    tandem = announced_tandem(PairingState.ACTIVE, cohort=cohort)
    meeting = meeting_of(tandem, state="held")
    meeting.text.notes = "Nur für uns"
    meeting.text.save()
    tandem.mentee.motivation = "Nicht für diesen Zweck"
    tandem.mentee.save()
    return {"application": mentee, "profile": mentor, "tandem": tandem}


@pytest.fixture
def opened(things, adviser) -> dict[str, AdviserGrant]:
    return {kind: grant_on(thing, adviser) for kind, thing in things.items()}


def page_of(kind: str, grant: AdviserGrant) -> str:
    return reverse(f"mentoring:grant_{kind}", args=[grant.pk])


def words(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_adviser_finds_what_is_open_on_her_start_page_and_its_own(client, adviser, opened):
    client.force_login(adviser)
    for address in (reverse("portal:start"), reverse("mentoring:grants")):
        page = words(client.get(address))
        for kind, grant in opened.items():
            assert f'href="{page_of(kind, grant)}"' in page
        assert page.count("offen bis 29.01.2027") == 3
        assert REASON not in page


def test_without_anything_the_page_says_how_it_begins(client, adviser):
    client.force_login(adviser)
    assert "Für Sie ist nichts geöffnet" in words(client.get(reverse("mentoring:grants")))


def test_an_application_is_read_as_it_was_written_for_the_team(client, adviser, opened, things):
    client.force_login(adviser)
    page = words(client.get(page_of("application", opened["application"])))

    mentee = things["application"]
    for shown in (str(mentee), mentee.motivation, REASON, str(Goal.objects.get(mentee=mentee).topic)):
        assert shown in page
    for hidden in ("Nur für mich", str(things["profile"]), mentee.participation.user.email):
        assert hidden not in page


def test_a_profile_is_read_without_more(client, adviser, opened, things):
    client.force_login(adviser)
    page = words(client.get(page_of("profile", opened["profile"])))

    mentor = things["profile"]
    for shown in (str(mentor), mentor.introduction, str(mentor.topics.get()), REASON):
        assert shown in page
    assert mentor.participation.user.email not in page
    assert "Zum gewünschten" not in page


def test_of_a_tandem_who_it_is_and_its_milestones_are_read(client, adviser, opened, things):
    client.force_login(adviser)
    page = words(client.get(page_of("tandem", opened["tandem"])))

    tandem = things["tandem"]
    for side in (tandem.mentee, tandem.mentor):
        assert side.participation.user.email in page
    for shown in ("Die Vereinbarung ist von beiden bestätigt.", "Das erste Treffen hat stattgefunden", REASON):
        assert shown in page
    for hidden in ("Nur für uns", "Rathaus", tandem.mentee.motivation, tandem.mentor.introduction):
        assert hidden not in page


@pytest.mark.parametrize(
    ("kind", "action"), [("application", "application.read"), ("profile", "mentor.read"), ("tandem", "pairing.read")]
)
def test_opening_it_is_recorded(client, adviser, opened, things, kind, action):
    client.force_login(adviser)
    client.get(page_of(kind, opened[kind]))

    entry = AuditEntry.objects.get(action=action)
    assert (entry.actor_id, entry.subject_id, entry.details) == (adviser.pk, things[kind].pk, {})


class TestMissing:
    """Whatever is not open is answered as what is not there."""

    @pytest.fixture
    def missing(self, client, adviser):
        client.force_login(adviser)
        return client.get(reverse("mentoring:grant_tandem", args=[10**6])).content

    def assert_missing(self, client, missing, opened):
        for kind, grant in opened.items():
            answer = client.get(page_of(kind, grant))
            assert (answer.status_code, answer.content) == (404, missing), kind
        assert not AuditEntry.objects.filter(action__endswith=".read").exists()

    def test_to_another_adviser(self, client, opened, missing):
        client.force_login(factories.RoleAssignmentFactory(role="adviser", user__employee=None).user)
        answers = [client.get(page_of(kind, grant)) for kind, grant in opened.items()]
        assert {answer.status_code for answer in answers} == {404}
        assert "Für Sie ist nichts geöffnet" in words(client.get(reverse("mentoring:grants")))

    def test_after_it_was_ended(self, client, opened, missing):
        AdviserGrant.objects.update(ended_at=NOW)
        self.assert_missing(client, missing, opened)

    def test_the_day_after_its_last(self, client, opened, missing, clock):
        AdviserGrant.objects.update(ends_on=TODAY)
        assert client.get(page_of("tandem", opened["tandem"])).status_code == 200
        AdviserGrant.objects.update(starts_on=TODAY - 2 * DAY, ends_on=TODAY - DAY)
        answers = {client.get(page_of(kind, grant)).status_code for kind, grant in opened.items()}
        assert answers == {404}

    def test_before_its_first_day(self, client, opened, missing):
        AdviserGrant.objects.update(starts_on=TODAY + DAY)
        self.assert_missing(client, missing, opened)

    def test_when_the_role_was_taken_away(self, client, opened, missing, adviser):
        RoleAssignment.objects.filter(user=adviser).delete()
        answers = [client.get(page_of(kind, grant)) for kind, grant in opened.items()]
        assert {answer.status_code for answer in answers} == {404}
        assert client.get(reverse("mentoring:grants")).status_code == 404

    def test_on_the_page_of_another_kind(self, client, opened, missing):
        for kind, grant in opened.items():
            for other in set(KINDS) - {kind}:
                answer = client.get(page_of(other, grant))
                assert (answer.status_code, answer.content) == (404, missing), (other, kind)

    def test_the_numbers_of_what_it_is_about_lead_nowhere(self, client, opened, missing, things):
        """Those of another person, another tandem and another year."""
        cohort = factories.CohortFactory()
        others = [factories.MenteeFactory(cohort=cohort), factories.MentorFactory(cohort=cohort)]
        others += [announced_tandem(PairingState.ACTIVE, cohort=cohort)]
        numbers = {thing.pk for thing in [*others, *things.values()]} - {grant.pk for grant in opened.values()}
        for number in numbers:
            for kind in KINDS:
                assert client.get(reverse(f"mentoring:grant_{kind}", args=[number])).status_code == 404

    def test_a_grant_on_one_tandem_opens_no_page_of_it(self, client, opened, missing, things):
        tandem = things["tandem"]
        for name in ("tandem_detail", "tandem_goals", "agreement", "agreement_pdf", "meeting_plan"):
            assert client.get(reverse(f"mentoring:{name}", args=[tandem.pk])).status_code == 404
        assert client.get(reverse("mentoring:application_detail", args=[tandem.mentee.pk])).status_code == 404


class TestWhomItIsAbout:
    def test_each_sees_who_reads_what_for_what_and_until_when(self, client, opened, things, adviser):
        mentee, mentor, tandem = (things[kind] for kind in KINDS)
        places = [
            (
                mentee,
                reverse("mentoring:application_detail", args=[mentee.pk]),
                "Ihre Bewerbung",
                "Rat bei der Auswahl",
            ),
            (mentor, reverse("mentoring:mentor_profile"), "Ihr Profil", "Rat bei der Auswahl"),
            (tandem.mentee, reverse("mentoring:tandem_detail", args=[tandem.pk]), "dass Sie beide", "Begleitung"),
            (tandem.mentor, reverse("mentoring:tandem_detail", args=[tandem.pk]), "dass Sie beide", "Begleitung"),
        ]
        for person, address, what, purpose in places:
            client.force_login(person.participation.user)
            for page in (words(client.get(address)), words(client.get(reverse("mentoring:grants_about_me")))):
                assert f"Bis zum 29.01.2027 darf {adviser} (Beratung) lesen: {what}" in page
                assert f"Zweck: {purpose}" in page
                assert REASON not in page

    def test_nobody_sees_what_is_about_others(self, client, opened, adviser):
        client.force_login(factories.MenteeFactory().participation.user)
        page = words(client.get(reverse("mentoring:grants_about_me")))
        assert "Der Beratung steht nichts über Sie offen" in page
        assert str(adviser) not in page

    def test_what_will_be_open_is_told_before(self, client, opened, things, adviser):
        AdviserGrant.objects.update(starts_on=TODAY + DAY)
        client.force_login(things["application"].participation.user)
        page = words(client.get(reverse("mentoring:grants_about_me")))
        assert f"Vom 16.01.2027 bis zum 29.01.2027 darf {adviser}" in page

    @pytest.mark.parametrize(
        ("change", "last_day"),
        [
            ({"ended_at": NOW + 2 * DAY}, "17.01.2027"),
            ({"starts_on": TODAY - 9 * DAY, "ends_on": TODAY - DAY}, "14.01.2027"),
        ],
        ids=["ended before", "over"],
    )
    def test_that_it_was_open_stays(self, client, opened, things, adviser, change, last_day):
        AdviserGrant.objects.update(**change)
        mentee = things["application"]
        client.force_login(mentee.participation.user)
        own = reverse("mentoring:application_detail", args=[mentee.pk])
        for page in (words(client.get(reverse("mentoring:grants_about_me"))), words(client.get(own))):
            assert f"bis längstens zum {last_day} durfte {adviser} (Beratung) lesen: Ihre Bewerbung" in page
            assert f"darf {adviser}" not in page

    def test_that_it_was_closed_before_its_first_day(self, client, opened, things, adviser):
        AdviserGrant.objects.update(starts_on=TODAY + 3 * DAY, ended_at=NOW)
        client.force_login(things["application"].participation.user)
        page = words(client.get(reverse("mentoring:grants_about_me")))
        assert f"Ab dem 18.01.2027 sollte {adviser} (Beratung) lesen dürfen: Ihre Bewerbung" in page
        assert "Das wurde vorher beendet." in page

    def test_a_decision_that_was_not_announced_does_not_show(self, client, opened, things):
        mentee = things["application"]
        client.force_login(mentee.participation.user)
        addresses = (reverse("mentoring:grants_about_me"), reverse("mentoring:application_detail", args=[mentee.pk]))
        before = [_main(client.get(address)) for address in addresses]
        mentee.state, mentee.decided_at = MenteeState.DECLINED, NOW
        mentee.criterion = factories.CriterionFactory(cohort=mentee.participation.cohort)
        mentee.save()
        after = [_main(client.get(address)) for address in addresses]
        assert before[0] == after[0]
        assert "darf" in after[1]
        assert "durfte" not in after[1]


def _main(response) -> str:
    return words(response).partition("<main")[2]
