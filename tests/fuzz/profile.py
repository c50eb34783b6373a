"""How many examples, and which: the same few in every run, many others on demand (`make fuzz`)."""

import os

from hypothesis import HealthCheck, Phase, settings

FEW = 6
_wanted = os.environ.get("FUZZ_EXAMPLES", "")

PROFILE = settings(
    max_examples=int(_wanted) if _wanted else FEW,
    # Nothing is left to chance where a change must not be blamed for what somebody else has done.
    derandomize=not _wanted,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink] if _wanted else [Phase.explicit, Phase.generate],
)
