"""A town's own installation, with everything that beat wakes coming round at once."""

from config.settings.production import *  # noqa: F403
from config.settings.production import CELERY_BEAT_SCHEDULE, STORAGES

CELERY_BEAT_SCHEDULE = {
    name: entry | {"schedule": 1 if name == "send-due-messages" else 3} for name, entry in CELERY_BEAT_SCHEDULE.items()
}
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
# Nothing is collected for the pages of a test.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
