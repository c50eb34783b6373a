"""The decision log: who reads what, and that nothing in it can be changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import access, append_only, audit
from accounts.actions import retention
from accounts.models import AuditEntry, Role, Session, User
from tests.factories import CohortFactory, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

# Every entry once more, with another action.
WRITE_OVER = """
INSERT INTO accounts_auditentry (id, actor_id, at, action, subject_type, subject_id, details)
SELECT id, actor_id, at, 'other', subject_type, subject_id, details FROM accounts_auditentry WHERE true
ON CONFLICT (id) DO UPDATE SET action = excluded.action
"""


@pytest.fixture
def entry() -> AuditEntry:
    user = UserFactory()
    audit.record("account.opened", user, by=user, reason="test")
    return AuditEntry.objects.get()


def refused(change: Callable[[], object]) -> bool:
    """Say whether the database refuses a change, and let the test go on."""
    try:
        with transaction.atomic():
            change()
    except IntegrityError as error:
        return "append-only" in str(error)
    return False


def run(sql: str) -> Callable[[], object]:
    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return change


def test_an_entry_names_who_what_and_about_what(entry):
    assert (entry.action, entry.subject_type, entry.details) == ("account.opened", "accounts.user", {"reason": "test"})
    assert entry.actor_id == entry.subject_id


def test_the_application_itself_has_no_name(entry):
    audit.record("account.closed", UserFactory(), by=None)
    assert AuditEntry.objects.filter(actor_id=None).count() == 1


def test_no_entry_can_be_changed(entry):
    assert refused(lambda: AuditEntry.objects.update(action="other"))
    entry.action = "other"
    assert refused(entry.save)
    assert refused(run("UPDATE accounts_auditentry SET details = '{}'"))


def test_no_entry_can_be_written_over(entry):
    assert refused(run(WRITE_OVER))
    if connection.vendor == "sqlite":
        assert refused(run(WRITE_OVER.replace("INSERT", "INSERT OR REPLACE").partition("ON CONFLICT")[0]))
    assert AuditEntry.objects.get().action == "account.opened"


def test_no_entry_can_be_removed(entry):
    assert refused(entry.delete)
    assert refused(lambda: AuditEntry.objects.all().delete())
    assert refused(run("DELETE FROM accounts_auditentry"))
    assert AuditEntry.objects.count() == 1


@pytest.mark.postgres
def test_the_log_cannot_be_truncated(entry):
    assert refused(run("TRUNCATE accounts_auditentry"))


def test_the_triggers_can_be_made_again(entry):
    append_only.install()
    append_only.install()
    assert refused(entry.delete)


def test_a_migration_brings_lost_triggers_back(entry):
    names = ("keep_rows", "keep_table")
    if connection.vendor == "sqlite":
        names = ("keep_against_update", "keep_against_delete", "keep_against_replace")
    for name in names:
        run(f"DROP TRIGGER {name}" + (" ON accounts_auditentry" if connection.vendor == "postgresql" else ""))()

    call_command("migrate", verbosity=0)

    assert refused(entry.delete)
    assert refused(lambda: AuditEntry.objects.update(action="other"))
    assert refused(run(WRITE_OVER))


def test_retention_removes_what_is_expired_and_nothing_else(settings):
    now = timezone.now()
    old, young = now - timedelta(days=settings.RETENTION_DAYS["decisions"] + 1), now - timedelta(days=10)
    for moment in (old, young):
        AuditEntry.objects.create(at=moment, action="x", subject_type="accounts.user", subject_id=1)

    assert retention.remove_expired_decisions(now) == 1
    assert [kept.at for kept in AuditEntry.objects.all()] == [young]


def test_after_retention_the_log_is_closed_again(entry):
    retention.remove_expired_decisions(timezone.now())
    assert refused(entry.delete)


def test_retention_that_fails_leaves_the_log_closed(entry):
    with pytest.raises(ZeroDivisionError), append_only.mode(append_only.RETENTION):
        _ = 1 / 0
    assert refused(entry.delete)


def test_retention_may_not_change_an_entry(entry):
    with append_only.mode(append_only.RETENTION):
        assert refused(lambda: AuditEntry.objects.update(action="other"))


def test_sessions_that_have_run_out_are_removed_with_the_addresses_in_them():
    now = timezone.now()
    for key, end in (("old", now - timedelta(minutes=1)), ("young", now + timedelta(minutes=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=end)

    retention.remove_expired_sessions(now)

    assert [session.session_key for session in Session.objects.all()] == ["young"]


def test_an_action_is_told_in_words_and_an_unnamed_one_by_its_code():
    assert audit.describe("account.opened") == "Konto eröffnet"
    assert audit.describe("nobody.named_it") == "nobody.named_it"


def test_details_are_told_in_words_as_far_as_an_app_explains_them():
    assert audit.describe_details({"role": "team", "secret_code": 7}) == "Rolle: Projektteam"
    assert audit.describe_details({"role": ["team", "hr"]}) == "Rolle: Projektteam, Personalverwaltung"
    assert audit.describe_details({"role": []}) == ""


def with_role(role: Role) -> User:
    return RoleAssignmentFactory(role=role).user


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.TEAM, {"mentoring.cohort", "accounts.employee"}),
        (Role.ADMINISTRATION, {"accounts.user", "accounts.employee"}),
        (Role.HR, set()),
        (Role.ADVISER, set()),
    ],
)
def test_everybody_reads_the_part_of_the_log_that_is_their_business(role, reads):
    reader, cohort = with_role(role), CohortFactory()
    for subject in (cohort, reader, reader.employee):
        audit.record("x", subject, by=None)

    assert set(access.decisions_visible_to(reader).values_list("subject_type", flat=True)) == reads


def test_a_superuser_without_a_role_reads_as_the_administration_does():
    superuser = UserFactory(is_superuser=True)
    audit.record("x", CohortFactory(), by=None)
    assert not access.decisions_visible_to(superuser).exists()
