"""Keys of encrypted texts: bringing all under the newest one, and what happens when one is missing."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from accounts import checks, stored_texts
from accounts.encryption import decrypt, is_under_newest_key
from mentoring.models import GoalText
from tests.factories import GoalFactory, ParticipationFactory, UserFactory
from tests.notifications.canaries.words import encrypted_fields
from tests.permissions.world import build_world

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))

pytestmark = pytest.mark.django_db


def texts(*words):
    goal = GoalFactory()
    return [GoalText.objects.create(goal=goal, author=ParticipationFactory(), text=word) for word in words]


def column_of(label):
    [column] = [column for column in stored_texts.columns() if str(column) == label]
    return column


GOAL_TEXT = "mentoring.GoalText.text"


def stored(label=GOAL_TEXT):
    return list(column_of(label).rows().order_by("pk").values_list("stored", flat=True))


def test_every_encrypted_field_is_known():
    assert {str(column) for column in stored_texts.fields()} == set(encrypted_fields())


def test_every_text_comes_under_the_newest_key_and_stays_as_it_was(settings, capsys):
    settings.FIELD_KEYS = [OLD]
    build_world()
    before = {
        str(column): list(column.model._base_manager.order_by("pk").values_list(column.name, flat=True))
        for column in stored_texts.fields()
    }
    settings.FIELD_KEYS = [NEW, OLD]

    call_command("reencrypt")

    settings.FIELD_KEYS = [NEW]
    after = {
        str(column): list(column.model._base_manager.order_by("pk").values_list(column.name, flat=True))
        for column in stored_texts.fields()
    }
    assert after == before
    assert all(before.values()), "a field without a text would be tested by nothing"
    assert f"mentoring.GoalText.text: {len(before[GOAL_TEXT])} Texte, {len(before[GOAL_TEXT])} umgestellt, 0 übrig" in (
        capsys.readouterr().out
    )


def test_second_factors_come_along_and_keep_what_stands_beside_their_secrets(settings):
    settings.FIELD_KEYS = [OLD]
    user = UserFactory()
    app, codes = TOTP.activate(user, "JBSWY3DPEHPK3PXP").instance, RecoveryCodes.activate(user).instance
    Authenticator.objects.filter(pk=codes.pk).update(data=codes.data | {"used_mask": 5})
    unused = RecoveryCodes(Authenticator.objects.get(pk=codes.pk)).get_unused_codes()
    settings.FIELD_KEYS = [NEW, OLD]

    call_command("reencrypt")

    settings.FIELD_KEYS = [NEW]
    codes = RecoveryCodes(Authenticator.objects.get(pk=codes.pk))
    assert codes.get_unused_codes() == unused
    assert codes.instance.data["used_mask"] == 5
    assert decrypt(Authenticator.objects.get(pk=app.pk).data["secret"], of="it") == "JBSWY3DPEHPK3PXP"


def test_a_secret_that_changed_meanwhile_is_not_replaced():
    app = TOTP.activate(UserFactory(), "JBSWY3DPEHPK3PXP").instance
    column = column_of("mfa.Authenticator.data.secret")

    assert not column.replace(app.pk, "something else", "newer")
    assert Authenticator.objects.get(pk=app.pk).data == app.data


def test_a_second_run_writes_nothing(settings, capsys):
    settings.FIELD_KEYS = [OLD]
    texts("eins", "zwei")
    settings.FIELD_KEYS = [NEW, OLD]
    call_command("reencrypt")
    once = stored()
    capsys.readouterr()

    call_command("reencrypt")

    assert stored() == once
    assert f"{GOAL_TEXT}: 2 Texte, 0 umgestellt" in capsys.readouterr().out


def test_a_run_that_broke_off_is_taken_up(settings, monkeypatch):
    settings.FIELD_KEYS = [OLD]
    texts("eins", "zwei", "drei")
    settings.FIELD_KEYS = [NEW, OLD]
    renew, calls = stored_texts._renew, []

    def break_off(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return renew(*args)

    monkeypatch.setattr(stored_texts, "_renew", break_off)
    with pytest.raises(KeyboardInterrupt):
        stored_texts.reencrypt(column_of(GOAL_TEXT))
    assert [is_under_newest_key(text) for text in stored()] == [True, False, False]

    assert stored_texts.reencrypt(column_of(GOAL_TEXT)) == 2
    assert all(map(is_under_newest_key, stored()))


def test_batches_leave_nobody_out(settings, monkeypatch):
    monkeypatch.setattr(stored_texts, "BATCH", 2)
    settings.FIELD_KEYS = [OLD]
    texts(*"abcde")
    settings.FIELD_KEYS = [NEW, OLD]

    assert stored_texts.reencrypt(column_of(GOAL_TEXT)) == 5
    assert stored_texts.count(column_of(GOAL_TEXT)) == stored_texts.Count(texts=5, older=0, closed=0)


def test_counting_changes_nothing_and_says_what_an_older_key_is_still_needed_for(settings):
    settings.FIELD_KEYS = [OLD]
    texts("eins")
    before = stored()
    settings.FIELD_KEYS = [NEW, OLD]

    with pytest.raises(CommandError, match=r"^1 Texte"):
        call_command("reencrypt", "--count")
    assert stored() == before


def test_texts_that_no_key_opens_stay_as_they_are_and_are_counted(settings):
    settings.FIELD_KEYS = [OTHER]
    texts("verschlossen")
    closed = stored()
    settings.FIELD_KEYS = [OLD]
    texts("offen")
    settings.FIELD_KEYS = [NEW, OLD]

    with pytest.raises(CommandError, match=r"^1 Texte"):
        call_command("reencrypt")

    assert stored()[0] == closed[0]
    assert is_under_newest_key(stored()[1])


def test_what_is_saved_between_reading_and_writing_is_not_undone(settings):
    settings.FIELD_KEYS = [OLD]
    [text] = texts("alt")
    [read] = stored()
    text.text = "neu gespeichert"
    text.save()
    settings.FIELD_KEYS = [NEW, OLD]

    assert stored_texts._renew(column_of(GOAL_TEXT), text.pk, read)

    settings.FIELD_KEYS = [NEW]
    assert GoalText.objects.get().text == "neu gespeichert"


def test_what_is_deleted_between_reading_and_writing_stays_deleted(settings):
    settings.FIELD_KEYS = [OLD]
    [text] = texts("weg")
    [read] = stored()
    GoalText.objects.all().delete()
    settings.FIELD_KEYS = [NEW, OLD]

    assert not stored_texts._renew(column_of(GOAL_TEXT), text.pk, read)
    assert not GoalText.objects.exists()


def test_the_check_is_silent_while_the_keys_open_the_texts(settings):
    settings.FIELD_KEYS = [OLD]
    texts("eins", "zwei")
    settings.FIELD_KEYS = [NEW, OLD]

    assert checks.keys_open_the_texts(databases=["default"]) == []
    call_command("check", databases=["default"])


@pytest.mark.parametrize("order", [(OTHER, OLD), (OLD, OTHER), (OLD, OTHER, OLD)])
def test_the_check_names_the_field_wherever_the_text_stands_that_does_not_open(settings, monkeypatch, order):
    monkeypatch.setattr(stored_texts, "BATCH", 1)
    for key in order:
        settings.FIELD_KEYS = [key]
        texts("geheim")
    settings.FIELD_KEYS = [OLD]

    [error] = checks.keys_open_the_texts(databases=["default"])

    assert GOAL_TEXT in error.msg
    assert "Exclusion" not in error.msg
    assert all(text not in str(error) for text in [*stored(), "geheim", OLD])


def test_the_check_runs_with_the_checks_of_the_database(settings):
    settings.FIELD_KEYS = [OTHER]
    texts("geheim")
    settings.FIELD_KEYS = [OLD]

    with pytest.raises(CommandError, match=r"accounts\.E001"):
        call_command("check", databases=["default"])
    call_command("check")


@pytest.mark.parametrize(
    ("order", "closed"), [((OTHER, OLD), [GOAL_TEXT]), ((OLD, OTHER), [GOAL_TEXT]), ((OLD, OTHER, OLD), [])]
)
def test_the_quick_look_tries_the_oldest_and_the_newest_text_in_one_statement(
    settings, django_assert_num_queries, order, closed
):
    for key in order:
        settings.FIELD_KEYS = [key]
        texts("geheim")
    settings.FIELD_KEYS = [OLD]

    with django_assert_num_queries(1):
        assert [str(column) for column in stored_texts.closed_at_the_ends()] == closed
