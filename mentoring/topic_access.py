"""Until when the team reads which topics an applicant has chosen, and in which order (R9)."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from mentoring.access import AnyUser, applications_for_review
from mentoring.models import Goal, Mentee, Pairing


def never_matched() -> QuerySet[Mentee]:
    """Mentees who were never told of a tandem. From the first one on their topics are closed, whatever became of it."""
    return Mentee.objects.filter(~Exists(Pairing.objects.announced().filter(mentee=OuterRef("pk"))))


def applications_with_topics(user: AnyUser, today: date) -> QuerySet[Mentee]:
    """Applications whose topics the team reads: until she has a tandem, and no longer than the year (R9)."""
    readable = applications_for_review(user).filter(participation__cohort__ends_on__gte=today)
    return readable.filter(pk__in=never_matched())


def topics_of_application(user: AnyUser, mentee: Mentee, today: date) -> QuerySet[Goal]:
    """Topic and order of an applicant's goals, as long as the team reads them."""
    readable = applications_with_topics(user, today).filter(pk=mentee.pk)
    return Goal.objects.filter(mentee__in=readable).select_related("topic")
