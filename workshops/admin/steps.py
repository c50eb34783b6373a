"""The steps of a workshop beside its form: open, call off, who comes and who was there."""

from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin import confirm
from accounts.admin.pages import Crumb, page
from notifications import preview
from workshops import access
from workshops import messages as mails
from workshops.actions import planning
from workshops.actions.attendance import day_has_come, mark_attendance
from workshops.admin import wording
from workshops.audience import not_yet_invited
from workshops.forms import AttendanceForm
from workshops.models import RegistrationState, Workshop, WorkshopState


class WorkshopSteps(ModelAdmin):
    """Pages of one workshop. What reaches people asks once and shows whom, and the mail."""

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then publish the workshop and invite its audience."""
        workshop = self._workshop(request, pk)
        back = _page_of(workshop)

        def open_it() -> str:
            return wording.invited(planning.open_registration(workshop, by=request.user, now=timezone.now()))

        if request.method == "POST":
            return confirm.do(request, open_it, next_url=back)
        people = list(not_yet_invited(workshop))
        question = confirm.Question(
            title=_("Open registration and invite"),
            what=[wording.facts(workshop), wording.what_opening_does(len(people))],
            people=[person.user.full_name for person in people],
            mails=[preview.render(mails.invitation(workshop, person)) for person in people[:1]],
            yes=wording.yes_invite(len(people)),
            cancel_url=back,
            crumbs=_crumbs(workshop),
        )
        return confirm.ask(request, self.admin_site, question)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then call the workshop off for good."""
        workshop = self._workshop(request, pk)
        back = _page_of(workshop)

        def call_it_off() -> str:
            return wording.called_off(planning.cancel(workshop, by=request.user, now=timezone.now()))

        if request.method == "POST":
            return confirm.do(request, call_it_off, next_url=back)
        people = [registration.participation for registration in planning.registrations_to_tell(workshop)]
        question = confirm.Question(
            title=_("Call the workshop off"),
            what=[wording.facts(workshop), wording.what_calling_off_does(len(people))],
            people=[person.user.full_name for person in people],
            mails=[preview.render(mails.cancellation(workshop, person)) for person in people[:1]],
            yes=_("Yes, call the workshop off"),
            cancel_url=back,
            is_destructive=True,
            crumbs=_crumbs(workshop),
        )
        return confirm.ask(request, self.admin_site, question)

    def attendance_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who comes, who waits, who has not answered; and from the day on who was there."""
        workshop = self._workshop(request, pk)
        now = timezone.now()
        form = AttendanceForm(workshop, request.POST or None)
        if request.method == "POST" and form.is_valid():

            def note() -> str:
                mark_attendance(workshop, form.marks(), by=request.user, now=now)
                return form.summary()

            return confirm.do(request, note, next_url=request.get_full_path())
        return page(
            request,
            self.admin_site,
            "admin/workshops/workshop/attendance.html",
            title=_("Participants"),
            crumbs=_crumbs(workshop),
            workshop=workshop,
            form=form,
            registrations=form.registrations,
            others=_others(workshop),
            can_be_filled=workshop.state == WorkshopState.OPEN and day_has_come(workshop, now=now),
        )

    def can_call_off(self, workshop: Workshop) -> bool:
        """Whether the page offers to call it off: not once it has begun, and not twice."""
        if workshop.state == WorkshopState.OPEN:
            return not workshop.has_begun(timezone.now())
        return workshop.state == WorkshopState.PLANNED

    def _workshop(self, request: HttpRequest, pk: int) -> Workshop:
        workshop = Workshop.objects.select_related("cohort").filter(pk=pk).first()
        if workshop is None or not access.can_manage_workshops(request.user):
            raise Http404
        return workshop


def _page_of(workshop: Workshop) -> str:
    return reverse("admin:workshops_workshop_change", args=[workshop.pk])


def _crumbs(workshop: Workshop) -> list[Crumb]:
    workshops = Crumb(_("Workshops"), reverse("admin:workshops_workshop_changelist"))
    return [workshops, Crumb(str(workshop), _page_of(workshop))]


def _others(workshop: Workshop) -> list[tuple[str, list[str]]]:
    """Return who is not registered, under a heading each, in the order that matters there."""
    registrations = workshop.registrations.select_related("participation__user")
    by_name = ["participation__user__last_name", "participation__user__first_name", "pk"]
    groups = [
        (_("Waiting list, in this order"), registrations.waiting()),
        (_("No answer yet"), registrations.unanswered().order_by(*by_name)),
        (_("Not coming"), registrations.filter(state=RegistrationState.CANCELLED).order_by(*by_name)),
    ]
    return [(title, [str(registration) for registration in group]) for title, group in groups]
