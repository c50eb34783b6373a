"""What the worker has computed: a run, its proposals, and what every change would cost."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.models import User
from matching.models.instructions import Instruction, InstructionKind
from mentoring.models import LIVE, Cohort, Mentee, MenteeState, Mentor, Pairing, PairingState


class RunKind(models.TextChoices):
    MATCHING = "matching", _("matching")
    # What other weights would change; keeps no proposals.
    TRIAL = "trial", _("trial of weights")
    # Which topics and places are short, before anybody is matched.
    SUPPLY = "supply", _("supply and demand")


class RunState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


UNFINISHED = (RunState.QUEUED, RunState.RUNNING)


class Stage(models.TextChoices):
    """How far the worker has come, in the order in which it works."""

    WAITING = "waiting", _("Waiting for its turn")
    LOADING = "loading", _("Reading applications and profiles")
    RULES = "rules", _("Checking the rules for every pair")
    SOLVING = "solving", _("Looking for the best tandems and proving that there are none better")
    PRICING = "pricing", _("Finding out what each change would cost")
    SAVING = "saving", _("Keeping the result")


# Where each stage begins and ends, in hundredths of a run.
SPANS = {
    Stage.WAITING: (0, 0),
    Stage.LOADING: (0, 5),
    Stage.RULES: (5, 45),
    Stage.SOLVING: (45, 55),
    Stage.PRICING: (55, 95),
    Stage.SAVING: (95, 100),
}


class Failure(models.TextChoices):
    # Somebody asked for other weights before these were tried.
    SUPERSEDED = "superseded", _("Other weights are tried instead.")
    INTERRUPTED = "interrupted", _("The computation was interrupted. Please start it again.")
    NOT_CERTIFIED = "not_certified", _("The result could not be proved, so it was not kept. Please tell the IT.")
    BROKEN = "broken", _("The computation failed. Please tell the IT.")


class RunQuerySet(models.QuerySet["Run"]):
    def unfinished(self) -> "RunQuerySet":
        return self.filter(state__in=UNFINISHED)

    def matchings(self) -> "RunQuerySet":
        """Runs that propose tandems, the newest first."""
        return self.filter(kind=RunKind.MATCHING).order_by("-pk")

    def newest_matching(self) -> "Run | None":
        """The run by which the team decides: the newest that did not fail."""
        return self.matchings().exclude(state=RunState.FAILED).first()

    def numbered(self) -> "RunQuerySet":
        """Runs that bring their `number` along, in the same statement."""
        up_to_it = Run.objects.filter(cohort=OuterRef("cohort"), kind=OuterRef("kind"), pk__lte=OuterRef("pk"))
        counted = up_to_it.order_by().values("kind").annotate(count=Count("pk"))
        return self.annotate(number=Subquery(counted.values("count")))


class Run(models.Model):
    """One computation for a year. Its proposals are the team's to change and approve (R15)."""

    Kind = RunKind
    State = RunState
    TRANSITIONS = {
        RunState.QUEUED: {RunState.RUNNING, RunState.FAILED},
        RunState.RUNNING: {RunState.READY, RunState.FAILED},
        # A change by hand asks for new prices.
        RunState.READY: {RunState.QUEUED},
    }

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="runs", verbose_name=_("cohort"))
    kind = models.CharField(_("kind"), max_length=10, choices=RunKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    # `Weighting.snapshot()` of the moment; a trial has the weights that are tried.
    weights = models.JSONField(_("weights"), default=dict)
    requested_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    requested_at = models.DateTimeField(_("started at"))
    # Of the worker that computes now; each sign of life is written here.
    heartbeat_at = models.DateTimeField(null=True)
    # First result; later changes by hand leave it.
    finished_at = models.DateTimeField(_("finished at"), null=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.WAITING)
    # Part of the work of the present stage that is done, in hundredths.
    progress = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=20, choices=Failure.choices, blank=True)
    # Raised whenever its proposals or prices change, so that a second tab meets a conflict.
    revision = models.PositiveIntegerField(default=0)

    mentees = models.PositiveIntegerField(_("mentees"), default=0)
    places = models.PositiveIntegerField(_("places"), default=0)
    matched = models.PositiveIntegerField(_("proposed tandems"), default=0)
    total = models.PositiveIntegerField(_("points in all"), default=0)
    lowest = models.PositiveIntegerField(_("lowest points of a tandem"), null=True)
    # The dual prices that prove the result (see `matching.engine.solution.Certificate`), by participation.
    certificate = models.JSONField(default=dict)
    # Fingerprints of what the result was computed from (see `matching.facts`), to tell what has changed since.
    fingerprints = models.JSONField(default=dict)
    # Of a trial or of supply and demand: what its page shows, with ids only.
    findings = models.JSONField(default=dict)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("matching run")
        verbose_name_plural = _("matching runs")
        ordering = ["-pk"]
        constraints = [
            known_values("kind", RunKind, name="run_kind_is_known"),
            known_values("state", RunState, name="run_state_is_known"),
            known_values("stage", Stage, name="run_stage_is_known"),
            models.UniqueConstraint(
                fields=["cohort", "kind"],
                condition=Q(state__in=UNFINISHED),
                name="run_one_unfinished_per_cohort_and_kind",
                violation_error_message=_("A computation is on its way already."),
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.FAILED, failure__in=Failure.values)
                | (~Q(state=RunState.FAILED) & Q(failure="")),
                name="run_failure_exactly_when_failed",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.READY) | Q(finished_at__isnull=False), name="run_ready_when_finished"
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @cached_property
    def number(self) -> int:
        """Which run of its kind and year it is, counted from 1. Lists read it along (`numbered`)."""
        return Run.objects.filter(cohort=self.cohort_id, kind=self.kind, pk__lte=self.pk).count()

    @property
    def percent_done(self) -> int:
        """How far the worker is on the whole; the stages count for what they take."""
        begins, ends = SPANS[Stage(self.stage)]
        return begins + (ends - begins) * self.progress // 100


