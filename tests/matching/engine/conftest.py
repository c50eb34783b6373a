"""Settings of hypothesis for the engine: the same few examples in every run, however slow the machine."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "engine",
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("engine")
