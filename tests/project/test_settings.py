"""Settings: what may stand in the environment, what stops the start, and where it is written down."""

import ast
import os
import re
import subprocess
import sys
from ipaddress import ip_network

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import env

ROOT = settings.BASE_DIR
KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "invented-for-the-tests-and-long-enough-to-be-taken-seriously",
    "FIELD_KEYS": KEY,
    "HASH_KEY": "invented-for-the-tests",
    "BASE_URL": "https://mentoring.example.org",
    "DATABASE_URL": "postgres://mentoring:geheim@db.example.org/mentoring",
    "BROKER_URL": "redis://redis.example.org/0",
    "EMAIL_URL": "submission://mentoring:geheim@mail.example.org:587",
    "MAIL_FROM": "mentoring@example.org",
    "TEAM_EMAIL": "gleichstellung@example.org",
}


def python(*arguments, folder, **variables):
    """Run Python on its own, with nothing from the environment of the tests but what is given."""
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder)} | variables
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (lambda: env.text("X"), "", "X is not set. See docs/settings.md"),
        (lambda: env.flag("X"), "yes", "X='yes' is unknown. Allowed: 0, 1."),
        (lambda: env.choice("X", ("a", "b"), "a"), "c", "X='c' is unknown. Allowed: a, b."),
        (lambda: env.secret("X", at_least=20), "short", "X is too easy to guess: it has fewer than 20 characters."),
        (lambda: env.integer("X", 1), "many", "X must be a whole number."),
        (lambda: env.integer("X", 1, at_least=1, at_most=9), "0", "X=0 is out of range. Allowed: 1 to 9."),
        (lambda: env.integer("X", 1, at_least=1, at_most=9), "10", "X=10 is out of range. Allowed: 1 to 9."),
        (lambda: env.names("X"), "", "X is not set."),
        (lambda: env.networks("X"), "proxy.example.org", "X holds 'proxy.example.org', which is no address."),
        (lambda: env.networks("X"), "127.0.0.1,192.0.2.1/24", "X holds '192.0.2.1/24', which is no address."),
        (lambda: env.networks("X"), "10.0.0.0/8", "X holds '10.0.0.0/8', which is wider than a few proxies need."),
        (lambda: env.networks("X"), "::/0", "X holds '::/0', which is wider than a few proxies need."),
        (lambda: env.base_url("X"), "mentoring.example.org", "is not an address. Example: https://"),
        (lambda: env.base_url("X"), "https://mentoring.example.org/programm", "is not an address."),
        (
            lambda: env.issuer("X"),
            "http://login.example.org",
            "is no issuer. Example: https://login.example.org/realms",
        ),
        (lambda: env.issuer("X"), "login.example.org", "is no issuer."),
        (lambda: env.issuer("X"), "https://login.example.org/?realm=stadt", "is no issuer."),
        (lambda: env.issuer("X"), f"https://login.example.org/{'x' * 200}", "is no issuer."),
        (lambda: env.database("X"), "mysql://host/name", "X begins with 'mysql', which is unknown. Allowed: sqlite"),
        (lambda: env.database("X"), "", "X is not set."),
        (lambda: env.broker("X"), "amqp://host", "X begins with 'amqp', which is unknown. Allowed: filesystem, redis"),
        (lambda: env.email("X"), "http://host", "X begins with 'http', which is unknown. Allowed: smtp"),
        (lambda: env.mailbox("X"), "Termine <termine@example.org>", "is no mail address. Example: termine@example.org"),
        (lambda: env.fernet_keys("X"), "", "X is not set. Make a key with: manage.py newkey"),
        (lambda: env.fernet_keys("X"), f"{KEY},short", "Key 2 in X is not valid."),
    ],
)
def test_a_value_that_is_not_understood_is_refused_with_a_sentence(monkeypatch, read, value, sentence):
    monkeypatch.setenv("X", value)

    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        read()


