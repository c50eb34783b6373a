"""The agreement of a tandem as a letter: the same words on the page and in the PDF."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import pdf
from mentoring.models import Agreement, Goal


@dataclass(frozen=True)
class Section:
    """A part of the letter: our sentences, points, and what the tandem wrote itself.

    `sets` names what the tandem sets in it, for the page that puts fields in their place.
    """

    heading: str
    sentences: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    words: str = ""
    sets: str = ""


@dataclass(frozen=True)
class Letter:
    title: str
    author: str
    opening: str
    sections: list[Section]
    signatures: list[str]


def letter_of(agreement: Agreement, goals: Iterable[Goal]) -> Letter:
    """Return the letter of an agreement with the topics of these goals. Reads its text, which is the tandem's."""
    pairing = agreement.pairing
    cohort = pairing.mentee.participation.cohort
    parts = {
        "mentee": str(pairing.mentee),
        "mentor": str(pairing.mentor),
        "start": date_format(cohort.starts_on, "d.m.Y"),
        "end": date_format(cohort.ends_on, "d.m.Y"),
    }
    return Letter(
        title=_("Mentoring agreement"),
        author=_("Internal mentoring programme"),
        opening=_(
            "%(mentee)s as mentee and %(mentor)s as mentor agree to work with each other from %(start)s to %(end)s."
        )
        % parts,
        sections=[
            _how_often_and_where(agreement),
            Section(
                _("Confidentiality"),
                [
                    _(
                        "What we talk about stays between us, also after the year. "
                        "Neither the superiors nor the project team learn of it."
                    )
                ],
            ),
            Section(
                _("At eye level"),
                [
                    _(
                        "Neither of us has authority over the other. The mentor shares experience, knowledge "
                        "and network and is not a coach. The mentee says what she wants to work on."
                    )
                ],
            ),
            _what_we_work_on(agreement, [str(goal.topic) for goal in goals]),
            _if_it_does_not_fit(agreement),
        ],
        signatures=[
            _signature(parts["mentee"], agreement.mentee_confirmed_at, holds=agreement.is_confirmed_by_mentee),
            _signature(parts["mentor"], agreement.mentor_confirmed_at, holds=agreement.is_confirmed_by_mentor),
        ],
    )


def pdf_of(letter: Letter, *, now: datetime) -> bytes:
    """Return the letter as an accessible PDF file."""
    return pdf.render("letter.typ", asdict(letter), now=now)


def _how_often_and_where(agreement: Agreement) -> Section:
    weeks = agreement.rhythm_weeks
    rhythm = ngettext("We meet every week.", "We meet every %(weeks)s weeks.", weeks) % {"weeks": weeks}
    place = agreement.text.place
    where = [_("Usually here: %(place)s.") % {"place": place}] if place else []
    return Section(_("How often and where"), [" ".join([rhythm, *where])], sets="rhythm")


def _what_we_work_on(agreement: Agreement, topics: list[str]) -> Section:
    words = agreement.text.focus
    undecided = [] if topics or words else [_("We decide on this in our first meetings.")]
    return Section(_("What we work on"), undecided, topics, words, sets="focus")


def _if_it_does_not_fit(agreement: Agreement) -> Section:
    words = agreement.text.if_it_does_not_fit
    usual = _("We talk about it openly. Each of us can turn to the project team at any time.")
    return Section(_("If it does not fit"), [] if words else [usual], words=words, sets="if_it_does_not_fit")


def _signature(name: str, confirmed_at: datetime | None, *, holds: bool) -> str:
    """Say who has confirmed when; whoever confirmed an older text has not."""
    if confirmed_at is None or not holds:
        return _("%(name)s: not confirmed yet") % {"name": name}
    day = date_format(timezone.localtime(confirmed_at), "d.m.Y")
    return _("%(name)s: confirmed on %(day)s") % {"name": name, "day": day}
