"""What the team reads about somebody who is left over, and about what could be better."""

import pytest
from django.urls import reverse

from matching.models import Proposal, Run
from matching.wording import outcome_of, proof_of
from mentoring.models import PairingState
from tests.factories import OrgUnitFactory, PairingFactory
from tests.matching.factories import ProposalFactory, RunFactory
from tests.matching.pages import text_of, url
from tests.matching.years import proposal_for

pytestmark = pytest.mark.django_db


def page_of(team, proposal: Proposal):
    return team.get(url("proposal", proposal.pk))


def link_to(mentor) -> str:
    return f'<a href="{reverse("admin:mentoring_mentor_change", args=[mentor.pk])}">{mentor}</a>'


def test_a_mentor_who_falls_under_two_rules_is_counted_once_with_both(team, year):
    office = OrgUnitFactory(is_department=True)
    boss = year.mentor(0, unit=office)
    office.head = boss.participation.user.employee
    office.save()
    year.mentor(0, unit=office)
    mentee = year.mentee(0, unit=office)

    page = text_of(page_of(team, proposal_for(year.run(), mentee)))

    assert "1 Mentor:in scheidet aus: zwischen beiden nicht möglich und zu nah." in page
    assert "1 Mentor:in scheidet aus: zu nah." in page


def test_who_could_take_one_more_is_linked_and_it_is_said_what_to_do(team, year):
    mentor = year.mentor(0, capacity=1)
    year.mentee(0), year.mentee(0)
    left_over = year.run().proposals.get(mentor=None)

    answer = page_of(team, left_over)

    assert f"Ein weiterer Platz bei {link_to(mentor)}." in answer.content.decode()
    assert "Sprechen Sie sie an" in text_of(answer)
    assert link_to(mentor) in team.get(url("run", left_over.run_id)).content.decode()


def test_a_place_with_somebody_whom_a_rule_forbids_is_said_to_help_by_a_move(team, year):
    """With one more place the other mentee could go to whom this one cannot have."""
    shared, forbidden = year.mentor(0, capacity=1), year.mentor(0, capacity=1)
    PairingFactory(mentee=year.mentee(0), mentor=forbidden, state=PairingState.ACTIVE)
    year.mentee(0)
    left_over = year.mentee(2)
    year.exclude(left_over, forbidden)

    content = page_of(team, proposal_for(year.run(), left_over)).content.decode()

    assert f"Ein weiterer Platz bei {link_to(shared)}." in content
    assert f"Ein weiterer Platz bei {link_to(forbidden)}. Eine andere Mentee könnte dorthin wechseln" in content
    assert f"würde ein Platz für {left_over} frei" in content


def test_an_exception_that_would_help_leads_to_the_step_that_makes_it(team, year):
    office = OrgUnitFactory(is_department=True)
    mentee, near = year.mentee(0, unit=office), year.mentor(0, unit=office)
    proposal = proposal_for(year.run(), mentee)
    address = url("move", proposal.pk, near.pk)

    answer = page_of(team, proposal)

    assert f'Eine Ausnahme für {mentee} und <a href="{address}">{near}</a> (zu nah).' in answer.content.decode()
    assert "Sprechen Sie sie an" not in text_of(answer)
    assert team.get(address).status_code == 200


def test_that_two_would_fit_better_is_told_by_name_and_is_nothing_to_look_at(team, year):
    mentor = year.mentor(0)
    proposal = ProposalFactory(run__cohort=year.cohort, reasons={"better_with": mentor.pk})

    answer = team.get(url("run", proposal.run_id))

    assert f"{proposal.mentee} und {mentor} würden besser zusammenpassen" in text_of(answer)
    assert "Hinweis:" not in text_of(answer)
    assert not team.get(url("run", proposal.run_id), {"show": "hints"}).context["rows"]


@pytest.mark.parametrize(
    ("mentees", "matched", "said", "proved"),
    [
        (0, 0, "", ""),
        (1, 1, "Für die eine Mentee gibt es einen Vorschlag.", "Keine andere Zusammenstellung"),
        (3, 3, "Für alle 3 Mentees gibt es einen Vorschlag.", "Keine andere Zusammenstellung"),
        (3, 2, "Für 2 von 3 Mentees gibt es einen Vorschlag.", "Mehr sind nach den Regeln"),
        (3, 1, "Für eine von 3 Mentees gibt es einen Vorschlag.", "Mehr sind nach den Regeln"),
        (3, 0, "Für keine der 3 Mentees gibt es einen Vorschlag.", "keiner möglich"),
        (1, 0, "Für die eine Mentee gibt es keinen Vorschlag.", "keiner möglich"),
    ],
)
def test_what_came_out_is_a_sentence_that_fits_the_numbers(mentees, matched, said, proved):
    run = Run(mentees=mentees, matched=matched)

    assert outcome_of(run) == said
    assert proved in proof_of(run)
    assert ("Mehr sind" in proof_of(run)) is (0 < matched < mentees)


def test_the_page_of_a_run_says_what_came_out(team, cohort):
    run = RunFactory(cohort=cohort, mentees=3, matched=3)

    page = text_of(team.get(url("run", run.pk)))

    assert outcome_of(run) in page
    assert proof_of(run) in page
