"""Who can be asked to be a mentor of a year."""

from django.db.models import Q, QuerySet

from accounts.models import Employee, User
from mentoring import access
from mentoring.models import Cohort


def suitable_people(cohort: Cohort, user: User, words: str = "") -> QuerySet[Employee]:
    """Return people of the cohort's organisations at or above its lowest level, the highest first.

    `words` must all occur in name, function or unit. Whom the user sees among the mentors is left out;
    whoever else takes part is not, because her absence would tell.
    """
    known = access.mentors_for_team(user).filter(participation__cohort=cohort)
    organisations = cohort.organisations.values("pk")
    people = (
        Employee.objects.active()
        .filter(Q(unit__in=organisations) | Q(unit__organisation__in=organisations))
        .filter(level__rank__gte=cohort.minimum_mentor_level.rank)
        .exclude(user__participations__in=known.values("participation"))
        .select_related("unit", "level")
        .order_by("-level__rank", "last_name", "first_name", "pk")
    )
    for word in words.split():
        people = people.filter(_somewhere(word))
    return people


def _somewhere(word: str) -> Q:
    """Match a word in what describes a person. SQLite knows capitals only of A to Z, so others are tried in turn."""
    found = Q()
    for spelling in {word, word.lower(), word.capitalize(), word.upper()}:
        found |= (
            Q(first_name__icontains=spelling)
            | Q(last_name__icontains=spelling)
            | Q(function__icontains=spelling)
            | Q(unit__name__icontains=spelling)
            | Q(unit__code__istartswith=spelling)
        )
    return found
