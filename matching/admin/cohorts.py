"""The matching of one year: start a run, weights, supply and demand, and what the team has settled."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.pages import page, sent
from accounts.errors import Refused
from accounts.ids import id_from
from matching import access, facts
from matching.actions import runs, weights
from matching.admin.base import Pages, cohort_crumb, find_cohort
from matching.forms import WeightingForm
from matching.models import Criterion, InstructionKind, Run, RunKind, RunState, Weighting
from matching.supply_rows import supply_of
from matching.trial_rows import trial_of
from mentoring.models import Cohort

LATEST = 10


class CohortPages(Pages):
    """The pages of a year."""

    @property
    def urls(self) -> list[URLPattern]:
        return [
            self.path("<id:pk>/", self.cohort, "cohort"),
            self.path("<id:pk>/starten/", self.start, "start"),
            self.path("<id:pk>/gewichte/", self.weights, "weights"),
            self.path("<id:pk>/angebot/", self.supply, "supply"),
        ]

    def cohort(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show where the matching of a year stands."""
        cohort = find_cohort(request, pk)
        visible = access.runs_visible_to(request.user).filter(cohort=cohort)
        latest = list(visible.matchings()[:LATEST])
        instructions = (
            access.instructions_visible_to(request.user)
            .filter(mentee__participation__cohort=cohort)
            .select_related("mentee__participation__user", "mentor__participation__user", "given_by")
        )
        found = facts.read(cohort)
        looking = {one.mentee.pk for one in found.mentees}
        settled = [one for one in instructions if one.kind != InstructionKind.FORBID]
        return page(
            request,
            self.site,
            "admin/matching/cohort.html",
            title=_("Matching %(cohort)s") % {"cohort": cohort},
            cohort=cohort,
            runs=latest,
            newest=next((run for run in latest if run.state != RunState.FAILED), None),
            mentees=len(found.mentees),
            places=sum(one.free_places for one in found.mentors),
            instructions=[one for one in instructions if one.mentee_id in looking],
            open_proposals=[one for one in found.proposed if one.mentee_id not in {held.mentee_id for held in settled}],
            is_over=cohort.ends_on < timezone.localdate(),
        )

    def start(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start a run and lead to it; a second click leads to the one that is on its way."""
        cohort = find_cohort(request, pk)
        if request.method != "POST":
            return redirect("admin:matching_cohort", cohort.pk)
        run = self._started(request, cohort, RunKind.MATCHING)
        return redirect("admin:matching_run", run.pk) if run else redirect("admin:matching_cohort", cohort.pk)

    def _started(
        self, request: HttpRequest, cohort: Cohort, kind: RunKind, weighting: Weighting | None = None
    ) -> Run | None:
        try:
            run, is_new = runs.start(cohort, kind, by=request.user, now=timezone.now(), weighting=weighting)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return None
        if not is_new:
            messages.info(request, _("This computation is on its way already."))
        return run

    # --- weights -----------------------------------------------------------------------------

    def weights(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the weights; try others, see what they change, and keep them."""
        cohort = find_cohort(request, pk)
        trial = self._trial(request, cohort)
        instance = facts.weighting_of(cohort)
        if trial is not None and request.method != "POST":
            for name, value in trial.weights.items():
                setattr(instance, name, value)
            instance.version = trial.findings.get("version", instance.version)
        form = WeightingForm(sent(request), instance=instance)
        if form.is_valid():
            keeps = "keep" in request.POST
            answer = self._keep(request, cohort, form, trial) if keeps else self._try(request, cohort, form)
            if answer is not None:
                return answer
        return page(
            request,
            self.site,
            "admin/matching/weights.html",
            title=_("Weights"),
            crumbs=[cohort_crumb(cohort)],
            cohort=cohort,
            form=form,
            criteria=Criterion.values,
            run=trial,
            trial=trial_of(trial) if trial is not None and trial.state == RunState.READY else None,
        )

    def _trial(self, request: HttpRequest, cohort: Cohort) -> Run | None:
        number = id_from(request.GET.get("probe", ""))
        if number is None:
            return None
        visible = access.runs_visible_to(request.user)
        return visible.filter(cohort=cohort, kind=RunKind.TRIAL, pk=number).first()

    def _try(self, request: HttpRequest, cohort: Cohort, form: WeightingForm) -> HttpResponse | None:
        run = self._started(request, cohort, RunKind.TRIAL, Weighting.from_snapshot(cohort, form.settings))
        if run is None:
            return None
        return redirect(f"{reverse('admin:matching_weights', args=[cohort.pk])}?probe={run.pk}")

    def _keep(
        self, request: HttpRequest, cohort: Cohort, form: WeightingForm, trial: Run | None
    ) -> HttpResponse | None:
        """Keep weights whose effect was shown, these and no others."""
        if trial is None or trial.state != RunState.READY or trial.weights != form.settings:
            form.add_error(None, _("Please look first at what these weights would change."))
            return None
        try:
            weights.change(cohort, form.settings, version=form.cleaned_data["seen_version"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return None
        messages.success(request, _("The weights are kept. They count from the next run on."))
        return redirect("admin:matching_cohort", cohort.pk)

    # --- supply and demand -------------------------------------------------------------------

    def supply(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show which topics and places are short; compute it anew on request."""
        cohort = find_cohort(request, pk)
        if request.method == "POST":
            self._started(request, cohort, RunKind.SUPPLY)
            return redirect("admin:matching_supply", cohort.pk)
        run = access.runs_visible_to(request.user).filter(cohort=cohort, kind=RunKind.SUPPLY).first()
        shown: dict[str, Any] = supply_of(run) if run is not None and run.state == RunState.READY else {}
        return page(
            request,
            self.site,
            "admin/matching/supply.html",
            title=_("Supply and demand"),
            crumbs=[cohort_crumb(cohort)],
            cohort=cohort,
            run=run,
            **shown,
        )
