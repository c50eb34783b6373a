"""The interfaces of this app: the documents that it writes about all others."""

from django.utils.translation import gettext_lazy as _

from accounts.interfaces import Direction, Interface

INTERFACES = (
    Interface(
        code="exports",
        modules=("privacy.views",),
        title=_("Everything about oneself, as PDF and JSON"),
        direction=Direction.OUT,
        data=_("what the data catalogue lists as part of an export, about the person alone"),
        party=_("the person herself"),
        occasion=_("she asks for it on her own page"),
        protection=_("asked anew who she is; encrypted until it is fetched, once each, for a week at most"),
    ),
    Interface(
        code="documents",
        modules=("privacy.admin.periods", "privacy.documents"),
        title=_("These documents as PDF files"),
        direction=Direction.OUT,
        data=_("no data of persons: descriptions and settings of this installation"),
        party=_("project team and administration"),
        occasion=_("one of them fetches it"),
        protection=_("behind the sign-in, with a second factor"),
    ),
)
