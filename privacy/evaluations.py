"""What this app evaluates: how much the periods have removed, and what a restore brings back."""

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
    Evaluation(
        code="after_restore",
        modules=("privacy.looking_again",),
        title=_("What to look at again after a restore"),
        purpose=_("noticing what was closed since the backup and is back"),
        data=_("number of roles, open accounts, second factors, connections and calendar feeds"),
        readers=(Reader.ADMINISTRATION,),
        detail=_("sums of the whole installation without names, once, on the command line"),
        excluded=_("No names, nothing of tandems."),
    ),
)
