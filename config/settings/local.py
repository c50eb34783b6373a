"""One machine, nothing to install: SQLite, a broker of files, mails as files.

`make run` uses it for the demo; all it keeps lies under `var/`.
"""

from config import env, secrets
from config.settings.base import *  # noqa: F403
from config.settings.base import SHARED_CACHE, VAR_DIR, broker_options, cookies_for, metrics_in, sqlite_options

_made = secrets.read_or_make(VAR_DIR / "secrets.json")

DEMO = True
DEBUG = env.flag("DEBUG")

SECRET_KEY = env.text("SECRET_KEY", _made["SECRET_KEY"])
FIELD_KEYS = env.fernet_keys("FIELD_KEYS", [_made["FIELD_KEYS"]])
HASH_KEY = env.text("HASH_KEY", _made["HASH_KEY"])
# Opens every demo account; `make run` prints it.
DEMO_PASSWORD = env.text("DEMO_PASSWORD", _made["DEMO_PASSWORD"])

PORT = env.integer("PORT", 8000, at_least=1, at_most=65535)
BASE_URL = env.base_url("BASE_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
globals().update(cookies_for(BASE_URL))

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'mentoring.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = sqlite_options()

CACHES = {"default": SHARED_CACHE}

CELERY_BROKER_URL = env.broker("BROKER_URL", "filesystem://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(CELERY_BROKER_URL, VAR_DIR / "broker")

METRICS_DIR = metrics_in(VAR_DIR / "metrics")

MAIL_DIR = VAR_DIR / "mails"
MAIL_DIR.mkdir(parents=True, exist_ok=True)
globals().update(env.email("EMAIL_URL", f"file:///{MAIL_DIR}"))
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "mentoring@kerpen.example")
TEAM_EMAIL = env.text("TEAM_EMAIL", "gleichstellung@kerpen.example")

# Static files are served from where they lie: nothing is collected.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
