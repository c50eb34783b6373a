"""How a grant is told: to the persons concerned in a sentence, to team and adviser in a few words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring import grant_access
from mentoring.models import AdviserGrant, Opened

# Seen by whom it is about. "… may read: your application, with …"
READ_OF_YOU = {
    Opened.APPLICATION: gettext_lazy(
        "your application, with your unit and function, what you hope for, your topics in their order and how you "
        "would like to meet"
    ),
    Opened.PROFILE: gettext_lazy(
        "your profile as a mentor, with your unit and function, what you write about yourself, your topics, what you "
        "offer and how you would like to meet"
    ),
    Opened.TANDEM: gettext_lazy(
        "that the two of you are a tandem, since when, whether the agreement is confirmed and the first meeting was "
        "held, and how to reach you at work"
    ),
}
# Seen by the team before it opens something.
READ_OF_THEM = {
    Opened.APPLICATION: gettext_lazy(
        "She reads: name, unit and function, what the applicant hopes for, her topics in their order, and how she "
        "would like to meet. Not: wishes, exclusions, and what was decided."
    ),
    Opened.PROFILE: gettext_lazy(
        "She reads: name, unit and function, what the mentor writes about herself or himself, topics, offers, and how "
        "to meet. Not: exclusions, tandems, and what was decided."
    ),
    Opened.TANDEM: gettext_lazy(
        "She reads: who the two are and how to reach them at work, since when they are a tandem, whether the "
        "agreement is confirmed and the first meeting was held. Not: goals, meetings, notes, and what was agreed."
    ),
}
PAGES = {
    Opened.APPLICATION: "mentoring:grant_application",
    Opened.PROFILE: "mentoring:grant_profile",
    Opened.TANDEM: "mentoring:grant_tandem",
}


@dataclass(frozen=True)
class Notice:
    """What somebody reads about one grant that is about her."""

    who_reads_what: str
    purpose: str
    is_over: bool


def notices(grants: QuerySet[AdviserGrant], today: date) -> list[Notice]:
    """Put grants into sentences for whom they are about, those that are over last."""
    found = [_notice(grant, today) for grant in grant_access.with_end(grants, today)]
    return sorted(found, key=lambda notice: notice.is_over)


def _notice(grant: AdviserGrant, today: date) -> Notice:
    is_over: bool = grant.is_over  # type: ignore[attr-defined]
    if grant.ended_on is not None and grant.ended_on < grant.starts_on:
        sentence = _("From %(from)s on, %(adviser)s (adviser) was to read: %(what)s. It was closed before.")
    elif is_over:
        sentence = _(
            "From %(from)s until %(until)s at the longest, %(adviser)s (adviser) was allowed to read: %(what)s."
        )
    elif grant.starts_on > today:
        sentence = _("From %(from)s until %(until)s, %(adviser)s (adviser) may read: %(what)s.")
    else:
        sentence = _("Until %(until)s, %(adviser)s (adviser) may read: %(what)s.")
    words = {
        "adviser": grant.adviser_name,
        "from": _day(grant.starts_on),
        "until": _day(_last_day(grant)),
        "what": READ_OF_YOU[grant.opened],
    }
    return Notice(sentence % words, grant.get_purpose_display(), is_over)


def _last_day(grant: AdviserGrant) -> date:
    return grant.ends_on if grant.ended_on is None else grant.ended_on


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def state_of(grant: AdviserGrant, today: date) -> str:
    """Say in a few words whether something is open. The grant comes from `grant_access.with_end`."""
    if grant.is_over:  # type: ignore[attr-defined]
        return _("over")
    if grant.starts_on > today:
        return _("from %(day)s") % {"day": _day(grant.starts_on)}
    return _("open until %(day)s") % {"day": _day(grant.ends_on)}


def page_of(grant: AdviserGrant) -> str:
    """Return the address at which the adviser reads what a grant opens."""
    return reverse(PAGES[grant.opened], args=[grant.pk])


def pages_of(grants: Iterable[AdviserGrant]) -> list[tuple[AdviserGrant, str]]:
    return [(grant, page_of(grant)) for grant in grants]
