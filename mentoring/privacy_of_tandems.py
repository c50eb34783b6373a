"""What this app holds of persons in their tandems: goals, meetings, agreement and their words (R9)."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.inventory import NAMES_OTHERS, OPENED_TO_ADVISER, TECHNICAL, Fate, Holding, Reader, Sphere
from accounts.models import User
from mentoring import access
from mentoring.models import (
    Agreement,
    AgreementText,
    Goal,
    GoalShare,
    GoalText,
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
NAMELESS = _("stays without name and words, so that the other one keeps what is hers")
EMPTIED = _("emptied where she saved it last; what the other one saved last stays with the other one")
ENCRYPTED = _("Encrypted. No page of the administration knows it, for superusers either.")
TEAMS_REASONS = _("the project team's considerations, which name the other one too")


def _own_only(name: str) -> Callable[[Any, User], str]:
    """Return what tells a text only to whoever saved it last."""

    def value(row: Any, user: User) -> str:
        author = getattr(row, f"{name}_by")
        text: str = getattr(row, name) if author is not None and author.user_id == user.pk else ""
        return text

    return value


def _told_end(pairing: Pairing, user: User) -> PairingState:
    """Return the state as both may know it: that one stepped back is no matter of the other."""
    return PairingState.ENDED if pairing.state == PairingState.DECLINED else PairingState(pairing.state)


def _agreements(user: User) -> QuerySet[Agreement]:
    return access.agreements_visible_to(user).order_by("pk")


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
        periods=("unpaired", "tandems"),
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
        exported=("rhythm_weeks", "mentee_confirmed_at", "mentor_confirmed_at"),
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
        limits={Reader.PARTNER: _("what was shared goal by goal, and what mentors wrote for her")},
        remark=ENCRYPTED,
        periods=("texts",),
        fate=Fate.DELETED,
        persons=("author__user",),
        exported=("goal__topic", "text"),
        left_out={"version": TECHNICAL},
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
        exported=("starts_at", "kind", "state", "minutes", "goals"),
        left_out={
            "uid": TECHNICAL,
            "sequence": TECHNICAL,
            "entry_changed_at": TECHNICAL,
            "version": TECHNICAL,
        },
        rows=lambda user: access.meetings_visible_to(user).order_by("pk"),
        values={"goals": lambda meeting, user: [goal.topic for goal in meeting.goals.select_related("topic")]},
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
