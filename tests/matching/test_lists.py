"""A run as lists for the meeting: on paper and as a spreadsheet."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from matching.models import Proposal
from tests.factories import NOW
from tests.matching.pages import text_of, url
from tests.matching.years import computed

pytestmark = pytest.mark.django_db

TITLES = 4  # counted from 1


def sheet_of(team, run):
    return load_workbook(BytesIO(team.get(url("export", run.pk)).content)).active


def rows_of(sheet) -> list[dict[str, object]]:
    """Return the rows of the table by their titles."""
    titles = [cell.value for cell in sheet[TITLES]]
    return [dict(zip(titles, row, strict=True)) for row in sheet.iter_rows(min_row=TITLES + 1, values_only=True)]


# What spreadsheets take for the beginning of a formula.
FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://example.org")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("words", FORMULAS)
def test_the_spreadsheet_holds_every_proposal_and_no_formula(team, year, words):
    mentee, mentor = year.mentee(0), year.mentor(0)
    for user in (mentee.participation.user, mentor.participation.user):
        user.first_name = user.last_name = words
        user.save()
    unit = mentee.participation.user.employee.unit
    unit.name = unit.code = words[:20]
    unit.save()
    run = year.run()

    answer = team.get(url("export", run.pk))
    book = load_workbook(BytesIO(answer.content))

    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}
    assert not any(cell.hyperlink for row in book.active.iter_rows() for cell in row)
    assert [words.strip() in row["Mentee"] for row in rows_of(book.active)] == [True]
    assert words not in answer["Content-Disposition"]


def test_the_spreadsheet_says_which_run_it_is_and_keeps_its_titles_in_sight(team, run):
    sheet = sheet_of(team, run)

    assert sheet["A1"].value == str(run.cohort)
    assert "Lauf vom 15.01.2027" in sheet["A2"].value
    assert sheet["A3"].value == "Für alle 2 Mentees gibt es einen Vorschlag."
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B5", "A4:N6")


def test_the_spreadsheet_of_an_old_run_says_what_has_changed(team, run, year):
    newcomer = year.mentee(0)

    assert "nicht mehr aktuell" in sheet_of(team, run)["A3"].value
    assert str(newcomer) in sheet_of(team, run)["A3"].value


def test_points_stand_beside_what_is_possible_and_there_is_room_to_decide(team, run):
    proposal = run.proposals.first()

    row = rows_of(sheet_of(team, run))[0]

    assert (row["Punkte"], row["Für sie mögliche Punkte"]) == (proposal.score, proposal.reachable)
    assert (row["Geändert"], row["Entscheidung"], row["Notiz"]) == (None, None, None)


def test_who_has_no_proposal_has_no_points_and_who_was_taken_out_is_not_open(team, run):
    proposal = run.proposals.first()
    team.post(url("take_out", proposal.pk), {"revision": run.revision})
    run = computed(run)

    row = next(row for row in rows_of(sheet_of(team, run)) if row["Mentee"] == str(proposal.mentee))

    assert (row["Mentor:in"], row["Punkte"], row["Alternative"]) == (None, None, None)
    assert (row["Stand"], row["Geändert"]) == ("herausgenommen", "von Hand geändert")


def test_the_list_for_the_meeting_has_all_on_one_page_with_room_to_decide(team, run):
    answer = team.get(url("sheet", run.pk))
    page = text_of(answer)

    for proposal in run.proposals.select_related("mentee", "mentor"):
        assert str(proposal.mentee) in page
        assert str(proposal.mentor) in page
    assert page.count("Entscheidung: ") == Proposal.objects.filter(run=run).count()
    assert f"Liste vom {NOW:%d.%m.%Y}" in page


def test_what_to_look_at_is_said_in_words_on_paper(team, year):
    year.mentee(0), year.mentor(1)

    assert "Hinweis: Die beiden haben kein gemeinsames Thema." in text_of(team.get(url("sheet", year.run().pk)))
