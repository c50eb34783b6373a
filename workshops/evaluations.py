"""What workshops evaluate: seats and attendance."""

from django.utils.translation import gettext_lazy as _

from accounts.evaluations import Evaluation
from accounts.inventory import Reader

ENTRIES = (
    Evaluation(
        code="workshops",
        modules=("workshops.admin.workshops", "workshops.models", "workshops.actions.registrations"),
        title=_("Figures of workshops"),
        purpose=_("planning seats and catering, moving people up from the waiting list"),
        data=_("registrations by state"),
        readers=(Reader.TEAM, Reader.ADVISER),
        detail=_("numbers of each workshop; names of those registered for the project team and for the host"),
        excluded=_("No comparison of how many workshops somebody attends."),
    ),
    Evaluation(
        code="attendance",
        modules=("workshops.views", "workshops.admin.steps"),
        title=_("Attendance at a workshop"),
        purpose=_("proof of participation; seeing that everybody was at the kickoff"),
        data=_("registrations, and whether somebody was there"),
        readers=(Reader.TEAM, Reader.ADVISER),
        detail=_("by name, workshop by workshop; the adviser for those she hosts"),
        excluded=_("No list over several workshops. Not for appraisal or selection."),
    ),
)
