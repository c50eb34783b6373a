"""A run as a spreadsheet for the meeting in which the team decides."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from matching.models import Run
from matching.rows import Row
from matching.wording import outcome_of, standing_of
from mentoring.admin.wording import unit_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The row of the titles, below the lines that say which year and run this is.
TITLES = 3


def file_name(run: Run) -> str:
    """Name the file by its day and the run's number; names of people or years stay out of it."""
    return f"matching-{localtime(run.requested_at):%Y-%m-%d}-lauf-{run.number}.xlsx"


def workbook(run: Run, rows: Iterable[Row], *, changes: Sequence[str], now: datetime) -> bytes:
    """Return the proposals as an XLSX file. Every cell is text or a number, whatever somebody is called: no formula.

    `changes` are what makes the run out of date, a sentence each.
    """
    target = BytesIO()
    # Kept in memory: names of people are not left in temporary files.
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("Proposals"))
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top", "bottom": 4})
        for number, line in enumerate(_lines(run, changes, now)):
            sheet.write_string(number, 0, line, bold)
        columns = _columns()
        for column, (title, width) in enumerate(columns):
            sheet.write_string(TITLES, column, title, head)
            sheet.set_column(column, column, width)
        last = TITLES
        for last, row in enumerate(rows, start=TITLES + 1):
            for column, value in enumerate(_cells(row)):
                if value is None:
                    sheet.write_blank(last, column, None, text)
                elif isinstance(value, int):
                    sheet.write_number(last, column, value, text)
                else:
                    sheet.write_string(last, column, value, text)
        sheet.autofilter(TITLES, 0, last, len(columns) - 1)
        sheet.freeze_panes(TITLES + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(TITLES)
        book.set_properties({"title": str(run.cohort)})
    return target.getvalue()


def _lines(run: Run, changes: Sequence[str], now: datetime) -> list[str]:
    """Say which year and run this is, and whether it still holds."""
    moments = {
        "run": date_format(localtime(run.requested_at), "SHORT_DATETIME_FORMAT"),
        "now": date_format(localtime(now), "SHORT_DATETIME_FORMAT"),
    }
    standing = [_("This run is out of date."), *changes] if changes else [outcome_of(run)]
    return [str(run.cohort), _("Run of %(run)s, spreadsheet of %(now)s") % moments, " ".join(standing)]


def _columns() -> list[tuple[str, int]]:
    """Return the titles with the widths of their columns."""
    return [
        (_("Mentee"), 24),
        (_("Unit"), 28),
        (_("Mentor"), 24),
        (_("Unit of the mentor"), 28),
        (_("Fit"), 14),
        (_("Points"), 9),
        (_("Points possible for her"), 11),
        (_("Why"), 56),
        (_("Please look at this"), 36),
        (_("Alternative"), 24),
        (_("State"), 18),
        (_("Changed"), 12),
        (_("Decision"), 24),
        (_("Note"), 36),
    ]


def _cells(row: Row) -> list[str | int | None]:
    """Return what stands in each column; None leaves a cell empty, to be written into."""
    proposal = row.proposal
    mentor = proposal.mentor
    return [
        str(proposal.mentee),
        unit_of(proposal.mentee),
        str(mentor) if mentor else None,
        unit_of(mentor) if mentor else None,
        row.quality or None,
        proposal.score if mentor else None,
        proposal.reachable if mentor else None,
        "\n".join([*(row.reasons or row.obstacles), *row.notes]),
        "\n".join([*row.hints, *map(str, row.ways_out)]),
        str(row.alternative) if row.alternative else None,
        standing_of(row),
        row.changed_words or None,
        None,
        None,
    ]
