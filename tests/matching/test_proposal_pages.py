"""One proposal: why, what every other mentor would mean, and the changes that the team makes."""

import re

import pytest

from matching.actions.locking import Standing
from matching.choices import choices_for
from matching.models import Instruction, InstructionKind, PriceList, Run, RunState
from tests.factories import MentorFactory, OrgUnitFactory
from tests.matching.pages import text_of, url
from tests.matching.years import computed, proposal_for, proposed

pytestmark = pytest.mark.django_db


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


def test_a_second_click_on_the_answer_is_told_what_happened(team, run):
    first, second = run.proposals.all()
    address = url("move", first.pk, second.mentor_id)
    team.post(address, {"revision": run.revision})

    answer = team.post(address, {"revision": run.revision}, follow=True)

    assert "berechnet" in text_of(answer)
    assert Instruction.objects.count() == 1


def test_a_change_from_the_page_of_an_older_run_is_told_why_not(team, run, year):
    first, second = run.proposals.all()
    year.run()

    for address in (url("move", first.pk, second.mentor_id), url("hold", first.pk)):
        assert "einen neueren Lauf" in text_of(team.post(address, {"revision": run.revision}, follow=True))
    assert not Instruction.objects.exists()


def test_a_refused_exception_keeps_the_reason_that_was_typed(team, year):
    office = OrgUnitFactory(is_department=True)
    mentee, near = year.mentee(0, unit=office), year.mentor(0, unit=office)
    year.mentor(1)
    run = year.run()
    address = url("move", proposal_for(run, mentee).pk, near.pk)

    answer = team.post(address, {"revision": run.revision + 1, "reason": "Beide wünschen es."})

    assert "Fehler:" in text_of(answer)
    assert "Beide wünschen es." in answer.content.decode()


def test_a_mentor_whose_places_are_held_for_others_is_shown_with_that(team, year):
    held, other = year.mentee(0), year.mentee(0)
    mentor = year.mentor(0)
    run = year.run()
    lucky = run.proposals.get(mentor=mentor)
    team.post(url("hold", lucky.pk), {"revision": run.revision})
    run = computed(run)
    unlucky = held if lucky.mentee == other else other

    assert "Alle Plätze sind für andere festgehalten" in text_of(
        team.get(url("proposal", proposal_for(run, unlucky).pk))
    )


def test_a_result_that_could_not_be_proved_is_not_called_proved(team, run):
    Run.objects.filter(pk=run.pk).update(state=RunState.FAILED, failure="not_certified")

    page = text_of(team.get(url("run", run.pk)))

    assert "nachgewiesen" not in page.replace("nicht nachgewiesen", "")


def test_after_a_refusal_by_a_second_tab_the_next_press_counts(team, run):
    first, second = run.proposals.all()
    address = url("move", first.pk, second.mentor_id)
    refused = team.post(address, {"revision": run.revision - 1})
    assert "inzwischen" in text_of(refused)
    assert not Instruction.objects.exists()

    shown = re.search(r'name="revision" value="(\d+)"', refused.content.decode())
    team.post(address, {"revision": shown.group(1)})
    assert Instruction.objects.exists()


def test_those_by_whom_nobody_loses_a_place_come_first(team, year):
    mentee = year.mentee(0)
    placed, left_over = year.mentee(1), year.mentee(2)
    mentors = {number: year.mentor(number) for number in (0, 1)}
    run = year.run()
    proposal = proposal_for(run, mentee)
    free = MentorFactory(cohort=run.cohort)
    entries = [
        {
            "mentor": mentors[1].pk,
            "mentees_lost": 0,
            "points_lost": -50,
            "moves": [[placed.pk, mentors[1].pk, None], [left_over.pk, None, mentors[0].pk]],
        },
        {"mentor": free.pk, "mentees_lost": 0, "points_lost": 90, "moves": []},
    ]
    PriceList.objects.filter(proposal=proposal).update(
        mentors=[{"quality": "good", "score": 1, "topics": [], **entry} for entry in entries]
    )

    priced = proposal_for(run, mentee)
    priced.tells_topics = True
    possible = choices_for(priced, Standing([])).possible
    assert [choice.mentor for choice in possible] == [free, mentors[1]]
    assert f"{placed} verliert ihren Platz" in text_of(team.get(url("proposal", proposal.pk)))


def test_the_question_before_an_exception_says_which_rule_is_set_aside(team, year):
    office = OrgUnitFactory(is_department=True)
    mentee, near = year.mentee(0, unit=office), year.mentor(0, unit=office)
    year.mentor(1)

    question = text_of(team.get(url("move", proposal_for(year.run(), mentee).pk, near.pk)))
    assert "Mit Ihrer Begründung gilt für die beiden nicht:" in question


def test_taking_out_says_that_she_would_be_without_a_mentor(team, run):
    proposal = run.proposals.select_related("mentor__participation__user").first()

    question = text_of(team.get(url("take_out", proposal.pk)))
    assert f"{proposal.mentee} wäre ohne Mentor:in (bisher: {proposal.mentor})" in question


def test_what_was_settled_is_taken_back_from_the_proposal_after_a_question(team, run):
    proposal = run.proposals.first()
    team.post(url("hold", proposal.pk), {"revision": run.revision})
    computed(run)
    address = url("withdraw_instruction", Instruction.objects.get().pk)

    assert address in team.get(url("proposal", proposal.pk)).content.decode()
    assert "Ja, aufheben" in text_of(team.get(address))
    assert Instruction.objects.exists()
    team.post(address)
    assert not Instruction.objects.exists()
    assert team.get(address).status_code == 404


def test_who_was_taken_out_gets_no_mentor_before_that_is_taken_back(team, run):
    proposal = run.proposals.first()
    team.post(url("take_out", proposal.pk), {"revision": run.revision})
    computed(run)

    assert "Diese Mentor:in wählen" not in text_of(team.get(url("proposal", proposal.pk)))


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


@pytest.mark.parametrize("step", ["hold", "keep_apart"])
def test_what_is_about_two_is_not_asked_of_one_without_a_mentor(team, year, step):
    mentee = year.mentee(0)
    proposal = proposal_for(year.run(), mentee)

    answer = team.get(url(step, proposal.pk), follow=True)

    assert answer.redirect_chain == [(url("proposal", proposal.pk), 302)]
    assert f"Für {mentee} ist niemand vorgeschlagen" in text_of(answer)


@pytest.mark.parametrize("revision", ["", "x", "9" * 30])
def test_a_revision_that_is_none_is_answered_as_an_old_page(team, run, revision):
    answer = team.post(url("hold", run.proposals.first().pk), {"revision": revision}, follow=True)

    assert not Instruction.objects.exists()
    assert "inzwischen" in text_of(answer)
    assert "ganze Zahl" not in text_of(answer)
