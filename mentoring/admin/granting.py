"""The step by which the team opens applications, profiles or tandems to the adviser, asked once for all chosen."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin import confirm
from mentoring import grant_access, grant_words
from mentoring.actions import grants
from mentoring.admin.wording import crumb_of
from mentoring.forms.admin_grants import GrantForm
from mentoring.models import GrantPurpose, Mentee, Mentor, Opened, Pairing, Participation
from notifications import outbox, preview

OPENED = {Mentee: Opened.APPLICATION, Mentor: Opened.PROFILE, Pairing: Opened.TANDEM}


def open_selected(
    request: HttpRequest, site: AdminSite, chosen: Sequence[Mentee | Mentor | Pairing]
) -> HttpResponse | None:
    """Ask to whom, until when and what for; then open each, and report what was done and what not, and why.

    What is chosen is all of one kind and comes from an action of its list, which has to be called
    `open_to_adviser`. Without anything to ask, None: the list is shown again with the reason.
    """
    if not grant_access.advisers().exists():
        messages.error(request, _("There is no adviser. Whoever runs the application gives somebody this role."))
        return None
    if len({_persons_of(one)[0].cohort_id for one in chosen}) > 1:
        messages.error(request, _("Please choose from one year only."))
        return None
    now = timezone.now()
    form = GrantForm(request.POST if "confirmed" in request.POST else None, today=timezone.localdate(now))
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": now}
        outcome = confirm.each(chosen, lambda one: grants.open_to_adviser(_about(one), **given))
        count = len(outcome.done)
        outcome.tell(request, ngettext("%(count)s opened to the adviser.", "%(count)s opened to the adviser.", count))
        return redirect(request.get_full_path())
    possible, left_out = confirm.divide(chosen, _to_advise_on(chosen))
    if not possible:
        messages.warning(request, left_out[0])
        return None
    return confirm.ask(request, site, _question(request, form, possible, left_out))


def _question(
    request: HttpRequest, form: GrantForm, possible: Sequence[Mentee | Mentor | Pairing], left_out: Sequence[str]
) -> confirm.Question:
    model = type(possible[0])
    opened = OPENED[model]
    purpose = GrantPurpose.TANDEM if opened is Opened.TANDEM else GrantPurpose.SELECTION
    what = [
        str(grant_words.READ_OF_THEM[opened]),
        _(
            "Everybody concerned is told by mail that there is something to read, and reads on her or his own pages "
            "who may read what, until when, and the purpose “%(purpose)s”. What you write here they do not read."
        )
        % {"purpose": purpose.label},
    ]
    if opened is Opened.TANDEM:
        what.append(_("Please talk to both first: each of the two sees it."))
    return confirm.Question(
        title=_("Open to the adviser"),
        what=[*what, *left_out],
        people=[str(one) for one in possible],
        mails=_mails(possible[0]),
        form=form,
        hidden=[
            ("action", "open_to_adviser"),
            ("confirmed", "yes"),
            *(("_selected_action", str(one.pk)) for one in possible),
        ],
        yes=_("Yes, open to the adviser"),
        cancel_url=request.get_full_path(),
        crumbs=[crumb_of(model)],
    )


def _mails(first: Mentee | Mentor | Pairing) -> list[Any]:
    """Return what the adviser gets and what the persons concerned get. The adviser is not chosen yet."""
    advisers = list(grant_access.advisers()[:2])
    adviser = advisers[0] if len(advisers) == 1 else None
    to_adviser = outbox.draft("grant-given", "preview", recipient=adviser, given_at="")
    notice = outbox.draft("grant-notice", "preview", recipient=_persons_of(first)[0].user, grant=0)
    return [preview.render(to_adviser), preview.render(notice)]


def _about(one: Mentee | Mentor | Pairing) -> Participation | Pairing:
    return one if isinstance(one, Pairing) else one.participation


def _persons_of(one: Mentee | Mentor | Pairing) -> list[Participation]:
    if isinstance(one, Pairing):
        return [one.mentee.participation, one.mentor.participation]
    return [one.participation]


def _to_advise_on(chosen: Sequence[Mentee | Mentor | Pairing]) -> Callable[[Any], bool]:
    """Return what says of each whether there is something to open, read in one statement."""
    is_tandem = isinstance(chosen[0], Pairing)
    possible = grant_access.pairings_to_advise_on() if is_tandem else grant_access.participations_to_advise_on()
    ids = set(possible.filter(pk__in=[_about(one).pk for one in chosen]).values_list("pk", flat=True))
    return lambda one: _about(one).pk in ids
