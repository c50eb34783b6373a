"""The team's matching pages: what they show, refuse and report."""

import re
import subprocess
import sys
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Employee, User
from matching.actions import approving
from matching.models import (
    Importance,
    Instruction,
    InstructionKind,
    PriceList,
    Proposal,
    Quality,
    Run,
    RunKind,
    RunState,
    Weighting,
)
from mentoring.actions import cohorts
from mentoring.models import (
    Mentee,
    MenteeState,
    Mentor,
    Pairing,
    PairingState,
    Participation,
    ParticipationRole,
)
from tests.factories import NOW, OrgUnitFactory
from tests.matching.factories import ProposalFactory, RunFactory
from tests.matching.years import computed, proposal_for, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


@pytest.fixture
def run(year):
    year.mentee(0), year.mentee(0)
    year.mentor(0), year.mentor(1)
    return year.run()


def url(name: str, *arguments: int) -> str:
    return reverse(f"admin:matching_{name}", args=arguments)


def text_of(response) -> str:
    """Return the words of a page, with single spaces."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


# --- starting ----------------------------------------------------------------------------------


def test_a_click_starts_a_run_and_leads_to_it(team, year):
    year.mentee(0)

    answer = team.post(url("start", year.cohort.pk))

    assert answer.url == url("run", Run.objects.get().pk)


def test_a_second_click_leads_to_the_same_run_and_says_so(team, year):
    team.post(url("start", year.cohort.pk))
    answer = team.post(url("start", year.cohort.pk), follow=True)

    assert Run.objects.count() == 1
    assert "bereits" in text_of(answer)


def test_looking_at_the_address_of_the_button_starts_nothing(team, year):
    assert team.get(url("start", year.cohort.pk)).url == url("cohort", year.cohort.pk)
    assert not Run.objects.exists()


def test_while_a_run_is_computed_its_page_says_how_far_it_is(team, cohort):
    run = RunFactory(cohort=cohort, state=RunState.RUNNING, finished_at=None, stage="pricing", progress=50)

    page = team.get(url("run", run.pk)).content.decode()

    assert 'value="75"' in page
    assert f'hx-get="{url("progress", run.pk)}"' in page


def test_the_progress_lets_the_page_load_anew_when_it_is_done(team, cohort):
    run = RunFactory(cohort=cohort)

    assert team.get(url("progress", run.pk))["HX-Refresh"] == "true"


def test_a_failed_run_says_what_to_do(team, cohort):
    run = RunFactory(cohort=cohort, state=RunState.FAILED, failure="interrupted", finished_at=None)

    assert run.get_failure_display() in text_of(team.get(url("run", run.pk)))


def test_the_page_of_a_year_shows_what_is_settled_and_takes_it_back(team, run):
    proposal = run.proposals.first()
    team.post(url("hold", proposal.pk), {"revision": run.revision})
    instruction = Instruction.objects.get()

    assert str(proposal.mentor) in text_of(team.get(url("cohort", run.cohort_id)))
    team.post(url("withdraw_instruction", instruction.pk))

    assert not Instruction.objects.exists()


# --- a run -------------------------------------------------------------------------------------


def test_a_run_shows_for_each_mentee_her_mentor_the_fit_and_why(team, run):
    page = text_of(team.get(url("run", run.pk)))

    for proposal in run.proposals.select_related("mentor"):
        assert f"{proposal.mentee} – {proposal.mentor}" in page
        assert str(Quality(proposal.quality).label) in page
    assert "1 von 1" in page


def test_the_parts_of_a_score_stand_beside_their_bars(team, run):
    proposal = run.proposals.first()
    page = team.get(url("run", run.pk)).content.decode()

    assert f'value="{proposal.parts["topics"]}" max="500"' in page
    assert f"{proposal.score} von {proposal.reachable}" in text_of(team.get(url("run", run.pk)))


def test_proposals_can_be_searched_by_either_name(team, run):
    first, second = run.proposals.select_related("mentor__participation__user")

    for name in (str(first.mentee), str(first.mentor)):
        page = text_of(team.get(url("run", run.pk), {"q": name}))
        assert str(first.mentee) in page
        assert f"{second.mentee} –" not in page


def test_proposals_can_be_filtered_by_where_they_stand(team, run, team_member):
    approved, waiting = run.proposals.all()
    approving.approve(approved, by=team_member, now=NOW)

    def shown(**chosen: str) -> set[Proposal]:
        answer = team.get(url("run", run.pk), chosen)
        return {row.proposal for row in answer.context["rows"]}

    assert shown(show="approved") == {approved}
    assert shown(show="undecided") == {waiting}
    assert shown(show="left_over") == set()
    assert shown(show="hints") == {one for one in (approved, waiting) if one.warnings}
    assert shown(quality=Quality.POSSIBLE) == {one for one in (approved, waiting) if one.quality == Quality.POSSIBLE}


def test_a_filter_that_makes_no_sense_shows_all(team, run):
    answer = team.get(url("run", run.pk), {"show": "nonsense", "page": "77"})

    assert len(answer.context["rows"]) == 2


def test_nothing_found_says_so(team, run):
    assert "Kein Vorschlag" in text_of(team.get(url("run", run.pk), {"q": "Niemand"}))


def test_300_mentees_and_250_mentors_take_less_than_30_statements_and_stay_readable(team, cohort):
    run = RunFactory(cohort=cohort)
    proposals = ProposalFactory.create_batch(2, run=run)
    unit = OrgUnitFactory()
    _fill(run, proposals[0], unit, mentees=298, mentors=248)
    run.fingerprints = RunFactory.build(cohort=cohort).fingerprints
    run.save()

    with CaptureQueriesContext(connection) as queries:
        answer = team.get(url("run", run.pk))

    assert len(queries) < 30
    assert len(answer.context["rows"]) == 25
    assert answer.context["listed"].paginator.count == 300


def _fill(run: Run, example: Proposal, unit, *, mentees: int, mentors: int) -> None:
    """Add so many people to a year, each mentee with a proposal, in few statements."""

    def people(count: int, role: ParticipationRole, level) -> list[Participation]:
        employees = Employee.objects.bulk_create(
            Employee(
                first_name="Eva", last_name=f"{role} {n:03}", email=f"{role}{n}@kerpen.example", unit=unit, level=level
            )
            for n in range(count)
        )
        users = User.objects.bulk_create(
            User(email=one.email, first_name=one.first_name, last_name=one.last_name, employee=one) for one in employees
        )
        return Participation.objects.bulk_create(
            Participation(cohort=run.cohort, user=user, role=role) for user in users
        )

    def copies(model, of, participations):
        columns = [field.attname for field in model._meta.concrete_fields if field.attname != "participation_id"]
        same = {name: getattr(of, name) for name in columns}
        return model.objects.bulk_create(model(participation=one, **same) for one in participations)

    hers, theirs = (one.participation.user.employee.level for one in (example.mentee, example.mentor))
    new_mentors = copies(Mentor, example.mentor, people(mentors, ParticipationRole.MENTOR, theirs))
    new_mentees = copies(Mentee, example.mentee, people(mentees, ParticipationRole.MENTEE, hers))
    Proposal.objects.bulk_create(
        Proposal(
            run=run,
            mentee=mentee,
            mentor=new_mentors[number] if number < len(new_mentors) else None,
            quality=Quality.GOOD if number < len(new_mentors) else "",
            obstacles={"possible": 0, "taken": 0, "removed": {"exclusion": 3}, "changes": []},
        )
        for number, mentee in enumerate(new_mentees)
    )


# --- one proposal ------------------------------------------------------------------------------


def test_a_proposal_shows_what_every_other_mentor_would_mean(team, run):
    first, second = run.proposals.select_related("mentor__participation__user")
    page = text_of(team.get(url("proposal", first.pk)))

    assert f"{second.mentee}: {first.mentor} statt {second.mentor}" in page


def test_a_mentor_whom_a_rule_forbids_is_shown_with_it(team, year):
    office = OrgUnitFactory()
    office.head = year.mentor(0).participation.user.employee
    office.save()
    mentee = year.mentee(0, unit=office)
    run = year.run()

    page = text_of(team.get(url("proposal", proposal_for(run, mentee).pk)))

    assert "(Dienstweg)" in page
    assert office.head.full_name in page


def test_an_exclusion_shows_neither_who_named_it_nor_whom(team, year):
    mentee, mentor = year.mentee(0), year.mentor(0)

    pages = []
    for author, other in ((mentee, mentor), (mentor, mentee)):
        author.participation.exclusions.all().delete()
        other.participation.exclusions.all().delete()
        year.exclude(author, other)
        proposal = proposal_for(year.run(), mentee)
        pages.append(text_of(team.get(url("proposal", proposal.pk))))
    words = [re.sub(r"\d", "", page) for page in pages]

    assert "Ausschluss" in words[0]
    assert words[0] == words[1]


def test_moving_asks_first_with_everybody_who_moves_and_then_moves(team, run):
    first, second = run.proposals.select_related("mentor__participation__user")
    address = url("move", first.pk, second.mentor_id)

    question = text_of(team.get(address))
    assert str(second.mentee) in question
    assert proposed(run)[first.mentee] == first.mentor

    team.post(address, {"revision": run.revision})
    assert proposed(run)[first.mentee] == second.mentor


def test_a_move_by_exception_without_a_reason_is_refused_and_nothing_is_lost(team, year):
    office = OrgUnitFactory(is_department=True)
    mentee, near = year.mentee(0, unit=office), year.mentor(0, unit=office)
    year.mentor(1)
    run = year.run()
    address = url("move", proposal_for(run, mentee).pk, near.pk)

    answer = team.post(address, {"revision": run.revision, "reason": " "})
    assert "Fehler:" in text_of(answer)
    assert not Instruction.objects.exists()

    team.post(address, {"revision": run.revision, "reason": "Beide wünschen es."})
    assert Instruction.objects.get().override_reason == "Beide wünschen es."


def test_a_mentor_who_cannot_be_chosen_answers_as_a_missing_page(team, run, year):
    proposal = run.proposals.first()

    for mentor in (proposal.mentor_id, year.mentor(2).pk, 0):
        assert team.get(url("move", proposal.pk, mentor)).status_code == 404


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("hold", InstructionKind.LOCK),
        ("keep_apart", InstructionKind.FORBID),
        ("take_out", InstructionKind.LEAVE_OUT),
    ],
)
def test_every_step_asks_and_then_settles(team, run, step, kind):
    proposal = run.proposals.first()

    assert team.get(url(step, proposal.pk)).status_code == 200
    assert not Instruction.objects.exists()
    team.post(url(step, proposal.pk), {"revision": run.revision})

    assert Instruction.objects.get().kind == kind


def test_a_step_from_an_old_page_is_refused_with_a_sentence(team, run):
    proposal = run.proposals.first()

    answer = team.post(url("hold", proposal.pk), {"revision": run.revision + 1}, follow=True)

    assert not Instruction.objects.exists()
    assert "inzwischen" in text_of(answer)


# --- approving ---------------------------------------------------------------------------------


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
    approving.approve(one, by=team_member, now=NOW)

    answer = team.post(url("approve", run.pk), form, follow=True)

    assert page.status_code == 200
    assert Pairing.objects.filter(mentee=one.mentee).count() == 1
    assert Pairing.objects.get(mentee=other.mentee).state == PairingState.APPROVED
    assert f"{one.mentee} hat bereits ein Tandem" in text_of(answer)


def test_a_run_that_is_out_of_date_says_why_instead_of_approving(team, run, year):
    newcomer = year.mentee(0)
    form = {"revision": run.revision, "proposals": [one.pk for one in run.proposals.all()]}

    answer = team.post(url("approve", run.pk), form)

    assert not Pairing.objects.exists()
    assert str(newcomer) in text_of(answer)


def test_an_approval_from_an_old_page_is_refused(team, run):
    form = {"revision": run.revision - 1, "proposals": [one.pk for one in run.proposals.all()]}

    answer = team.post(url("approve", run.pk), form)

    assert not Pairing.objects.exists()
    assert "Fehler:" in text_of(answer)


def test_no_tandem_is_one_click_away_for_who_is_left_over(team, year):
    mentee = year.mentee(0)
    run = year.run()

    page = team.get(url("run", run.pk)).content.decode()

    assert reverse("admin:mentoring_mentee_no_tandem", args=[mentee.pk]) in page
    mentee.state = MenteeState.NO_TANDEM
    mentee.save()
    assert str(MenteeState.NO_TANDEM.label) in text_of(team.get(url("run", run.pk)))


# --- lists, comparison, weights, supply --------------------------------------------------------


def test_the_spreadsheet_holds_every_proposal_and_no_formula(team, year):
    mentee = year.mentee(0)
    user = mentee.participation.user
    user.last_name = '=HYPERLINK("http://example.org")'
    user.save()
    year.mentor(0)
    run = year.run()

    answer = team.get(url("export", run.pk))
    sheet = load_workbook(BytesIO(answer.content)).active

    assert sheet.max_row == 2
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert "=HYPERLINK" in sheet["A2"].value
    assert str(mentee.participation.user.last_name) not in answer["Content-Disposition"]


def test_the_list_for_the_meeting_has_all_on_one_page(team, run):
    page = text_of(team.get(url("sheet", run.pk)))

    assert all(str(proposal) in page for proposal in run.proposals.select_related("mentee", "mentor"))


def test_two_runs_are_compared(team, run, year):
    apart = run.proposals.select_related("mentor__participation__user").first()
    team.post(url("keep_apart", apart.pk), {"revision": run.revision})
    first = computed(run)
    Instruction.objects.all().delete()
    second = year.run()

    answer = team.get(url("compare", second.pk), {"mit": first.pk})

    names = {change.mentee for change in answer.context["comparison"].changes}
    assert names == {str(one.mentee) for one in second.proposals.all() if proposed(first)[one.mentee] != one.mentor}


def test_without_a_second_run_there_is_nothing_to_compare(team, run):
    assert team.get(url("compare", run.pk)).context["comparison"] is None


def test_weights_are_tried_before_they_are_kept(team, year):
    year.mentee(0), year.mentor(0)
    weights = Weighting(cohort=year.cohort).snapshot() | {"topics": Importance.LOW}
    form = {name: value for name, value in weights.items() if value is not False} | {"seen_version": 1}

    answer = team.post(url("weights", year.cohort.pk), form | {"try": "1"})
    computed(Run.objects.get(kind=RunKind.TRIAL))
    page = team.get(answer.url)

    assert page.context["trial"] is not None
    assert page.context["form"]["topics"].value() == Importance.LOW
    assert not Weighting.objects.exists()
    team.post(answer.url, form | {"keep": "1"})
    assert Weighting.objects.get().topics == Importance.LOW


def test_weights_that_were_changed_elsewhere_are_not_overwritten(team, year):
    Weighting.objects.create(cohort=year.cohort, version=2)
    weights = Weighting(cohort=year.cohort).snapshot() | {"topics": Importance.LOW}
    form = {name: value for name, value in weights.items() if value is not False} | {"seen_version": 1}

    answer = team.post(url("weights", year.cohort.pk), form | {"keep": "1"})

    assert "Fehler:" in text_of(answer)
    assert Weighting.objects.get().topics == Importance.HIGH


def test_points_that_do_not_rise_are_refused(team, year):
    weights = Weighting(cohort=year.cohort).snapshot() | {"points_low": 9}
    form = {name: value for name, value in weights.items() if value is not False} | {"seen_version": 1}

    answer = team.post(url("weights", year.cohort.pk), form | {"try": "1"})

    assert "Fehler:" in text_of(answer)
    assert not Run.objects.exists()


def test_supply_and_demand_names_the_bottleneck(team, year):
    mentees = [year.mentee(0), year.mentee(0)]
    mentor = year.mentor(0)
    team.post(url("supply", year.cohort.pk))
    computed(Run.objects.get(kind=RunKind.SUPPLY))

    page = text_of(team.get(url("supply", year.cohort.pk)))

    assert all(str(one) in page for one in (*mentees, mentor))
    assert year.topics[0].title in page


def test_the_copy_of_a_year_takes_the_weights_along(cohort, team_member):
    Weighting.objects.create(cohort=cohort, wish=Importance.OFF, version=4)

    copy = cohorts.copy(cohort, title="Noch ein Jahr", by=team_member)

    assert (copy.weighting.wish, copy.weighting.version) == (Importance.OFF, 1)


def test_the_web_process_does_without_the_solver():
    seen = "import sys, config.celery, config.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"
    check = "print(sorted({'numpy', 'scipy', 'ortools'} & set(sys.modules)))"

    result = subprocess.run([sys.executable, "-c", f"{seen}; {check}"], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"


def test_a_price_list_is_kept_for_everybody_who_is_not_decided(run):
    assert PriceList.objects.filter(proposal__run=run).count() == 2
