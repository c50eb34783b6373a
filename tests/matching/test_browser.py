"""The matching in a real browser: the journey of the team, the phone, no script, every state of the pages."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import Role
from matching.models import (
    Importance,
    Instruction,
    InstructionKind,
    Proposal,
    Quality,
    Run,
    RunKind,
    RunState,
    Weighting,
)
from mentoring.models import MenteeState, Pairing, PairingState, Topic
from notifications.models import Message
from tests.factories import CriterionFactory, OrgUnitFactory, RoleAssignmentFactory
from tests.journeys.people import Person
from tests.matching.factories import InstructionFactory, ProposalFactory, RunFactory
from tests.matching.years import MatchingYear, proposal_for
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = 320


def url(name: str, *arguments: int) -> str:
    return reverse(f"admin:matching_{name}", args=arguments)


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.fixture
def town(year: MatchingYear) -> MatchingYear:
    """Four mentees and three mentors, one of whom is a head whom one mentee cannot have; topics as they ship."""
    longest = sorted(Topic.objects.filter(needs_words=False), key=lambda topic: max(map(len, topic.title.split())))
    year.topics = [*longest[-2:], Topic.objects.get(needs_words=True)]
    CriterionFactory(cohort=year.cohort, text="Motivation und Lernziele passen zum Programm")
    office = OrgUnitFactory()
    head = year.mentor(0, 1)
    office.head = head.participation.user.employee
    office.save()
    year.mentor(1)
    year.mentor(0, 2)
    for topics in ((0, 1), (1, 2), (2,), (0,)):
        year.mentee(*topics)
    year.mentee(0, unit=office)
    return year


def follow(person: Person, address: str) -> None:
    """Follow the link that leads there."""
    person.page.locator(f'#content-main a[href="{address}"]').first.click()
    person.look()


def press_yes(person: Person) -> None:
    person.page.locator("#content-main .kern-btn--primary").last.click()
    person.look()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_team_matches_a_year_while_a_colleague_approves(town, team_member, open_page, scripts):
    """Barriers on the same pages are looked for below, in every state."""
    colleague_user = RoleAssignmentFactory(role=Role.TEAM).user
    team = Person(open_page(team_member, java_script_enabled=scripts), lambda page: None)
    colleague = Person(open_page(colleague_user, java_script_enabled=scripts), lambda page: None)

    # Run, and read why.
    team.open("/verwaltung/")
    follow(team, url("cohort", town.cohort.pk))
    team.press("Matching starten")
    run = Run.objects.get()
    expect(team.page).to_have_url(re.compile(url("run", run.pk)))
    expect(team.page.locator(".m-proposals > li")).to_have_count(5)
    left_over = run.proposals.filter(mentor=None).count()
    assert left_over == 2
    team.reads("Gemeinsame")

    # Move one, with its price.
    proposal = next(
        one for one in run.proposals.exclude(mentor=None) if proposal_for(run, one.mentee).price_list.mentors
    )
    entry = proposal_for(run, proposal.mentee).price_list.mentors[0]
    follow(team, url("proposal", proposal.pk))
    follow(team, url("move", proposal.pk, entry["mentor"]))
    for mentee_id, _before, _after in entry["moves"]:
        team.reads(str(Proposal.objects.get(run=run, mentee=mentee_id).mentee))
    press_yes(team)
    assert Proposal.objects.get(pk=proposal.pk).mentor_id == entry["mentor"]

    # Hold another one fast, and run again: both are kept.
    other = run.proposals.exclude(mentor=None).exclude(pk=proposal.pk).first()
    follow(team, url("proposal", other.pk))
    follow(team, url("hold", other.pk))
    press_yes(team)
    team.press("Noch einmal starten")
    run = Run.objects.matchings().first()
    kept = {one.mentee_id: one.mentor_id for one in run.proposals.all()}
    assert kept[proposal.mentee_id] == entry["mentor"]
    assert kept[other.mentee_id] == other.mentor_id
    assert Instruction.objects.count() == 2

    # Approve all but one, while a colleague has the same page open and approves everything.
    follow(team, url("approve", run.pk))
    colleague.open(url("approve", run.pk))
    team.page.locator("#content-main input[type=checkbox]").first.uncheck()
    press_yes(team)
    assert Pairing.objects.filter(state=PairingState.APPROVED).count() == 2
    press_yes(colleague)
    colleague.page.wait_for_url(re.compile(url("run", run.pk)))
    expect(colleague.page.locator(".messagelist")).to_contain_text("gibt es bereits ein Tandem")
    assert Pairing.objects.count() == Pairing.objects.filter(state=PairingState.APPROVED).count() == 3

    # "No tandem" for one who is left over.
    nobody = run.proposals.filter(mentor=None).first()
    team.open(url("run", run.pk))
    follow(team, reverse("admin:mentoring_mentee_no_tandem", args=[nobody.mentee_id]))
    team.tick("Motivation und Lernziele passen zum Programm")
    press_yes(team)
    nobody.mentee.refresh_from_db()
    assert nobody.mentee.state == MenteeState.NO_TANDEM

    # Nobody heard anything, until they announce.
    assert not Message.objects.exists()
    team.open(reverse("admin:mentoring_cohort_announce", args=[town.cohort.pk]))
    team.press("Weiter zu den E-Mails")
    team.press("Ja, bekannt geben")
    assert Pairing.objects.announced().count() == 3


def test_every_page_has_room_on_a_phone_and_no_barrier(town, team_member, open_page, axe, screenshot):
    supply = town.run(RunKind.SUPPLY)
    trial = town.run(RunKind.TRIAL, weighting=Weighting(cohort=town.cohort, topics=Importance.OFF))
    older, newer = town.run(), town.run()
    chosen = newer.proposals.exclude(mentor=None).first()
    left_over = newer.proposals.filter(mentor=None).first()
    pages = {
        "cohort": url("cohort", town.cohort.pk),
        "run": url("run", newer.pk),
        "outdated": url("run", older.pk),
        "filtered": url("run", newer.pk) + "?q=niemand",
        "proposal": url("proposal", chosen.pk),
        "left-over": url("proposal", left_over.pk),
        "hold": url("hold", chosen.pk),
        "approve": url("approve", newer.pk),
        "approve-outdated": url("approve", older.pk),
        "compare": url("compare", newer.pk),
        "sheet": url("sheet", newer.pk),
        "supply": url("supply", supply.cohort_id),
        "weights": url("weights", trial.cohort_id) + f"?probe={trial.pk}",
    }
    for width in (DESKTOP, PHONE, NARROW):
        page = open_page(team_member, width=width)
        for name, address in pages.items():
            page.goto(address)
            for details in page.locator("#content-main details > summary").all():
                details.click()
            if width == PHONE:
                axe(page)
            assert fits(page), f"{address} is wider than the screen"
            assert page.locator("h1").count() == 1
            assert page.locator("#content-main .kern-btn--primary:visible").count() <= 1
            screenshot(page, f"matching-{name}-{width}")


def test_fields_of_the_filter_stand_in_one_line(town, team_member, open_page):
    page = open_page(team_member, width=DESKTOP)
    page.goto(url("run", town.run().pk))

    boxes = [one.bounding_box() for one in page.locator(".m-search :is(input, select, button)").all()]

    assert {(box["y"], box["height"]) for box in boxes} == {(boxes[0]["y"], boxes[0]["height"])}


def test_paper_holds_words_in_place_of_icons_and_nothing_to_click(town, team_member, open_page, screenshot):
    """A proposal without a common topic is held fast, so that a page has a badge and a hint."""
    mentee, mentor = town.mentee(2), town.mentor(1)
    InstructionFactory(kind=InstructionKind.LOCK, mentee=mentee, mentor=mentor)
    run = town.run()
    page = open_page(team_member, width=DESKTOP)
    page.emulate_media(media="print")

    page.goto(url("run", run.pk))
    for part in (".m-links", ".m-details", ".m-search", ".m-list__actions", ".m-proposals .kern-icon"):
        assert page.locator(part).count()
        assert not [one for one in page.locator(part).all() if one.is_visible()], part
    badge = page.locator(".kern-badge").first
    assert badge.bounding_box()["height"] < page.locator(".m-proposals h3").first.bounding_box()["height"] * 1.5
    assert page.locator(".m-hint .kern-sr-only").first.bounding_box()["width"] > 20

    page.goto(url("sheet", run.pk))
    screenshot(page, "matching-sheet-print")
    assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1
    expect(page.locator(".m-sheet__decision")).to_have_count(run.mentees)


def test_a_page_that_waits_goes_on_by_itself_when_the_run_is_ready(cohort, team_member, open_page, axe):
    run = RunFactory(cohort=cohort, state=RunState.RUNNING, stage="solving", finished_at=None)
    page = open_page(team_member)
    page.goto(url("run", run.pk))
    axe(page)
    proposal = ProposalFactory(run=run, quality=Quality.GOOD)

    Run.objects.filter(pk=run.pk).update(state=RunState.READY, finished_at=run.requested_at)

    expect(page.locator(".m-proposals")).to_contain_text(str(proposal.mentor))
