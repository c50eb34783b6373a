"""Why two people fit, in sentences for the team; made from the codes and ids that are kept (R14)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.criteria import FULL, Meeting
from matching.explaining import Warning as Hint
from matching.models import Criterion, Proposal, Weighting
from mentoring.models import Offer
from mentoring.rules import Rule, name_in_counts

Names = Mapping[int, str]
ABOUT_TOPICS = frozenset({Hint.NO_TOPICS, Hint.NO_COMMON_TOPIC})


@dataclass(frozen=True)
class Part:
    """One criterion in the score of a pair: its points, and what full agreement would be worth."""

    label: str
    points: int
    most: int

    @property
    def percent(self) -> int:
        return 100 * self.points // self.most if self.most else 0


def sentences(reasons: Mapping[str, Any], topics: Names, *, with_topics: bool) -> list[str]:
    """Return why two people fit, a sentence for each criterion that says something."""
    tell: dict[Criterion, Callable[[Any], str]] = {
        Criterion.TOPICS: lambda found: _topics(found, reasons, topics),
        Criterion.WISH: _wish,
        Criterion.MEETING: _meeting,
        Criterion.LEVELS: _levels,
        Criterion.BRANCH: _branch,
        Criterion.OFFERS: _offers,
    }
    if not with_topics:
        del tell[Criterion.TOPICS]
    told = [tell[criterion](reasons[criterion]) for criterion in tell if criterion in reasons]
    return [sentence for sentence in told if sentence]


def _topics(found: list[int], reasons: Mapping[str, Any], topics: Names) -> str:
    if not found:
        return ""
    words = {"count": len(found), "wanted": reasons["wanted"], "topics": "; ".join(topics.get(pk, "–") for pk in found)}
    if reasons["is_first"]:
        text = ngettext(
            "%(count)s of %(wanted)s topics in common, the most important one: %(topics)s.",
            "%(count)s of %(wanted)s topics in common, the most important one among them: %(topics)s.",
            len(found),
        )
    else:
        text = ngettext(
            "%(count)s of %(wanted)s topics in common: %(topics)s.",
            "%(count)s of %(wanted)s topics in common: %(topics)s.",
            len(found),
        )
    return text % words


def _wish(position: int) -> str:
    ordinals = {1: _("She wished for this mentor first of all."), 2: _("This mentor is her second wish.")}
    return ordinals.get(position, _("This mentor is among her wishes."))


def _meeting(way: str) -> str:
    return {
        Meeting.SAME_PLACE: _("Both can meet in the same place."),
        Meeting.ONLINE: _("Both can meet online."),
        Meeting.OTHER_PLACE: _("Both want to meet in person, in different places."),
        Meeting.NOT_TOGETHER: "",
    }[Meeting(way)]


def _levels(distance: int) -> str:
    if distance <= 0:
        return ""
    text = ngettext(
        "%(count)s level of leadership between them.", "%(count)s levels of leadership between them.", distance
    )
    return text % {"count": distance}


def _branch(is_another: bool) -> str:
    return _("The mentor sees her work from outside: another branch of the organisation.") if is_another else ""


def _offers(offers: list[str]) -> str:
    beside = [str(offer.label) for offer in Offer if offer in offers and offer != Offer.CONVERSATION]
    return _("Offers beside conversation: %(offers)s.") % {"offers": ", ".join(beside)} if beside else ""


def hints(proposal: Proposal, *, with_topics: bool) -> list[str]:
    """Return what the team should look at before it approves."""
    words = {
        Hint.NO_TOPICS: _("She has named no topic, so topics played no part."),
        Hint.NO_COMMON_TOPIC: _("The two have no topic in common."),
        Hint.CANNOT_MEET: _("One of them wants to meet in person only, the other one online only."),
        Hint.BROKEN_LOCK: _("What you had settled for her is not possible any more, so it was left aside."),
    }
    left_out = frozenset() if with_topics else ABOUT_TOPICS
    found = [words[Hint(code)] for code in proposal.warnings if Hint(code) not in left_out]
    if proposal.overridden_rules:
        rules = ", ".join(str(Rule(code).label) for code in proposal.overridden_rules)
        text = _("Exception from a rule (%(rules)s): %(reason)s")
        found.append(text % {"rules": rules, "reason": proposal.override_reason})
    return found


def notes(proposal: Proposal, people: Names) -> list[str]:
    """Return what is good to know, and asks nobody to do anything."""
    mentor = people.get(proposal.reasons.get("better_with") or 0)
    if mentor is None:
        return []
    text = _("%(mentee)s and %(mentor)s would fit better, but then others would lose more.")
    return [text % {"mentee": proposal.mentee, "mentor": mentor}]


def parts_of(proposal: Proposal, weighting: Weighting, *, with_topics: bool) -> list[Part]:
    """Return the parts of a score by criterion, as the run weighted them; they add up to the score.

    What cannot apply to her is left out: wishes of somebody who wished for nobody, topics of somebody without any.
    Without topics nothing is returned: what the other parts lack of the score would be the points for topics.
    """
    if not with_topics:
        return []
    return [
        Part(str(criterion.label), proposal.parts[criterion.value], FULL * weighting.points_of(criterion))
        for criterion in Criterion
        if criterion.value in proposal.parts and criterion.value not in proposal.reasons.get("not_hers", [])
    ]


def obstacles(proposal: Proposal) -> list[str]:
    """Return why nobody is proposed for a mentee."""
    found = proposal.obstacles
    if not found:
        return []
    if found.get("left_out"):
        return [_("You have taken her out of the matching.")]
    return list(_obstacles(found))


def _obstacles(found: Mapping[str, Any]) -> Iterator[str]:
    if found["possible"]:
        text = ngettext(
            "%(count)s mentor would be possible for her, but all those places are needed for others.",
            "%(count)s mentors would be possible for her, but all those places are needed for others.",
            found["possible"],
        )
        yield text % {"count": found["possible"]}
    else:
        yield _("The rules leave her no mentor at all.")
    removed: dict[str, int] = {}
    for one in found["removed"]:
        rules = get_text_list(_rule_names(one["rules"]), _("and"))
        removed[rules] = removed.get(rules, 0) + one["mentors"]
    for rules, count in removed.items():
        text = ngettext("%(count)s mentor is ruled out: %(rule)s.", "%(count)s mentors are ruled out: %(rule)s.", count)
        yield text % {"count": count, "rule": rules}


def _rule_names(codes: Iterable[str]) -> list[str]:
    """Return the names of rules in the order in which reasons are always given; what the team settled comes last."""
    known = set(codes)
    return [
        *dict.fromkeys(name_in_counts(rule) for rule in Rule if rule in known),
        *([_("kept apart by you")] if known - set(Rule.values) else []),
    ]


@dataclass(frozen=True)
class WayOut:
    """Changes of one kind, each of which would give a mentee a mentor while nobody loses hers."""

    # The sentence around the names.
    before: str
    mentors: list[tuple[int, str]]
    after: str
    # The change is the team's own: an exception that it makes for the two.
    is_exception: bool = False

    def __str__(self) -> str:
        return f"{self.before} {', '.join(name for _pk, name in self.mentors)}{self.after}"


def ways_out(proposal: Proposal, people: Names) -> list[WayOut]:
    """Return the verified changes that would give her a mentor: places first, then exceptions."""
    changes = proposal.obstacles.get("changes", [])
    places = [one for one in changes if one["kind"] == "place"]
    direct = [(one["mentor"], people.get(one["mentor"], "–")) for one in places if one["is_direct"]]
    by_chain = [(one["mentor"], people.get(one["mentor"], "–")) for one in places if not one["is_direct"]]
    chain = _(". Another mentee could move there, and that would make room for %(mentee)s.")
    found = [
        *([WayOut(_one_place_more(len(direct)), direct, ".")] if direct else []),
        *([WayOut(_one_place_more(len(by_chain)), by_chain, chain % {"mentee": proposal.mentee})] if by_chain else []),
    ]
    for change in changes:
        if change["kind"] == "override":
            before = _("An exception for %(mentee)s and") % {"mentee": proposal.mentee}
            mentors = [(change["mentor"], people.get(change["mentor"], "–"))]
            found.append(WayOut(before, mentors, f" ({', '.join(_rule_names(change['rules']))}).", is_exception=True))
    return found


def _one_place_more(count: int) -> str:
    return ngettext("One more place with", "One more place with one of these:", count)
