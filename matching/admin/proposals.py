"""The pages of one proposal: why, what every other mentor would cost, and the changes that the team makes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin import confirm
from accounts.admin.pages import Crumb, page, sent
from accounts.errors import Refused
from matching import access
from matching.actions import changes
from matching.actions.locking import standing_of
from matching.admin.base import Pages, cohort_crumb, find_proposal, outdated_by, run_crumb
from matching.choices import Choice, choices_for, moves_of
from matching.costs import Cost, move_in_words
from matching.forms import ChangeForm, ExceptionForm
from matching.models import Proposal, RunState
from matching.rows import rows_of
from mentoring.models import Mentor

Act = Callable[..., None]


@dataclass(frozen=True)
class Step:
    """A change of one proposal that asks once before it is made."""

    word: str
    name: str
    title: str | Promise
    what: tuple[str | Promise, ...]
    yes: str | Promise
    done: str | Promise
    act: Act
    # Returns the stored change of the price list that says who would move.
    change_of: Callable[[Proposal], dict[str, Any] | None] = lambda proposal: None
    # What is lost with her own place says nothing about the others.
    tells_cost: bool = True
    # Says what it means for the two.
    tells: Callable[[Proposal], str] = str
    # Means nothing for somebody for whom nobody is proposed.
    is_about_two: bool = True


STEPS = (
    Step(
        word="festhalten",
        name="hold",
        title=gettext_lazy("Hold this proposal fast"),
        what=(gettext_lazy("The two stay together in this run and in every later one, until you take it back."),),
        yes=gettext_lazy("Yes, hold it fast"),
        done=gettext_lazy("The proposal is held fast."),
        act=changes.hold,
    ),
    Step(
        word="trennen",
        name="keep_apart",
        title=gettext_lazy("Keep the two apart"),
        what=(
            gettext_lazy("The two are not proposed again in this year, until you take it back."),
            gettext_lazy("She gets the mentor who is best for all then."),
        ),
        yes=gettext_lazy("Yes, keep them apart"),
        done=gettext_lazy("The two are kept apart."),
        act=changes.keep_apart,
        change_of=lambda proposal: proposal.price_list.without_mentor,
    ),
    Step(
        word="herausnehmen",
        name="take_out",
        title=gettext_lazy("Take her out of the matching"),
        what=(
            gettext_lazy("She gets no proposal in this run and every later one, until you take it back."),
            gettext_lazy("Her application stays as it is, and she is not told."),
        ),
        yes=gettext_lazy("Yes, take her out"),
        done=gettext_lazy("She is taken out of the matching."),
        act=changes.take_out,
        change_of=lambda proposal: proposal.price_list.none,
        tells_cost=False,
        tells=lambda proposal: (
            move_in_words(proposal.mentee, proposal.mentor, None) if proposal.mentor else str(proposal.mentee)
        ),
        is_about_two=False,
    ),
)


class ProposalPages(Pages):
    """The pages of a proposal."""

    @property
    def urls(self) -> list[URLPattern]:
        return [
            self.path("vorschlag/<id:pk>/", self.proposal, "proposal"),
            self.path("vorschlag/<id:pk>/mentor/<id:mentor_pk>/", self.move, "move"),
            *(self.path(f"vorschlag/<id:pk>/{step.word}/", partial(self.step, step=step), step.name) for step in STEPS),
        ]

    def proposal(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show why this mentor is proposed, and what every other one would mean."""
        proposal = find_proposal(request, pk)
        run = proposal.run
        row = rows_of(run, [proposal])[0]
        standing = standing_of(run, now=timezone.now())
        has_prices = hasattr(proposal, "price_list") and not row.is_decided
        return page(
            request,
            self.site,
            "admin/matching/proposal.html",
            title=str(proposal.mentee),
            crumbs=[cohort_crumb(run.cohort), run_crumb(run)],
            run=run,
            row=row,
            **outdated_by(standing),
            may_change=has_prices and run.state == RunState.READY and not standing.changes,
            instructions=access.instructions_visible_to(request.user)
            .filter(mentee=proposal.mentee)
            .select_related("mentee__participation__user", "mentor__participation__user", "given_by"),
            choices=choices_for(proposal, standing) if has_prices and not row.is_taken_out else None,
        )

    def move(self, request: HttpRequest, pk: int, mentor_pk: int) -> HttpResponse:
        """Ask, naming who would move and the rule that would have to be set aside; then move."""
        proposal = find_proposal(request, pk)
        mentor = Mentor.objects.filter(participation__cohort=proposal.run.cohort_id, pk=mentor_pk).first()
        if mentor is None:
            raise Http404
        choice = choices_for(proposal, standing_of(proposal.run, now=timezone.now())).by_mentor.get(mentor_pk)
        form_class = ExceptionForm if choice and choice.is_possible and choice.against else ChangeForm
        form = form_class(sent(request), initial={"revision": proposal.run.revision})
        if form.is_valid():
            refusal = self._moved(request, proposal, mentor, form)
            if refusal is None:
                return redirect("admin:matching_run", proposal.run_id)
            if choice is None or not choice.is_possible:
                return self._no_longer_possible(request, proposal, refusal)
            # What the page shows now is what the next press is about; what was typed stays.
            present = find_proposal(request, pk).run.revision
            form = form_class({**request.POST.dict(), "revision": present})
            form.add_error(None, refusal)
        if choice is None or not choice.is_possible:
            raise Http404
        return confirm.ask(request, self.site, self._move_question(proposal, choice, form))

    def _moved(self, request: HttpRequest, proposal: Proposal, mentor: Mentor, form: ChangeForm) -> str | None:
        """Move and say so; return what speaks against it instead, when something does."""
        revision, reason = form.cleaned_data["revision"], form.cleaned_data.get("reason", "")
        try:
            changes.move(
                proposal, mentor, revision=revision, by=request.user, now=timezone.now(), override_reason=reason
            )
        except Refused as refusal:
            return str(refusal)
        text = _("%(mentee)s is proposed with %(mentor)s now, and the two are held fast.")
        messages.success(request, text % {"mentee": proposal.mentee, "mentor": mentor})
        return None

    def _no_longer_possible(self, request: HttpRequest, proposal: Proposal, refusal: str) -> HttpResponse:
        """Lead back and say why; with a reason that was typed while it was possible, say it beside that."""
        reason = request.POST.get("reason", "")
        if not reason:
            messages.error(request, refusal)
            return redirect(_url(proposal))
        question = confirm.Question(
            title=_("Another mentor for %(mentee)s") % {"mentee": proposal.mentee},
            what=[refusal],
            texts=[reason],
            yes="",
            cancel_url=_url(proposal),
            crumbs=self._crumbs(proposal),
        )
        return confirm.ask(request, self.site, question)

    def _move_question(self, proposal: Proposal, choice: Choice, form: ChangeForm) -> confirm.Question:
        words = {"mentee": proposal.mentee, "mentor": choice.mentor}
        return confirm.Question(
            title=_("Another mentor for %(mentee)s") % words,
            what=[
                _("%(mentee)s gets %(mentor)s. The two are held fast until you take it back.") % words,
                *_set_aside(choice),
                _in_all(choice.cost),
            ],
            people=[move_in_words(proposal.mentee, proposal.mentor, choice.mentor), *choice.cost.moves],
            form=form,
            yes=_("Yes, change it"),
            cancel_url=_url(proposal),
            crumbs=self._crumbs(proposal),
        )

    def step(self, request: HttpRequest, pk: int, step: Step) -> HttpResponse:
        """Ask, naming who would move; then make the change."""
        proposal = find_proposal(request, pk)
        form = ChangeForm(sent(request), initial={"revision": proposal.run.revision})
        if form.is_valid():
            return self._take(request, proposal, step, form.cleaned_data["revision"])
        if step.is_about_two and proposal.mentor is None:
            messages.info(request, _("Nobody is proposed for %(name)s.") % {"name": proposal.mentee})
            return redirect(_url(proposal))
        if not hasattr(proposal, "price_list"):
            return redirect(_url(proposal))  # which says why nothing can be changed
        change = step.change_of(proposal)
        cost = moves_of(proposal, change) if change else None
        question = confirm.Question(
            title=str(step.title),
            what=[*map(str, step.what), *([_in_all(cost)] if cost and step.tells_cost else [])],
            people=[step.tells(proposal), *(cost.moves if cost else [])],
            form=form,
            yes=str(step.yes),
            cancel_url=_url(proposal),
            crumbs=self._crumbs(proposal),
        )
        return confirm.ask(request, self.site, question)

    def _take(self, request: HttpRequest, proposal: Proposal, step: Step, revision: int) -> HttpResponse:
        """Take a step and lead back to the run; when it is refused, to the proposal."""
        try:
            step.act(proposal, revision=revision, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(_url(proposal))
        messages.success(request, str(step.done))
        return redirect("admin:matching_run", proposal.run_id)

    def _crumbs(self, proposal: Proposal) -> list[Crumb]:
        run = proposal.run
        return [cohort_crumb(run.cohort), run_crumb(run), Crumb(str(proposal.mentee), _url(proposal))]


def _set_aside(choice: Choice) -> list[str]:
    """Say which rules do not count for the two then."""
    if not choice.against:
        return []
    return [_("With your reason this does not count for the two:"), *map(str, choice.against)]


def _in_all(cost: Cost) -> str:
    words = {"cost": cost.words, "points": cost.figures}
    return _("What it means for all: %(cost)s (%(points)s).") % words


def _url(proposal: Proposal) -> str:
    return reverse("admin:matching_proposal", args=[proposal.pk])
