"""How much each criterion counts in a year, in words."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from mentoring.models import Cohort

# What full agreement in one criterion can be worth at least and at most.
LOWEST_POINTS, HIGHEST_POINTS = 1, 20


class Criterion(models.TextChoices):
    """What makes two people fit. Hard rules are no criteria: they forbid."""

    TOPICS = "topics", _("Topics")
    WISH = "wish", _("Wishes")
    MEETING = "meeting", _("Place and kind of meetings")
    OFFERS = "offers", _("What the mentor offers")
    LEVELS = "levels", _("Distance of levels")
    BRANCH = "branch", _("Another branch of the organisation")


class Importance(models.TextChoices):
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")
    OFF = "off", _("off")


def _importance(criterion: Criterion, default: Importance, help_text: Any) -> models.CharField:
    return models.CharField(
        criterion.label, max_length=10, choices=Importance.choices, default=default, help_text=help_text
    )


class Weighting(models.Model):
    """The weights of one year. A year without a row has the defaults.

    Fit of substance counts most: topics, wishes and the way to meet predict a good tandem, likeness
    of the two people does not.
    """

    cohort = models.OneToOneField(Cohort, models.CASCADE, related_name="weighting", verbose_name=_("cohort"))
    topics = _importance(
        Criterion.TOPICS, Importance.HIGH, _("Her topics that the mentor offers; what she named first counts most.")
    )
    wish = _importance(Criterion.WISH, Importance.MEDIUM, _("Whom she would like to have, in her order."))
    meeting = _importance(
        Criterion.MEETING, Importance.MEDIUM, _("Whether both can meet in the same place, or both online.")
    )
    offers = _importance(
        Criterion.OFFERS, Importance.LOW, _("Beside conversation: accompanying, practising, feedback, network.")
    )
    levels = _importance(
        Criterion.LEVELS, Importance.LOW, _("Best is the smallest distance that the year allows, or one level more.")
    )
    branch = _importance(Criterion.BRANCH, Importance.LOW, _("Whether the mentor sees her work from outside."))

    points_high = models.PositiveSmallIntegerField(_("points for “high”"), default=5)
    points_medium = models.PositiveSmallIntegerField(_("points for “medium”"), default=3)
    points_low = models.PositiveSmallIntegerField(_("points for “low”"), default=1)
    worst_first = models.BooleanField(
        _("the weakest tandem first"),
        default=False,
        help_text=_("First make the weakest tandem as good as possible, then all of them together."),
    )
    # Raised with every saved change, so that a second tab meets a conflict.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("weights")
        verbose_name_plural = _("weights")
        constraints = [
            *(known_values(name, Importance, name=f"weighting_{name}_is_known") for name in Criterion.values),
            models.CheckConstraint(
                condition=Q(points_low__gte=LOWEST_POINTS)
                & Q(points_low__lte=F("points_medium"))
                & Q(points_medium__lte=F("points_high"))
                & Q(points_high__lte=HIGHEST_POINTS),
                name="weighting_points_in_order",
                violation_error_code="points_in_order",
                violation_error_message=_("The points rise from low to high, between 1 and 20."),
            ),
            models.CheckConstraint(
                condition=~Q(**dict.fromkeys(Criterion.values, Importance.OFF)),
                name="weighting_compares_something",
                violation_error_message=_("Please let at least one criterion count. Otherwise nothing is compared."),
            ),
        ]

    def __str__(self) -> str:
        return f"weights of cohort {self.cohort_id}"

    SETTINGS = (*Criterion.values, "points_high", "points_medium", "points_low", "worst_first")

    def snapshot(self) -> dict[str, Any]:
        """Return the settings as they are kept with a run."""
        return {name: getattr(self, name) for name in self.SETTINGS}

    @classmethod
    def from_snapshot(cls, cohort: Cohort, snapshot: dict[str, Any]) -> "Weighting":
        """Return unsaved weights as a run had them."""
        return cls(cohort=cohort, **snapshot)

    @staticmethod
    def words_of(name: str, value: Any) -> str:
        """Return a value of one of the `SETTINGS` in words."""
        if name in Criterion.values:
            return str(Importance(value).label)
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        return str(value)

    def points_of(self, criterion: Criterion) -> int:
        """Return what full agreement in a criterion is worth, in hundredths of the score's part."""
        points = {
            Importance.HIGH: self.points_high,
            Importance.MEDIUM: self.points_medium,
            Importance.LOW: self.points_low,
            Importance.OFF: 0,
        }
        return points[Importance(getattr(self, criterion.value))]
