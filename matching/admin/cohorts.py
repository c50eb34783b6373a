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
from matching.facts import Facts
from matching.forms import WeightingForm
from matching.models import Criterion, InstructionKind, Run, RunKind, RunState, Weighting
from matching.naming import place_of, run_title
from matching.overview import overview_of
from matching.staleness import changes_since
from matching.supply_rows import supply_of
from matching.trial_rows import Trial, trial_of
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
        """Show where the matching of a year stands; who takes part in it reads that it is another's."""
        if access.takes_part_in(request.user, pk):
            text = _("You take part in this year yourself. Somebody else of the project team has to find its tandems.")
            messages.warning(request, text)
            return redirect("admin:index")
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
        newest = visible.newest_matching()
        settled = [one for one in instructions if one.kind != InstructionKind.FORBID]
        return page(
            request,
            self.site,
            "admin/matching/cohort.html",
            title=_("Matching %(cohort)s") % {"cohort": cohort},
            cohort=cohort,
            runs=[(run, run_title(run), _place(run, newest, found)) for run in latest],
            overview=overview_of(found, newest, today=timezone.localdate()),
            # Also one that is not hers to see: the next run is newer than that.
            seen=getattr(Run.objects.filter(cohort=cohort).newest_matching(), "pk", 0),
            preview=self._newest_trial(request, found.weighting),
            instructions=[one for one in instructions if one.mentee_id in looking],
            open_proposals=[
                one
                for one in access.proposed_by_hand(request.user, found.proposed)
                if one.mentee_id not in {held.mentee_id for held in settled}
            ],
        )

    def start(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start a run and lead to it; a second click leads to the one that is on its way."""
        cohort = find_cohort(request, pk)
        if request.method != "POST":
            return redirect("admin:matching_cohort", cohort.pk)
        seen = id_from(request.POST.get("seen", "")) or 0
        run = self._started(request, cohort, RunKind.MATCHING, seen=seen)
        if run is None or not access.runs_visible_to(request.user).filter(pk=run.pk).exists():
            return redirect("admin:matching_cohort", cohort.pk)
        return redirect("admin:matching_run", run.pk)

    def _started(self, request: HttpRequest, cohort: Cohort, kind: RunKind, **options: Any) -> Run | None:
        try:
            run, is_new = runs.start(cohort, kind, by=request.user, now=timezone.now(), **options)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return None
        if not is_new:
            text = (
                _("This computation is on its way already.")
                if run.is_unfinished
                else _("This run is newer than the page on which you clicked. If you want another one, start it here.")
            )
            messages.info(request, text)
        return run

    # --- weights -----------------------------------------------------------------------------

    def weights(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the weights; try others, see what they change, and keep them."""
        cohort = find_cohort(request, pk)
        trial = self._trial(request, cohort)
        present = facts.weighting_of(cohort)
        instance = present
        if trial is not None and request.method != "POST":
            instance = Weighting.from_snapshot(cohort, trial.weights)
            instance.version = trial.findings.get("version", present.version)
        form = WeightingForm(sent(request), instance=instance, present=present)
        if form.is_valid():
            keeps = "keep" in request.POST
            answer = self._keep(request, cohort, form, trial) if keeps else self._try(request, cohort, form)
            if answer is not None:
                return answer
        # What was refused is not what the trial in the address has tried.
        shown = None if form.is_bound else trial
        is_ready = shown is not None and shown.state == RunState.READY
        return page(
            request,
            self.site,
            "admin/matching/weights.html",
            title=_("Weights"),
            crumbs=[cohort_crumb(cohort)],
            cohort=cohort,
            form=form,
            criteria=Criterion.values,
            run=shown,
            preview=None if shown else self._newest_trial(request, present),
            trial=self._findings(request, shown) if is_ready else None,
            changes=changes_since(shown, facts.read(cohort)) if is_ready else [],
        )

    def _newest_trial(self, request: HttpRequest, present: Weighting) -> Run | None:
        """Return the newest trial of a year, unless it tried what holds now."""
        visible = access.runs_visible_to(request.user).filter(cohort=present.cohort, kind=RunKind.TRIAL)
        newest = visible.exclude(state=RunState.FAILED).first()
        return newest if newest is not None and newest.weights != present.snapshot() else None

    def _trial(self, request: HttpRequest, cohort: Cohort) -> Run | None:
        number = id_from(request.GET.get("probe", ""))
        if number is None:
            return None
        visible = access.runs_visible_to(request.user)
        return visible.filter(cohort=cohort, kind=RunKind.TRIAL, pk=number).first()

    def _findings(self, request: HttpRequest, trial: Run) -> Trial:
        return trial_of(trial, access.mentees_with_topics(request.user, timezone.localdate()))

    def _try(self, request: HttpRequest, cohort: Cohort, form: WeightingForm) -> HttpResponse | None:
        run = self._started(request, cohort, RunKind.TRIAL, weighting=Weighting.from_snapshot(cohort, form.settings))
        if run is None:
            return None
        return redirect(f"{reverse('admin:matching_weights', args=[cohort.pk])}?probe={run.pk}")

    def _keep(
        self, request: HttpRequest, cohort: Cohort, form: WeightingForm, trial: Run | None
    ) -> HttpResponse | None:
        """Keep weights whose effect was shown, these and no others."""
        if trial is None or trial.weights != form.settings:
            form.add_error(None, _("Please look first at what these weights would change."))
            return None
        try:
            weights.keep(trial, version=form.cleaned_data["seen_version"], by=request.user)
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
        shown: dict[str, Any] = {}
        if run is not None and run.state == RunState.READY:
            shown = supply_of(run) | {"changes": changes_since(run, facts.read_hopeful(cohort))}
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


def _place(run: Run, newest: Run | None, found: Facts) -> str:
    """Say where a run stands; of the newest one, whether it is still true."""
    if run == newest and run.state == RunState.READY:
        return _("no longer up to date") if changes_since(run, found) else _("up to date")
    return place_of(run, newest)
