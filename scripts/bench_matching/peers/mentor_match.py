"""Matches with mentor-match one to one. Reads a table of scores, -1 for a forbidden pair, from stdin."""

import json
import sys
import time
from importlib import import_module
from typing import Any

# Of mentor-match, not of this project.
process = import_module("matching.process")
Mentee = import_module("matching.mentee").Mentee
Mentor = import_module("matching.mentor").Mentor

table = json.load(sys.stdin)


class ReadyScore:
    """A rule that looks the score up, so that only the matching counts."""

    def apply(self, match: Any) -> int:
        score: int = table[int(match.mentee.email)][int(match.mentor.email)]
        match.disallowed = score < 0
        return max(score, 0)


mentors = [Mentor(grade=0, email=str(number)) for number in range(len(table[0]))]
mentees = [Mentee(grade=0, email=str(number)) for number in range(len(table))]
begun = time.process_time()
_mentors, mentees = process.process_data(mentors, mentees, [[ReadyScore()]])
seconds = time.process_time() - begun
pairs = [(int(mentee.email), int(mentor.email)) for mentee in mentees for mentor in mentee.mentors]
print(json.dumps({"seconds": seconds, "matched": len(pairs), "total": sum(table[i][j] for i, j in pairs)}))
