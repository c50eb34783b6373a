"""What the programme itself evaluates, beside the figures that reporting tells."""

from django.utils.translation import gettext_lazy as _

from accounts.evaluations import Evaluation
from accounts.inventory import Reader

ENTRIES = (
    Evaluation(
        code="reminders",
        modules=("mentoring.reminders.tandems", "mentoring.reminders.goals", "mentoring.steps"),
        title=_("Reminders and next steps"),
        purpose=_("reminding people themselves of what falls asleep"),
        data=_("dates of meetings and confirmations, number of open goals"),
        readers=(Reader.PERSON,),
        detail=_("only to the person herself, by mail and on her start page, at most one reminder a week"),
        excluded=_("The project team learns neither who was reminded nor of what."),
    ),
    Evaluation(
        code="broken_rules",
        modules=("mentoring.checks",),
        title=_("Tandems that break a rule after a reorganisation"),
        purpose=_("noticing that a mentor has become a superior of her or his mentee"),
        data=_("line of command, levels and units of the directory, for live tandems"),
        readers=(Reader.TEAM,),
        detail=_("by name: the tandem and the rule; nothing ends by itself"),
        excluded=_(
            "Of an exclusion it says nothing once the two know of their tandem; "
            "before that, that there is one, never whose."
        ),
    ),
)
