"""The approval page: the open proposals by name, and what became of each (R15)."""

from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin import confirm
from accounts.admin.pages import page, sent
from accounts.ids import id_from
from mentoring.actions import pairings
from mentoring.admin.wording import crumb_of, name_and_unit, overrides_of
from mentoring.forms.admin_pairings import ApprovalForm
from mentoring.models import Pairing, PairingState


def approve(request: HttpRequest, site: AdminSite, visible: QuerySet[Pairing]) -> HttpResponse:
    """Show the open proposals, those that the address names or of its year; approve what was ticked.

    Each is approved by itself: one that is refused does not stop the others, and the report says why.
    """
    proposals = list(_asked_for(request, visible.filter(state=PairingState.PROPOSED)))
    form = ApprovalForm([(one, _in_words(one)) for one in proposals], sent(request))
    if form.is_valid():
        now = timezone.now()
        chosen = form.cleaned_data["proposals"]
        outcome = confirm.each(chosen, lambda one: pairings.approve(one, by=request.user, now=now))
        done = ngettext("%(count)s tandem approved.", "%(count)s tandems approved.", len(outcome.done))
        outcome.tell(request, done)
        return redirect("admin:index")
    return page(
        request,
        site,
        "admin/mentoring/pairing/approve.html",
        title=_("Approve tandems"),
        crumbs=[crumb_of(Pairing)],
        form=form,
        proposals=proposals,
    )


def _asked_for(request: HttpRequest, proposals: QuerySet[Pairing]) -> QuerySet[Pairing]:
    ids = [pk for text in request.GET.getlist("id") if (pk := id_from(text)) is not None]
    cohort = id_from(request.GET.get("cohort", ""))
    if ids:
        return proposals.filter(pk__in=ids)
    return proposals.of_cohort(cohort) if cohort is not None else proposals


def _in_words(pairing: Pairing) -> str:
    """Say who is proposed with whom, and the exception where there is one."""
    both = f"{name_and_unit(pairing.mentee)} – {name_and_unit(pairing.mentor)}"
    overrides = overrides_of(pairing)
    if not overrides:
        return both
    words = {"tandem": both, "rules": overrides, "reason": pairing.override_reason}
    return _("%(tandem)s. Exception (%(rules)s): %(reason)s") % words
