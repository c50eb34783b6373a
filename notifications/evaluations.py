"""What the outbox evaluates."""

from django.utils.translation import gettext_lazy as _

from accounts.evaluations import Evaluation
from accounts.inventory import Reader

ENTRIES = (
    Evaluation(
        code="messages",
        modules=("notifications.overview",),
        title=_("Counts of mails"),
        purpose=_("seeing that mails go out, and whom they do not reach"),
        data=_("kind and state of mails, in all or in one year"),
        readers=(Reader.TEAM,),
        detail=_(
            "exact numbers per kind without names; by name only whom mails do not reach, without saying which "
            "mails. Of kinds that tell of a tandem no number is told at all"
        ),
        excluded=_("Not who got which mail, not who was reminded, not whether somebody read it: there is no tracking."),
    ),
)
