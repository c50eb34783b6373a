"""The topic catalogue (R1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values


class TopicGroup(models.TextChoices):
    """Groups for statistics."""

    CAREER = "career", _("career and leadership")
    LEADING = "leading", _("leading people")
    FAMILY = "family", _("time and family")
    NETWORK = "network", _("visibility and network")
    OTHER = "other", _("other topics")


class TopicQuerySet(models.QuerySet["Topic"]):
    def on_offer(self) -> "TopicQuerySet":
        """Topics that can be chosen today."""
        return self.filter(is_retired=False)


class Topic(models.Model):
    """A theme of the programme's catalogue. A retired one stays on the goals that have it."""

    title = models.CharField(_("title"), max_length=200, unique=True)
    group = models.CharField(_("group"), max_length=20, choices=TopicGroup.choices)
    position = models.PositiveSmallIntegerField(_("order"))
    needs_words = models.BooleanField(
        _("needs own words"), default=False, help_text=_("Whoever chooses this topic says in her own words what it is.")
    )
    is_retired = models.BooleanField(_("retired"), default=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "pk"]
        constraints = [known_values("group", TopicGroup, name="topic_group_is_known")]

    def __str__(self) -> str:
        return self.title
