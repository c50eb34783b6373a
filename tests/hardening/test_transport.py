"""Cookies and HSTS: strict exactly where people reach the site by https."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from config.settings.base import cookies_for
from tests.accounts.signing_in import BY_PASSWORD, PAGE
from tests.factories import UserFactory
from tests.project.test_settings import PRODUCTION, python

ASKED = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
PASSWORD = "ein langes Passwort"
REDIRECT, HSTS = "SECURE_SSL_REDIRECT", ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
SAY = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {[*ASKED, REDIRECT, *HSTS, "DEBUG", "CACHES"]}}}))
"""


@pytest.mark.django_db
@pytest.mark.usefixtures("fresh_limits")
@pytest.mark.parametrize("is_secure", [True, False])
def test_two_cookies_are_set_and_no_script_or_other_site_gets_them(is_secure: bool, settings: Any) -> None:
    for name, value in cookies_for("https://testserver" if is_secure else "http://testserver").items():
        setattr(settings, name, value)
    client = Client()
    client.post(BY_PASSWORD, {"login": UserFactory(password=PASSWORD).email, "password": PASSWORD}, secure=is_secure)
    assert client.get(PAGE, secure=is_secure).status_code == 200

    prefix = "__Host-" if is_secure else ""
    assert set(client.cookies) == {f"{prefix}sessionid", f"{prefix}csrftoken"}
    for cookie in client.cookies.values():
        assert bool(cookie["secure"]) is is_secure
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_the_session_of_a_site_by_https_is_no_session_without_the_prefix(settings: Any) -> None:
    """A neighbouring host could set a cookie of the plain name."""
    for name, value in cookies_for("https://testserver").items():
        setattr(settings, name, value)
    client = Client()
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"

    assert client.get(PAGE, secure=True).status_code == 302


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_installation_is_as_strict_as_its_address(scheme: str, tmp_path: Path) -> None:
    result = python("-c", SAY, folder=tmp_path, **PRODUCTION | {"BASE_URL": f"{scheme}://mentoring.example.org"})
    found = json.loads(result.stdout)

    is_secure = scheme == "https"
    prefix = "__Host-" if is_secure else ""
    assert [found[name] for name in ASKED] == [f"{prefix}sessionid", f"{prefix}csrftoken", is_secure, is_secure]
    assert found[REDIRECT] is is_secure
    assert [found[name] for name in HSTS] == ([365 * 24 * 60 * 60, True, False] if is_secure else [0, False, False])
    assert found["DEBUG"] is False
    assert found["CACHES"]["default"]["BACKEND"].endswith("DatabaseCache")


@pytest.mark.django_db
@pytest.mark.parametrize("is_secure", [True, False])
def test_browsers_are_told_to_come_back_by_https_when_they_came_by_it(is_secure: bool, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 60
    assert ("Strict-Transport-Security" in Client().get("/", secure=is_secure).headers) is is_secure


def test_production_does_not_start_with_pages_for_developers(tmp_path: Path) -> None:
    result = python("-c", "import config.settings.production", folder=tmp_path, **PRODUCTION | {"DEBUG": "1"})

    assert result.returncode != 0
    assert "DEBUG=1" in result.stderr.splitlines()[-1]
