from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.supply import Bottleneck, TopicSupply, bottlenecks, check, topic_supply


def flags(*rows: str) -> np.ndarray:
    """Return `flags("x.", "xx")` as [[True, False], [True, True]]."""
    return np.array([[sign == "x" for sign in row] for row in rows], dtype=np.bool_).reshape(len(rows), -1)


def places(*capacity: int) -> np.ndarray:
    return np.array(capacity, dtype=np.int64)


@st.composite
def towns(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    mentees, mentors = draw(st.integers(0, 6)), draw(st.integers(0, 4))
    allowed = draw(st.lists(st.booleans(), min_size=mentees * mentors, max_size=mentees * mentors))
    capacity = draw(st.lists(st.integers(0, 3), min_size=mentors, max_size=mentors))
    return np.array(allowed, dtype=np.bool_).reshape(mentees, mentors), places(*capacity)


def deficit(allowed: np.ndarray, capacity: np.ndarray, mentees: tuple[int, ...]) -> int:
    """Return by how much these mentees exceed the places they have between them."""
    return len(mentees) - int(capacity[allowed[list(mentees)].any(axis=0)].sum())


def groups(mentees: list[int]) -> list[tuple[int, ...]]:
    return [group for size in range(len(mentees) + 1) for group in combinations(mentees, size)]


class TestTopics:
    def test_demand_and_supply_of_a_topic_are_counted(self):
        wanted = flags("x.", "x.", "xx")
        offered = flags("x.", "xx")

        found = topic_supply(wanted, offered, places(1, 1), flags("xx", "xx", "xx"))

        assert found == [
            TopicSupply(topic=0, wanting=3, offering=2, places=2, servable=2),
            TopicSupply(topic=1, wanting=1, offering=1, places=1, servable=1),
        ]

    def test_who_may_not_have_a_mentor_is_not_served_by_her(self):
        found = topic_supply(flags("x", "x"), flags("x", "x"), places(2, 2), flags("..", "x."))

        assert found[0].servable == 1

    def test_two_mentees_who_both_need_the_same_place_are_served_one_at_a_time(self):
        found = topic_supply(flags("x", "x"), flags("x", "x"), places(1, 1), flags("x.", "x."))

        assert (found[0].places, found[0].servable) == (2, 1)

    def test_mentees_make_room_for_each_other(self):
        """The first one has to leave the place that is nearest for her."""
        found = topic_supply(flags("x", "x"), flags("x", "x"), places(1, 1), flags("xx", "x."))

        assert found[0].servable == 2

    def test_a_mentor_without_a_place_offers_nothing(self):
        found = topic_supply(flags("x"), flags("x"), places(0), flags("x"))

        assert found == [TopicSupply(topic=0, wanting=1, offering=0, places=0, servable=0)]

    def test_nobody_at_all_wants_and_offers_nothing(self):
        nobody = np.zeros((0, 2), dtype=np.bool_)

        found = topic_supply(nobody, nobody, places(), np.zeros((0, 0), dtype=np.bool_))

        assert [one.servable for one in found] == [0, 0]


class TestBottlenecks:
    def test_three_mentees_who_share_two_places_are_one_bottleneck(self):
        allowed = flags("x..", "xx.", ".x.", "..x")

        assert bottlenecks(allowed, places(1, 1, 5)) == [Bottleneck((0, 1, 2), (0, 1), 2)]

    def test_somebody_with_nobody_is_a_bottleneck_of_her_own(self):
        assert bottlenecks(flags("..", "xx", ".."), places(1, 1)) == [
            Bottleneck((0,), (), 0),
            Bottleneck((2,), (), 0),
        ]

    def test_who_shares_no_mentor_stands_in_another_bottleneck(self):
        allowed = flags("x.", "x.", ".x", ".x")

        assert bottlenecks(allowed, places(1, 1)) == [Bottleneck((0, 1), (0,), 1), Bottleneck((2, 3), (1,), 1)]

    def test_a_mentor_without_a_place_ties_nobody_together(self):
        assert [part.mentees for part in bottlenecks(flags("x", "x"), places(0))] == [(0,), (1,)]

    def test_mentees_beside_who_have_enough_are_not_named(self):
        """The last one could take a scarce place, but has one that nobody else wants."""
        assert bottlenecks(flags("x.", "x.", "xx"), places(1, 1)) == [Bottleneck((0, 1), (0,), 1)]

    def test_enough_places_are_no_bottleneck(self):
        assert bottlenecks(flags("xx", "x."), places(1, 1)) == []

    def test_nobody_is_no_bottleneck(self):
        assert bottlenecks(np.zeros((0, 0), dtype=np.bool_), places()) == []
        assert bottlenecks(np.zeros((0, 1), dtype=np.bool_), places(1)) == []
        assert bottlenecks(np.zeros((1, 0), dtype=np.bool_), places()) == [Bottleneck((0,), (), 0)]

    @given(towns())
    def test_they_hold_and_account_for_everybody_who_must_stay_without(self, town):
        allowed, capacity = town
        found = bottlenecks(allowed, capacity)
        # Hall's theorem with a deficit: trying all groups of mentees tells how many must stay without.
        must_stay = max(deficit(allowed, capacity, group) for group in groups(list(range(len(allowed)))))

        assert check(found, allowed, capacity)
        assert sum(part.missing for part in found) == must_stay

    @given(towns())
    def test_none_can_be_told_with_fewer_mentees(self, town):
        allowed, capacity = town

        for part in bottlenecks(allowed, capacity):
            smaller = [group for group in groups(list(part.mentees)) if len(group) < len(part.mentees)]
            assert all(deficit(allowed, capacity, group) < part.missing for group in smaller)

    @given(towns(), st.randoms(use_true_random=False))
    def test_the_order_of_people_plays_no_part(self, town, random):
        allowed, capacity = town
        rows, columns = (random.sample(range(count), count) for count in allowed.shape)

        found = bottlenecks(allowed[rows][:, columns], capacity[columns])

        named = {
            (frozenset(rows[mentee] for mentee in part.mentees), frozenset(columns[mentor] for mentor in part.mentors))
            for part in found
        }
        assert named == {(frozenset(part.mentees), frozenset(part.mentors)) for part in bottlenecks(allowed, capacity)}


class TestCheck:
    ALLOWED, CAPACITY = flags("x.", "x.", ".x"), places(1, 1)

    def test_a_true_one_holds(self):
        assert check([Bottleneck((0, 1), (0,), 1)], self.ALLOWED, self.CAPACITY)

    @pytest.mark.parametrize(
        "untrue",
        [
            [Bottleneck((0, 1, 2), (0,), 1)],  # the third has another mentor
            [Bottleneck((0, 1), (0,), 0)],  # there is a place
            [Bottleneck((0,), (0,), 1)],  # that is enough
            [Bottleneck((0, 1), (0,), 1), Bottleneck((0, 1), (0,), 1)],  # told twice
        ],
    )
    def test_an_untrue_one_does_not(self, untrue):
        assert not check(untrue, self.ALLOWED, self.CAPACITY)
