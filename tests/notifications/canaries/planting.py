"""A leak in every channel at once, to show that each would be found."""

import base64
import json
import smtplib
from datetime import timedelta
from email.message import EmailMessage

from django.core.cache.backends.db import DatabaseCache
from django.utils import timezone
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from redis import Redis as RedisClient

from accounts.models import AuditEntry
from accounts.sessions import SessionStore
from notifications.models import Message, MessageState
from tests.notifications.canaries.words import canary, word_of
from tests.notifications.canaries.world import World
from tests.workshops.factories import RegistrationFactory

PROBE = canary("Probe")
# As what somebody wrote would stand there, had it not been encrypted.
CONTENT = word_of("mentoring.MeetingNote.text")
# Where it is to be found; a file of the database has a number for its name.
PLANTED = {
    ("mail", "Probe: text/plain"),
    ("log", ""),
    ("answer to whoever watches", "/metrics"),
    ("calendar", "feed"),
    ("file", "metrics/probe"),
    ("broker", "command"),
    ("broker", "probe"),
    ("column", "notifications_message.kind"),
    ("column", "accounts_auditentry.details"),
    ("column", "accounts_session.session_data"),
    ("column", "cache.value"),
    ("file of the database", ""),
}


def plant(world: World) -> None:
    """Put the word of the probe, or of a note, into every channel."""
    _mail(world)
    # Python says on its error stream that there is no such module.
    world.installation.start(program=PROBE).wait()
    Message.objects.create(kind=PROBE, dedupe_key="probe", state=MessageState.SENT, sent_at=timezone.now())
    starts_at = timezone.now() + timedelta(days=30)
    participation = world.mentee("MenteeOne").participation
    appointment = {"cohort": world.cohort, "place": PROBE, "starts_at": starts_at}
    RegistrationFactory(
        participation=participation, **{f"workshop__{name}": value for name, value in appointment.items()}
    )
    (world.installation.folder / "metrics" / "probe").write_bytes(PROBE.encode())
    _metric(world)
    _task(world)
    AuditEntry.objects.create(action="probe", subject_type="probe", subject_id=1, details={"words": CONTENT})
    session = SessionStore()
    session["words"] = PROBE * 20
    session.save()
    DatabaseCache("cache", {}).set("probe", PROBE)


def _metric(world: World) -> None:
    """Count under a label that says something, as a process of the installation would. The first one always lives."""
    counted = MmapedDict(str(world.installation.folder / "metrics" / "counter_1.db"))
    counted.write_value(mmap_key("probe_total", "probe_total", ["probe"], [PROBE], "probe"), 1.0, 0.0)
    counted.close()


def _mail(world: World) -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "gleichstellung@example.org", "Probe"
    mail.set_content(PROBE, cte="base64")
    with smtplib.SMTP("127.0.0.1", world.sink.port) as server:
        server.send_message(mail)


def _task(world: World) -> None:
    """Leave a task at the broker as kombu writes it down, where no worker looks."""
    redis = world.installation.redis
    assert redis is not None
    body = base64.b64encode(json.dumps([[PROBE], {}, {}]).encode()).decode()
    with RedisClient.from_url(redis.url) as client:
        client.lpush("probe", json.dumps({"body": body, "content-encoding": "utf-8"}))
