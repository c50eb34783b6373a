"""Nothing in the admin leads to a text of a tandem or of one person: no page, filter, search, guess or name.

What the pages show stands in `test_permissions.py`; here is what nobody sees on a page at first.
"""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.encryption import EncryptedTextField
from mentoring.actions import meetings
from mentoring.models import AdviserGrant, Goal, SupportRequest
from portal.models import BarrierReport
from tests.notifications.canaries.words import BEGINNING, END, canary, encrypted_fields, found_in
from tests.permissions.asking import Everybody, words_shown
from tests.permissions.world import World, build_world

ENCRYPTED = {field.model for field in encrypted_fields().values()}
# The team reads these, each on a page of its own that records it; no list, search or filter knows their words.
READ_BY_THE_TEAM = {AdviserGrant, SupportRequest, BarrierReport}
SECRET = ENCRYPTED - READ_BY_THE_TEAM
IN_ADMIN = ("team", "hr", "administrator", "superuser")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
# How the words begin by which things may be called.
NAMES = tuple(canary(field).removesuffix(END).lower() for field in ("Topic.title", "User.last_name", "Contact.name"))
# A guess may go around a few corners.
STEPS = 4
LOOKUPS = ("", "__startswith", "__contains", "__exact", "__isnull", "__in", "__regex")
ADMIN_CLASSES = [pytest.param(found, id=model._meta.label) for model, found in admin.site._registry.items()]


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def paths_to_texts(model: type[Model], prefix: str = "", steps: int = STEPS) -> Iterator[str]:
    """Yield every way from a model to an encrypted field, and to the rows that hold one, along relations."""
    for field in model._meta.get_fields(include_hidden=True):
        name = field.name
        if isinstance(field, EncryptedTextField):
            yield f"{prefix}{name}"
        elif field.is_relation and field.related_model and not name.endswith("+") and steps:
            if field.related_model in SECRET:
                yield f"{prefix}{name}"
                yield f"{prefix}{name}__pk"
            if not prefix.endswith(f"{name}__"):
                yield from paths_to_texts(field.related_model, f"{prefix}{name}__", steps - 1)


def leads_to_text(model: type[Model], path: str) -> bool:
    """Say whether a path of an admin class ends at, or goes through, what holds a text."""
    for part in path.lstrip("^=@-").split("__"):
        found = {field.name: field for field in model._meta.get_fields()}.get(part)
        if found is None:
            return False  # a method of the class, or the kind of a comparison
        if isinstance(found, EncryptedTextField):
            return True
        if not found.is_relation or not found.related_model:
            return False
        model = found.related_model
        if model in SECRET:
            return True
    return False


def names_in(model_admin: ModelAdmin) -> Iterator[str]:
    for attribute in (
        "list_display",
        "list_editable",
        "list_filter",
        "search_fields",
        "ordering",
        "raw_id_fields",
        "autocomplete_fields",
        "filter_horizontal",
        "filter_vertical",
        "fields",
        "readonly_fields",
    ):
        for entry in getattr(model_admin, attribute) or ():
            for name in entry if isinstance(entry, list | tuple) else (entry,):
                if isinstance(name, str):
                    yield name
                elif isinstance(getattr(name, "parameter_name", None), str):
                    yield name.parameter_name
    yield model_admin.date_hierarchy or ""


def test_what_holds_a_text_is_registered_nowhere():
    assert not SECRET & set(admin.site._registry)
    secret = {"AgreementText", "Exclusion", "ExportFile", "GoalText", "KeptGoalText", "MeetingNote", "MeetingText"}
    assert secret == {model.__name__ for model in SECRET}


@pytest.mark.parametrize("model_admin", ADMIN_CLASSES)
def test_no_admin_class_names_a_text(model_admin):
    assert not [inline for inline in model_admin.inlines if inline.model in SECRET]
    assert not [name for name in names_in(model_admin) if leads_to_text(model_admin.model, name)]


@pytest.mark.parametrize("model_admin", ADMIN_CLASSES)
def test_no_guess_in_the_address_reaches_a_text(model_admin):
    request = RequestFactory().get("/")
    guesses = {f"{path}{lookup}" for path in paths_to_texts(model_admin.model) for lookup in LOOKUPS}

    assert not [guess for guess in guesses if model_admin.lookup_allowed(guess, "F", request)]


