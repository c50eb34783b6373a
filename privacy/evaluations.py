"""What this app evaluates: how much the periods have removed."""

from django.utils.translation import gettext_lazy as _

from accounts.evaluations import Evaluation
from accounts.inventory import Reader

ENTRIES = (
    Evaluation(
        code="retention",
        modules=("privacy.overview",),
        title=_("What is kept how long"),
        purpose=_("proving that the periods are kept (Art. 5 (2) GDPR)"),
        data=_("number of deleted entries per period"),
        readers=(Reader.TEAM, Reader.ADMINISTRATION),
        detail=_("numbers of twelve months without names"),
        excluded=_("Not of whom anything was deleted."),
    ),
)
