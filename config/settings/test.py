"""The test suite: fixed secrets, tasks run in place, mails kept in memory.

`DATABASE_URL` chooses the database; without it the suite runs on SQLite in memory.
"""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import TEMPLATES, sqlite_options

SECRET_KEY = "tests-only"  # noqa: S105
FIELD_KEYS = ["dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="]
HASH_KEY = "tests-only"
BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost"]

DATABASES = {"default": env.database("DATABASE_URL", "sqlite:///:memory:")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = sqlite_options()

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "mentoring@kerpen.example"
TEAM_EMAIL = "gleichstellung@kerpen.example"
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True

# A variable that a template names and nobody gives is a mistake, not an empty string.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNKNOWN-VARIABLE(%s)"
