"""Sentences about a whole run, and words for where one proposal stands, for pages and lists alike."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Run
from matching.rows import Row


def outcome_of(run: Run) -> str:
    """Say how many mentees have a proposal. Of a run without mentees, nothing."""
    words = {"count": run.mentees, "matched": run.matched}
    if not run.mentees:
        return ""
    if run.matched == run.mentees:
        text = ngettext("The one mentee has a proposal.", "All %(count)s mentees have a proposal.", run.mentees)
    elif not run.matched:
        text = ngettext("The one mentee has no proposal.", "None of the %(count)s mentees has a proposal.", run.mentees)
    else:
        text = ngettext(
            "%(matched)s of %(count)s mentees has a proposal.",
            "%(matched)s of %(count)s mentees have a proposal.",
            run.matched,
        )
    return text % words


def proof_of(run: Run) -> str:
    """Say what is proved about a run with a result; only what is worth proving."""
    if not run.mentees:
        return ""
    if not run.matched:
        return _("It is proved that none is possible under the rules and with what you have settled.")
    if run.matched == run.mentees:
        return _("It is proved that no other set fits better under the rules and with what you have settled.")
    return _(
        "It is proved that under the rules and with what you have settled no more are possible, and that no other set "
        "fits better on the whole."
    )


def standing_of(row: Row) -> str:
    """Say in a word where a proposal stands; "open" while nobody has decided or settled anything."""
    return row.status or row.settled_words or _("open")
