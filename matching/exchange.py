"""The interfaces of this app: what the team takes along to a meeting."""

from django.utils.translation import gettext_lazy as _

from accounts.interfaces import Direction, Interface

INTERFACES = (
    Interface(
        code="proposals_sheet",
        modules=("matching.exporting", "matching.admin.runs"),
        title=_("Proposals as a spreadsheet (XLSX) and as a list to print"),
        direction=Direction.OUT,
        data=_("names and units of mentees and mentors, fit, points, reasons, alternative, state of the decision"),
        party=_("the member of the project team who fetches it"),
        occasion=_("preparing the meeting in which tandems are decided"),
        protection=_(
            "project team with a second factor; cells are text, never formulas; file names tell nothing. What "
            "becomes of "
            "the file afterwards is the project team's matter: no period of this application reaches it"
        ),
    ),
)
