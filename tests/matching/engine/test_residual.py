import numpy as np
import pytest

from matching.engine.residual import FAR, ResidualGraph
from matching.engine.solve import solve
from tests.matching.engine.cases import MEDIUM_IN_SUITE, medium_case


def graph_of(number: int) -> ResidualGraph:
    case = medium_case(number)
    return ResidualGraph(solve(case.problem, worst_first=case.worst_first))


@pytest.mark.parametrize("number", range(0, MEDIUM_IN_SUITE, 4))
class TestDistances:
    def test_paths_are_as_long_forwards_as_backwards(self, number):
        graph = graph_of(number)
        nodes = np.arange(graph.outside + 1)

        backwards = np.stack([graph.distances_to(target) for target in nodes], axis=1)

        for node in nodes:
            assert np.array_equal(graph.distances_from(np.where(nodes == node, 0, FAR)), backwards[node])

    def test_no_edge_leads_past_the_shortest_paths(self, number):
        """And no way round gains anything: that is what the solution being the best means."""
        graph = graph_of(number)
        nodes = np.arange(graph.outside + 1)
        edges = graph.edges(nodes, forward=True)

        for target in nodes:
            distance = graph.distances_to(target)
            assert distance[target] == 0
            by_one_more_edge = np.where((edges < FAR) & (distance < FAR), edges + distance, FAR)
            assert (distance <= by_one_more_edge.min(axis=1)).all()

    def test_costs_are_told_apart_and_put_together_again(self, number):
        graph = graph_of(number)
        costs = graph.distances_to(graph.outside)
        costs = costs[costs < FAR]

        mentees, points = graph.split(costs)

        assert (mentees * graph.worth_of_a_mentee + points == costs).all()
        assert (2 * np.abs(points) < graph.worth_of_a_mentee).all()
