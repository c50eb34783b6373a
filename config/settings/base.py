"""What every environment has in common."""

import os
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
# What a restored database has to be told (`accounts/journal.py`): it lies apart, and is kept when the database is lost.
JOURNAL_DIR = Path(env.text("JOURNAL_DIR", str(VAR_DIR / "journal")))

DEBUG = False
# The demo page that shows mails which were written as files ("Postausgang").
DEMO = False
DEMO_PASSWORD = ""
EMAIL_FILE_PATH = ""

INSTALLED_APPS = [
    "config.apps.ProgrammeAdminConfig",
    "config.operation.apps.OperationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "csp",
    "django_htmx",
    "accounts",
    "notifications",
    "mentoring",
    "matching",
    "workshops",
    "portal",
    "reporting",
    "privacy",
]

MIDDLEWARE = [
    # First, so that static files and refusals carry the headers too.
    "config.headers.SetHeaders",
    "csp.middleware.CSPMiddleware",
    "config.bodies.RefuseGreatBodies",
    "config.proxies.TrustProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.operation.middleware.MeasureRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.sessions.SessionLimits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.typed_texts.KeepTypedTexts",
    "accounts.middleware.ExplainClosedTexts",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.site",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions also carry the one-off messages: a cookie of its own would be a third one.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "accounts.sessions"
# Seconds: after so long a session ends, and after so long without use.
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_IDLE_AGE = 30 * 60
# No script reads it: forms bring the token along.
CSRF_COOKIE_HTTPONLY = True

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT: Path | None = VAR_DIR / "static"
# Styles and scripts are for pages of this site alone.
WHITENOISE_ALLOW_ALL_ORIGINS = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.signin.DirectoryBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.EnoughCharacters"},
    {"NAME": "accounts.passwords.NothingCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:start"

ACCOUNT_ADAPTER = "accounts.signin.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up; the password is named so that the form for those who have one asks for it.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Addresses come from the directory, and a code proves the mailbox each time.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
# Longer than a code is valid, so that somebody who comes too late is told so.
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
# The same answer for known and unknown addresses, and no mail to the unknown ones.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:start"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "login": "accounts.forms.PasswordSignInForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reauthenticate": "accounts.forms.ConfirmPasswordForm",
}
# Whoever changes how she signs in has proved shortly before that it is she.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Strict for one address, generous for one network: a whole town hall may share its address.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "200/m/ip,3/m/key,10/h/key",
    "login": "200/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "change_password": "5/m/user",
    # Many calendars are fetched by one server of a town or of its provider.
    "calendar_feed": "200/m/ip",
    # Each one is a mail to the team.
    "barrier_report": "30/h/ip",
}

# The second factor: offered to all, required in the admin (`config.admin`).
MFA_ADAPTER = "accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A code of half a minute before or after counts too: not every clock is right.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.factor_forms.AuthenticateForm",
    "reauthenticate": "accounts.factor_forms.ReauthenticateForm",
    "activate_totp": "accounts.factor_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.factor_forms.AddPasskeyForm",
    "authenticate_webauthn": "accounts.factor_forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "accounts.factor_forms.ReauthenticatePasskeyForm",
}

# The town's identity provider (OpenID Connect), beside code and password; None where there is none.
IDENTITY_PROVIDER = env.identity_provider(
    issuer=env.issuer("OIDC_ISSUER"),
    client_id=env.text("OIDC_CLIENT_ID", ""),
    client_secret=env.text("OIDC_CLIENT_SECRET", ""),
    name=env.text("OIDC_NAME", "Stadt-Konto"),
)
SOCIALACCOUNT_ADAPTER = "accounts.identity.adapter.Adapter"
# What it says is read once and not kept, but for the `sub` by which it knows somebody.
SOCIALACCOUNT_STORE_TOKENS = False
# Seconds to wait for it.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
# Only a button starts a sign-in, and an address is nobody's proof for an account that exists.
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False

CRISPY_ALLOWED_TEMPLATE_PACKS = "kern"
CRISPY_TEMPLATE_PACK = "kern"

# What is not named is refused: there are no media, workers, manifests or plugins.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        # KERN's style sheet holds its icons.
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        # The example of a mail, beside its text.
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "accounts.typed_texts.csrf_failed"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# The organisation that runs this installation, as readers see it.
ORGANISATION_NAME = env.text("ORGANISATION_NAME", "Stadt Kerpen")

# Takes the answers to calendar entries that go out by mail; without one they ask for none.
CALENDAR_MAILBOX = env.mailbox("CALENDAR_MAILBOX")

# How long each kind of data is kept after the event from which its period runs, in days (R14). What that
# event is and what happens then, say the rules in the apps' `actions/retention.py`.
RETENTION_DAYS = {
    "decisions": 3 * 365,
    "sessions": 0,
    # Since a directory entry was last confirmed: until then it stays although its year has begun.
    "directory": 30,
    # An entry for which no year is in sight.
    "directory_waiting": 183,
    "left": 92,
    "accounts": 30,
    # For so long an account's earlier address counts after a change.
    "addresses": 7,
    "signin_log": 90,
    "messages": 91,
    "occasions": 3 * 365,
    "drafts": 31,
    "unpaired": 183,
    "texts": 92,
    "profiles": 365,
    "tandems": 3 * 365,
    "hosts": 3 * 365,
    "requests": 365,
    "grants": 365,
    "barrier_reports": 365,
    "matching": 365,
    "exports": 7,
    "retention_reports": 3 * 365,
    # Longer than the oldest backup is kept.
    "journal": 122,
    # Longer than any backup is kept.
    "deletions": 3 * 365,
}

