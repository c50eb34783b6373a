"""The main navigation: the few places that matter to whoever is signed in."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import access as accounts
from mentoring import access
from mentoring.models import ParticipationRole

Entry = tuple[str, str, bool]


def navigation_of(request: HttpRequest) -> list[Entry]:
    """Return label, address and whether it is the present page, for each entry.

    Nobody gets an entry that leads nowhere for her.
    """
    user = request.user
    if not user.is_authenticated:
        return []
    roles = {participation.role for participation in access.participations_of(user)}
    entries = [(_("Overview"), reverse("portal:start"))]
    if ParticipationRole.MENTEE in roles:
        entries.append((_("Application"), reverse("mentoring:application")))
        entries.append((_("Goals"), reverse("mentoring:goals")))
    if ParticipationRole.MENTOR in roles:
        entries.append((_("Profile"), reverse("mentoring:mentor_profile")))
    if roles:
        entries.append((_("Tandem"), reverse("mentoring:tandem")))
        entries.append((_("Meetings"), reverse("mentoring:meetings")))
    if roles or accounts.is_adviser(user):
        entries.append((_("Workshops"), reverse("workshops:list")))
    if accounts.is_adviser(user):
        entries.append((_("Messages"), reverse("mentoring:request_inbox")))
        entries.append((_("Opened for you"), reverse("mentoring:grants")))
    entries.append((_("Contacts"), reverse("portal:contacts")))
    if accounts.may_enter_admin(user):
        entries.append((_("Programme administration"), reverse("admin:index")))
    return [(label, url, _is_present(request.path, url)) for label, url in entries]


def _is_present(path: str, url: str) -> bool:
    """Whether a page is the one of the entry, or stands under its address, as each tandem does under "/tandem/"."""
    return path == url or (url != reverse("portal:start") and path.startswith(url))
