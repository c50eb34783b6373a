"""Who reads and answers what was written in confidence (R13).

Never the partner: somebody of the team or an adviser who takes part herself is kept from whatever
somebody has written with whom she is or was a tandem, and from her own messages.
"""

from django.db.models import Q, QuerySet

from accounts import access as accounts
from accounts.models import User
from mentoring.access import AnyUser
from mentoring.models import Pairing, RequestState, SupportRequest
from mentoring.models.requests import RequestRecipient


def requests_to_team(user: AnyUser) -> QuerySet[SupportRequest]:
    if not accounts.is_team(user):
        return SupportRequest.objects.none()
    return _of_others(user).filter(recipient=RequestRecipient.TEAM)


def requests_to_adviser(user: AnyUser) -> QuerySet[SupportRequest]:
    """What waits for an answer, since somebody has to give it, and what she has answered herself.

    What another adviser has answered, such as her predecessor, was said to that one.
    """
    if not accounts.is_adviser(user):
        return SupportRequest.objects.none()
    hers = Q(state=RequestState.OPEN) | Q(answered_by=user)
    return _of_others(user).filter(hers, recipient=RequestRecipient.ADVISER)


def may_answer(user: AnyUser, request: SupportRequest) -> bool:
    """Whether it was sent to a role of the user's, answered or not; somebody can be of the team and an adviser."""
    to_team = request.recipient == RequestRecipient.TEAM
    has_role = accounts.is_team(user) if to_team else accounts.is_adviser(user)
    return has_role and _of_others(user).filter(pk=request.pk).exists()


def with_role(recipient: RequestRecipient) -> QuerySet[User]:
    """Return those to whom requests to the team, or to the adviser, go."""
    return User.objects.filter(is_active=True, roles__role=recipient)


def readers_for(sender: User, recipient: RequestRecipient) -> QuerySet[User]:
    """Return who of them may read what somebody writes."""
    readers = with_role(recipient).exclude(pk=sender.pk)
    for partners in _partners_of(sender):
        readers = readers.exclude(pk__in=partners)
    return readers


def _of_others(user: AnyUser) -> QuerySet[SupportRequest]:
    found = SupportRequest.objects.all()
    if not isinstance(user, User):  # the team's mailbox
        return found
    for partners in _partners_of(user):
        found = found.exclude(sender__in=partners)
    return found.exclude(sender=user)


def _partners_of(user: User) -> tuple[QuerySet, QuerySet]:
    """Return the accounts of whoever is or was her mentor, and of whoever is or was her mentee."""
    told = Pairing.objects.announced().order_by()
    return (
        told.filter(mentee__participation__user=user).values("mentor__participation__user"),
        told.filter(mentor__participation__user=user).values("mentee__participation__user"),
    )
