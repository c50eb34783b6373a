"""Settings from the environment, read in one place.

Every variable of `docs/settings.md` is read through one of these functions. A missing or unknown
value stops the start with a sentence that says which variable it is and what would be right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environs import Env, EnvError

env = Env()

DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
BROKER_SCHEMES = ("filesystem", "redis", "rediss", "memory")
# A network of containers is a /16 at most.
WIDEST_PREFIX = {4: 16, 6: 64}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
EMAIL_SCHEMES = ("smtp", "smtps", "submission", "file", "console", "dummy")
# What the column that names the provider of an identity holds.
LONGEST_ISSUER = 200
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class IdentityProvider:
    """The town's identity provider, and what it knows this installation by."""

    issuer: str
    client_id: str
    client_secret: str
    # What readers know it as.
    name: str


def text(name: str, default: str | None = None) -> str:
    """Return a variable as text.

    Raises:
        ImproperlyConfigured: when it is missing and has no default.
    """
    value = env.str(name, default)
    if not value and default is None:
        raise ImproperlyConfigured(f"{name} is not set. See docs/settings.md for what it should hold.")
    return str(value or "")


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """Return a variable that knows only the allowed values."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r} is unknown. Allowed: {', '.join(allowed)}.")
    return value


def secret(name: str, *, at_least: int) -> str:
    """Return a variable that nobody should guess, or nothing when it is not set.

    Raises:
        ImproperlyConfigured: when it is short. The message does not repeat it.
    """
    value = text(name, "")
    if value and len(value) < at_least:
        raise ImproperlyConfigured(f"{name} is too easy to guess: it has fewer than {at_least} characters.")
    return value


def flag(name: str) -> bool:
    """Return a variable that is on (`1`) or off (`0`, as when it is not set)."""
    return choice(name, ("0", "1"), "0") == "1"


def integer(name: str, default: int, *, at_least: int = 0, at_most: int = 2**31) -> int:
    """Return a variable as a whole number within bounds."""
    try:
        value = env.int(name, default)
    except EnvError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from error
    if value is None or not at_least <= value <= at_most:
        raise ImproperlyConfigured(f"{name}={value} is out of range. Allowed: {at_least} to {at_most}.")
    return int(value)


def names(name: str, default: list[str] | None = None) -> list[str]:
    """Return a comma-separated variable as a list; one without a default must not be empty."""
    values = [part.strip() for part in text(name, ",".join(default) if default is not None else None).split(",")]
    return [value for value in values if value]


def networks(name: str, default: list[str] | None = None) -> list[IPv4Network | IPv6Network]:
    """Return comma-separated addresses of machines, or small networks of them.

    Raises:
        ImproperlyConfigured: when one is no address, or so wide that it would hold visitors as well.
    """
    found = []
    for value in names(name, default):
        try:
            network = ip_network(value)
        except ValueError as error:
            message = f"{name} holds {value!r}, which is no address. Example: 127.0.0.1,192.0.2.0/28"
            raise ImproperlyConfigured(message) from error
        if network.prefixlen < WIDEST_PREFIX[network.version]:
            raise ImproperlyConfigured(f"{name} holds {value!r}, which is wider than a few proxies need.")
        found.append(network)
    return found


def base_url(name: str, default: str | None = None) -> str:
    """Return the address under which people reach the site, without a trailing slash."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name}={value!r} is not an address. Example: https://mentoring.example.org")
    return value


def issuer(name: str) -> str:
    """Return what an identity provider calls itself, exactly as it does; empty when the variable is not set.

    Raises:
        ImproperlyConfigured: when it is no such address. Without https anybody on the way could sign
            in as everybody; only a provider on this very machine may do without.
    """
    value = text(name, "")
    if not value:
        return ""
    parts = urlsplit(value)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.hostname or parts.query or parts.fragment or len(value) > LONGEST_ISSUER:
        raise ImproperlyConfigured(f"{name}={value!r} is no issuer. Example: https://login.example.org/realms/stadt")
    return value


def identity_provider(*, issuer: str, client_id: str, client_secret: str, name: str) -> IdentityProvider | None:
    """Return the identity provider, or None where no variable names one.

    Raises:
        ImproperlyConfigured: when one of its variables is there and another is missing.
    """
    needed = {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": client_id, "OIDC_CLIENT_SECRET": client_secret}
    missing = [variable for variable, value in needed.items() if not value]
    if len(missing) == len(needed):
        return None
    if missing:
        raise ImproperlyConfigured(f"{', '.join(missing)} is not set, and an identity provider needs it.")
    return IdentityProvider(issuer, client_id, client_secret, name)


def database(name: str, default: str | None = None) -> dict[str, Any]:
    """Return Django's settings for the database behind a URL."""
    _require_scheme(name, text(name, default), DATABASE_SCHEMES)
    try:
        settings = dict(env.dj_db_url(name, default or ""))
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} could not be read. Example: postgres://user:password@host/name") from error
    if settings["ENGINE"].endswith("postgresql"):
        # A server that does not answer must not hold a request or a worker for ever.
        settings["OPTIONS"] = {"connect_timeout": 5} | settings.get("OPTIONS", {})
    return settings


def broker(name: str, default: str | None = None) -> str:
    """Return the address of Celery's broker."""
    value = text(name, default)
    _require_scheme(name, value, BROKER_SCHEMES)
    return value


def email(name: str, default: str | None = None) -> Mapping[str, Any]:
    """Return Django's mail settings behind a URL, by name."""
    _require_scheme(name, text(name, default), EMAIL_SCHEMES)
    try:
        settings = dict(env.dj_email_url(name, default or ""))
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} could not be read. Example: submission://user:password@host:587") from error
    if settings["EMAIL_FILE_PATH"]:
        # Every mail a file of its own, which the demo's page can show.
        settings["EMAIL_BACKEND"] = "notifications.backends.EmlFileBackend"
    # A mail server that does not answer must not hold a request or a worker for ever.
    settings["EMAIL_TIMEOUT"] = settings.get("EMAIL_TIMEOUT") or 10
    return settings


def mailbox(name: str) -> str:
    """Return a bare mail address, empty when the variable is not set."""
    value = text(name, "")
    if value:
        try:
            validate_email(value)
        except ValidationError as error:
            raise ImproperlyConfigured(f"{name}={value!r} is no mail address. Example: termine@example.org") from error
    return value


def fernet_keys(name: str, default: list[str] | None = None) -> list[str]:
    """Return the keys for encrypted fields, newest first.

    Raises:
        ImproperlyConfigured: when there is none, or one is not a Fernet key. The message never
            repeats a key.
    """
    keys = names(name, default or [])
    if not keys:
        raise ImproperlyConfigured(f"{name} is not set. Make a key with: manage.py newkey")
    for position, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"Key {position} in {name} is not valid. Make one with: manage.py newkey"
            ) from error
    return keys


def _require_scheme(name: str, url: str, allowed: tuple[str, ...]) -> None:
    scheme = urlsplit(url).scheme
    if scheme not in allowed:
        raise ImproperlyConfigured(f"{name} begins with {scheme!r}, which is unknown. Allowed: {', '.join(allowed)}.")
