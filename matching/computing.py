"""What a worker does with a run: read, check, solve, prove, price, keep. Knows SciPy; the web process does not."""

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from matching import facts, loading, prices, supply, trials
from matching.actions import results, runs
from matching.engine.solution import NotCertified, Solution
from matching.engine.solve import certify, solve
from matching.facts import Facts
from matching.loading import Loaded
from matching.models import Failure, Proposal, Run, RunKind, Stage, Weighting

logger = logging.getLogger(__name__)


class Reporter:
    """Tells how far a run has come, and that its worker lives; at most a hundred times a stage."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._told: tuple[Stage, int] | None = None

    def __call__(self, stage: Stage, progress: int = 0) -> None:
        if self._told != (stage, progress):
            self._told = (stage, progress)
            runs.report(self._run, stage, progress, now=timezone.now())

    def within(self, stage: Stage) -> Callable[[int], None]:
        return lambda progress: self(stage, progress)


def compute(run_id: int) -> None:
    """Compute a run, unless another worker has it. Whatever fails is noted with the run; nothing half is kept."""
    run = runs.claim(run_id, now=timezone.now())
    if run is None:
        return
    steps = {RunKind.MATCHING: _match, RunKind.TRIAL: _try_weights, RunKind.SUPPLY: _look_at_supply}
    try:
        steps[RunKind(run.kind)](run, Reporter(run))
    except NotCertified:
        runs.fail(run, Failure.NOT_CERTIFIED)
        logger.exception("Run %s has no proof, so it has no result", run.pk)
    except Exception as error:
        runs.fail(run, Failure.BROKEN)
        # The type alone: a text or a traceback could name people.
        logger.error("Run %s failed: %s", run.pk, type(error).__name__)


def _match(run: Run, report: Reporter) -> None:
    """Propose tandems, or find new prices for those that the team changed."""
    report(Stage.LOADING)
    found = facts.read(run.cohort, Weighting.from_snapshot(run.cohort, run.weights))
    report(Stage.RULES)
    loaded = loading.load(found, on_progress=report.within(Stage.RULES))
    report(Stage.SOLVING)
    solution = _kept(run, loaded) or solve(loaded.problem, worst_first=found.weighting.worst_first)
    report(Stage.PRICING)
    drafts = prices.drafts(loaded, solution, on_progress=report.within(Stage.PRICING))
    report(Stage.SAVING)
    results.keep(
        run,
        drafts,
        places=int(loaded.problem.capacity.sum()),
        fingerprints=found.fingerprints,
        certificate=_certificate(found, solution),
    )


def _kept(run: Run, loaded: Loaded) -> Solution | None:
    """Return the tandems as the team left them, if they are still the best under what it settled.

    So that a change by hand moves exactly those whom its price named, and nobody else among equals.
    """
    if run.finished_at is None:
        return None
    columns = loaded.column_of
    mentor_of: NDArray[np.int32] = np.full(len(loaded.facts.mentees), -1, dtype=np.int32)
    rows = loaded.row_of
    for mentee_id, mentor_id in Proposal.objects.filter(run=run).values_list("mentee_id", "mentor_id"):
        if mentee_id in rows and mentor_id in columns:
            mentor_of[rows[mentee_id]] = columns[mentor_id]
    try:
        return certify(loaded.problem, mentor_of, worst_first=loaded.facts.weighting.worst_first)
    except NotCertified:
        return None


def _try_weights(run: Run, report: Reporter) -> None:
    """Find out what other weights would change."""
    report(Stage.LOADING)
    tried = facts.read(run.cohort, Weighting.from_snapshot(run.cohort, run.weights))
    report(Stage.RULES)
    findings = trials.compare(tried, facts.weighting_of(run.cohort), report=report)
    runs.finish(run, now=timezone.now(), findings=findings, fingerprints=tried.fingerprints)


def _look_at_supply(run: Run, report: Reporter) -> None:
    """Find out which topics and places are short."""
    report(Stage.LOADING)
    found = facts.read_hopeful(run.cohort)
    report(Stage.RULES)
    loaded = loading.load(found, on_progress=report.within(Stage.RULES))
    report(Stage.SOLVING)
    runs.finish(run, now=timezone.now(), findings=supply.findings(loaded), fingerprints=found.fingerprints)


def _certificate(found: Facts, solution: Solution) -> dict[str, Any]:
    """Return the dual prices that prove the result, by participation."""
    proof = solution.certificate
    return {
        "mentees": {
            str(one.mentee.pk): int(price) for one, price in zip(found.mentees, proof.mentee_prices, strict=True)
        },
        "mentors": {
            str(one.mentor.pk): int(price) for one, price in zip(found.mentors, proof.mentor_prices, strict=True)
        },
        "highest_score": proof.highest_score,
        "unmatched_cost": proof.unmatched_cost,
    }
