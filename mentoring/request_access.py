"""Who reads and answers what was written in confidence (R13)."""

from django.db.models import QuerySet

from accounts import access as accounts
from mentoring.access import AnyUser
from mentoring.models import SupportRequest
from mentoring.models.requests import RequestRecipient


def requests_to_team(user: AnyUser) -> QuerySet[SupportRequest]:
    if not accounts.is_team(user):
        return SupportRequest.objects.none()
    return SupportRequest.objects.filter(recipient=RequestRecipient.TEAM)


def requests_to_adviser(user: AnyUser) -> QuerySet[SupportRequest]:
    if not accounts.is_adviser(user):
        return SupportRequest.objects.none()
    return SupportRequest.objects.filter(recipient=RequestRecipient.ADVISER)


def may_answer(user: AnyUser, request: SupportRequest) -> bool:
    """Whether it was sent to a role of the user's; somebody can be of the team and an adviser."""
    found = requests_to_team(user) if request.recipient == RequestRecipient.TEAM else requests_to_adviser(user)
    return found.filter(pk=request.pk).exists()
