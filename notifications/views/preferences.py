"""How somebody wants to be written to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import Refused
from notifications import actions, kinds
from notifications.forms import PreferenceForm
from notifications.preferences import preference_of
from notifications.views.calendar import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def preferences(request: SignedInRequest) -> HttpResponse:
    """Show what can be chosen, and what reaches everybody at once; keep the choice."""
    form = PreferenceForm(request.POST if request.method == "POST" else None, instance=preference_of(request.user))
    if form.is_valid():
        try:
            actions.prefer(request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your choice is kept."))
        return redirect("notifications:preferences")
    labels = {choice.value: kinds.labels_of(choice) for choice in kinds.Choice}
    return render(request, "notifications/preferences.html", {"form": form, "labels": labels})
