"""The third chapter: what goes wrong while people type. Errors like to repeat what they are about."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.urls import reverse

from accounts.models import User
from mentoring.models import GoalText, Meeting, MeetingState, Mentee, MenteeState, Topic
from notifications import outbox
from notifications.models import Message, MessageState
from tests.notifications.canaries.redis_wire import Wire
from tests.notifications.canaries.within_the_year import ANSWER, MENTEE, MENTOR, OWN_NOTE, REQUEST, SHARED_NOTES
from tests.notifications.canaries.words import word_of
from tests.notifications.canaries.world import MOTIVATION, NOWHERE, PEOPLE, STRANGER, World
from tests.notifications.faults.installation import wait_until

GOAL_WORDS = word_of("mentoring.GoalText.text")
MORE_FIELDS_THAN_DJANGO_TAKES = 1_001


def pages_are_not_found(world: World) -> None:
    partner = PEOPLE[MENTOR]
    query = f"?q={NOWHERE}+{SHARED_NOTES}+{partner.last_name}+{partner.email}"
    visitor = world.browser(MENTEE)
    visitor.read(f"/{NOWHERE}/{partner.last_name}/{query}", expect=404)
    meeting = Meeting.objects.filter(state=MeetingState.HELD)[0]
    world.browser("MenteeThree").read(reverse("mentoring:meeting", args=[meeting.pk]) + query, expect=404)
    path = reverse("mentoring:meeting_shared_notes", args=[meeting.pk])
    world.browser("MenteeThree").send(path, expect=404, text=SHARED_NOTES, version=1)


def pages_are_forbidden(world: World) -> None:
    partner = PEOPLE[MENTOR]
    meeting = Meeting.objects.filter(state=MeetingState.HELD)[0]
    path = reverse("mentoring:meeting_own_notes", args=[meeting.pk])
    world.browser(MENTEE).send(f"{path}?q={partner.last_name}", token="b" * 32, expect=403, text=OWN_NOTE)
    tandems = f"{reverse('admin:mentoring_pairing_changelist')}?q={partner.last_name}"
    world.browser(MENTEE).read(tandems, expect=302)
    world.browser("Personnel").read(tandems, expect=403)
    world.stranger().send(reverse("mentoring:goal_add"), expect=401, words=GOAL_WORDS)
    world.stranger().read(f"{path}?q={partner.last_name}", expect=302)


def requests_are_refused(world: World) -> None:
    """Too many fields, the name of another host, a line that is no request."""
    many = {f"{NOWHERE}{number}": SHARED_NOTES for number in range(MORE_FIELDS_THAN_DJANGO_TAKES)}
    world.browser(MENTEE).send(reverse("mentoring:request_new"), expect=400, text=REQUEST, **many)
    world.stranger().read("/", expect=400, Host=f"{NOWHERE}.example")
    with socket.create_connection(("127.0.0.1", world.port), timeout=60) as raw:
        raw.sendall(f"GET /?q={PEOPLE[MENTOR].last_name} {NOWHERE}/1.1\r\n{SHARED_NOTES}\r\n\r\n".encode())
        assert b" 400 " in raw.recv(4096).partition(b"\r\n")[0]


def somebody_signs_in(world: World) -> None:
    sign_in, by_password = reverse("account_login"), reverse("account_login_by_password")
    world.stranger().send(sign_in, email=f"{STRANGER}@kerpen.example")
    world.stranger().send(by_password, expect=200, login=PEOPLE[MENTEE].email, password=NOWHERE)


def the_database_refuses(world: World) -> None:
    """It says which row it does not want, with all that stands in it."""
    text = GoalText.objects.get(author__mentee=world.mentee(MENTEE))
    with only("mentoring_goaltext", f"version <= {text.version}"):
        words = {"words": f"{GOAL_WORDS} {NOWHERE}", "version": text.version}
        world.sends(MENTEE, "mentoring:goal_edit", text.goal_id, expect=500, **words)
    # Hers may be gone: a draft goes by itself a month after applications have closed.
    present = Mentee.objects.filter(participation__user=world.user("MenteeFive")).first()
    draft = present or world.applicant("MenteeFive", MenteeState.DRAFT)
    application = {"motivation": f"{MOTIVATION} {NOWHERE}", "version": draft.version}
    with only("mentoring_mentee", f"motivation NOT LIKE '%{NOWHERE}%'"):
        world.sends("MenteeFive", "mentoring:application_motivation", draft.pk, expect=500, **application)
    with only("accounts_user", "invitation_nonce = ''"):
        world.stranger().send(world.invitation_of("MentorFour"), expect=500)


@contextmanager
def only(table: str, what_would_be_right: str) -> Iterator[None]:
    """Let the database refuse rows from now on, those that are there already aside."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT canary CHECK ({what_would_be_right}) NOT VALID")
        yield
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT canary")


