"""What happens in the installation of the drill, each step in a process of its own; prints findings as JSON.

    python -m scripts.restore_drill.steps begin 2027-01-14T09:00:00+01:00

The database is the one that DATABASE_URL names. The second argument is the moment at which it happens.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from typing import Any

import django
import time_machine

DELIVERY = "notifications.tasks.send_due_messages"
Found = dict[str, Any]


def migrate() -> Found:
    """Make an empty database ready, as an upgrade does."""
    from django.core.management import call_command  # Django is set up by now

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return {}


def begin() -> Found:
    """Fill the demo, and let everything go out that is due."""
    from django.core.management import call_command  # Django is set up by now

    migrate()
    call_command("demo", stdout=StringIO())
    work()
    return sent()


def wait() -> Found:
    """Let people do something of which nobody has been told yet: that is how the backup finds it."""
    from notifications.models import Message, MessageState  # Django is set up by now

    planned = plan_meetings(days=2) + plan_meetings(days=3)
    news = Message.objects.filter(state=MessageState.QUEUED, kind="meeting-planned").order_by("pk")
    return {"planned": planned, "reader": news.values_list("recipient__email", flat=True)[0]}


def plan_meetings(*, days: int) -> int:
    """Plan a meeting for some tandems; the other partner has to be told."""
    from django.utils import timezone  # Django is set up by now

    from mentoring.actions import meetings
    from mentoring.models import Pairing, PairingState

    now = timezone.now()
    tandems = Pairing.objects.announced().filter(state=PairingState.ACTIVE).order_by("pk")[:4]
    for pairing in tandems:
        meetings.plan(pairing, by=pairing.mentee.participation.user, starts_at=now + timedelta(days=days), now=now)
    return len(tandems)


def work() -> Found:
    """Run every task of the schedule, delivery last: what beat and worker do."""
    from django.conf import settings  # Django is set up by now

    from config.celery import app

    app.loader.import_default_modules()
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    for name in [*sorted(tasks - {DELIVERY}), DELIVERY]:
        app.tasks[name]()
    return sent()


def live_on() -> Found:
    """Do what no backup knows: work, plan more, erase somebody."""
    work()
    plan_meetings(days=4)
    return erase_somebody() | work()


def erase_somebody() -> Found:
    from django.utils import timezone  # Django is set up by now

    from accounts.models import Role, User
    from privacy.actions import erasure

    now = timezone.now()
    team = User.objects.filter(roles__role=Role.TEAM).order_by("pk")[0]
    people = User.objects.filter(roles=None, participations__isnull=False, erased_at=None).distinct().order_by("pk")
    person = next(person for person in people if not erasure.blockers(person, by=team, now=now))
    found = {"person": person.pk, "address": person.email}
    erasure.erase(person, by=team, now=now)
    return found


def look_for(person: str, address: str) -> Found:
    """Say where somebody is still found: her account, and her address in any row of any table."""
    from django.apps import apps  # Django is set up by now

    from accounts.models import User

    models = apps.get_models(include_auto_created=True)
    tables = [model._meta.label for model in models for row in model._base_manager.values() if address in repr(row)]
    return {"account": User.objects.filter(pk=person, erased_at=None).exists(), "tables": sorted(set(tables))}


def sent() -> Found:
    """Return the occasions that were told, by the Message-ID under which that went out."""
    from notifications.models import Message, MessageState  # Django is set up by now

    told = Message.objects.filter(state=MessageState.SENT).values_list("message_id", "dedupe_key")
    waiting = Message.objects.filter(state=MessageState.QUEUED).values_list("dedupe_key", flat=True)
    return {"sent": {str(message_id): key for message_id, key in told}, "waiting": list(waiting)}


def refuse() -> Found:
    """Say what keeps messages back: the check before the start, and the delivery itself."""
    from django.core import checks  # Django is set up by now

    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    work()
    return {"checks": [each.id for each in found if each.is_serious()]}


def write() -> Found:
    """Write new rows, and try to change the decision log."""
    from django.db import Error, transaction  # Django is set up by now

    from accounts import audit
    from accounts.models import AuditEntry, Level, User

    highest = User.objects.latest("pk").pk
    user = User.objects.create(email="neu@kerpen.example", first_name="Neu", last_name="Angelegt")
    audit.record("drill", user, by=None)
    Level.objects.create(name="Übung", rank=99)
    entries, refused = AuditEntry.objects.filter(action="drill"), 0
    for change in (partial(entries.update, action="other"), entries.delete):
        try:
            with transaction.atomic():
                change()
        except Error:
            refused += 1
    return {"gap": user.pk - highest, "refused": refused}


STEPS: dict[str, Callable[..., Found]] = {
    step.__name__: step for step in (begin, live_on, look_for, migrate, refuse, sent, wait, work, write)
}


def main(name: str, moment: str, *arguments: str) -> None:
    django.setup()
    with time_machine.travel(datetime.fromisoformat(moment), tick=True):
        print(json.dumps(STEPS[name](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
