"""What a list of proposals says of each, in an older run too."""

from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook

from accounts.models import Role
from matching import access
from matching.actions.locking import Standing
from matching.choices import choices_for
from matching.costs import cost_of
from matching.models import Change, Criterion, Instruction, InstructionKind, Proposal
from matching.rows import rows_of
from mentoring.models import MenteeState, Pairing
from tests.factories import (
    NOW,
    TODAY,
    CriterionFactory,
    MentorFactory,
    PairingFactory,
    RoleAssignmentFactory,
    some_topic,
)
from tests.matching.factories import ProposalFactory
from tests.matching.pages import text_of, url

pytestmark = pytest.mark.django_db


def row_of(proposal):
    team = RoleAssignmentFactory(role=Role.TEAM).user
    return rows_of(proposal.run, access.with_topics(Proposal.objects.filter(pk=proposal.pk), team, TODAY))[0]


@pytest.fixture
def proposal():
    return ProposalFactory(change=Change.IN_TURN)


@pytest.fixture
def another_mentor(proposal):
    return MentorFactory(cohort=proposal.run.cohort)


def settle(proposal, kind, mentor=None):
    Instruction.objects.create(kind=kind, mentee=proposal.mentee, mentor=mentor, given_at=NOW)


def test_a_proposal_that_became_a_tandem_is_approved(proposal):
    PairingFactory(mentee=proposal.mentee, mentor=proposal.mentor, state="approved")

    assert row_of(proposal).is_approved
    assert row_of(proposal).status == "freigegeben"
    assert list(Proposal.objects.approved()) == [proposal]


def test_a_proposal_whose_mentee_has_another_tandem_says_so_and_is_not_approved(proposal, another_mentor):
    PairingFactory(mentee=proposal.mentee, mentor=another_mentor, state="approved")

    assert not row_of(proposal).is_approved
    assert row_of(proposal).status == f"inzwischen mit {another_mentor} freigegeben"
    assert row_of(proposal).changed_words == ""
    assert not Proposal.objects.approved()


def test_no_tandem_this_year_is_a_decision(proposal):
    mentee = proposal.mentee
    mentee.state, mentee.criterion = MenteeState.NO_TANDEM, CriterionFactory(cohort=proposal.run.cohort)
    mentee.decided_at = NOW
    mentee.save()

    assert row_of(proposal).is_decided
    assert row_of(proposal).status == "kein Tandem"


def test_held_fast_names_the_mentor_when_it_is_another_one(proposal, another_mentor):
    settle(proposal, InstructionKind.LOCK, proposal.mentor)
    assert (row_of(proposal).settled_words, row_of(proposal).changed_words) == ("festgehalten", "dadurch geändert")

    Instruction.objects.update(mentor=another_mentor)
    assert row_of(proposal).settled_words == f"festgehalten mit {another_mentor}"


def test_a_proposal_by_hand_names_the_mentor_when_it_is_another_one(proposal, another_mentor):
    PairingFactory(mentee=proposal.mentee, mentor=another_mentor, state="proposed")

    assert row_of(proposal).settled_words == f"von Hand vorgeschlagen mit {another_mentor}"


def test_the_filter_for_approved_ones_leaves_out_other_tandems(team, proposal, another_mentor):
    PairingFactory(mentee=proposal.mentee, mentor=another_mentor, state="approved")

    listed = f'href="{url("proposal", proposal.pk)}"'

    assert listed in team.get(url("run", proposal.run_id)).content.decode()
    assert listed not in team.get(url("run", proposal.run_id) + "?show=approved").content.decode()


NAMES = {1: "Katja Adler", 2: "Leyla Junker"}, {7: "Greta Becker", 8: "Birgit Decker"}


@pytest.mark.parametrize(
    ("moves", "points", "words"),
    [
        ([], 0, "ohne Nachteil"),
        ([[2, 7, None]], 900, "Leyla Junker verliert ihren Platz"),
        ([[1, None, 7]], -900, "Katja Adler bekommt einen Platz"),
        (
            [[2, 8, None], [1, None, 8]],
            30,
            "Leyla Junker verliert ihren Platz; Katja Adler bekommt einen Platz; insgesamt: kleiner Nachteil",
        ),
        ([[1, 7, None], [2, 8, None]], 0, "Katja Adler und Leyla Junker verlieren ihren Platz"),
    ],
)
def test_what_a_change_costs_names_who_loses_and_who_gains(moves, points, words):
    change = {"mentees_lost": 0, "points_lost": points, "moves": moves}

    assert cost_of(change, average=1000, mentees=NAMES[0], mentors=NAMES[1]).words == words


# --- topics ----------------------------------------------------------------------------------

PAGES = ("proposal", "run", "sheet", "export")


