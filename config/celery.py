"""The Celery application. Tasks are nudges: the truth is in the database (docs/architecture.md)."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("mentoring")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**kwargs: object) -> None:
    """Leave logging as `LOGGING` has it: with a receiver here Celery sets up none of its own."""
