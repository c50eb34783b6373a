"""What a mentee works on (R7), and the words for it (R9)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.constraints import known_values
from accounts.encryption import EncryptedTextField
from mentoring.models.pairings import Pairing
from mentoring.models.participations import Mentee, Participation
from mentoring.models.topics import Topic


class GoalState(models.TextChoices):
    OPEN = "open", _("open")
    IN_WORK = "in_work", _("in work")
    SETTLED = "settled", pgettext_lazy("state of a goal", "settled")
    OBSOLETE = "obsolete", _("no longer needed")


# What somebody still has before her.
UNSETTLED = (GoalState.OPEN, GoalState.IN_WORK)


class ObsoleteReason(models.TextChoices):
    REORGANISATION = "reorganisation", _("The organisation has changed")
    CONDITIONS = "conditions", _("My working conditions have changed")
    PERSON_GONE = "person_gone", _("A person is no longer there")
    OTHER = "other", _("Something else")


class GoalQuerySet(models.QuerySet["Goal"]):
    def unsettled(self) -> "GoalQuerySet":
        return self.filter(state__in=UNSETTLED)

    def done(self) -> "GoalQuerySet":
        return self.filter(state__in=[GoalState.SETTLED, GoalState.OBSOLETE])


class Goal(models.Model):
    """A goal: topic, order and state. Its words stand in `GoalText`."""

    State = GoalState
    TRANSITIONS = {
        GoalState.OPEN: {GoalState.IN_WORK, GoalState.SETTLED, GoalState.OBSOLETE},
        GoalState.IN_WORK: {GoalState.OPEN, GoalState.SETTLED, GoalState.OBSOLETE},
        GoalState.SETTLED: {GoalState.OPEN},
        GoalState.OBSOLETE: {GoalState.OPEN},
    }

    mentee = models.ForeignKey(Mentee, models.CASCADE, related_name="goals")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="goals", verbose_name=_("topic"))
    position = models.PositiveSmallIntegerField(_("order"))
    state = models.CharField(_("state"), max_length=10, choices=GoalState.choices, default=GoalState.OPEN)
    obsolete_reason = models.CharField(_("reason"), max_length=20, choices=ObsoleteReason.choices, blank=True)
    added_by = models.ForeignKey(Participation, models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["position", "pk"]
        constraints = [
            known_values("state", GoalState, name="goal_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=GoalState.OBSOLETE, obsolete_reason__in=ObsoleteReason.values)
                | (~Q(state=GoalState.OBSOLETE) & Q(obsolete_reason="")),
                name="goal_reason_exactly_when_obsolete",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["settled", "obsolete"], done_at__isnull=False)
                | Q(state__in=["open", "in_work"], done_at__isnull=True),
                name="goal_done_at_exactly_when_done",
            ),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk}"


class GoalText(models.Model):
    """One person's words for a goal. Each edits only her own."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="texts")
    author = models.ForeignKey(Participation, models.CASCADE, related_name="goal_texts")
    text = EncryptedTextField(_("own words"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "author"], name="goal_text_one_per_author")]

    def __str__(self) -> str:
        return f"text {self.pk}"


class GoalShare(models.Model):
    """The mentee lets the mentor of one tandem read her words for one goal. A new mentor asks anew."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="shares")
    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="goal_shares")
    shared_at = models.DateTimeField(_("shared at"), auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "pairing"], name="goal_shared_once_per_pairing")]

    def __str__(self) -> str:
        return f"share {self.pk}"


class KeptGoalText(models.Model):
    """The mentee's words for a goal as they were when the tandem ended in which she had shared them.

    Its mentor reads them on. Nobody changes them; what the mentee writes later is no matter of hers.
    """

    share = models.OneToOneField(GoalShare, models.CASCADE, primary_key=True, related_name="kept")
    text = EncryptedTextField(_("own words"))

    def __str__(self) -> str:
        return f"kept text {self.pk}"