class Quality(models.TextChoices):
    """How well two people fit, in words (figures stand behind "Details")."""

    VERY_GOOD = "very_good", _("very suitable")
    GOOD = "good", _("suitable")
    POSSIBLE = "possible", _("possible")


class Change(models.TextChoices):
    """Why a proposal is another one than the run had found."""

    BY_HAND = "by_hand", _("changed by hand")
    # She moved because somebody else's proposal was changed.
    IN_TURN = "in_turn", _("moved along")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """What became of a proposal is asked of the tandems, never kept a second time."""

    def decided(self) -> "ProposalQuerySet":
        """Proposals of mentees who have a tandem, or had one to its end."""
        tandems = Pairing.objects.filter(mentee=OuterRef("mentee"), state__in=[*LIVE, PairingState.COMPLETED])
        return self.filter(Exists(tandems))

    def approved(self) -> "ProposalQuerySet":
        """Proposals that became a tandem as they stand."""
        tandems = Pairing.objects.filter(mentee=OuterRef("mentee"), mentor=OuterRef("mentor"))
        return self.filter(Exists(tandems.filter(state__in=[*LIVE, PairingState.COMPLETED])))

    def undecided(self) -> "ProposalQuerySet":
        """Proposals that can still be approved. A pair that was a tandem already and ended is none."""
        ended = [PairingState.DECLINED, PairingState.ENDED]
        in_the_way = Q(state__in=[*LIVE, PairingState.COMPLETED]) | Q(state__in=ended, mentor=OuterRef("mentor"))
        tandems = Pairing.objects.filter(in_the_way, mentee=OuterRef("mentee"))
        return self.filter(mentor__isnull=False, mentee__state=MenteeState.ACCEPTED).exclude(Exists(tandems))

    def held(self) -> "ProposalQuerySet":
        """Proposals that every run keeps: the team said so, or they are an open proposal among the tandems."""
        mine = {"mentee": OuterRef("mentee"), "mentor": OuterRef("mentor")}
        locks = Instruction.objects.filter(kind=InstructionKind.LOCK, **mine)
        return self.filter(Exists(locks) | Exists(Pairing.objects.filter(state=PairingState.PROPOSED, **mine)))

    def taken_out(self) -> "ProposalQuerySet":
        out = Instruction.objects.filter(kind=InstructionKind.LEAVE_OUT, mentee=OuterRef("mentee"))
        return self.filter(Exists(out))

    def by_exception(self) -> "ProposalQuerySet":
        """Proposals for which the team set a rule aside."""
        return self.exclude(overridden_rules=[])


class Proposal(models.Model):
    """What a run proposes for one mentee: a mentor with the reasons, or nobody and why (R15)."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="proposals", verbose_name=_("run"))
    mentee = models.ForeignKey(Mentee, models.CASCADE, related_name="proposals", verbose_name=_("mentee"))
    mentor = models.ForeignKey(
        Mentor, models.CASCADE, related_name="proposals", null=True, blank=True, verbose_name=_("mentor")
    )
    quality = models.CharField(_("fit"), max_length=10, choices=Quality.choices, blank=True)
    score = models.PositiveIntegerField(_("points"), default=0)
    # How many points the best imaginable mentor would have for this mentee.
    reachable = models.PositiveIntegerField(default=0)
    # Points by criterion; they add up to the score.
    parts = models.JSONField(default=dict)
    # What the sentences are made of, by criterion: codes and ids, never words (see `matching.reasons`).
    reasons = models.JSONField(default=dict)
    # Codes of what the team should look at (see `matching.reasons.Warning`).
    warnings = models.JSONField(default=list)
    # Rules that the team set aside for this pair, and why.
    overridden_rules = models.JSONField(default=list)
    override_reason = models.CharField(max_length=500, blank=True)
    alternative = models.ForeignKey(Mentor, models.SET_NULL, related_name="+", null=True, blank=True)
    # Who is left over: rules with the number of mentors they took, and verified ways out.
    obstacles = models.JSONField(default=dict)
    # Whether it is another one than the run had found.
    change = models.CharField(_("change"), max_length=10, choices=Change.choices, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["mentee__participation__user__last_name", "mentee__participation__user__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "mentee"], name="proposal_one_per_mentee"),
            models.CheckConstraint(condition=Q(change__in=["", *Change.values]), name="proposal_change_is_known"),
            models.CheckConstraint(
                condition=Q(mentor__isnull=True, quality="", score=0)
                | Q(mentor__isnull=False, quality__in=Quality.values),
                name="proposal_quality_exactly_with_mentor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentee} – {self.mentor}" if self.mentor_id else str(self.mentee)

    @property
    def percent(self) -> int:
        return 100 * self.score // self.reachable if self.reachable else 0


class PriceList(models.Model):
    """What each change for one mentee would cost the whole, and who would move (see `matching.prices`).

    Only the newest run of a year keeps them.
    """

    proposal = models.OneToOneField(Proposal, models.CASCADE, primary_key=True, related_name="price_list")
    # A list with an entry for each mentor whom she could have.
    mentors = models.JSONField(default=list)
    # Without her present mentor; null when she has none.
    without_mentor = models.JSONField(null=True)
    # Without any mentor this time.
    none = models.JSONField(null=True)

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")

    def __str__(self) -> str:
        return f"prices of proposal {self.pk}"
