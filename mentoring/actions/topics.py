"""The topic catalogue, which is the team's to keep (R1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused
from accounts.models import User
from mentoring.models import Topic


@transaction.atomic
def create(topic: Topic, *, by: User) -> Topic:
    """Add a topic, which was checked by its form."""
    topic.save()
    audit.record("topic.created", topic, by=by)
    return topic


@transaction.atomic
def change(topic: Topic, *, by: User) -> Topic:
    """Reword, regroup, retire or offer a topic again. Goals that have it keep it."""
    present = Topic.objects.select_for_update().get(pk=topic.pk)
    fields = ("title", "group", "position", "needs_words", "is_retired")
    changed = [name for name in fields if getattr(topic, name) != getattr(present, name)]
    if changed:
        topic.save()
        audit.record("topic.changed", topic, by=by, topic_fields=changed)
    return topic


@transaction.atomic
def move(topic: Topic, *, up: bool, by: User) -> None:
    """Let a topic change places with its neighbour. At the end of the list nothing happens.

    The whole catalogue is numbered anew, so that equal numbers do no harm.
    """
    topics = list(Topic.objects.select_for_update().order_by("position", "pk"))
    here = next(place for place, other in enumerate(topics) if other.pk == topic.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(topics):
        return
    topics[here], topics[there] = topics[there], topics[here]
    for position, moved in enumerate(topics, start=1):
        moved.position = position
    Topic.objects.bulk_update(topics, ["position"])
    audit.record("topic.moved", topic, by=by)


@transaction.atomic
def delete(topic: Topic, *, by: User) -> None:
    """Remove a topic that nobody ever chose.

    Raises:
        Refused: when a goal or a mentor has it; then it can be retired.
    """
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if is_used(topic):
        raise Refused(_("“%(topic)s” was chosen before. Please retire it instead of deleting it.") % {"topic": topic})
    audit.record("topic.deleted", topic, by=by)
    topic.delete()


def is_used(topic: Topic) -> bool:
    return topic.goals.exists() or topic.mentors.exists()
