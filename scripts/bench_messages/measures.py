"""One measure in a process of its own, on the database that DATABASE_URL names; prints figures as JSON.

python -m scripts.bench_messages.measures world 60000 BUSY UNSIGNED SILENT NOT_BEGUN
python -m scripts.bench_messages.measures scan
python -m scripts.bench_messages.measures delivery aiosmtpd 1
"""

import json
import multiprocessing
import resource
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import django
from django.conf import settings

ROUNDS = 5
# The processes of a worker are there before there is something to do, so their start is not to be measured.
fork = multiprocessing.get_context("fork")

Sent = tuple[str, list[str], bytes]


def seconds(step: Callable[[], object]) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def world(tandems: str, *kinds: str) -> dict[str, float]:
    """Make an empty database and write a year of so many tandems, of those kinds in turn."""
    from django.core.management import call_command  # Django is set up by now
    from django.db import connection
    from django.utils import timezone

    from scripts.bench_messages import world

    call_command("migrate", verbosity=0)
    chosen = tuple(getattr(world, kind) for kind in kinds)
    spent = seconds(lambda: world.make_year(int(tandems), timezone.now(), chosen))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a database that is not a minute old has looked at its tables
    return {"seconds": spent}


def scan() -> dict[str, float]:
    """Queue what is due, and then once more, when all of it has been told."""
    from django.utils import timezone  # Django is set up by now

    from mentoring.reminders import queue_due
    from notifications.models import Message

    now = timezone.now()
    Message.objects.exists()  # connects
    before = peak()
    first = seconds(lambda: queue_due(now))
    after = peak()
    again = seconds(lambda: queue_due(now))
    return {"messages": Message.objects.count(), "first": first, "again": again, "mib": (after - before) / 1024}


def peak() -> int:
    """Return the most memory that this process has held, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def delivery(sink: str, deliverers: str) -> dict[str, float]:
    """Deliver everything, then send the same bytes with smtplib over one connection; the best of some rounds."""
    from django.db import transaction  # Django is set up by now
    from django.utils import timezone

    from mentoring.models import Cohort
    from mentoring.reminders.meetings import queue_meeting_messages
    from notifications import outbox
    from notifications.models import Message, MessageState
    from scripts.bench_messages.world import news_of_tandems

    now = timezone.now()
    queue_meeting_messages(now)
    with transaction.atomic():
        outbox.queue_many(news_of_tandems(Cohort.objects.get(), now))
    with running_sink(sink) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port

        def everything_again() -> None:
            Message.objects.update(state=MessageState.QUEUED, due_at=now, attempts=0, sent_at=None)

        everything_again()
        with recorded() as mails:
            deliver(1)
        through, bare = [], []
        for _round in range(ROUNDS):
            everything_again()
            through.append(seconds(lambda: deliver(int(deliverers))))
            if Message.objects.exclude(state=MessageState.SENT).exists():
                raise RuntimeError("Something was not delivered.")
            bare.append(seconds(lambda: send_bare(mails, port)))
        rounds = []
        for _round in range(ROUNDS):
            everything_again()
            with timed() as parts:
                deliver(1)
            rounds.append(parts)
    count = len(mails)
    return {
        **{name: 1000 * spent / count for name, spent in min(rounds, key=lambda parts: sum(parts.values())).items()},
        "messages": count,
        "bytes": sum(len(mail[2]) for mail in mails) / count,
        "through": count / min(through),
        "bare": count / min(bare),
        "ratio": min(bare) / min(through),
    }


def deliver(deliverers: int) -> None:
    """Deliver in this process or, as several workers do, in several."""
    from django.db import connection  # Django is set up by now

    from notifications import delivery

    if deliverers == 1:
        delivery.deliver_due()
        return
    connection.close()  # each process has its own
    workers = [fork.Process(target=delivery.deliver_due) for _ in range(deliverers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


PARTS = ("_look_up", "_prepare", "_mark_sent")


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Add up how long the steps of the delivery take."""
    from notifications import delivery, transport  # Django is set up by now

    spent = dict.fromkeys((*PARTS, "send"), 0.0)
    with ExitStack() as patches:
        for owner, name in [*((delivery, part) for part in PARTS), (transport.MailServer, "send")]:
            patches.enter_context(patch.object(owner, name, stopwatch(getattr(owner, name), name, spent)))
        yield spent


def stopwatch(step: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed_step(*arguments: Any, **options: Any) -> Any:
        begun = time.perf_counter()
        try:
            return step(*arguments, **options)
        finally:
            spent[name] += time.perf_counter() - begun

    return timed_step


@contextmanager
def recorded() -> Iterator[list[Sent]]:
    """Keep what goes to the mail server."""
    mails: list[Sent] = []

    def keep(server: smtplib.SMTP, sender: str, recipients: list[str], content: bytes) -> object:
        mails.append((sender, recipients, content))
        return sendmail(server, sender, recipients, content)

    sendmail = smtplib.SMTP.sendmail
    with patch.object(smtplib.SMTP, "sendmail", keep):
        yield mails


def send_bare(mails: list[Sent], port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for mail in mails:
            server.sendmail(*mail)


@contextmanager
def running_sink(name: str) -> Iterator[int]:
    command = [sys.executable, "-m", "scripts.bench_messages.sink", name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline() if process.stdout else 0)
        finally:
            process.kill()


def main(name: str, *arguments: str) -> None:
    django.setup()
    from notifications import outbox  # Django is set up by now

    outbox.nudge = lambda: None  # nobody is to deliver beside us
    measures: dict[str, Callable[..., dict[str, float]]] = {"world": world, "scan": scan, "delivery": delivery}
    print(json.dumps(measures[name](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
