"""The catalogue of topics as choices."""

from collections.abc import Iterable

from mentoring.models import Topic, TopicGroup


def topics_by_group(topics: Iterable[Topic]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the topics as choices under the headings of their groups, in the order of the catalogue."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for topic in topics:
        groups.setdefault(str(TopicGroup(topic.group).label), []).append((topic.pk, topic.title))
    return list(groups.items())
