"""The settings of an installation whose beat does not keep a test waiting."""

from config.settings.local import *  # noqa: F403
from config.settings.local import CELERY_BEAT_SCHEDULE

CELERY_BEAT_SCHEDULE = {
    name: CELERY_BEAT_SCHEDULE[name] | {"schedule": 1} for name in ("send-due-messages", "queue-reminders")
}
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
