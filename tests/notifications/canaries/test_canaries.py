"""No content of the tandem or own sphere and no partner's name gets into a message, log, metric, task or broker.

A year is lived in an installation of real processes, on its pages and with mishaps, by people whose
names are canaries, and with a canary in every encrypted field (R9, R12). One is erased at the end: nothing names her
any more.
"""

import pytest

from notifications import kinds
from notifications.models import Message
from tests.notifications.canaries.after_an_erasure import BEFORE, places_of_hers, she_is_erased, she_writes
from tests.notifications.canaries.before_the_year import before_the_year
from tests.notifications.canaries.channels import Channels, in_words
from tests.notifications.canaries.mishaps import mishaps
from tests.notifications.canaries.planting import PLANTED, plant
from tests.notifications.canaries.redis_wire import Wire
from tests.notifications.canaries.within_the_year import within_the_year
from tests.notifications.canaries.words import fields_without_canary
from tests.notifications.canaries.world import World
from tests.notifications.faults.installation import wait_until

pytestmark = pytest.mark.system

# Heard on the wire, so that nobody listens to an empty one: from beat and from the web server.
TASKS = {"notifications.tasks.send_due_messages", "mentoring.tasks.queue_reminders", "matching.tasks.compute"}
# What leaks there has no name of its own: a line of a log, one of many files of the database.
NAMELESS = ("log", "file of the database")


def test_what_two_people_share_and_who_they_are_stays_with_them_for_a_year(world: World, wire: Wire) -> None:
    """One test, because it takes the whole year to show either: that nothing leaks, and that a leak would be found."""
    channels = Channels(world, wire)
    before_the_year(world)
    within_the_year(world)
    mishaps(world, wire)
    she_writes(world)
    world.wait_for_mails(kind.code for kind in kinds.registered())
    wait_until(lambda: not Message.objects.filter(state="sending").exists(), "everything is settled")
    assert fields_without_canary() == []
    assert wire.tasks() >= TASKS
    assert places_of_hers(world) >= BEFORE

    she_is_erased(world)
    assert places_of_hers(world) == set()
    assert not (leaks := channels.leaks()), in_words(leaks)

    plant(world)
    found = {(leak.channel, leak.where) for leak in channels.leaks()}
    assert {(channel, "" if channel in NAMELESS else where) for channel, where in found} >= PLANTED
