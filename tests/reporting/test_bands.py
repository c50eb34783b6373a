"""Bands hide what R11 hides, also from somebody who knows the rules and everything that is told beside them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.bands import BANDS, LEAST, Band, band_of
from reporting.numbers import in_words

UP_TO = 260
SMALL = set(range(LEAST))


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "zu wenige für eine Angabe"),
        (4, "zu wenige für eine Angabe"),
        (5, "5–9"),
        (9, "5–9"),
        (10, "10–19"),
        (19, "10–19"),
        (20, "20–49"),
        (49, "20–49"),
        (50, "50–99"),
        (99, "50–99"),
        (100, "100 und mehr"),
        (5000, "100 und mehr"),
    ],
)
def test_a_figure_is_told_as_a_band(count: int, told: str) -> None:
    assert in_words(band_of(count, tandems=12)) == told


def test_among_fewer_than_five_tandems_nothing_is_told() -> None:
    assert [band_of(40, tandems=tandems) for tandems in range(5)] == [None] * 5
    assert band_of(40, tandems=5) == Band(20, 49)


def test_what_is_known_by_name_does_not_make_a_figure_large_enough() -> None:
    assert band_of(11, tandems=8, known=7) is None
    assert band_of(12, tandems=8, known=7) == Band(10, 19)


def test_a_band_that_would_leave_next_to_nothing_open_is_not_told() -> None:
    # Four are known, the rest is 5 or more: "5–9" would say that there were exactly nine.
    assert band_of(9, tandems=8, known=4) is None
    assert band_of(9, tandems=8, known=0) == Band(5, 9)


def test_the_bands_follow_each_other_without_a_gap() -> None:
    assert BANDS[0].lowest == LEAST
    assert [band.lowest for band in BANDS[1:]] == [band.highest + 1 for band in BANDS if band.highest is not None]


@given(st.integers(0, 10**6), st.integers(0, 200), st.data())
def test_a_band_is_told_only_where_figure_group_and_unknown_rest_are_five_or_more(
    count: int, tandems: int, data: st.DataObject
) -> None:
    known = data.draw(st.integers(0, min(count, tandems)))
    band = band_of(count, tandems=tandems, known=known)
    if band is not None:
        assert count in band
        assert min(count, tandems, count - known) >= LEAST


# --- somebody who works back from what is told -----------------------------------------------


def possible_rests(tandems: int, known: int) -> Iterable[set[int]]:
    """Return for each thing that can be told the unknown rests that fit to it."""
    fitting = defaultdict(set)
    for rest in range(UP_TO):
        fitting[band_of(known + rest, tandems=tandems, known=known)].add(rest)
    return fitting.values()


def possible_groups(rests: set[int], *, again: int, known: int) -> set[int]:
    """Return how many of those that had met before may have met again.

    They and those who met for the first time share the rest; where nobody met for the first time, it is theirs alone.
    """
    return {group for rest in rests for group in range(min(again, rest) + 1) if group > 0 or known > 0 or rest == 0}


def tells_of_a_small_one(possible: set[int]) -> bool:
    """Whether it is certain that a number is under 5, and which of these it may be is no longer open."""
    return possible < SMALL


def situations() -> Iterator[tuple[int, int]]:
    """Yield how many tandems have met at all, and how many of them for the first time: both are known by name."""
    for tandems in range(LEAST, 31):
        for known in range(tandems + 1):
            yield tandems, known


def test_of_an_unknown_rest_under_five_nothing_is_learned_and_no_other_is_learned_exactly() -> None:
    for tandems, known in situations():
        for rests in possible_rests(tandems, known):
            assert not tells_of_a_small_one(rests), (tandems, known, rests)
            assert len(rests) >= LEAST, (tandems, known, rests)


def test_nobody_learns_how_few_of_those_who_had_met_before_met_again_or_did_not() -> None:
    for tandems, known in situations():
        again = tandems - known
        for rests in possible_rests(tandems, known):
            groups = possible_groups(rests, again=again, known=known)
            for group in (groups, {again - one for one in groups}):
                # Where fewer than five had met before, that is known; nothing may come to it.
                is_all_open = group == set(range(again + 1))
                assert is_all_open or not tells_of_a_small_one(group), (tandems, known, rests, group)


def test_these_checks_find_what_plain_bands_would_tell() -> None:
    def plain(count: int) -> Band | None:
        return next((band for band in BANDS if count in band), None)

    rests = {rest for rest in range(UP_TO) if plain(9 + rest) == Band(5, 9)}
    assert rests == {0}
    assert tells_of_a_small_one(rests)
