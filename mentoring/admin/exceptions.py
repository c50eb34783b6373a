"""The step by which the team keeps a live tandem that breaks a rule by now, with its reason (R4 f to h)."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.admin import confirm
from accounts.admin.pages import Crumb, sent
from accounts.errors import Refused
from mentoring.actions import pairings
from mentoring.admin.wording import crumb_of
from mentoring.checks import broken_tandems
from mentoring.forms.admin_pairings import ReasonForm
from mentoring.models import Pairing
from mentoring.rules import Reason


def broken_rules_of(pairing: Pairing) -> list[Reason]:
    """Return the rules that a live tandem breaks now."""
    return [reason for found in broken_tandems([pairing] if pairing.is_live else []) for reason in found.reasons]


def may_be_kept(broken: list[Reason]) -> bool:
    """Whether the team may let it go on: rules speak against it, and none that nobody may override."""
    return bool(broken) and all(reason.is_overridable for reason in broken)


def keep(request: HttpRequest, site: AdminSite, pairing: Pairing) -> HttpResponse:
    """Ask for the reason, naming the rules; with it, keep the tandem. Without a broken rule there is nothing to ask.

    A reason that is refused stays on the page, even when there is nothing to ask any more.
    """
    back = reverse("admin:mentoring_pairing_change", args=[pairing.pk])
    form = ReasonForm(sent(request))
    if form.is_valid():
        try:
            pairings.keep_by_exception(pairing, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The tandem is kept, and the exception is noted."))
            return redirect(back)
    broken = broken_rules_of(pairing)
    is_possible = may_be_kept(broken)
    typed = request.POST.get("reason", "")
    if not is_possible and not typed:
        return redirect(back)
    what = [_("With your reason this does not count for the two:"), *map(str, broken), _("No mail is sent.")]
    question = confirm.Question(
        title=_("Keep the tandem as an exception"),
        what=what if is_possible else form.non_field_errors() or [_("No exception can be noted here any more.")],
        people=[str(pairing.mentee), str(pairing.mentor)],
        form=form if is_possible else None,
        texts=[] if is_possible else [typed],
        yes=_("Yes, keep the tandem") if is_possible else "",
        cancel_url=back,
        crumbs=[crumb_of(Pairing), Crumb(str(pairing), back)],
    )
    return confirm.ask(request, site, question)
