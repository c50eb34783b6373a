"""Starting a run, following it, and reading what it proposes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Employee, User
from matching.actions import approving
from matching.models import (
    Instruction,
    Proposal,
    Quality,
    Run,
    RunState,
)
from mentoring.actions import pairings
from mentoring.models import (
    Mentee,
    Mentor,
    Participation,
    ParticipationRole,
)
from tests.factories import NOW, TODAY, OrgUnitFactory, PairingFactory
from tests.matching.factories import ProposalFactory, RunFactory
from tests.matching.pages import text_of, url
from tests.matching.years import computed, proposal_for

pytestmark = pytest.mark.django_db


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


def test_what_is_settled_for_a_tandem_that_exists_is_no_longer_listed(team, run):
    proposal = run.proposals.first()
    team.post(url("hold", proposal.pk), {"revision": run.revision})
    PairingFactory(mentee=proposal.mentee, mentor=proposal.mentor, state="approved")

    assert str(proposal.mentee) not in text_of(team.get(url("cohort", run.cohort_id)))


def test_a_run_shows_for_each_mentee_her_mentor_the_fit_and_why(team, run):
    page = text_of(team.get(url("run", run.pk)))

    for proposal in run.proposals.select_related("mentor"):
        assert f"{proposal.mentee} – {proposal.mentor}" in page
        assert str(Quality(proposal.quality).label) in page
    assert "1 von 1" in page


def test_the_parts_of_a_score_stand_beside_their_bars(team, run):
    proposal = run.proposals.order_by("score").last()
    page = team.get(url("run", run.pk)).content.decode()

    assert f'value="{proposal.parts["topics"]}" max="500"' in page
    assert (proposal.score, proposal.reachable) == (1000, 1100)
    assert "1.000 von 1.100" in text_of(team.get(url("run", run.pk)))


def test_proposals_can_be_searched_by_either_name(team, run):
    first, second = run.proposals.select_related("mentor__participation__user")

    for name in (str(first.mentee), str(first.mentor)):
        page = text_of(team.get(url("run", run.pk), {"q": name}))
        assert str(first.mentee) in page
        assert f"{second.mentee} –" not in page


def test_proposals_can_be_filtered_by_where_they_stand(team, run, team_member):
    approved, waiting = run.proposals.all()
    approving.approve(approved, revision=run.revision, by=team_member, now=NOW)

    def shown(**chosen: str) -> set[Proposal]:
        answer = team.get(url("run", run.pk), chosen)
        return {row.proposal for row in answer.context["rows"]}

    assert shown(show="approved") == {approved}
    assert shown(show="undecided") == {waiting}
    assert shown(show="left_over") == set()
    assert shown(show="hints") == {one for one in (approved, waiting) if one.warnings}
    assert shown(quality=Quality.POSSIBLE) == {one for one in (approved, waiting) if one.quality == Quality.POSSIBLE}


def test_proposals_can_be_filtered_by_what_the_team_settled(team, year):
    office = OrgUnitFactory(is_department=True)
    apart, near = year.mentee(0, unit=office), year.mentor(0, unit=office)
    year.mentee(0), year.mentee(0), year.mentor(0, capacity=2)
    run = year.run()
    for step, arguments, more in (
        ("move", [proposal_for(run, apart).pk, near.pk], {"reason": "Beide wünschen es."}),
        ("take_out", [run.proposals.exclude(mentee=apart).first().pk], {}),
    ):
        team.post(url(step, *arguments), {"revision": run.revision, **more})
        run = computed(run)

    def shown(standing: str) -> set[Mentee]:
        return {row.proposal.mentee for row in team.get(url("run", run.pk), {"show": standing}).context["rows"]}

    assert shown("held") == shown("exception") == {apart}
    assert shown("taken_out") == {run.proposals.get(mentor=None).mentee}


def test_an_open_proposal_of_the_same_two_counts_as_held_fast_and_not_as_made_by_hand(team, run, team_member):
    proposal, other = run.proposals.select_related("mentor")
    pairing = approving.approve(proposal, revision=run.revision, by=team_member, now=NOW)
    pairings.undo_approval(pairing, by=team_member)

    page = text_of(team.get(url("run", run.pk), {"q": proposal.mentee.participation.user.last_name}))
    rows = team.get(url("run", run.pk), {"show": "held"}).context["rows"]

    assert "von Hand vorgeschlagen" not in page
    assert [row.proposal for row in rows if row.is_locked] == [proposal]
    pairings.propose(other.mentee, proposal.mentor, by=team_member, now=NOW)
    assert "von Hand vorgeschlagen" in text_of(team.get(url("run", run.pk)))


def test_a_filter_that_makes_no_sense_shows_all(team, run):
    answer = team.get(url("run", run.pk), {"show": "nonsense", "page": "77"})

    assert len(answer.context["rows"]) == 2


def test_nothing_found_says_so(team, run):
    page = text_of(team.get(url("run", run.pk), {"q": "Niemand"}))

    assert "Kein Vorschlag" in page
    assert "anderen Wörtern" in page


def test_nothing_found_by_choice_alone_does_not_speak_of_words(team, run):
    page = text_of(team.get(url("run", run.pk), {"show": "taken_out"}))

    assert "Kein Vorschlag" in page
    assert "anderen Wörtern" not in page
    assert "etwas anderes" in page


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
    assert "300 Vorschläge Seite 1 von 12" in text_of(answer)


def _fill(run: Run, example: Proposal, unit, *, mentees: int, mentors: int) -> None:
    """Add so many people to a year, each mentee with a proposal, in few statements."""

    def people(count: int, role: ParticipationRole, level) -> list[Participation]:
        employees = Employee.objects.bulk_create(
            Employee(
                first_name="Eva",
                last_name=f"{role} {n:03}",
                email=f"{role}{n}@kerpen.example",
                unit=unit,
                level=level,
                confirmed_on=TODAY,
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
            obstacles={"possible": 0, "taken": 0, "removed": [{"rules": ["exclusion"], "mentors": 3}], "changes": []},
        )
        for number, mentee in enumerate(new_mentees)
    )