# The reverse proxies that hand requests over, as networks; only they are believed about who asks.
TRUSTED_PROXIES: list[IPv4Network | IPv6Network] = []
# Opens /metrics to programs on other machines; without one only this machine may read them.
METRICS_TOKEN = env.secret("METRICS_TOKEN", at_least=20)
# A message that is due and has waited longer tells /readyz that the delivery stands still.
LATE_MESSAGE_MINUTES = env.integer("LATE_MESSAGE_MINUTES", 15, at_least=2)

# Everything goes to the standard error stream, for whoever runs the processes to keep. Never to a mail:
# what Django writes about an error there repeats what people entered.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        # One JSON object a line, without the texts of errors.
        "json": {"()": "config.operation.logs.JsonLines"},
    },
    "filters": {"refusals": {"()": "config.operation.logs.Refusals"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.choice("LOG_LEVEL", env.LOG_LEVELS, "WARNING")},
    "loggers": {
        "django": {"handlers": []},
        "django.request": {"level": "WARNING", "filters": ["refusals"]},
        # Statements carry what people entered.
        "django.db.backends": {"level": "INFO"},
        # It repeats what a task is given.
        "celery.pool": {"level": "INFO"},
    },
}

# All processes count attempts to sign in together. With Django's 300 entries, whoever types enough
# addresses would push out the counts of others.
SHARED_CACHE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "cache",
    "OPTIONS": {"MAX_ENTRIES": 1_000_000},
}

CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True


def every(seconds: int, task: str) -> dict[str, Any]:
    """Return an entry of the schedule.

    Where no worker runs for days, what beat has left is dropped by the first one instead of run one
    by one: the newest call does all that the older ones would have done.
    """
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def nightly(task: str) -> dict[str, Any]:
    """Return an entry for three o'clock in the morning of `TIME_ZONE`, an hour that each night has once.

    A night during which beat stood still is made up for when it starts again.
    """
    return {"task": task, "schedule": crontab(hour="3", minute="0"), "options": {"expires": 24 * 60 * 60}}


# Beat only wakes scans that may run twice, late or on two machines without harm.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "apply-retention": nightly("privacy.tasks.apply_retention"),
    "send-due-messages": every(60, "notifications.tasks.send_due_messages"),
    "queue-reminders": every(15 * 60, "mentoring.tasks.queue_reminders"),
    "queue-workshop-reminders": every(15 * 60, "workshops.tasks.queue_reminders"),
    "queue-weekly-summaries": every(15 * 60, "notifications.tasks.queue_weekly_summaries"),
    "queue-team-digest": every(15 * 60, "reporting.tasks.queue_team_digest"),
    "queue-quarterly-numbers": every(60 * 60, "reporting.tasks.queue_quarterly_numbers"),
    "complete-pairings": every(60 * 60, "mentoring.tasks.complete_pairings"),
    "end-grants": every(60 * 60, "mentoring.tasks.end_grants"),
    "keep-workshops-current": every(5 * 60, "workshops.tasks.keep_workshops_current"),
    "sweep-matching-runs": every(60, "matching.tasks.sweep_runs"),
    "sweep-exports": every(60, "privacy.tasks.sweep_exports"),
    "expire-staff-imports": every(60 * 60, "accounts.tasks.expire_staff_imports"),
}


def sqlite_options(*, durable: bool = True) -> dict[str, Any]:
    """Let many readers and one writer work on one SQLite file without errors.

    IMMEDIATE takes the write lock at the start of a transaction; otherwise two transactions that
    read first and write later fail each other at once, whatever the timeout. A database that nobody
    keeps need not be durable, and is faster then.
    """
    synchronous = "NORMAL" if durable else "OFF"
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};",
    }


def metrics_in(folder: Path) -> Path:
    """Make the folder in which each process keeps its metrics, and tell the library of it.

    `prometheus_client` reads the variable when it is imported, which is after the settings.
    """
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    return folder


def broker_options(url: str, folder: Path) -> dict[str, Any]:
    """Return kombu's options for a broker: in files under `folder`, or in Redis.

    A request that leaves a nudge does not wait for a Redis that is away: one try of two seconds.
    """
    if url.startswith("filesystem"):
        for name in ("queue", "control"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        return {
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.1,
        }
    if url.startswith("redis"):
        return {"max_retries": 1, "interval_start": 0, "socket_connect_timeout": 2, "socket_timeout": 2}
    return {}


def cookies_for(base_url: str) -> dict[str, Any]:
    """Return the cookie settings that fit the address: Secure and `__Host-` exactly on https."""
    secure = base_url.startswith("https://")
    prefix = "__Host-" if secure else ""
    return {
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "SESSION_COOKIE_NAME": f"{prefix}sessionid",
        "CSRF_COOKIE_NAME": f"{prefix}csrftoken",
    }
