"""The agreement of a tandem: reading, writing, confirming."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Conflict, Refused
from mentoring import access
from mentoring.actions import agreements
from mentoring.agreement_letter import letter_of, pdf_of
from mentoring.forms.agreements import AgreementForm, ConfirmForm
from mentoring.models import Goal, Pairing

TEXTS = ("place", "focus", "if_it_does_not_fit")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement as a letter, with the ticks that confirm it under it."""
    pairing = get_object_or_404(access.pairings_visible_to(request.user), pk=pk)
    is_mentee = access.is_mentee_of(request.user, pairing)
    initial = {"version": pairing.agreement.version}
    form = ConfirmForm(request.POST or None, initial=initial, is_mentee=is_mentee)
    if request.method == "POST" and form.is_valid():
        try:
            agreement = agreements.confirm(
                pairing,
                by=request.user,
                version=form.cleaned_data["version"],
                shares_goals=form.cleaned_data.get("shares_goals", False),
                now=timezone.now(),
            )
        except Conflict as conflict:
            messages.warning(request, str(conflict))
            return redirect("mentoring:agreement", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if agreement.is_confirmed:
                messages.success(request, _("You have both confirmed. Your tandem is active."))
            else:
                messages.success(request, _("You have confirmed. Now it is the other's turn."))
            return redirect("mentoring:agreement", pk)
    return _letter(request, pairing, form)


def _letter(request: HttpRequest, pairing: Pairing, form: ConfirmForm) -> HttpResponse:
    agreement = access.agreements_visible_to(request.user).get(pk=pairing.pk)
    is_mentee = access.is_mentee_of(request.user, pairing)
    has_confirmed = agreement.is_confirmed_by_mentee if is_mentee else agreement.is_confirmed_by_mentor
    may_work = access.may_work_in(request.user, pairing)
    context = {
        "pairing": pairing,
        "letter": letter_of(agreement, _open_goals(request, pairing)),
        "may_write": may_work,
        "form": form if may_work and not has_confirmed else None,
    }
    return render(request, "mentoring/agreements/detail.html", context)


def _open_goals(request: HttpRequest, pairing: Pairing) -> QuerySet[Goal]:
    return access.goals_visible_to(request.user).filter(mentee=pairing.mentee).unsettled()


@login_required
@require_safe
def as_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as a file to keep."""
    pairing = get_object_or_404(access.pairings_visible_to(request.user), pk=pk)
    agreement = access.agreements_visible_to(request.user).get(pk=pairing.pk)
    content = pdf_of(letter_of(agreement, _open_goals(request, pairing)), now=timezone.now())
    # The name says nothing about the tandem: files lie on desktops and in folders of others.
    return FileResponse(
        BytesIO(content), content_type="application/pdf", as_attachment=True, filename="Mentoring-Vereinbarung.pdf"
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the tandem sets itself. A conflict shows what was saved meanwhile; nothing is lost."""
    pairing = get_object_or_404(access.live_pairings_of(request.user), pk=pk)
    agreement = access.agreements_visible_to(request.user).get(pk=pairing.pk)
    form = AgreementForm(request.POST or None, initial=AgreementForm.values_of(agreement))
    theirs = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            agreements.write(
                pairing,
                rhythm_weeks=values["rhythm_weeks"],
                texts={name: values[name] for name in TEXTS},
                by=request.user,
                version=values["version"],
            )
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            agreement = access.agreements_visible_to(request.user).get(pk=pairing.pk)
            theirs = AgreementForm.values_of(agreement)
            # Saving once more is a choice: the reader has seen the other text beside her own.
            form.data = form.data.copy()
            form.data["version"] = str(agreement.version)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The agreement is saved. Please confirm it both."))
            return redirect("mentoring:agreement", pk)
    letter = letter_of(agreement, _open_goals(request, pairing))
    context = {"pairing": pairing, "letter": letter, "form": form, "theirs": theirs}
    return render(request, "mentoring/agreements/edit.html", context)
