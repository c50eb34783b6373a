"""The order of the catalogue, and what may be removed from it."""

import pytest

from accounts.errors import Refused
from mentoring.actions import topics
from mentoring.models import Topic
from tests.factories import GoalFactory, MentorFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[Topic]:
    Topic.objects.all().delete()
    return [TopicFactory(position=position) for position in (1, 2, 3)]


def test_the_first_topic_does_not_rise_and_the_last_does_not_sink(three, team_member):
    first, second, third = three
    for topic, up in ((first, True), (third, False)):
        topics.move(topic, up=up, by=team_member)
        assert list(Topic.objects.order_by("position")) == [first, second, third]
    topics.move(third, up=True, by=team_member)
    assert list(Topic.objects.order_by("position")) == [first, third, second]


def test_what_was_ever_chosen_is_not_removed(three, team_member):
    of_goal, of_mentor, unused = three
    GoalFactory(topic=of_goal)
    MentorFactory(topics=[of_mentor])
    for topic in (of_goal, of_mentor):
        with pytest.raises(Refused):
            topics.delete(topic, by=team_member)
    topics.delete(unused, by=team_member)
    assert set(Topic.objects.all()) == {of_goal, of_mentor}
