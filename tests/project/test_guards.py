"""The guards that watch every other test."""

import socket

import pytest
from django.template import Context, Template, engines
from django.template.base import Origin

from tests.support.guards import NotedBlank


@pytest.fixture
def noted():
    """What the guard wrote down, taken away again so that this test does not fail for it."""
    yield NotedBlank.unknown
    NotedBlank.unknown.clear()


def render(source, folder):
    origin = Origin(name=str(folder / "some.html"))
    return Template(source, origin=origin, engine=engines["django"].engine).render(Context({"known": "there"}))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{{ missing }}", "missing"),
        ("{{ known.missing }}", "known.missing"),
        ("{% if known %}{{ missing }}{% endif %}", "missing"),
        ("{% load i18n %}{% blocktranslate %}For {{ missing }}{% endblocktranslate %}", "missing"),
    ],
)
def test_an_unknown_variable_of_our_templates_is_noted(noted, settings, source, name):
    render(source, settings.BASE_DIR / "templates")

    assert [entry.split(" in ")[0] for entry in noted] == [name]


def test_known_variables_and_conditions_are_not(noted, settings):
    render("{{ known }}{% if missing %}{% endif %}{% firstof missing known %}", settings.BASE_DIR / "templates")

    assert noted == []


def test_templates_of_libraries_may_name_what_they_like(noted, tmp_path):
    assert render("{{ missing|default:'nothing' }}", tmp_path) == "nothing"

    assert noted == []


def test_no_connection_leaves_the_machine():
    with pytest.raises(AssertionError, match=r"reach www\.example\.org"):
        socket.create_connection(("www.example.org", 443))
    with socket.socket() as direct, pytest.raises(AssertionError, match=r"reach 192\.0\.2\.1"):
        direct.connect(("192.0.2.1", 80))


def test_connections_on_the_machine_are_allowed():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_transactional_tests_find_the_shipped_rows(turn):
    from accounts.models import AuditEntry, Level
    from mentoring.models import Topic

    assert Topic.objects.count() == 17
    assert Level.objects.count() == 6
    assert not AuditEntry.objects.exists()
    AuditEntry.objects.create(action="tried", subject_type="nothing", subject_id=1)
