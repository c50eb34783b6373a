"""What somebody has to look at again after a restore: closed or taken away since the backup, it is back unnoticed."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import Role, RoleAssignment, User
from notifications.models import CalendarFeed


def checklist() -> list[str]:
    """Return a sentence for each, with what there is now as a number where that helps; no person is named.

    Nothing of the tandems is counted here (R11).
    """
    numbers = {
        "open": User.objects.filter(is_active=True).count(),
        "factors": Authenticator.objects.values("user").distinct().count(),
        "connected": SocialAccount.objects.count(),
        "feeds": CalendarFeed.objects.count(),
        "roles": _roles(),
    }
    return [
        _("Roles that were taken away since are given again. Given are: %(roles)s.") % numbers,
        _(
            "Accounts that were closed since are open again; %(open)s are open. The next staff file closes those of "
            "people who have left."
        )
        % numbers,
        _(
            "Passwords and second factors are those of the backup (%(factors)s accounts with a factor): whoever "
            "changed or lost hers since has to do so again."
        )
        % numbers,
        _("Connections with the identity provider that were cut since are there again: %(connected)s in all.")
        % numbers,
        _("Addresses of calendar feeds that were replaced or switched off since work again: %(feeds)s in all.")
        % numbers,
        _("Invitations of the last 14 days that were used since let their readers in again."),
        _("Words of goals that were no longer shared are shared again: please ask the mentees to look."),
        _("What the adviser may read was ended for all: the project team opens it again where that is still right."),
    ]


def _roles() -> str:
    """Say how many have each role."""
    found = dict(RoleAssignment.objects.order_by().values_list("role").annotate(Count("pk")))
    return ", ".join(f"{role.label} {found[role.value]}" for role in Role if role.value in found) or "0"
