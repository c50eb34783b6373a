import numpy as np
import pytest

from matching.engine import residual
from matching.engine.moves import Move
from matching.engine.prices import Price, PriceRow, Prices, alternatives
from matching.engine.problem import Lock, Problem
from matching.engine.solution import UNMATCHED
from matching.engine.solve import certify, solve
from tests.matching.engine.cases import medium_case, tiny


def row_of(problem: Problem, mentee: int, *, worst_first: bool = False, overriding: str = "") -> PriceRow:
    return Prices(solve(problem, worst_first=worst_first)).row(mentee, frozenset(overriding.split()))


class TestForcing:
    def test_a_pair_costs_what_the_best_answer_with_it_lacks(self):
        """Best is 8 + 9; with the first mentee's favourite it is 10 + 1."""
        row = row_of(tiny([10, 8], [9, 1]), 0)

        assert row.price(0) == Price(mentees_lost=0, points_lost=6)
        assert row.moves(0) == (Move(mentee=1, before=0, after=1),)

    def test_the_present_mentor_costs_nothing_and_moves_nobody(self):
        row = row_of(tiny([10, 8], [9, 1]), 0)

        assert (row.current, row.price(1), row.moves(1)) == (1, Price(0, 0), ())

    def test_somebody_loses_her_place_when_there_is_no_other(self):
        row = row_of(tiny([10, 8], [9, None]), 0)

        assert row.price(0) == Price(mentees_lost=1, points_lost=7)
        assert row.moves(0) == (Move(1, 0, UNMATCHED),)

    def test_fewer_mentees_can_have_more_points(self):
        row = row_of(tiny([10, 0], [2, None]), 0)

        assert row.price(0) == Price(mentees_lost=1, points_lost=-8)

    def test_an_unmatched_mentee_displaces_whoever_costs_least(self):
        """The third takes the place of the second, which is worth less than that of the first."""
        row = row_of(tiny([9, None], [None, 7], [1, 1]), 2)

        assert (row.current, row.none) == (UNMATCHED, Price(0, 0))
        assert [row.price(mentor) for mentor in (0, 1)] == [Price(0, 8), Price(0, 6)]
        assert row.moves(1) == (Move(1, 1, UNMATCHED),)

    def test_a_free_place_takes_whoever_has_to_go(self):
        row = row_of(tiny([5, 4], [None, 3], capacity=[1, 2]), 0)

        assert row.price(1) == Price(0, 1)
        assert row.moves(1) == ()

    def test_an_unmatched_mentee_comes_into_the_place_that_falls_free(self):
        """The first goes where the second was; the second goes, and the third comes in for the first."""
        row = row_of(tiny([5, 5], [None, 3], [1, None], capacity=[1, 1]), 0)

        assert row.price(1) == Price(0, 2)
        assert set(row.moves(1)) == {Move(1, 1, UNMATCHED), Move(2, UNMATCHED, 0)}

    def test_a_mentor_without_any_place_is_not_possible(self):
        row = row_of(tiny([5, 9], capacity=[1, 0]), 0)

        assert row.is_possible.tolist() == [True, False]
        assert row.price(1) is None

    def test_what_no_rule_allows_has_no_price_and_no_moves(self):
        row = row_of(tiny([5, None]), 0)

        assert row.price(1) is None
        with pytest.raises(ValueError, match="not possible"):
            row.moves(1)

    def test_of_equally_cheap_ways_the_one_with_the_fewest_moves_is_named(self):
        """The second can change with the first at once, or all three go round."""
        arranged = certify(tiny([5, 5, None], [5, 5, 5], [5, None, 5]), np.array([0, 1, 2]))
        row = Prices(arranged).row(0)

        assert row.price(1) == Price(0, 0)
        assert row.moves(1) == (Move(1, 1, 0),)


