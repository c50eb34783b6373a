"""What the team's entry, its digest and the numbers of a quarter evaluate."""

from django.utils.translation import gettext_lazy as _

from accounts.evaluations import Evaluation
from accounts.inventory import Reader

NO_ORDER = _("No ranking of persons, no comparison between them, nothing about when somebody was active.")

ENTRIES = (
    Evaluation(
        code="cockpit",
        modules=("reporting.counts", "reporting.tasks_of_team", "reporting.tasks_of_roles"),
        title=_("What is next (the project team's entry)"),
        purpose=_("showing the project team which of its own decisions wait"),
        data=_("states of applications, mentors, tandems, matching runs and workshops"),
        readers=(Reader.TEAM,),
        detail=_("planning figures in exact numbers, because the project team reads all of it by name anyway"),
        excluded=NO_ORDER,
    ),
    Evaluation(
        code="milestones",
        modules=("reporting.milestones", "mentoring.milestones", "workshops.figures"),
        title=_("Milestones by name"),
        purpose=_("offering help where a tandem does not get going"),
        data=_("whether the agreement was confirmed, a first meeting held and the kickoff attended: yes or no"),
        readers=(Reader.TEAM,),
        detail=_("by name: whom or which tandem each milestone still waits for"),
        excluded=_(
            "Not how often, when or about what two people meet; no other list by name of who did what. "
            "Not for appraisal or selection."
        ),
    ),
    Evaluation(
        code="digest",
        modules=("reporting.messages",),
        title=_("Digest on Mondays"),
        purpose=_("telling the project team by mail that something waits"),
        data=_("the same figures as on the project team's entry"),
        readers=(Reader.TEAM,),
        detail=_("numbers without names; names stand behind the sign-in only"),
        excluded=_("No names, no texts, nothing of tandems."),
    ),
    Evaluation(
        code="quarter",
        modules=("reporting.numbers", "reporting.bands", "mentoring.figures"),
        title=_("Numbers of a year in a quarter"),
        purpose=_("reporting that the programme is alive, without looking into tandems"),
        data=_("number of tandems, meetings, new goals and goals that are done, in a whole year"),
        readers=(Reader.TEAM,),
        detail=_(
            "without names; all but the number of tandems in bands (5–9, 10–19, 20–49, 50–99, 100 and more), from five "
            "tandems on and only where the band tells nothing of a single tandem beside the milestones"
        ),
        excluded=_("Not by unit, level, gender or tandem; no sums over quarters, so that nothing can be subtracted."),
    ),
)
