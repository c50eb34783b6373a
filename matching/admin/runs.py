"""The pages of one run: progress, proposals, comparison, approval and lists for the meeting."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRefresh

from accounts.admin import confirm
from accounts.admin.pages import page, sent
from accounts.errors import Refused
from accounts.ids import id_from
from accounts.sessions import does_not_prolong
from matching import access, exporting, selecting, wording
from matching.actions import approving
from matching.actions.locking import require_current, standing_of
from matching.admin.base import Pages, cohort_crumb, find_run, outdated_by, run_crumb
from matching.comparing import compare
from matching.forms import ProposalsForm, RunFilterForm
from matching.models import Proposal, Run, RunKind, RunState
from matching.models.runs import ProposalQuerySet
from matching.naming import place_of, run_title
from matching.reasons import hints
from matching.rows import PEOPLE, rows_of, tells_topics
from mentoring.admin.wording import name_and_unit

PER_PAGE = 25


class RunPages(Pages):
    """The pages of a run."""

    @property
    def urls(self) -> list[URLPattern]:
        return [
            self.path("lauf/<id:pk>/", self.run, "run"),
            self.path("lauf/<id:pk>/fortschritt/", self.progress, "progress"),
            self.path("lauf/<id:pk>/freigeben/", self.approve, "approve"),
            self.path("lauf/<id:pk>/vergleich/", self.compare, "compare"),
            self.path("lauf/<id:pk>/sitzung/", self.sheet, "sheet"),
            self.path("lauf/<id:pk>/tabelle/", self.export, "export"),
        ]

    def run(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the proposals of a run; while it is computed for the first time, show how far it is."""
        run = self._matching(request, pk)
        if run.finished_at is None:
            return self._page(request, run, "admin/matching/waiting.html")
        form = RunFilterForm(request.GET)
        proposals = access.proposals_visible_to(request.user).filter(run=run)
        shown = selecting.chosen(self._with_words(request, proposals), form)
        listed = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
        query = {name: value for name, value in request.GET.items() if name != "page" and value}
        numbers = {
            name: Count("pk", distinct=True, filter=Q(pk__in=found.values("pk")))
            for name, found in (("undecided", proposals.undecided()), ("approved", proposals.approved()))
        }
        return self._page(
            request,
            run,
            "admin/matching/run.html",
            filter_form=form,
            is_filtered=bool(query),
            query=urlencode(query),
            listed=listed,
            sentences=[wording.outcome_of(run), wording.proof_of(run) if run.state == RunState.READY else ""],
            has_words=bool(request.GET.get("q", "").strip()),
            rows=rows_of(run, listed),
            **proposals.aggregate(**numbers),
            waits_for_announcement=access.tandems_to_announce(request.user, run.cohort_id).exists(),
            **outdated_by(standing_of(run, now=timezone.now())),
            others=self._others(request, run).exists(),
        )

    @does_not_prolong
    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return how far a run is, for a page that asks every second; when it is done, let that page load anew."""
        run = find_run(request, pk)
        if not run.is_unfinished:
            return HttpResponseClientRefresh()
        return render(request, "admin/matching/progress.html", {"run": run})

    def approve(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what can be approved, those that the address names or all; approve what was ticked."""
        run = self._matching(request, pk)
        proposals = list(self._to_approve(request, run))
        form = ProposalsForm([(one, _in_words(one)) for one in proposals], revision=run.revision, data=sent(request))
        if form.is_valid() and self._approved(request, run, form):
            return redirect("admin:matching_run", run.pk)
        return self._page(
            request,
            run,
            "admin/matching/approve.html",
            title=_("Approve tandems"),
            crumbs=[cohort_crumb(run.cohort), run_crumb(run)],
            form=form,
            proposals=proposals,
            **outdated_by(standing_of(run, now=timezone.now())),
        )

    def _to_approve(self, request: HttpRequest, run: Run) -> Any:
        """Return what can be ticked, and what was: a colleague may have decided something of it meanwhile."""
        all_of_them = access.proposals_visible_to(request.user).filter(run=run, mentor__isnull=False)
        ticked = [pk for text in request.POST.getlist("proposals") if (pk := id_from(text)) is not None]
        proposals = all_of_them.filter(Q(pk__in=all_of_them.undecided().values("pk")) | Q(pk__in=ticked))
        ids = [pk for text in request.GET.getlist("id") if (pk := id_from(text)) is not None]
        return self._with_words(request, proposals.filter(pk__in=ids) if ids else proposals)

    def _approved(self, request: HttpRequest, run: Run, form: ProposalsForm) -> bool:
        """Approve each by itself, and report; nothing happens by a run that is out of date."""
        try:
            require_current(run, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        now = timezone.now()
        chosen, revision = form.cleaned_data["proposals"], form.cleaned_data["revision"]
        outcome = confirm.each(chosen, lambda one: approving.approve(one, revision=revision, by=request.user, now=now))
        outcome.tell(request, ngettext("%(count)s tandem approved.", "%(count)s tandems approved.", len(outcome.done)))
        return True

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show two runs of a year side by side."""
        run = self._matching(request, pk)
        others = list(self._others(request, run)[:20])
        wanted = request.GET.get("mit", "")
        other = next((one for one in others if str(one.pk) == wanted), others[0] if others else None)
        newest = Run.objects.filter(cohort=run.cohort).newest_matching()
        names = {one.pk: f"{run_title(one)} ({place_of(one, newest)})" for one in (run, *others)}
        sides = sorted((run, other), key=lambda one: one.pk) if other else []
        return self._page(
            request,
            run,
            "admin/matching/compare.html",
            title=_("Compare runs"),
            crumbs=[cohort_crumb(run.cohort), run_crumb(run)],
            others=[(one, names[one.pk]) for one in others],
            other=other,
            names=[names[one.pk] for one in sides],
            comparison=compare(*sides) if sides else None,
        )

    def sheet(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show all proposals on one page, for paper and for the meeting in which the team decides."""
        run = self._finished(request, pk)
        proposals = self._with_words(request, access.proposals_visible_to(request.user).filter(run=run))
        now = timezone.now()
        return self._page(
            request,
            run,
            "admin/matching/sheet.html",
            title=_("Proposals for the meeting"),
            crumbs=[cohort_crumb(run.cohort), run_crumb(run)],
            rows=[(row, wording.standing_of(row)) for row in rows_of(run, proposals)],
            name=run_title(run),
            outcome=wording.outcome_of(run),
            now=now,
            **outdated_by(standing_of(run, now=now)),
        )

    def export(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return all proposals as a spreadsheet."""
        run = self._finished(request, pk)
        proposals = self._with_words(request, access.proposals_visible_to(request.user).filter(run=run))
        now = timezone.now()
        changes = standing_of(run, now=now).changes
        book = exporting.workbook(run, rows_of(run, proposals), changes=changes, now=now)
        response = HttpResponse(book, content_type=exporting.CONTENT_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{exporting.file_name(run)}"'
        return response

    def _with_words(self, request: HttpRequest, proposals: ProposalQuerySet) -> ProposalQuerySet:
        """Read proposals with what their words are made of."""
        return access.with_topics(proposals, request.user, timezone.localdate()).select_related(*PEOPLE)

    def _matching(self, request: HttpRequest, pk: int) -> Run:
        run = find_run(request, pk)
        if run.kind != RunKind.MATCHING:
            raise Http404
        return run

    def _finished(self, request: HttpRequest, pk: int) -> Run:
        run = self._matching(request, pk)
        if run.finished_at is None:
            raise Http404
        return run

    def _others(self, request: HttpRequest, run: Run) -> Any:
        visible = access.runs_visible_to(request.user).matchings()
        return visible.filter(cohort=run.cohort, finished_at__isnull=False).exclude(pk=run.pk)

    def _page(self, request: HttpRequest, run: Run, template: str, **context: Any) -> HttpResponse:
        frame = {"title": run_title(run), "crumbs": [cohort_crumb(run.cohort)], "run": run}
        return page(request, self.site, template, **(frame | context))


def _in_words(proposal: Proposal) -> str:
    """Say who would be a tandem, how well it fits, and what to look at: exceptions, too."""
    both = f"{name_and_unit(proposal.mentee)} – {name_and_unit(proposal.mentor)} ({proposal.get_quality_display()})"
    found = hints(proposal, with_topics=tells_topics(proposal))
    return ". ".join([both, " ".join(found)]) if found else both
