"""Who takes part in a cohort, as mentee or as mentor."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.encryption import EncryptedTextField
from accounts.models import User
from mentoring.models.cohorts import Cohort, Criterion
from mentoring.models.topics import Topic


class ParticipationRole(models.TextChoices):
    MENTEE = "mentee", _("mentee")
    MENTOR = "mentor", _("mentor")


class Participation(models.Model):
    """One person in one cohort, in one role: nobody is mentee and mentor in the same year."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="participations", verbose_name=_("cohort"))
    user = models.ForeignKey(User, models.PROTECT, related_name="participations", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=10, choices=ParticipationRole.choices)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["cohort", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"],
                name="participation_once_per_cohort",
                violation_error_message=_("This person already takes part in this cohort."),
            ),
            known_values("role", ParticipationRole, name="participation_role_is_known"),
        ]

    def __str__(self) -> str:
        return self.user.full_name


class Mode(models.TextChoices):
    ON_SITE = "on_site", _("on site")
    ONLINE = "online", _("online")
    EITHER = "either", _("on site or online")


class MenteeState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    ACCEPTED = "accepted", _("accepted")
    WAITLISTED = "waitlisted", _("on the waiting list")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    NO_TANDEM = "no_tandem", _("no tandem")


class Mentee(models.Model):
    """An application, and what it became."""

    State = MenteeState
    # Whatever is not listed is refused. A decision that was not announced can be undone as well.
    TRANSITIONS = {
        MenteeState.DRAFT: {MenteeState.SUBMITTED},
        MenteeState.SUBMITTED: {
            MenteeState.ACCEPTED,
            MenteeState.WAITLISTED,
            MenteeState.DECLINED,
            MenteeState.WITHDRAWN,
        },
        MenteeState.WAITLISTED: {MenteeState.ACCEPTED, MenteeState.DECLINED, MenteeState.WITHDRAWN},
        MenteeState.ACCEPTED: {MenteeState.NO_TANDEM, MenteeState.WITHDRAWN},
    }
    DECIDED = (MenteeState.ACCEPTED, MenteeState.WAITLISTED, MenteeState.DECLINED, MenteeState.NO_TANDEM)

    participation = models.OneToOneField(Participation, models.CASCADE, primary_key=True, related_name="mentee")
    state = models.CharField(_("state"), max_length=20, choices=MenteeState.choices, default=MenteeState.DRAFT)
    motivation = models.TextField(_("motivation"), max_length=1500, blank=True)
    mode = models.CharField(_("kind of meeting"), max_length=10, choices=Mode.choices, default=Mode.EITHER)
    place = models.CharField(_("place"), max_length=200, blank=True)
    # Raised when another motivation is saved, so that a second tab meets a conflict.
    version = models.PositiveIntegerField(default=1)

    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="decisions", null=True, blank=True, verbose_name=_("criterion")
    )
    # The decision that the applicant knows of, and by which criterion. Until one was announced she reads
    # that her application is being looked at, and nothing else.
    announced_state = models.CharField(
        _("announced decision"), max_length=20, choices=MenteeState.choices, blank=True, default=""
    )
    announced_criterion = models.ForeignKey(
        Criterion,
        models.PROTECT,
        related_name="announced_decisions",
        null=True,
        blank=True,
        verbose_name=_("announced criterion"),
    )
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["participation__user__last_name", "participation__user__first_name", "pk"]
        constraints = [
            known_values("state", MenteeState, name="mentee_state_is_known"),
            known_values("mode", Mode, name="mentee_mode_is_known"),
            models.CheckConstraint(
                condition=Q(state=MenteeState.DRAFT, submitted_at__isnull=True)
                | (~Q(state=MenteeState.DRAFT) & Q(submitted_at__isnull=False)),
                name="mentee_submitted_when_not_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "waitlisted", "declined", "no_tandem"])
                | Q(decided_at__isnull=False, criterion__isnull=False),
                name="mentee_decision_has_criterion",
            ),
            models.CheckConstraint(
                condition=Q(announced_state="", announced_criterion__isnull=True, announced_at__isnull=True)
                | Q(
                    announced_state__in=["accepted", "waitlisted", "declined", "no_tandem"],
                    announced_criterion__isnull=False,
                    announced_at__isnull=False,
                    decided_at__isnull=False,
                ),
                name="mentee_announced_only_when_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.participation.user.full_name

    @property
    def waits_for_announcement(self) -> bool:
        """Whether the team has decided something that the applicant does not know yet."""
        return self.state in self.DECIDED and self.state != self.announced_state

    @property
    def told_state(self) -> MenteeState:
        """The state as the applicant may know it."""
        if self.waits_for_announcement:
            return MenteeState(self.announced_state or MenteeState.SUBMITTED)
        return MenteeState(self.state)

    @property
    def told_criterion(self) -> Criterion | None:
        """The criterion of the decision that the applicant knows of."""
        return None if self.state == MenteeState.WITHDRAWN else self.announced_criterion

    def tell(self, now: datetime) -> None:
        """Let the decision as it stands be the one that she knows of."""
        self.announced_state, self.announced_criterion, self.announced_at = self.state, self.criterion, now


class Origin(models.TextChoices):
    """Who had the idea that somebody becomes a mentor (R3)."""

    EQUALITY_OFFICE = "equality_office", _("asked by the equality office")
    HR = "hr", _("asked by the HR department")
    SELF = "self", _("self-nominated")


class MentorState(models.TextChoices):
    INVITED = "invited", _("invited")
    SELF_NOMINATED = "self_nominated", _("self-nominated")
    SUBMITTED = "submitted", _("profile submitted")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PAUSED = "paused", _("paused")


class Offer(models.TextChoices):
    """What a mentor offers beside conversation; the kinds of meetings are the same."""

    CONVERSATION = "conversation", _("Conversation")
    ACCOMPANYING = "accompanying", _("Accompanying to appointments")
    PRACTICE = "practice", _("Practising")
    FEEDBACK = "feedback", _("Feedback")
    NETWORK = "network", _("Network")


class Mentor(models.Model):
    """A mentor's profile in a cohort."""

    State = MentorState
    TRANSITIONS = {
        MentorState.INVITED: {MentorState.SUBMITTED, MentorState.WITHDRAWN},
        MentorState.SELF_NOMINATED: {MentorState.SUBMITTED, MentorState.WITHDRAWN},
        MentorState.SUBMITTED: {MentorState.CONFIRMED, MentorState.DECLINED, MentorState.WITHDRAWN},
        MentorState.CONFIRMED: {MentorState.PAUSED},
        MentorState.PAUSED: {MentorState.CONFIRMED},
    }

    participation = models.OneToOneField(Participation, models.CASCADE, primary_key=True, related_name="mentor")
    state = models.CharField(_("state"), max_length=20, choices=MentorState.choices)
    origin = models.CharField(_("origin"), max_length=20, choices=Origin.choices)
    invited_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("number of mentees"), default=1)
    introduction = models.TextField(_("about me"), max_length=1000, blank=True)
    topics = models.ManyToManyField(Topic, related_name="mentors", blank=True, verbose_name=_("topics"))
    # A list of `Offer` values.
    offers = models.JSONField(_("what I offer"), default=list, blank=True)
    mode = models.CharField(_("kind of meeting"), max_length=10, choices=Mode.choices, default=Mode.EITHER)
    place = models.CharField(_("place"), max_length=200, blank=True)
    is_shown_to_applicants = models.BooleanField(_("may be wished for"), default=False)
    self_image_confirmed_at = models.DateTimeField(_("self-image confirmed at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")
        ordering = ["participation__user__last_name", "participation__user__first_name", "pk"]
        constraints = [
            known_values("state", MentorState, name="mentor_state_is_known"),
            known_values("origin", Origin, name="mentor_origin_is_known"),
            known_values("mode", Mode, name="mentor_mode_is_known"),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=3),
                name="mentor_capacity_1_to_3",
                violation_error_message=_("A mentor has between one and three mentees."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "confirmed", "paused"])
                | Q(self_image_confirmed_at__isnull=False, submitted_at__isnull=False),
                name="mentor_self_image_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.participation.user.full_name


class Wish(models.Model):
    """A mentor whom a mentee would like to have, in her order."""

    mentee = models.ForeignKey(Mentee, models.CASCADE, related_name="wishes")
    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="wished_by", verbose_name=_("mentor"))
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["mentee", "mentor"], name="wish_once")]

    def __str__(self) -> str:
        return f"{self.mentee_id} → {self.mentor_id}"


class Exclusion(models.Model):
    """Somebody whom a participant does not want as partner. Only its author reads it (R4 b).

    The hash lets the rules find out whether two people exclude each other without saying who
    named whom.
    """

    author = models.ForeignKey(Participation, models.CASCADE, related_name="exclusions")
    # `mentoring.exclusions.hash_of(employee)` of the other person.
    other_hash = models.CharField(max_length=64)
    email = EncryptedTextField(_("work e-mail"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "other_hash"], name="exclusion_once")]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"
