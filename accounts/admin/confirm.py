"""The step of the admin that asks before something is done: what, to whom, and the mail as it will be."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext

from accounts.admin.pages import Crumb, page
from accounts.errors import Refused, Stale


class Mail(Protocol):
    """A mail as its recipient will read it."""

    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the page says before somebody answers "Ja, …"."""

    title: str
    # What will happen, a paragraph each.
    what: Sequence[str]
    # Whom it concerns, by name.
    people: Sequence[str] = ()
    # Mails that will be sent, one of each kind. Empty: none is sent.
    mails: Sequence[Mail] = ()
    # Asked together with the answer.
    form: forms.Form | None = None
    # Sent along unchanged.
    hidden: Sequence[tuple[str, str]] = ()
    # The button, with its verb. Empty: nothing can be done, and the page says why.
    yes: str
    cancel_url: str
    is_destructive: bool = False
    # What was typed and can no longer be taken, to copy.
    texts: Sequence[str] = ()
    # Where the answer goes; empty: to the same address.
    action: str = ""
    crumbs: Sequence[Crumb] = ()


def ask(request: HttpRequest, site: AdminSite, question: Question) -> HttpResponse:
    """Show the question. Nothing is done here."""
    return page(
        request,
        site,
        "admin/confirm.html",
        title=question.title,
        crumbs=question.crumbs,
        question=question,
        form=question.form,
    )


def do(request: HttpRequest, step: Callable[[], str], *, next_url: str) -> HttpResponse:
    """Take a step and tell on the next page how it went: the sentence it returns, or why it was refused."""
    try:
        told = step()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect(next_url)


@dataclass(frozen=True)
class Outcome:
    """What became of each of several things: done, or skipped with the reason."""

    done: list[Any]
    skipped: list[tuple[Any, str]]

    def tell(self, request: HttpRequest, done: str) -> None:
        """Report how many were done, and for each reason which were not. `done` is the sentence with its %(count)s."""
        if self.done:
            messages.success(request, done % {"count": len(self.done)})
        things: dict[str, list[str]] = {}
        for thing, reason in self.skipped:
            things.setdefault(reason, []).append(str(thing))
        for reason, names in things.items():
            words = {"count": len(names), "names": ", ".join(names), "reason": reason}
            messages.warning(
                request,
                ngettext(
                    "%(count)s skipped: %(names)s. %(reason)s", "%(count)s skipped: %(names)s. %(reason)s", len(names)
                )
                % words,
            )


def divide(things: Iterable[Any], is_possible: Callable[[Any], bool]) -> tuple[list[Any], list[str]]:
    """Return those with which a step is possible, and a sentence about the others, if there are any."""
    chosen = list(things)
    possible = [thing for thing in chosen if is_possible(thing)]
    others = [f"{thing} ({thing.get_state_display()})" for thing in chosen if thing not in possible]
    words = gettext("Left out, because where they stand does not allow it: %(names)s.")
    return possible, [words % {"names": ", ".join(others)}] if others else []


def _reason(thing: Any, refusal: Refused) -> str:
    """Say why a thing was skipped; of one that is further on already, where it stands."""
    state = getattr(thing, "get_state_display", None)
    if isinstance(refusal, Stale) and state is not None:
        return gettext("The state is “%(state)s”.") % {"state": state()}
    return str(refusal)


def each(things: Iterable[Any], step: Callable[[Any], object]) -> Outcome:
    """Take the same step with each thing; one that is refused does not stop the others."""
    outcome = Outcome([], [])
    for thing in things:
        try:
            step(thing)
        except Refused as refusal:
            outcome.skipped.append((thing, _reason(thing, refusal)))
        else:
            outcome.done.append(thing)
    return outcome
