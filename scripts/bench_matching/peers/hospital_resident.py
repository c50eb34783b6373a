"""Matches with `matching` (stable matching). Reads a table of scores, -1 for a forbidden pair, from stdin."""

import json
import sys
import threading
import time
from importlib import import_module

# Of the peer, not of this project.
games = import_module("matching.games")

table = json.load(sys.stdin)
mentees, mentors = range(len(table)), range(len(table[0]))


def match() -> None:
    begun = time.process_time()
    wishes = {
        f"mentee {i}": [f"mentor {j}" for j in sorted(mentors, key=lambda j: -table[i][j]) if table[i][j] >= 0]
        for i in mentees
    }
    ranks = {
        f"mentor {j}": [f"mentee {i}" for i in sorted(mentees, key=lambda i: -table[i][j]) if table[i][j] >= 0]
        for j in mentors
    }
    game = games.HospitalResident.create_from_dictionaries(wishes, ranks, dict.fromkeys(ranks, 1))
    matched = [(str(mentee), str(mentor)) for mentor, them in game.solve().items() for mentee in them]
    seconds = time.process_time() - begun
    total = sum(table[int(mentee.split()[1])][int(mentor.split()[1])] for mentee, mentor in matched)
    print(json.dumps({"seconds": seconds, "matched": len(matched), "total": total}))


# It copies everybody with everybody they know, one call inside the other.
sys.setrecursionlimit(10_000_000)
threading.stack_size(1024 * 2**20 - 2**16)
thread = threading.Thread(target=match)
thread.start()
thread.join()
