"""The test suite: fixed secrets, tasks run in place, mails kept in memory.

`DATABASE_URL` chooses the database; without it the suite runs on SQLite, in a file, because a browser
test reads and writes from two threads.
"""

import tempfile
from pathlib import Path

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import metrics_in, sqlite_options

# `tests/conftest.py` removes it: processes that test in parallel end without tidying up.
scratch = tempfile.TemporaryDirectory(prefix="mentoring-test-")

SECRET_KEY = "tests-only"  # noqa: S105
FIELD_KEYS = ["dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="]
HASH_KEY = "tests-only"
BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost"]

_file = Path(scratch.name) / "test.sqlite3"
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{_file}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = sqlite_options(durable=False)
    DATABASES["default"]["TEST"] = {"NAME": str(_file)}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "mentoring@kerpen.example"
TEAM_EMAIL = "gleichstellung@kerpen.example"
CELERY_BROKER_URL = "memory://localhost"
CELERY_TASK_ALWAYS_EAGER = True
JOURNAL_DIR = Path(scratch.name) / "journal"
METRICS_DIR = metrics_in(Path(scratch.name) / "metrics")

# Static files come from where they are written, nothing is collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