def test_there_are_guesses_to_refuse():
    """Otherwise the test before would pass because it found no way."""
    assert {"text", "answer"} < set(paths_to_texts(SupportRequest))
    goal = set(paths_to_texts(Goal))
    assert {"texts", "texts__text", "meetings__notes__text", "mentee__participation__exclusions__email"} < goal


def without_tokens(answer: HttpResponse) -> str:
    return TOKEN.sub("", answer.text)


@pytest.mark.logs_errors
@pytest.mark.parametrize("role", IN_ADMIN)
def test_a_guess_is_answered_with_nothing(world, role):
    everybody = Everybody(world)
    for model in admin.site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        plain = everybody.ask(role, "get", url)
        if plain.status_code != 200:
            continue
        for path in sorted(paths_to_texts(model), key=len)[:3]:
            for lookup in ("__startswith", "__isnull"):
                answer = everybody.ask(role, "get", url, {f"{path}{lookup}": "K"})
                is_ignored = answer.status_code == 200 and without_tokens(answer) == without_tokens(plain)
                assert answer.status_code == 400 or is_ignored, f"{url}?{path}{lookup}"
                assert not words_shown(answer)


@pytest.mark.parametrize("role", IN_ADMIN)
def test_a_search_for_a_text_finds_nothing(world, role):
    client = Client()
    client.force_login(world.users[role])
    searched = 0
    for model, model_admin in admin.site._registry.items():
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        if not model_admin.search_fields or client.get(url).status_code != 200:
            continue
        for word in list(world.readers)[::9]:
            page = client.get(url, {"q": word})
            assert page.context["cl"].result_count == 0, f"{word} was found in {url}"
            assert words_shown(page) <= {word}
        searched += 1
    assert searched


@pytest.mark.parametrize("role", IN_ADMIN)
def test_no_field_that_completes_itself_offers_a_text(world, role):
    everybody = Everybody(world)
    for model in ENCRYPTED:
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete:
                named = {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
                for term in ("", BEGINNING):
                    asked = {**named, "field_name": field.name, "term": term}
                    answer = everybody.ask(role, "get", reverse("admin:autocomplete"), asked)
                    assert not words_shown(answer) & texts_of(world), f"{model} {field}"
                    assert answer.status_code in (403, 404) or model in READ_BY_THE_TEAM, f"{model} {field}"


def test_nothing_is_called_by_what_somebody_has_written(world):
    """Deletion pages, logs and error pages call things by `str`, whether the admin knows their model or not."""
    words = texts_of(world)
    for model in apps.get_models():
        for row in model._base_manager.all()[:50]:
            assert not found_in(f"{row} {row!r}".encode()) & words, model


def texts_of(world: World) -> set[str]:
    """Return the words that are no names: people and topics are called by theirs, which says nothing of a text."""
    return {word for word in world.readers if not word.startswith(NAMES)}


@pytest.mark.parametrize("role", IN_ADMIN)
def test_pages_that_ask_before_something_is_deleted_name_no_text(world, role):
    """Of things in use as well: such a page lists what hangs on them."""
    goal = Goal.objects.filter(texts__isnull=False).first()
    employee = world.users["mentee"].employee
    in_use = {"mentoring_topic": goal.topic_id, "accounts_level": employee.level_id, "accounts_user": goal.mentee_id}
    everybody = Everybody(world)
    for name, pk in in_use.items():
        for method in ("get", "post"):
            answer = everybody.ask(role, method, reverse(f"admin:{name}_delete", args=[pk]))
            assert not words_shown(answer), f"{method} {name}"


@pytest.mark.logs_errors
def test_a_page_that_breaks_repeats_nothing_of_what_was_typed(world, monkeypatch):
    def break_down(meeting, text, **kwargs):
        raise RuntimeError(text)

    monkeypatch.setattr(meetings, "write_shared_notes", break_down)
    client = Client(raise_request_exception=False)
    client.force_login(world.users["mentee"])
    url = reverse("mentoring:meeting_shared_notes", args=[world.things["meeting"]])

    answer = client.post(url, {"text": "Kanarigetipptvogel", "version": 1})

    assert answer.status_code == 500
    assert not words_shown(answer)
