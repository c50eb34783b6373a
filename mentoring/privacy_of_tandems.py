"""What this app holds of persons in their tandems: goals, meetings, agreement and their words (R9)."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.inventory import NAMES_OTHERS, OPENED_TO_ADVISER, TECHNICAL, Fate, Holding, Reader, Sphere, Told
from accounts.models import User
from mentoring import access
from mentoring.models import (
    Agreement,
    AgreementText,
    Goal,
    GoalShare,
    GoalText,
    KeptGoalText,
    Meeting,
    MeetingNote,
    MeetingText,
    Pairing,
    PairingState,
)

TANDEM_WORK = _("working together in the tandem")
PARTNERS = (Reader.PERSON, Reader.PARTNER)
OF_TANDEM = ("mentee__participation__user", "mentor__participation__user")
BOTH = tuple(f"pairing__{path}" for path in OF_TANDEM)
THE_TANDEM = {"pairing": _("tandem")}
NAMELESS = _("stays without name and words, so that the other one keeps what is hers")
EMPTIED = _("emptied where she saved it last; what the other one saved last stays with the other one")
ENCRYPTED = _("Encrypted. No page of the administration knows it, for superusers either.")
TEAMS_REASONS = _("the project team's considerations, which name the other one too")


OTHERS_WORDS = _("what the other one saved last is hers or his; you read it on the site")


def _own_only(name: str) -> Callable[[Any, User], Any]:
    """Return what tells a text only to whoever saved it last; who did not learns that there is one."""

    def value(row: Any, user: User) -> Any:
        author, text = getattr(row, f"{name}_by"), getattr(row, name)
        is_hers = author is not None and author.user_id == user.pk
        return text if is_hers or not text else Told(None, gettext("left out: the other one's words"))

    return value


def _kept_words(kept: KeptGoalText, user: User) -> Any:
    """Return her words as they were, where she has changed them since; otherwise they are told under `GoalText`."""
    now = kept.share.goal.texts.filter(author__user=user).first()
    if now is not None and now.text == kept.text:
        return Told(None, gettext("unchanged since; stands under the words for goals"))
    return kept.text


def _told_end(pairing: Pairing, user: User) -> PairingState:
    """Return the state as both may know it: that one stepped back is no matter of the other."""
    return PairingState.ENDED if pairing.state == PairingState.DECLINED else PairingState(pairing.state)


def _agreements(user: User) -> QuerySet[Agreement]:
    return access.agreements_visible_to(user).select_related(*BOTH).order_by("pk")


def _agreed_words(user: User) -> QuerySet[AgreementText]:
    """Return the words that she saved last, and those that she has confirmed: they are what she agreed to."""
    by_mentee = Q(
        agreement__pairing__mentee__participation__user=user,
        agreement__mentee_confirmed_version=F("agreement__version"),
    )
    by_mentor = Q(
        agreement__pairing__mentor__participation__user=user,
        agreement__mentor_confirmed_version=F("agreement__version"),
    )
    visible = AgreementText.objects.filter(agreement__in=access.agreements_visible_to(user))
    return visible.filter(Q(written_by__user=user) | by_mentee | by_mentor).order_by("pk")


def _meetings(user: User) -> QuerySet[Meeting]:
    return access.meetings_visible_to(user).prefetch_related("goals__topic").order_by("pk")


ENTRIES = (
    Holding(
        model=Pairing,
        what=_("Tandems"),
        purpose=_("who works with whom"),
        sphere=Sphere.PROGRAMME,
        readers=(*PARTNERS, Reader.TEAM, Reader.ADVISER),
        limits={
            **{reader: _("once it was announced") for reader in PARTNERS},
            Reader.ADVISER: OPENED_TO_ADVISER,
        },
        periods=("unpaired", "profiles", "tandems"),
        fate=Fate.ANONYMISED,
        on_erasure=NAMELESS,
        persons=OF_TANDEM,
        exported=("mentee", "mentor", "state", "announced_at", "activated_at", "resumed_at", "closed_at"),
        left_out={
            "seat": TECHNICAL,
            "overridden_rules": TEAMS_REASONS,
            "override_reason": TEAMS_REASONS,
            "proposed_by": NAMES_OTHERS,
            "proposed_at": TEAMS_REASONS,
            "approved_by": NAMES_OTHERS,
            "approved_at": TEAMS_REASONS,
        },
        rows=lambda user: access.pairings_visible_to(user).order_by("pk"),
        withheld=_("tandems that are not announced"),
        values={"state": _told_end},
    ),
    Holding(
        model=Agreement,
        what=_("Agreements: rhythm, and who confirmed when"),
        purpose=TANDEM_WORK,
        sphere=Sphere.TANDEM,
        readers=PARTNERS,
        remark=_("The project team reads of each tandem whether both have confirmed, and nothing more."),
        periods=("tandems",),
        fate=Fate.ANONYMISED,
        on_erasure=NAMELESS,
        persons=BOTH,
        exported=("pairing", "rhythm_weeks", "mentee_confirmed_at", "mentor_confirmed_at"),
        labels=THE_TANDEM,
        left_out={"version": TECHNICAL, "mentee_confirmed_version": TECHNICAL, "mentor_confirmed_version": TECHNICAL},
        rows=_agreements,
    ),
    Holding(
        model=AgreementText,
        what=_("Words of agreements"),
        purpose=TANDEM_WORK,
        sphere=Sphere.TANDEM,
        readers=PARTNERS,
        periods=("texts",),
        fate=Fate.ANONYMISED,
        on_erasure=EMPTIED,
        remark=ENCRYPTED,
        persons=("written_by__user",),
        exported=("place", "focus", "if_it_does_not_fit"),
        left_out={"agreement": TECHNICAL},
        rows=_agreed_words,
        withheld=OTHERS_WORDS,
    ),
    Holding(
        model=Goal,
        what=_("Goals: topic, order and state"),
        purpose=_("what a mentee works on"),
        sphere=Sphere.PROGRAMME,
        readers=(*PARTNERS, Reader.TEAM, Reader.ADVISER),
        limits={
            Reader.ADVISER: OPENED_TO_ADVISER,
            Reader.PARTNER: _("while the tandem lasts"),
            Reader.TEAM: _("topic and order, until she has a tandem; after that as numbers of the year"),
        },
        periods=("profiles",),
        fate=Fate.ANONYMISED,
        on_erasure=_("stays without name and words after a tandem, as a figure; otherwise deleted"),
        persons=("mentee__participation__user",),
        exported=("topic", "position", "state", "obsolete_reason", "created_at", "done_at"),
        left_out={"added_by": NAMES_OTHERS},
    ),
    Holding(
        model=GoalText,
        what=_("Words for goals"),
        purpose=_("what a mentee works on"),
        sphere=Sphere.OWN,
        readers=PARTNERS,
        limits={Reader.PARTNER: _("what is shared goal by goal in a live tandem, and what mentors wrote for her")},
        remark=ENCRYPTED,
        periods=("texts",),
        fate=Fate.DELETED,
        persons=("author__user",),
        exported=("goal__topic", "text"),
        left_out={"version": TECHNICAL},
        withheld=_("the words of others for the same goals; you read them on the site"),
    ),
    Holding(
        model=GoalShare,
        what=_("Which goals' words the mentor may read"),
        purpose=_("the mentee decides goal by goal"),
        sphere=Sphere.TANDEM,
        readers=PARTNERS,
        periods=("texts",),
        fate=Fate.DELETED,
        persons=("goal__mentee__participation__user",),
        exported=("goal__topic", "shared_at"),
        left_out={"pairing": _("stands under the tandem")},
    ),
    Holding(
        model=KeptGoalText,
        what=_("Words for goals as they were when a tandem ended"),
        purpose=_("a former mentor keeps reading what was shared with her"),
        sphere=Sphere.TANDEM,
        readers=PARTNERS,
        limits={
            Reader.PERSON: _("which former mentors read on; what they read stands in the export"),
            Reader.PARTNER: _("after the tandem, as it was then"),
        },
        remark=ENCRYPTED,
        periods=("texts",),
        fate=Fate.DELETED,
        on_erasure=_("deleted, also when the former mentor is erased"),
        persons=("share__goal__mentee__participation__user",),
        exported=("share__pairing", "share__goal__topic", "text"),
        labels={"share__pairing": _("tandem")},
        values={"text": _kept_words},
    ),
    Holding(
        model=Meeting,
        what=_("Meetings"),
        purpose=TANDEM_WORK,
        sphere=Sphere.TANDEM,
        readers=PARTNERS,
        periods=("texts",),
        fate=Fate.ANONYMISED,
        on_erasure=NAMELESS,
        remark=_(
            "The project team reads of each tandem whether a first meeting was held; all else as bands of a year."
        ),
        persons=BOTH,
        exported=("pairing", "starts_at", "kind", "state", "minutes", "goals"),
        labels=THE_TANDEM,
        left_out={
            "uid": TECHNICAL,
            "sequence": TECHNICAL,
            "entry_changed_at": TECHNICAL,
            "version": TECHNICAL,
        },
        rows=_meetings,
        values={"goals": lambda meeting, user: [goal.topic for goal in meeting.goals.all()]},
    ),
    Holding(
        model=MeetingText,
        what=_("Place and shared notes of meetings"),
        purpose=TANDEM_WORK,
        sphere=Sphere.TANDEM,
        readers=PARTNERS,
        periods=("texts",),
        fate=Fate.ANONYMISED,
        on_erasure=EMPTIED,
        remark=ENCRYPTED,
        persons=("place_by__user", "notes_by__user"),
        exported=("meeting__starts_at", "place", "notes"),
        left_out={"version": TECHNICAL},
        withheld=OTHERS_WORDS,
        values={"place": _own_only("place"), "notes": _own_only("notes")},
    ),
    Holding(
        model=MeetingNote,
        what=_("Own notes on meetings"),
        purpose=_("remembering, for the author alone"),
        sphere=Sphere.OWN,
        readers=(Reader.PERSON,),
        remark=ENCRYPTED,
        periods=("texts",),
        fate=Fate.DELETED,
        persons=("author__user",),
        exported=("meeting__starts_at", "text"),
        left_out={"version": TECHNICAL},
    ),
)