def words_on(team, name, proposal) -> str:
    answer = team.get(url(name, proposal.pk if name == "proposal" else proposal.run_id))
    if name != "export":
        return unescape(answer.content.decode())
    sheet = load_workbook(BytesIO(answer.content)).active
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


@pytest.fixture
def about_topics(proposal):
    proposal.reasons = {"topics": [some_topic(4).pk], "wanted": 1, "is_first": True, "offers": ["feedback"]}
    proposal.warnings = ["no_common_topic", "cannot_meet"]
    proposal.save()
    proposal.price_list.mentors = [one | {"topics": [some_topic(4).pk]} for one in proposal.price_list.mentors]
    proposal.price_list.save()
    return proposal


@pytest.mark.parametrize("name", PAGES)
def test_topics_are_told_until_a_tandem_is_announced_and_not_afterwards(team, about_topics, name):
    approved = PairingFactory(mentee=about_topics.mentee, mentor=about_topics.mentor, state="approved", announced=False)
    page = words_on(team, name, about_topics)
    assert some_topic(4).title in page
    assert "kein gemeinsames Thema" in page

    Pairing.objects.filter(pk=approved.pk).update(announced_at=NOW)

    page = words_on(team, name, about_topics)
    assert some_topic(4).title not in page
    assert "gemeinsames Thema" not in page
    assert "Bietet außer Gesprächen" in page
    assert "nur online" in page


@pytest.mark.parametrize("name", ["proposal", "run"])
def test_no_points_are_told_once_topics_are_closed_since_the_others_would_tell_the_missing_ones(
    team, about_topics, name
):
    about_topics.parts = {"topics": 300, "offers": 200}
    about_topics.save()
    bars = (*(f'aria-label="{one.label}"' for one in (Criterion.TOPICS, Criterion.OFFERS)), "500 von 1.000")
    page = words_on(team, name, about_topics)
    assert all(bar in page for bar in bars)

    PairingFactory(mentee=about_topics.mentee, mentor__state="withdrawn", state="ended")

    page = words_on(team, name, about_topics)
    assert not [bar for bar in bars if bar in page]
    assert "<progress" not in page


@pytest.mark.parametrize(
    ("found", "is_listed", "is_listed_once_closed"),
    [
        ({}, False, False),
        ({"warnings": ["no_topics"]}, True, False),
        ({"warnings": ["no_common_topic"]}, True, False),
        ({"warnings": ["cannot_meet"]}, True, True),
        ({"warnings": ["no_common_topic", "cannot_meet"]}, True, True),
        ({"warnings": ["no_topics"], "overridden_rules": ["capacity"], "override_reason": "So."}, True, True),
        ({"overridden_rules": ["capacity"], "override_reason": "So."}, True, True),
    ],
)
def test_the_filter_for_hints_tells_nothing_of_closed_topics(team, proposal, found, is_listed, is_listed_once_closed):
    Proposal.objects.update(**found)

    def has_hints() -> bool:
        page = team.get(url("run", proposal.run_id) + "?show=hints").content.decode()
        return f'href="{url("proposal", proposal.pk)}"' in page

    assert has_hints() is is_listed

    PairingFactory(mentee=proposal.mentee, mentor__state="withdrawn", state="ended")

    assert has_hints() is is_listed_once_closed


@pytest.mark.parametrize("name", PAGES)
def test_no_topic_is_told_after_the_end_of_the_year(team, team_member, about_topics, name, clock):
    clock.move_to(NOW + timedelta(days=700))
    team.force_login(team_member)

    assert some_topic(4).title not in words_on(team, name, about_topics)


def test_other_mentors_are_shown_without_topics_once_these_are_closed(about_topics, team_member):
    entries = [{"mentor": about_topics.mentor_id, "quality": "good", "score": 1, "topics": [some_topic(4).pk]}]
    nobody_moves = {"mentees_lost": 0, "points_lost": 0, "moves": []}
    about_topics.price_list.mentors = [one | nobody_moves for one in entries]

    for about_topics.tells_topics, topics in ((True, [some_topic(4).title]), (False, None)):
        found = choices_for(about_topics, Standing([]))
        assert found.by_mentor[about_topics.mentor_id].topics == topics


@pytest.mark.parametrize("had_a_tandem", [False, True])
def test_nothing_is_said_of_closed_topics_before_the_approval_either(team, year, had_a_tandem):
    mentee, _mentor = year.mentee(0), year.mentor(1)
    if had_a_tandem:
        PairingFactory(mentee=mentee, mentor__state="withdrawn", state="ended")
    run = year.run()

    page = text_of(team.get(url("approve", run.pk)))

    assert str(mentee) in page
    assert ("kein gemeinsames Thema" in page) is not had_a_tandem
