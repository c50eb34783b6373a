"""Confidential messages to the team or the adviser, and their answers (R13)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.accounts import lock_own
from accounts.errors import Refused
from accounts.models import User
from accounts.transitions import require_transition
from mentoring import access, request_access
from mentoring.models import Cohort, RequestKind, RequestState, SupportRequest
from mentoring.models.requests import RequestRecipient
from notifications import outbox


@transaction.atomic
def send(
    sender: User,
    text: str,
    *,
    kind: RequestKind,
    cohort: Cohort | None = None,
    recipient: RequestRecipient = RequestRecipient.TEAM,
) -> SupportRequest:
    """Write to the team or, as a mentor, to the adviser. They are told that something came.

    Raises:
        Refused: when somebody else than a mentor writes to the adviser, the text is empty, the same
            message waits for its answer already, or nobody is there to read it but she and her partner.
    """
    if recipient == RequestRecipient.ADVISER and not access.may_write_to_adviser(sender):
        raise Refused(_("Only mentors can write to the adviser. Please write to the project team."))
    if not text.strip():
        raise Refused(_("Please write what it is about."))
    readers = _readers(sender, recipient)
    lock_own(sender)
    _require_new(sender, text, kind, recipient)
    request = SupportRequest.objects.create(sender=sender, cohort=cohort, recipient=recipient, kind=kind, text=text)
    scope = f"cohort:{cohort.pk}" if cohort else ""
    if recipient == RequestRecipient.ADVISER:
        for adviser in readers:
            outbox.queue(
                "help-request", f"{request.pk}:{adviser.pk}", recipient=adviser, scope=scope, request=request.pk
            )
    else:
        outbox.queue("help-request", f"{request.pk}", recipient=None, scope=scope, request=request.pk)
    return request


def _readers(sender: User, recipient: RequestRecipient) -> list[User]:
    """Return who reads it: of those to whom it goes, neither herself nor a partner of hers (R13)."""
    readers = list(request_access.readers_for(sender, recipient).order_by("pk"))
    if not readers and request_access.with_role(recipient).exists():
        raise Refused(
            _(
                "At the moment nobody could read this but you and your tandem partner. "
                "Please turn to somebody whom the page of contacts names."
            )
        )
    return readers


def _require_new(sender: User, text: str, kind: RequestKind, recipient: RequestRecipient) -> None:
    """Let a form that is sent twice make one message. The caller holds the sender's account."""
    waiting = SupportRequest.objects.filter(sender=sender, kind=kind, recipient=recipient, state=RequestState.OPEN)
    if any(request.text == text for request in waiting):
        raise Refused(_("This message has been sent already and waits for its answer."))


@transaction.atomic
def note_reading(request: SupportRequest, *, by: User) -> None:
    """Record that somebody opened a confidential message."""
    audit.record("request.read", request, by=by)


@transaction.atomic
def answer(request: SupportRequest, text: str, *, by: User, now: datetime) -> None:
    """Answer a request. The sender is told that an answer waits behind the sign-in.

    Raises:
        Refused: when it was not addressed to the user's role, or the answer is empty.
        Stale: when somebody has answered already.
    """
    request = SupportRequest.objects.select_for_update(of=("self",)).select_related("sender").get(pk=request.pk)
    if not request_access.may_answer(by, request):
        raise Refused(_("This message is not addressed to you."))
    require_transition(request, RequestState.ANSWERED)
    if not text.strip():
        raise Refused(_("Please write an answer."))
    request.state, request.answer = RequestState.ANSWERED, text
    request.answered_by, request.answered_at = by, now
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    audit.record("request.answered", request, by=by)
    outbox.queue(
        "request-answered",
        f"{request.pk}",
        recipient=request.sender,
        scope=f"cohort:{request.cohort_id}" if request.cohort_id else "",
        request=request.pk,
    )