class TestLeavingOutAndForbidding:
    def test_leaving_a_mentee_out_costs_her_points_and_her(self):
        row = row_of(tiny([10, 8], [9, 1]), 0)

        assert (row.none, row.moves_without()) == (Price(mentees_lost=1, points_lost=8), ())

    def test_another_mentee_comes_in_for_who_is_left_out(self):
        row = row_of(tiny([10], [3]), 0)

        assert row.none == Price(mentees_lost=0, points_lost=7)
        assert row.moves_without() == (Move(1, UNMATCHED, 0),)

    def test_forbidding_the_pair_costs_what_her_next_mentor_costs(self):
        row = row_of(tiny([10, 8, 1], [9, 1, 5]), 0)

        assert (row.current, row.next_mentor) == (1, 0)
        assert row.without_current == row.price(0) == Price(0, 2)
        assert row.moves_without_current() == (Move(0, 1, 0), Move(1, 0, 2))

    def test_forbidding_the_pair_can_leave_her_without_a_mentor(self):
        row = row_of(tiny([10, None], [3, 2]), 0)

        assert (row.next_mentor, row.without_current) == (UNMATCHED, Price(1, 9))
        assert row.moves_without_current() == (Move(0, 0, UNMATCHED), Move(1, 1, 0))

    def test_who_is_forbidden_her_mentor_gets_none_whom_a_rule_forbids(self):
        row = row_of(tiny([10, 8, 1], near=[(0, 1)]), 0, overriding="near")

        assert row.price(1) == Price(0, 2)
        assert (row.next_mentor, row.without_current) == (2, Price(0, 9))

    def test_without_a_mentor_there_is_none_to_forbid(self):
        row = row_of(tiny([None]), 0)

        assert row.without_current is None
        with pytest.raises(ValueError, match="no pair"):
            row.moves_without_current()


class TestSettledMentees:
    def test_moving_a_lock_can_make_room_for_somebody_without_a_mentor(self):
        row = row_of(tiny([1, 1], [9, None], locks={0: Lock(0)}), 0)

        assert row.price(1) == Price(mentees_lost=-1, points_lost=-9)
        assert row.moves(1) == (Move(1, UNMATCHED, 0),)

    def test_leaving_a_locked_mentee_out_gives_her_place_to_another(self):
        row = row_of(tiny([1], [9], locks={0: Lock(0)}), 0)

        assert (row.none, row.moves_without()) == (Price(0, -8), (Move(1, UNMATCHED, 0),))

    def test_a_lock_on_a_pair_that_was_overridden_keeps_its_price_of_nothing(self):
        locked = {0: Lock(0, frozenset({"near"}))}
        row = row_of(tiny([4, 1], near=[(0, 0)], locks=locked), 0)

        assert (row.current, row.price(0), row.without_current) == (0, Price(0, 0), Price(0, 3))

    def test_places_locked_by_others_cannot_be_had(self):
        problem = tiny([4, 1], [9, 2], [3, 3], capacity=[1, 2], locks={0: Lock(0)})

        assert row_of(problem, 1).is_possible.tolist() == [False, True]
        assert row_of(problem, 0).is_possible.tolist() == [True, True]

    def test_a_locked_mentee_never_moves_for_another(self):
        row = row_of(tiny([1, 9], [9, 1], [5, 5], capacity=[2, 1], locks={0: Lock(0)}), 2)

        for mentor in (0, 1):
            assert all(move.mentee != 0 for move in row.moves(mentor))

    def test_taking_in_a_left_out_mentee_is_a_gain_where_a_place_is_free(self):
        row = row_of(tiny([4, 7], [9, None], left_out=[0]), 0)

        assert (row.current, row.none) == (UNMATCHED, Price(0, 0))
        assert [row.price(mentor) for mentor in (0, 1)] == [Price(0, 5), Price(-1, -7)]


