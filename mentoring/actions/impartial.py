"""Nobody decides on herself (R15): what actions of the team ask first."""

from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import User
from mentoring import conflict_access
from mentoring.models import Pairing, Participation


def require_other(by: User, participation: Participation) -> None:
    """Let pass who decides on somebody else.

    Raises:
        Refused: when it is about herself.
    """
    if not conflict_access.may_decide_on(by, participation):
        raise Refused(_("This is about yourself. Somebody else of the project team has to decide it."))


def require_pairing_in(by: User, cohort_id: int) -> None:
    """Let pass who may help to find the tandems of a year.

    Raises:
        Refused: when she takes part in it.
    """
    if not conflict_access.may_pair_in(by, cohort_id):
        raise Refused(
            _("You take part in this year yourself. Somebody else of the project team has to find its tandems.")
        )


def require_steering(by: User, pairing: Pairing) -> None:
    """Let pass who may decide on a tandem.

    Raises:
        Refused: when it is her own, or is not announced and of a year in which she takes part.
    """
    for side in (pairing.mentee, pairing.mentor):
        require_other(by, side.participation)
    if pairing.announced_at is None:
        require_pairing_in(by, pairing.mentee.participation.cohort_id)
