"""What becomes of messages when processes die, are late or run twice, on either kind of installation."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring import reminders
from mentoring.models import MenteeState, PairingState
from notifications.models import Message, MessageState
from tests.factories import MenteeFactory
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.notifications.faults.installation import (
    Installation,
    count_by_id,
    ids,
    let_time_pass,
    states,
    wait_until,
    wait_until_settled,
)
from tests.notifications.smtp_sink import SmtpSink

pytestmark = [
    pytest.mark.system,
    pytest.mark.parametrize("installation", ["postgres", "sqlite"], indirect=True, scope="session"),
]


def address(message: Message) -> str:
    assert message.recipient is not None
    return message.recipient.email


def test_four_deliverers_send_no_message_twice_and_lose_none(installation: Installation, sink: SmtpSink) -> None:
    messages = installation.queue(400)

    installation.deliver(deliverers=4)
    wait_until_settled(messages)

    assert count_by_id(sink) == Counter(ids(messages))
    assert Message.objects.filter(state=MessageState.SENT, attempts=1).count() == 400


@pytest.mark.parametrize(("reply", "repeats"), [("451 pause", 0), ("250 pause", 1)])
def test_a_worker_that_is_killed_loses_nothing_and_repeats_what_was_accepted_and_not_marked(
    installation: Installation, sink: SmtpSink, reply: str, repeats: int
) -> None:
    messages = installation.queue(20)
    sink.script = {("DATA", address(messages[7])): reply}
    installation.deliver()
    wait_until(sink.pauses.is_set, "the mail is under way")

    installation.stop_worker()
    sink.script = {}
    let_time_pass()
    installation.deliver()
    wait_until_settled(messages)

    again = Counter(ids(messages[7:8])) if repeats else Counter()
    assert count_by_id(sink) == Counter(ids(messages)) + again
    assert states(messages) == {"sent": 20}


def test_a_mail_server_that_was_down_gets_everything_once_when_it_is_back(
    installation: Installation, sink: SmtpSink
) -> None:
    messages = installation.queue(60)
    tries = installation.log().count("The mail server cannot be reached")
    sink.shutdown()
    sink.server_close()
    installation.deliver()
    wait_until(
        lambda: installation.log().count("The mail server cannot be reached") > tries, "the worker has met nobody"
    )
    wait_until(lambda: states(messages) == {"queued": 60}, "everything is put back")
    assert not Message.objects.exclude(attempts=0).exists()

    with installation.mail_server() as back:
        installation.deliver()
        wait_until_settled(messages)

    assert count_by_id(back) == Counter(ids(messages))


def test_what_was_withdrawn_after_it_was_queued_is_not_sent(installation: Installation, sink: SmtpSink) -> None:
    mentee = MenteeFactory(state=MenteeState.ACCEPTED, announced=True)
    withdrawn = installation.queue(3, mentee=mentee)
    standing = installation.queue(3)
    mentee.state = MenteeState.WITHDRAWN
    mentee.save()

    installation.deliver()
    wait_until_settled([*withdrawn, *standing])

    assert states(withdrawn) == {"obsolete": 3}
    assert count_by_id(sink) == Counter(ids(standing))


def test_two_schedulers_that_come_back_after_three_days_send_what_is_true_and_each_of_it_once(
    installation: Installation, sink: SmtpSink
) -> None:
    now = timezone.now()
    tandem = announced_tandem(PairingState.ACTIVE)
    meeting_of(tandem, starts_at=now - timedelta(days=2))
    meeting_of(tandem, starts_at=now - timedelta(days=7))
    ahead = meeting_of(tandem, starts_at=now + timedelta(days=1))
    reminders.queue_meeting_messages(now - timedelta(days=3))
    news = installation.queue(30)
    assert Counter(Message.objects.values_list("kind", flat=True)) == {
        "meeting-tomorrow": 2,
        "meeting-unanswered": 1,
        "decision": 30,
    }
    let_time_pass()

    installation.have_worker()
    beats = [installation.start_beat("one"), installation.start_beat("two")]
    reminded = Message.objects.filter(kind="meeting-tomorrow", references__meeting=ahead.pk)
    wait_until(lambda: reminded.count() == 2, "the scan has found tomorrow's meeting")
    # In the small hours it is not seven o'clock yet.
    reminded.update(due_at=now)
    wait_until(lambda: not Message.objects.waiting().exists(), "everything is settled")
    for beat in beats:
        installation.stop(beat)

    stale = Message.objects.filter(kind="meeting-tomorrow").exclude(references__meeting=ahead.pk)
    assert states(list(stale)) == {"obsolete": 2}
    question = Message.objects.filter(kind="meeting-unanswered")
    assert count_by_id(sink) == Counter(ids([*news, *reminded, *question]))
    assert sum(count_by_id(sink).values()) == 33
