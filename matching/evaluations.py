"""What the matching evaluates, in words for whoever judges it."""

from django.utils.translation import gettext_lazy as _

from accounts.evaluations import Evaluation
from accounts.inventory import Reader

ENTRIES = (
    Evaluation(
        code="matching",
        modules=(
            "matching.computing",
            "matching.engine.diagnosis",
            "matching.engine.problem",
            "matching.loading",
            "matching.models.runs",
            "matching.admin.runs",
            "matching.admin.proposals",
            "matching.comparing",
            "mentoring.rules",
        ),
        title=_("Matching: proposals for tandems"),
        purpose=_("finding for a whole year the set of tandems that fits best under the rules"),
        data=_(
            "topics and their order, what mentors offer, wishes, mode and place of meetings, unit, level and line of "
            "command, exclusions and former tandems as rules"
        ),
        readers=(Reader.TEAM,),
        detail=_(
            "by name: each proposal with its reasons, fit in words (points under “Details”) and an alternative. The "
            "project team changes it and approves each tandem; who decided and why is recorded. Not a decision by "
            "machine within the meaning of Art. 22 GDPR; whether it is profiling (Art. 4 No. 4) is for the DPO to judge"
        ),
        excluded=_(
            "No ranking of persons: an order there is only among the alternatives of one mentee. No motivation, "
            "no words "
            "of goals, no appraisals, nothing learned from former tandems. Reasons and points go after their period."
        ),
    ),
    Evaluation(
        code="supply",
        modules=("matching.supply", "matching.engine.supply", "matching.supply_rows"),
        title=_("Supply and demand of topics"),
        purpose=_("seeing which mentors are still missing"),
        data=_("topics of applications and of mentors' profiles in one year, and places of mentors"),
        readers=(Reader.TEAM,),
        detail=_(
            "numbers per topic, exact because the project team reads both by name anyway; by name only groups of "
            "mentees for whom there are too few places"
        ),
        excluded=_("No words of goals; nothing of tandems that have begun."),
    ),
)
