import numpy as np
import pytest

from matching.engine import diagnosis
from matching.engine.diagnosis import OnePlaceMore, Override, Unmatched, changed, smallest_changes, why_unmatched
from matching.engine.problem import Criterion, Lock, Problem, Rule
from matching.engine.solution import UNMATCHED
from matching.engine.solve import solve
from matching.engine.terms import Dense
from tests.matching.engine.cases import tiny

NEAR = frozenset({"near"})


class TestWhy:
    def test_every_mentor_is_counted_once_with_all_rules_that_take_her(self):
        """The first mentor falls to both rules, the second to one, the third is taken, the fourth full."""
        problem = tiny([None, None, 1, 1], [1, 1, 9, 1], capacity=[0, 0, 1, 0], near=[(0, 0)])

        assert why_unmatched(solve(problem), 0) == Unmatched(
            removed={frozenset({"line", "near"}): 1, frozenset({"line"}): 1}, possible=2, taken=2
        )

    def test_rules_that_take_nobody_are_not_named(self):
        found = why_unmatched(solve(tiny([1], [2])), 0)

        assert found == Unmatched(removed={}, possible=1, taken=1)

    def test_a_left_out_mentee_may_find_a_free_place(self):
        found = why_unmatched(solve(tiny([1], left_out=[0])), 0)

        assert (found.possible, found.taken) == (1, 0)

    def test_without_mentors_there_is_nothing_to_say(self):
        found = why_unmatched(solve(tiny([])), 0)

        assert found == Unmatched(removed={}, possible=0, taken=0)

    def test_who_has_a_mentor_is_not_asked_about(self):
        solution = solve(tiny([1]))

        with pytest.raises(ValueError, match="has a mentor"):
            why_unmatched(solution, 0)
        with pytest.raises(ValueError, match="has a mentor"):
            smallest_changes(solution, 0)


class TestChanges:
    def test_one_place_more_with_her_own_mentor_helps(self):
        assert smallest_changes(solve(tiny([9], [4])), 1) == [OnePlaceMore(0)]

    def test_who_can_take_nobody_more_is_not_suggested(self):
        solution = solve(tiny([9], [4]))

        assert smallest_changes(solution, 1, full=frozenset({0})) == []

    def test_one_place_more_with_another_helps_by_a_chain_of_moves(self):
        """The first could go to the second mentor, who is full, and make room."""
        problem = tiny([9, 7], [4, None], capacity=[1, 0])

        assert smallest_changes(solve(problem), 1) == [OnePlaceMore(0), OnePlaceMore(1)]

    def test_setting_a_rule_aside_helps(self):
        problem = tiny([9, None], [4, 6], near=[(1, 1)])

        assert smallest_changes(solve(problem), 1) == [Override(1, 1, NEAR), OnePlaceMore(0)]

    def test_a_rule_that_is_never_to_be_set_aside_is_not_touched(self):
        problem = tiny([9, None], [4, 6], near=[(1, 1)])

        assert smallest_changes(solve(problem), 1, never=NEAR) == [OnePlaceMore(0)]

    def test_a_pair_that_also_breaks_another_rule_is_no_candidate(self):
        problem = tiny([9], [None], near=[(1, 0)])

        assert smallest_changes(solve(problem), 1) == []

    def test_nobody_loses_her_mentor(self):
        """The second mentor's only place is taken by somebody who has no other."""
        problem = tiny([9, None], [None, 9], [None, 6], near=[(2, 1)])

        assert smallest_changes(solve(problem), 2) == []

    def test_a_place_that_another_mentee_would_get_is_no_help(self):
        solution = solve(tiny([9], [5], [4]))

        assert smallest_changes(solution, 1) == [OnePlaceMore(0)]
        assert smallest_changes(solution, 2) == []

    def test_a_left_out_mentee_needs_no_change(self):
        assert smallest_changes(solve(tiny([9], [4], left_out=[1])), 1) == []

    def test_at_most_five_are_named_the_best_total_first(self):
        found = smallest_changes(solve(tiny([1, 9, 2, 8, 3, 7, 4], capacity=[0] * 7)), 0)

        assert [change.mentor for change in found] == [1, 3, 5, 6, 4]

    def test_what_another_mentee_would_get_is_not_even_tried(self, monkeypatch):
        solution = solve(tiny([9], [5], [4]))
        monkeypatch.delattr(diagnosis, "solve")

        assert smallest_changes(solution, 2) == []

    def test_each_one_helps_when_it_is_made(self):
        problem = tiny([9, None, 1], [4, 6, None], [3, 3, 3], capacity=[1, 1, 0], near=[(2, 1)], locks={1: Lock(1)})
        solution = solve(problem)
        lonely = int(np.flatnonzero(solution.mentor_of == UNMATCHED)[0])
        found = smallest_changes(solution, lonely)

        assert found
        for change in found:
            after = solve(changed(problem, change))
            assert after.matched == solution.matched + 1
            assert after.mentor_of[lonely] != UNMATCHED

    def test_an_exclusion_is_never_touched_even_if_it_is_the_only_way(self):
        excluded = Rule("exclusion", Dense(np.array([[True]])))
        problem = Problem(("a",), ("b",), np.array([1]), (Criterion("fit", Dense(np.array([[5]]))),), (excluded,))

        assert smallest_changes(solve(problem), 0) == []


class TestChangesWorstFirst:
    # The first mentee with the first mentor and the third with the third have 5 at least; the first with
    # the third and the second with the first would have the greater total.
    OTHERS = [6, None, 100], [4, None, None], [None, None, 5]

    def test_somebody_may_need_a_lower_score_than_any_that_is_used(self):
        solution = solve(tiny([9], [2]), worst_first=True)

        assert solution.threshold == 9
        assert smallest_changes(solution, 1) == [OnePlaceMore(0)]

    def test_nobody_loses_her_mentor_because_the_threshold_falls(self):
        """Once somebody has only 1, nothing keeps the third from losing her mentor to the first."""
        solution = solve(tiny(*self.OTHERS, [None, 1, None], capacity=[1, 0, 1]), worst_first=True)

        assert solution.mentor_of.tolist() == [0, UNMATCHED, 2, UNMATCHED]
        assert smallest_changes(solution, 3) == []

    def test_the_changed_problem_is_solved_worst_first_too(self):
        solution = solve(tiny(*self.OTHERS, [None, 9, None], capacity=[1, 0, 1]), worst_first=True)

        assert smallest_changes(solution, 3) == [OnePlaceMore(1)]

    def test_the_best_total_comes_first_even_if_nobody_has_scored_as_high(self):
        solution = solve(tiny([3, None, None], [None, 10, 20], capacity=[1, 0, 0]), worst_first=True)

        assert smallest_changes(solution, 1) == [OnePlaceMore(2), OnePlaceMore(1)]
