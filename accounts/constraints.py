"""Database constraints that many models share."""

from django.db import models
from django.db.models import Q


def known_values(field: str, choices: type[models.TextChoices], *, name: str) -> models.CheckConstraint:
    """Return a constraint that lets a column hold only the values of its choices."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)