class TestOverriding:
    def test_a_pair_is_priced_as_if_the_rule_were_set_aside_for_it(self):
        problem = tiny([5, 20], [None, 9], near=[(0, 1)], capacity=[1, 2])

        assert row_of(problem, 0).price(1) is None
        assert row_of(problem, 0, overriding="near").price(1) == Price(0, -15)

    def test_it_is_not_set_aside_for_anybody_else(self):
        """The second could make room if she might have the last mentor, but she may not."""
        problem = tiny([5, 4, None], [None, 9, 9], near=[(1, 2)])

        assert row_of(problem, 0, overriding="near").price(1) == Price(1, 10)

    def test_a_rule_that_nobody_may_set_aside_is_refused(self):
        with pytest.raises(ValueError, match="set aside"):
            row_of(tiny([5]), 0, overriding="line")

    def test_a_rule_that_does_not_occur_changes_nothing(self):
        assert row_of(tiny([5]), 0, overriding="again").price(0) == Price(0, 0)


class TestWorstFirst:
    PROBLEM = tiny([9, 5, 2], [6, 1, 5], [4, None, 4])

    def test_everybody_else_stays_at_or_above_the_threshold(self):
        """Without the threshold of 4, the second mentee would go to the second mentor for one point."""
        solution = solve(self.PROBLEM, worst_first=True)
        row = Prices(solution).row(0)

        assert (solution.threshold, solution.mentor_of.tolist()) == (4, [1, 0, 2])
        assert row.price(0) == Price(mentees_lost=1, points_lost=1)

    def test_the_pair_that_is_insisted_on_may_score_less(self):
        solution = solve(self.PROBLEM, worst_first=True)

        assert Prices(solution).row(1).price(1) == Price(mentees_lost=0, points_lost=1)

    def test_who_is_forbidden_her_mentor_gets_none_below_the_threshold(self):
        row = row_of(tiny([9, 3], [9, 9], capacity=[1, 1]), 0, worst_first=True)

        assert (row.price(1), row.next_mentor) == (Price(0, 6), UNMATCHED)


class TestAlternatives:
    def test_the_cheapest_other_mentors_come_first(self):
        row = row_of(tiny([9, 3, 7, 5, None]), 0)

        assert alternatives(row) == [2, 3, 1]
        assert alternatives(row, count=1) == [2]

    def test_nobody_losing_her_place_counts_more_than_points(self):
        """The second mentor is better for her, but her mentee has nobody else."""
        row = row_of(tiny([9, 8, 1], [None, 2, None]), 0)

        assert row.price(1).mentees_lost == 1
        assert alternatives(row) == [2, 1]

    def test_equal_ones_are_in_the_order_of_their_ids(self):
        problem = tiny([5, 5, 5, 5])
        reversed_ids = Problem(problem.mentees, problem.mentors[::-1], problem.capacity, problem.criteria)
        row = row_of(reversed_ids, 0)

        assert [reversed_ids.mentors[mentor] for mentor in alternatives(row)] == sorted(
            name for mentor, name in enumerate(reversed_ids.mentors) if mentor != row.current
        )

    def test_of_equally_cheap_ones_the_higher_score_comes_first(self):
        """With the third mentor it is another who loses two points, with the second she herself."""
        row = row_of(tiny([9, 4, 6], [None, 4, 6]), 0)

        assert [row.price(mentor) for mentor in (1, 2)] == [Price(0, 5), Price(0, 5)]
        assert alternatives(row) == [2, 1]


class TestPreparation:
    def test_looking_at_pairs_in_small_blocks_changes_nothing(self, monkeypatch):
        case = medium_case(3)
        solution = solve(case.problem)
        whole = Prices(solution)
        monkeypatch.setattr(residual, "BLOCK", 1)
        parted = Prices(solution)

        for mentee in range(len(case.mentees)):
            one, other = whole.row(mentee), parted.row(mentee)
            assert np.array_equal(one.points_lost, other.points_lost)
            assert np.array_equal(one.mentees_lost, other.mentees_lost)
            assert one.moves_without() == other.moves_without()

    def test_what_people_arranged_by_hand_is_priced_when_it_is_as_good(self):
        """Both ways have the same total, and the engine would have chosen either."""
        problem = tiny([5, 5], [5, 5])
        prices = Prices(certify(problem, np.array([1, 0])))

        assert prices.row(0).current == 1
        assert prices.row(0).moves(0) == (Move(1, 0, 1),)
