"""A town's own installation: everything secret or particular comes from the environment."""

import logging
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import (
    LOGGING,
    SHARED_CACHE,
    VAR_DIR,
    broker_options,
    cookies_for,
    metrics_in,
    sqlite_options,
)

if env.flag("DEBUG"):
    raise ImproperlyConfigured("DEBUG=1 shows what people enter to everybody. Production does not start with it.")

SECRET_KEY = env.text("SECRET_KEY")
FIELD_KEYS = env.fernet_keys("FIELD_KEYS")
HASH_KEY = env.text("HASH_KEY")

BASE_URL = env.base_url("BASE_URL")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", [str(urlsplit(BASE_URL).hostname)])
globals().update(cookies_for(BASE_URL))
if BASE_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # No preload: browsers take only whole domains into their lists, and those belong to the town, not to its programme.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", [])

DATABASES = {"default": env.database("DATABASE_URL")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = sqlite_options()

CACHES = {"default": SHARED_CACHE}

CELERY_BROKER_URL = env.broker("BROKER_URL")
CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(CELERY_BROKER_URL, VAR_DIR / "broker")

globals().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM")
TEAM_EMAIL = env.text("TEAM_EMAIL")

METRICS_DIR = metrics_in(VAR_DIR / "metrics")

LOGGING["handlers"]["stderr"]["formatter"] = "json"
# Warnings and lines that cannot be written would appear beside the others, and with what they are about.
logging.captureWarnings(True)
logging.raiseExceptions = False

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
