"""A programme year with its dates, requirements and criteria."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.models import Level, OrgUnit
from mentoring.models.reminder_days import ReminderDays


class OrganisationRule(models.TextChoices):
    """Where a mentor may come from, seen from the mentee (R4 e)."""

    SAME = "same", _("from the same organisation")
    OTHER = "other", _("from another organisation")
    ANY = "any", _("from any organisation")


class Phase(models.TextChoices):
    """Where a cohort stands on a day."""

    SET_UP = "set_up", _("Preparation")
    APPLYING = "applying", _("Applications")
    REVIEW = "review", _("Review and matching")
    ACQUAINTANCE = "acquaintance", _("Getting to know each other")
    RUNNING = "running", _("Mentoring year")
    FINISHED = "finished", _("Finished")


class CohortQuerySet(models.QuerySet["Cohort"]):
    def applying(self, today: date) -> "CohortQuerySet":
        return self.filter(applications_open_on__lte=today, applications_close_on__gte=today)

    def accepting_mentors(self, today: date) -> "CohortQuerySet":
        return self.filter(applications_open_on__lte=today, starts_on__gt=today)

    def not_finished(self, today: date) -> "CohortQuerySet":
        return self.filter(ends_on__gte=today)

    def running_between(self, first: date, last: date) -> "CohortQuerySet":
        """Whose mentoring year has a day among these."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def finished(self, today: date) -> "CohortQuerySet":
        return self.filter(ends_on__lt=today)


class Cohort(ReminderDays):
    """One programme year ("Mentoring-Jahr")."""

    title = models.CharField(_("title"), max_length=120, unique=True)
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("Shown to people who think about applying.")
    )
    requirements = models.TextField(
        _("requirements"), blank=True, help_text=_("Who may apply. Applicants confirm this; it is not stored.")
    )

    applications_open_on = models.DateField(_("applications open on"))
    applications_close_on = models.DateField(_("applications close on"))
    starts_on = models.DateField(_("starts on"))
    acquaintance_ends_on = models.DateField(
        _("acquaintance period ends on"), help_text=_("Until this day either partner may step back.")
    )
    ends_on = models.DateField(_("ends on"))

    organisations = models.ManyToManyField(
        OrgUnit,
        related_name="cohorts",
        verbose_name=_("organisations"),
        limit_choices_to={"parent__isnull": True},
        help_text=_("Whose staff may take part."),
    )
    organisation_rule = models.CharField(
        _("mentors come"), max_length=10, choices=OrganisationRule.choices, default=OrganisationRule.ANY
    )
    minimum_mentor_level = models.ForeignKey(
        Level, models.PROTECT, related_name="+", verbose_name=_("lowest level of a mentor")
    )
    minimum_level_distance = models.PositiveSmallIntegerField(_("levels between mentee and mentor"), default=1)
    minimum_open_goals = models.PositiveSmallIntegerField(_("goals a mentee should have open"), default=2)
    rhythm_weeks = models.PositiveSmallIntegerField(_("weeks between meetings"), default=6)
    # Raised with every saved change, so that a second tab meets a conflict.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts_on", "pk"]
        constraints = [
            known_values("organisation_rule", OrganisationRule, name="cohort_organisation_rule_is_known"),
            models.CheckConstraint(
                condition=Q(applications_open_on__lte=F("applications_close_on"))
                & Q(applications_close_on__lte=F("starts_on"))
                & Q(starts_on__lte=F("acquaintance_ends_on"))
                & Q(acquaintance_ends_on__lt=F("ends_on")),
                name="cohort_dates_in_order",
                violation_error_message=_(
                    "The dates are not in order: applications open, applications close, start, "
                    "end of the acquaintance period, end."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rhythm_weeks__gte=1, rhythm_weeks__lte=26),
                name="cohort_rhythm_is_sensible",
                violation_error_message=_("The rhythm is between 1 and 26 weeks."),
            ),
            models.CheckConstraint(
                condition=Q(first_draft_reminder_days__gt=F("last_draft_reminder_days")),
                name="cohort_draft_reminders_in_order",
                violation_error_message=_("The first reminder of an unsent application comes before the last."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def phase(self, today: date) -> Phase:
        """Return where the cohort stands on the day."""
        if today < self.applications_open_on:
            return Phase.SET_UP
        if today <= self.applications_close_on:
            return Phase.APPLYING
        if today < self.starts_on:
            return Phase.REVIEW
        if today <= self.acquaintance_ends_on:
            return Phase.ACQUAINTANCE
        if today <= self.ends_on:
            return Phase.RUNNING
        return Phase.FINISHED

    def accepts_applications(self, today: date) -> bool:
        return self.phase(today) is Phase.APPLYING

    def accepts_mentors(self, today: date) -> bool:
        """Whether mentors may still join: until the start."""
        return self.applications_open_on <= today < self.starts_on


class CriterionQuerySet(models.QuerySet["Criterion"]):
    def cited(self) -> "CriterionQuerySet":
        """Those by which somebody's application was decided, whether she knows it or not."""
        return self.filter(Q(decisions__isnull=False) | Q(announced_decisions__isnull=False)).distinct()


class Criterion(models.Model):
    """A published selection criterion. Every decision on an application cites one (R15)."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="criteria", verbose_name=_("cohort"))
    text = models.CharField(_("text"), max_length=300)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection criterion")
        verbose_name_plural = _("selection criteria")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text
