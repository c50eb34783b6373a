"""The steps of one tandem that the team takes, each asked once: undo, withdraw, end, rest, wake."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.admin import confirm
from accounts.admin.pages import Crumb
from accounts.models import User
from mentoring.actions import pairings
from mentoring.admin.wording import crumb_of
from mentoring.models import Pairing, PairingState


@dataclass(frozen=True)
class Step:
    """A step, how the page asks for it, and what it says afterwards."""

    # In the address, and as the name of the page.
    word: str
    name: str
    label: str | Promise
    what: tuple[str | Promise, ...]
    yes: str | Promise
    done: str | Promise
    do: Callable[[Pairing, User, datetime], None]
    is_possible: Callable[[Pairing], bool]
    is_destructive: bool = False


STEPS = (
    Step(
        word="vorschlag-verwerfen",
        name="withdraw",
        label=gettext_lazy("Drop the proposal"),
        what=(gettext_lazy("The proposal is dropped. The two never hear of it."),),
        yes=gettext_lazy("Yes, drop the proposal"),
        done=gettext_lazy("The proposal is dropped."),
        do=lambda pairing, by, now: pairings.withdraw_proposal(pairing, by=by, now=now),
        is_possible=lambda pairing: pairing.state == PairingState.PROPOSED,
    ),
    Step(
        word="freigabe-zuruecknehmen",
        name="undo",
        label=gettext_lazy("Take the approval back"),
        what=(gettext_lazy("The tandem becomes a proposal again. Nobody was told of it."),),
        yes=gettext_lazy("Yes, take it back"),
        done=gettext_lazy("The tandem is a proposal again."),
        do=lambda pairing, by, now: pairings.undo_approval(pairing, by=by),
        is_possible=lambda pairing: pairing.state == PairingState.APPROVED and pairing.announced_at is None,
    ),
    Step(
        word="ruhen",
        name="rest",
        label=gettext_lazy("Let it rest"),
        what=(
            gettext_lazy("The tandem rests, for a long absence for instance, and keeps its place."),
            gettext_lazy("No mail is sent. Please agree on it with both."),
        ),
        yes=gettext_lazy("Yes, let it rest"),
        done=gettext_lazy("The tandem rests."),
        do=lambda pairing, by, now: pairings.rest(pairing, by=by),
        is_possible=lambda pairing: pairing.state == PairingState.ACTIVE,
    ),
    Step(
        word="fortsetzen",
        name="resume",
        label=gettext_lazy("Let it go on"),
        what=(gettext_lazy("The tandem goes on. No mail is sent."),),
        yes=gettext_lazy("Yes, let it go on"),
        done=gettext_lazy("The tandem goes on."),
        do=lambda pairing, by, now: pairings.resume(pairing, by=by, now=now),
        is_possible=lambda pairing: pairing.state == PairingState.RESTING,
    ),
    Step(
        word="beenden",
        name="end",
        label=gettext_lazy("End the tandem"),
        what=(
            gettext_lazy(
                "The tandem ends for good, and planned meetings are cancelled. "
                "Both keep reading what they wrote and what was shared until then."
            ),
            gettext_lazy("No mail is sent. Please talk to both before."),
        ),
        yes=gettext_lazy("Yes, end the tandem"),
        done=gettext_lazy("The tandem is ended."),
        do=lambda pairing, by, now: pairings.end(pairing, by=by, now=now),
        is_possible=lambda pairing: pairing.is_live and pairing.announced_at is not None,
        is_destructive=True,
    ),
)


def possible_for(pairing: Pairing) -> list[Step]:
    return [step for step in STEPS if step.is_possible(pairing)]


def take(request: HttpRequest, site: AdminSite, pairing: Pairing, step: Step) -> HttpResponse:
    """Ask; with the answer, take the step and tell how it went."""
    back = reverse("admin:mentoring_pairing_change", args=[pairing.pk])
    if request.method == "POST":

        def go() -> str:
            step.do(pairing, request.user, timezone.now())
            return str(step.done)

        return confirm.do(request, go, next_url=back)
    question = confirm.Question(
        title=str(step.label),
        what=[str(sentence) for sentence in step.what],
        people=[str(pairing.mentee), str(pairing.mentor)],
        yes=str(step.yes),
        cancel_url=back,
        is_destructive=step.is_destructive,
        crumbs=[crumb_of(Pairing), Crumb(str(pairing), back)],
    )
    return confirm.ask(request, site, question)
