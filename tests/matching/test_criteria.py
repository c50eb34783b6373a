"""How far two people agree in each criterion."""

from hypothesis import given
from hypothesis import strategies as st

from matching.criteria import (
    FULL,
    Frame,
    Meeting,
    level_degree,
    meeting_of,
    offers_degree,
    topic_shares,
    wish_degree,
)
from mentoring.models import Mode, Offer


@given(st.integers(1, 40))
def test_the_shares_of_her_topics_add_up_exactly(count):
    assert sum(topic_shares(range(count)).values()) == FULL


@given(st.integers(2, 12))
def test_no_topic_counts_less_than_one_after_it(count):
    shares = list(topic_shares(range(count)).values())

    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1]


def test_without_topics_there_is_nothing_to_share():
    assert topic_shares([]) == {}


def test_two_who_want_the_same_place_can_meet_there():
    assert meeting_of(Frame(Mode.ON_SITE, "Rathaus"), Frame(Mode.EITHER, "Rathaus")) is Meeting.SAME_PLACE


def test_a_place_that_nobody_named_is_no_common_place():
    assert meeting_of(Frame(Mode.ON_SITE, ""), Frame(Mode.ON_SITE, "")) is Meeting.OTHER_PLACE


def test_two_in_different_places_meet_online_if_both_can():
    assert meeting_of(Frame(Mode.EITHER, "Rathaus"), Frame(Mode.ONLINE, "Bauhof")) is Meeting.ONLINE


def test_in_person_only_and_online_only_do_not_meet():
    assert meeting_of(Frame(Mode.ON_SITE, "Rathaus"), Frame(Mode.ONLINE, "Rathaus")) is Meeting.NOT_TOGETHER


def test_an_earlier_wish_counts_more():
    assert wish_degree(1) > wish_degree(2) > wish_degree(3) == wish_degree(9) > 0


def test_who_offers_everything_has_the_full_degree():
    assert offers_degree([Offer.CONVERSATION]) < offers_degree(Offer.values) == FULL


def test_offers_that_are_named_twice_or_unknown_do_not_count():
    assert offers_degree([Offer.FEEDBACK, Offer.FEEDBACK, "magic"]) == offers_degree([Offer.FEEDBACK])


def test_the_smallest_distance_that_the_year_allows_is_best():
    assert level_degree(1, 1) == level_degree(2, 1) == FULL > level_degree(3, 1) > level_degree(9, 1)


def test_a_distance_below_the_smallest_one_counts_nothing():
    assert level_degree(0, 1) == 0
