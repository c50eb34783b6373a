"""Asking people of the directory to be mentors: search, choose, see the mail, ask."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import access as accounts
from accounts.admin import confirm
from accounts.admin.pages import page, sent
from accounts.models import Employee, User
from mentoring.actions import mentors
from mentoring.admin.wording import crumb_of
from mentoring.forms.admin_mentors import InviteForm, SearchForm
from mentoring.models import Cohort, Mentor, Origin
from notifications import outbox, preview
from notifications.rendering import RenderedMail


def invite(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Search and choose; then ask whether; then invite. The way back keeps what was looked for."""
    search = SearchForm(request.GET.dict(), today=timezone.localdate())
    if not search.is_valid():
        return _page(request, site, search, None, None)
    cohort: Cohort = search.cleaned_data["cohort"]
    form = InviteForm(cohort, search.cleaned_data["words"], sent(request), user=request.user)
    if not form.is_valid():
        return _page(request, site, search, cohort, form)
    people = list(form.cleaned_data["people"])
    if "confirmed" in request.POST:
        now = timezone.now()
        outcome = confirm.each(people, lambda person: _invite(cohort, person, by=request.user, now=now))
        done = ngettext("%(count)s person was invited.", "%(count)s people were invited.", len(outcome.done))
        outcome.tell(request, done)
        return redirect("admin:mentoring_mentor_changelist")
    return confirm.ask(request, site, _question(request, cohort, people))


def _page(
    request: HttpRequest, site: AdminSite, search: SearchForm, cohort: Cohort | None, form: InviteForm | None
) -> HttpResponse:
    return page(
        request,
        site,
        "admin/mentoring/mentor/invite.html",
        title=_("Invite mentors"),
        crumbs=[crumb_of(Mentor)],
        search=search,
        cohort=cohort,
        form=form,
    )


def _invite(cohort: Cohort, person: Employee, *, by: User, now: datetime) -> Mentor:
    """Ask one person. Who asks, is the origin (R3)."""
    origin = Origin.EQUALITY_OFFICE if accounts.is_team(by) else Origin.HR
    return mentors.invite(cohort, person, origin=origin, by=by, now=now)


def _question(request: HttpRequest, cohort: Cohort, people: Sequence[Employee]) -> confirm.Question:
    possible, refused, mail = _try_out(cohort, people, by=request.user)
    what = []
    if possible:
        what.append(
            _("These people are asked to be mentors of %(cohort)s. Each gets a mail with a link to the role guide.")
            % {"cohort": cohort}
        )
    return confirm.Question(
        title=_("Invite mentors"),
        what=[*what, *refused],
        people=[person.full_name for person in possible],
        mails=[mail] if mail else [],
        hidden=[("confirmed", "yes"), *(("people", str(person.pk)) for person in possible)],
        yes=ngettext("Yes, invite %(count)s person", "Yes, invite %(count)s people", len(possible))
        % {"count": len(possible)}
        if possible
        else "",
        cancel_url=request.get_full_path(),
        crumbs=[
            crumb_of(Mentor),
        ],
        action=f"{reverse('admin:mentoring_mentor_invite')}?cohort={cohort.pk}",
    )


def _try_out(
    cohort: Cohort, people: Sequence[Employee], *, by: User
) -> tuple[list[Employee], list[str], RenderedMail | None]:
    """Invite and undo it all: who is possible, why others are not, and the mail as it will be."""
    now = timezone.now()
    mail = None
    with transaction.atomic():
        invited: list[Mentor] = []
        outcome = confirm.each(people, lambda person: invited.append(_invite(cohort, person, by=by, now=now)))
        if invited:
            recipient = invited[0].participation.user
            draft = outbox.draft("mentor-invitation", "preview", recipient=recipient, mentor=invited[0].pk)
            mail = preview.render(draft)
        transaction.set_rollback(True)
    return outcome.done, [reason for _person, reason in outcome.skipped], mail