def test_the_refusal_of_a_key_does_not_repeat_it(monkeypatch):
    monkeypatch.setenv("X", "nearly-a-key")

    with pytest.raises(ImproperlyConfigured) as refusal:
        env.fernet_keys("X")

    assert "nearly-a-key" not in str(refusal.value)


def test_values_are_read_as_what_they_are(monkeypatch):
    monkeypatch.setenv("X", "a, b,,")
    assert env.names("X") == ["a", "b"]
    monkeypatch.setenv("X", "127.0.0.1, 172.18.0.0/16")
    assert env.networks("X") == [ip_network("127.0.0.1/32"), ip_network("172.18.0.0/16")]
    monkeypatch.setenv("X", "1")
    assert env.flag("X") is True
    monkeypatch.setenv("X", "https://mentoring.example.org/")
    assert env.base_url("X") == "https://mentoring.example.org"
    monkeypatch.setenv("X", "postgresql://postgres:@/name?host=/run/socket")
    options = {"host": "/run/socket", "connect_timeout": 5}
    assert env.database("X") | {"NAME": "name", "OPTIONS": options} == env.database("X")
    monkeypatch.setenv("X", "termine@example.org")
    assert env.mailbox("X") == "termine@example.org"
    monkeypatch.setenv("X", "")
    assert env.mailbox("X") == ""
    monkeypatch.setenv("X", "smtp://mail.example.org:25")
    assert env.email("X")["EMAIL_TIMEOUT"] == 10


def test_an_issuer_is_taken_as_it_is_written(monkeypatch):
    for issuer in ("", "https://login.example.org/realms/stadt", "https://login.example.org/", "http://localhost:8080"):
        monkeypatch.setenv("X", issuer)
        assert env.issuer("X") == issuer


def test_an_identity_provider_is_named_whole_or_not_at_all():
    whole = {"issuer": "https://login.example.org", "client_id": "mentoring", "client_secret": "geheim"}
    assert env.identity_provider(**whole, name="Stadt-Konto") == env.IdentityProvider(**whole, name="Stadt-Konto")
    assert env.identity_provider(**dict.fromkeys(whole, ""), name="Stadt-Konto") is None
    for name in whole:
        with pytest.raises(ImproperlyConfigured, match=f"OIDC_{name.upper()} is not set") as refusal:
            env.identity_provider(**whole | {name: ""}, name="Stadt-Konto")
        assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"DJANGO_SETTINGS_MODULE"}))
def test_production_settings_cannot_be_read_without(name, tmp_path):
    variables = {key: value for key, value in PRODUCTION.items() if key != name}

    result = python("-c", "import config.settings.production", folder=tmp_path, **variables)

    assert result.returncode != 0
    assert f"{name} is not set." in result.stderr.splitlines()[-1]


@pytest.mark.system
def test_a_program_does_not_start_when_a_setting_is_missing(tmp_path):
    result = python("manage.py", "migrate", folder=tmp_path, **PRODUCTION | {"FIELD_KEYS": ""})

    assert result.returncode != 0
    assert result.stderr.splitlines()[-1].endswith("FIELD_KEYS is not set. Make a key with: manage.py newkey")


@pytest.mark.system
def test_a_production_installation_passes_the_deployment_checks(tmp_path):
    result = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, **PRODUCTION)

    assert result.returncode == 0, result.stderr


@pytest.mark.system
def test_static_files_can_be_collected_for_production(tmp_path):
    """Each gets a name that changes with its content; one that names a missing one would fail."""
    result = python("manage.py", "collectstatic", "--no-input", folder=tmp_path, **PRODUCTION)

    assert result.returncode == 0, result.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()


def variables_read() -> set[str]:
    """Return the names of all variables that `config` takes from the environment."""
    names = set()
    for path in (ROOT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            source = ast.unparse(node.func)
            if re.fullmatch(r"env\.\w+|os\.environ\.\w+", source):
                names.add(node.args[0].value)
    return names


def test_the_documentation_names_exactly_the_variables_that_are_read():
    table = (ROOT / "docs" / "settings.md").read_text()

    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == variables_read()