def a_table_is_missing(world: World) -> None:
    """Pages and tasks fail alike, and both say so in the log."""

    before = len(world.log_lines())

    def has_failed(logger: str) -> bool:
        return any("ERROR" in line and logger in line for line in world.log_lines()[before:])

    topic = Topic.objects.on_offer()[0]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mentoring_goal RENAME TO mentoring_goal_away")
        try:
            world.sends(MENTEE, "mentoring:goal_add", topic=topic.pk, words=GOAL_WORDS, expect=500)
            wait_until(lambda: has_failed("django.request"), "the web server has said that it failed")
            wait_until(lambda: has_failed("celery.app.trace"), "the worker has said that it failed")
        finally:
            cursor.execute("ALTER TABLE mentoring_goal_away RENAME TO mentoring_goal")


def a_name_breaks_a_mail(world: World) -> None:
    """No header may hold two lines; the error says which one does."""
    reader, mentee = world.user("MenteeFour"), world.mentee("MenteeFour")
    User.objects.filter(pk=reader.pk).update(first_name=f"{reader.first_name}\nB.")
    with transaction.atomic():
        outbox.queue("decision", "once-more", recipient=reader, mentee=mentee.pk)
    message = Message.objects.filter(dedupe_key="decision:once-more")
    wait_until(lambda: message.filter(state=MessageState.FAILED).exists(), "the message is given up")
    User.objects.filter(pk=reader.pk).update(first_name=reader.first_name)


def the_mail_server_is_busy(world: World) -> None:
    """It repeats for whom it has no time."""
    person = PEOPLE[MENTEE]
    busy = ("RCPT", person.email)
    world.sink.script[busy] = f"451 4.2.1 <{person.email}> {person.full_name}: try again later"
    world.sends(MENTEE, "mentoring:request_new", recipient="team", kind="other", text=REQUEST)
    request = Message.objects.filter(kind="help-request").latest("pk").references["request"]
    world.sends("Team", "admin:mentoring_supportrequest_change", request, text=ANSWER)
    answered = Message.objects.filter(kind="request-answered", references__request=request)
    wait_until(lambda: answered.filter(error="smtp-451").exists(), "the mail server has had no time")
    del world.sink.script[busy]


def the_broker_is_away(world: World, wire: Wire) -> None:
    """A form is sent meanwhile, and the worker looks for its broker."""
    redis = world.installation.redis
    assert redis is not None
    redis.stop()
    wait_until(lambda: not wire.listens.is_set(), "the wire is dead")
    world.sends(MENTEE, "mentoring:request_new", recipient="team", kind="other", text=REQUEST)
    wait_until(lambda: any("could not be woken" in line for line in world.log_lines()), "the nudge has failed")
    message = Message.objects.filter(kind="help-request").latest("pk")
    redis.start()
    wait_until(wire.listens.is_set, "the wire is tapped again")
    wait_until(lambda: Message.objects.filter(pk=message.pk, state=MessageState.SENT).exists(), "it is sent")


def mishaps(world: World, wire: Wire) -> None:
    pages_are_not_found(world)
    pages_are_forbidden(world)
    requests_are_refused(world)
    somebody_signs_in(world)
    the_database_refuses(world)
    a_table_is_missing(world)
    a_name_breaks_a_mail(world)
    the_mail_server_is_busy(world)
    the_broker_is_away(world, wire)
