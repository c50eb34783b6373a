"""The metrics as Prometheus reads them."""

from collections.abc import Iterator

from django.conf import settings
from django.db import Error
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from notifications import monitoring

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Outbox(Collector):
    """What stands in the outbox, read when somebody asks: the database knows it for all machines."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield nothing while the database is away; what was counted elsewhere is told all the same."""
        messages = GaugeMetricFamily("mentoring_messages", "Messages by kind and state", labels=["kind", "state"])
        waiting = GaugeMetricFamily(
            "mentoring_oldest_due_message_seconds", "How long the oldest message that is due has waited"
        )
        try:
            for kind, state, count in monitoring.counts():
                messages.add_metric([kind, state], count)
            waiting.add_metric([], monitoring.longest_wait(timezone.now()).total_seconds())
        except Error:
            return
        yield from (messages, waiting)


def text() -> bytes:
    """Return all metrics: what the processes of this machine have counted, and the outbox."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, settings.METRICS_DIR)  # type: ignore[no-untyped-call]
    registry.register(Outbox())
    return generate_latest(registry)
