"""What this app holds of persons, and how it lets go of somebody."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.inventory import (
    NAMES_OTHERS,
    TECHNICAL,
    Erasure,
    Fate,
    Holding,
    Impersonal,
    Reader,
    Sphere,
    nothing_blocks,
    nothing_to_release,
)
from accounts.models import User
from matching.actions import erasing
from matching.models import Instruction, PriceList, Proposal, Run, Weighting
from mentoring.models import Pairing

MATCHING = _("finding the best set of tandems")
PREPARES = _("prepares a decision and names others; what came of it stands with the tandem")
EITHER = ("mentee__participation__user", "mentor__participation__user")


def proposals_that_became_tandems(user: User) -> QuerySet[Proposal]:
    """Return proposals that somebody knows of, because the tandem was announced."""
    tandems = Pairing.objects.announced().filter(mentee=OuterRef("mentee"), mentor=OuterRef("mentor"))
    mine = Q(mentee__participation__user=user) | Q(mentor__participation__user=user)
    return Proposal.objects.filter(mine, Exists(tandems)).select_related("run").order_by("pk")


ENTRIES = (
    Holding(
        model=Proposal,
        what=_("Proposals of the matching, with reasons"),
        purpose=MATCHING,
        sphere=Sphere.PROGRAMME,
        readers=(Reader.TEAM,),
        periods=("matching",),
        fate=Fate.DELETED,
        persons=EITHER,
        exported=("run__requested_at", "quality"),
        left_out={
            "mentee": PREPARES,
            "mentor": PREPARES,
            "score": PREPARES,
            "reachable": PREPARES,
            "parts": PREPARES,
            "reasons": PREPARES,
            "warnings": PREPARES,
            "overridden_rules": PREPARES,
            "override_reason": PREPARES,
            "alternative": PREPARES,
            "obstacles": PREPARES,
            "change": PREPARES,
        },
        rows=proposals_that_became_tandems,
        withheld=_("proposals that became no tandem, or one that is not announced"),
    ),
    Holding(
        model=PriceList,
        what=_("What changes of a proposal would cost the others"),
        purpose=MATCHING,
        sphere=Sphere.PROGRAMME,
        readers=(Reader.TEAM,),
        periods=("matching",),
        fate=Fate.DELETED,
        persons=tuple(f"proposal__{path}" for path in EITHER),
        left_out={"mentors": PREPARES, "without_mentor": PREPARES, "none": PREPARES},
    ),
    Holding(
        model=Instruction,
        what=_("What the project team told the matching"),
        purpose=MATCHING,
        sphere=Sphere.PROGRAMME,
        readers=(Reader.TEAM,),
        periods=("matching",),
        fate=Fate.DELETED,
        persons=EITHER,
        left_out={
            "kind": PREPARES,
            "overridden_rules": PREPARES,
            "override_reason": PREPARES,
            "given_by": NAMES_OTHERS,
            "given_at": PREPARES,
        },
    ),
    Holding(
        model=Run,
        what=_("Runs of the matching: figures of a whole year"),
        purpose=MATCHING,
        sphere=Sphere.PROGRAMME,
        readers=(Reader.TEAM,),
        periods=("matching",),
        fate=Fate.KEPT,
        on_erasure=_("stays for its period; names participations by numbers only"),
        left_out={
            "cohort": TECHNICAL,
            "kind": TECHNICAL,
            "state": TECHNICAL,
            "weights": TECHNICAL,
            "requested_by": NAMES_OTHERS,
            "requested_at": TECHNICAL,
            "heartbeat_at": TECHNICAL,
            "finished_at": TECHNICAL,
            "stage": TECHNICAL,
            "progress": TECHNICAL,
            "failure": TECHNICAL,
            "revision": TECHNICAL,
            "mentees": TECHNICAL,
            "places": TECHNICAL,
            "matched": TECHNICAL,
            "total": TECHNICAL,
            "lowest": TECHNICAL,
            "certificate": PREPARES,
            "fingerprints": TECHNICAL,
            "findings": PREPARES,
        },
    ),
    Impersonal(
        Weighting,
        _("what counts how much in a year"),
        fields=(
            "cohort",
            *("points_high", "points_medium", "points_low"),
            *("topics", "wish", "offers", "meeting", "levels", "branch", "worst_first"),
            "version",
        ),
    ),
)

ERASURE = Erasure(blockers=nothing_blocks, release=nothing_to_release, erase=erasing.erase)
