"""Matches with `matching` (stable matching). Reads a table of scores, -1 for a forbidden pair, from stdin."""

import json
import sys
import time
from importlib import import_module

# Of the peer, not of this project.
games = import_module("matching.games")

table = json.load(sys.stdin)
mentees = range(len(table))
mentors = range(len(table[0]))
begun = time.perf_counter()
wishes = {
    f"mentee {i}": [f"mentor {j}" for j in sorted(mentors, key=lambda j: -table[i][j]) if table[i][j] >= 0]
    for i in mentees
}
ranks = {
    f"mentor {j}": [f"mentee {i}" for i in sorted(mentees, key=lambda i: -table[i][j]) if table[i][j] >= 0]
    for j in mentors
}
capacities = dict.fromkeys(ranks, 1)
game = games.HospitalResident.create_from_dictionaries(wishes, ranks, capacities)
found = game.solve()
seconds = time.perf_counter() - begun
numbers = [
    (int(str(mentee).split()[1]), int(str(mentor).split()[1])) for mentor, them in found.items() for mentee in them
]
print(json.dumps({"seconds": seconds, "matched": len(numbers), "total": sum(table[i][j] for i, j in numbers)}))
