"""The interfaces of this app: documents that partners fetch."""

from django.utils.translation import gettext_lazy as _

from accounts.interfaces import Direction, Interface

INTERFACES = (
    Interface(
        code="agreement_pdf",
        modules=("mentoring.views.agreements", "mentoring.agreement_letter"),
        title=_("Agreement of a tandem as a PDF file"),
        direction=Direction.OUT,
        data=_("names of both, rhythm, topics, what both have written into it"),
        party=_("the two partners of the tandem"),
        occasion=_("one of them fetches it"),
        protection=_("behind the sign-in; made when it is fetched and kept nowhere"),
    ),
)
