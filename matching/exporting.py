"""A run as a spreadsheet for the meeting in which the team decides."""

from collections.abc import Iterable
from io import BytesIO

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from matching.models import Run
from matching.rows import Row
from mentoring.admin.wording import unit_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (24, 28, 24, 28, 14, 60, 40, 24, 16, 10)


def file_name(run: Run) -> str:
    """Name the file by its day and the run's number; names of people or years stay out of it."""
    return f"matching-{localtime(run.requested_at):%Y-%m-%d}-lauf-{run.number}.xlsx"


def workbook(run: Run, rows: Iterable[Row]) -> bytes:
    """Return the proposals as an XLSX file. Every cell is text or a number, whatever somebody is called: no formula."""
    target = BytesIO()
    # Kept in memory: names of people are not left in temporary files.
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("Proposals"))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        titles = _titles()
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title, head)
            sheet.set_column(column, column, WIDTHS[column])
        for number, row in enumerate(rows, start=1):
            for column, words in enumerate(_cells(row)):
                sheet.write_string(number, column, words, text)
            sheet.write_number(number, len(titles) - 1, row.proposal.score, text)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        book.set_properties({"title": str(run.cohort)})
    return target.getvalue()


def _titles() -> list[str]:
    return [
        _("Mentee"),
        _("Unit"),
        _("Mentor"),
        _("Unit of the mentor"),
        _("Fit"),
        _("Why"),
        _("Please look at this"),
        _("Alternative"),
        _("State"),
        _("Points"),
    ]


def _cells(row: Row) -> list[str]:
    proposal = row.proposal
    mentor = proposal.mentor
    return [
        str(proposal.mentee),
        unit_of(proposal.mentee),
        str(mentor) if mentor else "–",
        unit_of(mentor) if mentor else "–",
        row.quality or "–",
        "\n".join(row.reasons or row.obstacles),
        "\n".join([*row.hints, *row.ways_out]),
        str(proposal.alternative) if proposal.alternative else "–",
        row.status or (_("held fast") if row.is_locked else _("open")),
    ]
