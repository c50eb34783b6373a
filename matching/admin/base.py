"""What the matching pages have in common: who may, and how a thing is found."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.pages import Crumb
from matching import access
from matching.actions.locking import Standing
from matching.models import Proposal, Run
from matching.naming import run_title
from matching.rows import PEOPLE
from mentoring.models import Cohort

View = Callable[..., HttpResponse]


class Pages:
    """Pages of an admin site for the project team alone."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def path(self, route: str, view: View, name: str) -> URLPattern:
        """Return an address that only the team gets an answer from."""

        @wraps(view)
        def for_team(request: HttpRequest, **parameters: Any) -> HttpResponse:
            if not access.may_match(request.user):
                raise PermissionDenied
            return view(request, **parameters)

        return path(f"matching/{route}", self.site.admin_view(for_team), name=f"matching_{name}")


def find_cohort(request: HttpRequest, pk: int) -> Cohort:
    cohort = access.cohorts_to_match(request.user).filter(pk=pk).first()
    if cohort is None:
        raise Http404
    return cohort


def find_run(request: HttpRequest, pk: int) -> Run:
    run = access.runs_visible_to(request.user).filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


def find_proposal(request: HttpRequest, pk: int) -> Proposal:
    found = access.proposals_visible_to(request.user).select_related(
        "run__cohort__minimum_mentor_level", "price_list", *PEOPLE
    )
    proposal = access.with_topics(found, request.user, timezone.localdate()).filter(pk=pk).first()
    if proposal is None:
        raise Http404
    return proposal


def cohort_crumb(cohort: Cohort) -> Crumb:
    title = _("Matching %(cohort)s") % {"cohort": cohort}
    return Crumb(title, reverse("admin:matching_cohort", args=[cohort.pk]))


def run_crumb(run: Run) -> Crumb:
    return Crumb(run_title(run), reverse("admin:matching_run", args=[run.pk]))


def outdated_by(standing: Standing) -> dict[str, Any]:
    """Return what `outdated.html` says of a run."""
    return {"outdated": standing.changes, "newer": standing.newer, "is_over": standing.is_over}
