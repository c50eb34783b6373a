"""Invents towns whose people are to be matched, the same for the same seed."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.problem import Criterion, Problem, Rule
from matching.engine.terms import Dense, Lookup, Overlap, Pairs, Term

OFFICES = 40
SECTIONS_PER_OFFICE = 25
LEVELS = 5
SITES = 6
TOPICS = 17
OFFERS = 15


def town(mentees: int, mentors: int, seed: int = 0) -> Problem:
    """Return a problem like a cohort's: scores from 0 to 1,000, about 70 % of pairs allowed.

    Units form a tree of offices and sections. Nobody is matched within an office or with somebody of a
    lower level, and some people have excluded each other. Mentors have one to three places.
    """
    rng = np.random.default_rng(seed)
    sections = OFFICES * SECTIONS_PER_OFFICE
    mentee_office = rng.integers(sections, size=mentees) // SECTIONS_PER_OFFICE
    mentor_office = rng.integers(sections, size=mentors) // SECTIONS_PER_OFFICE
    mentee_level = rng.choice(LEVELS, size=mentees, p=[0.35, 0.3, 0.2, 0.1, 0.05])
    mentor_level = rng.choice(LEVELS, size=mentors, p=[0.15, 0.2, 0.3, 0.2, 0.15])
    mentee_site, mentor_site = rng.integers(SITES, size=mentees), rng.integers(SITES, size=mentors)
    steps = np.arange(LEVELS)[None, :] - np.arange(LEVELS)[:, None]
    criteria = (
        Criterion("topics", _overlap(rng, mentees, mentors, TOPICS, worth=60)),
        Criterion("offers", _overlap(rng, mentees, mentors, OFFERS, worth=28)),
        Criterion("level", Lookup(mentee_level, mentor_level, np.maximum(90 - 30 * abs(steps - 1), 0))),
        Criterion("place", Lookup(mentee_site, mentor_site, 70 * np.eye(SITES, dtype=np.int64))),
        Criterion("wish", _some_pairs(rng, mentees, mentors, each=0.4, value=150)),
    )
    rules = (
        Rule("own_office", Lookup(mentee_office, mentor_office, np.eye(OFFICES, dtype=np.bool_))),
        Rule("level", Lookup(mentee_level, mentor_level, steps < 0), is_overridable=True),
        Rule("exclusion", _some_pairs(rng, mentees, mentors, each=0.3, value=1)),
    )
    capacity = rng.integers(1, 4, size=mentors)
    return Problem(*_ids(mentees, mentors), capacity, criteria, rules)


def _overlap(rng: np.random.Generator, mentees: int, mentors: int, things: int, worth: int) -> Overlap:
    """Each mentee ranks five things, worth 5, 4, … times `worth` / 2; each mentor offers some of them."""
    popularity = rng.random((1, things))
    rank = np.argsort(np.argsort(rng.random((mentees, things)) ** (1 + popularity), axis=1), axis=1)
    wanted = np.maximum(5 - rank, 0) * worth // 2
    return Overlap(wanted, rng.random((mentors, things)) < 0.15 + 0.45 * popularity)


def _some_pairs(rng: np.random.Generator, mentees: int, mentors: int, each: float, value: int) -> Pairs:
    """Name a mentor for a share of the mentees."""
    chosen = np.flatnonzero(rng.random(mentees) < each) if mentors else np.empty(0, dtype=np.int64)
    partners = rng.integers(max(mentors, 1), size=chosen.size)
    return Pairs((mentees, mentors), chosen, partners, np.full(chosen.size, value))


def _ids(mentees: int, mentors: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(f"mentee-{i}" for i in range(mentees)), tuple(f"mentor-{j}" for j in range(mentors))


def plain(points: Term, capacity: NDArray[np.int64], forbids: Term | None = None) -> Problem:
    """Return a problem of one criterion and at most one rule."""
    rules = () if forbids is None else (Rule("forbidden", forbids),)
    return Problem(*_ids(*points.shape), capacity, (Criterion("points", points),), rules)


def hard(mentees: int, mentors: int, seed: int = 0) -> dict[str, Problem]:
    """Return problems by what makes them hard for one method or another."""
    rng = np.random.default_rng(seed)
    capacity = rng.integers(1, 4, size=mentors)
    noise = rng.integers(0, 20, size=(mentees, mentors))
    common = rng.integers(0, 900, size=mentors)[None, :] + noise
    rank_1 = rng.integers(0, 1000, size=(mentees, 1)) * rng.integers(0, 1000, size=mentors) // 1000
    favourite = rng.integers(0, 500, size=(mentees, mentors))
    favourite[:, :1] = 1000
    equal, ones = np.full((mentees, mentors), 500), np.ones((mentees, mentors), dtype=np.bool_)
    return {
        "scores mostly common": plain(Dense(common), capacity),
        "scores of rank 1": plain(Dense(rank_1), capacity),
        "one mentor everybody wants": plain(Dense(favourite), capacity),
        "nobody allowed": plain(Dense(noise), capacity, Dense(ones)),
        "all equal": plain(Dense(equal), capacity),
        "no places": plain(Dense(noise), np.zeros(mentors, dtype=np.int64)),
        "no mentors": plain(Dense(noise[:, :0]), capacity[:0]),
        "one mentee": plain(Dense(noise[:1]), capacity),
    }
