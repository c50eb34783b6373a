"""The six steps of an application as a task list: which are done, which come next."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from mentoring import access
from mentoring.actions.applications import missing_parts
from mentoring.models import Mentee

# In the order in which they are offered; each is the end of a name such as "mentoring:application_topics".
STEPS = {
    "details": gettext_lazy("Your details"),
    "motivation": gettext_lazy("Your motivation"),
    "topics": gettext_lazy("Your topics"),
    "frame": gettext_lazy("Place and kind of meeting"),
    "wishes": gettext_lazy("Wishes and exclusions"),
    "review": gettext_lazy("Check and send"),
}


@dataclass(frozen=True)
class Task:
    """One line of the task list."""

    title: str
    url: str
    status: str
    kind: str = ""


def url_of(step: str, mentee: Mentee) -> str:
    return reverse(f"mentoring:application_{step}", args=[mentee.pk])


def url_after(step: str, mentee: Mentee) -> str:
    """Return where "save and continue" leads: through a draft step by step, else back to the list."""
    if mentee.state != Mentee.State.DRAFT:
        return url_of("steps", mentee)
    steps = list(STEPS)
    return url_of(steps[steps.index(step) + 1], mentee)


def numbered(step: str) -> dict[str, object]:
    """Return what the head of a step's page shows."""
    return {"step_number": list(STEPS).index(step) + 1, "step_total": len(STEPS), "step_title": STEPS[step]}


def tasks_of(mentee: Mentee) -> list[Task]:
    """Return the six steps with what is known of each."""
    missing = {part.step for part in missing_parts(mentee)}
    is_known = mentee.participation.user.employee is not None
    statuses = {
        "details": (_("on record"), "success") if is_known else (_("missing"), "warning"),
        "motivation": _done_or_open("motivation" not in missing),
        "topics": _topics(mentee) if "topics" not in missing else _done_or_open(False),
        "frame": _done_or_open("frame" not in missing),
        "wishes": _wishes(mentee),
        "review": _review(mentee, len(missing)),
    }
    return [Task(str(title), url_of(step, mentee), *statuses[step]) for step, title in STEPS.items()]


def _done_or_open(is_done: bool) -> tuple[str, str]:
    return (pgettext("step of an application", "done"), "success") if is_done else (_("still open"), "")


def _topics(mentee: Mentee) -> tuple[str, str]:
    number = mentee.goals.count()
    return ngettext("%(number)s topic", "%(number)s topics", number) % {"number": number}, "success"


def _wishes(mentee: Mentee) -> tuple[str, str]:
    wishes = mentee.wishes.count()
    exclusions = access.exclusions_of(mentee.participation.user).filter(author=mentee.participation).count()
    parts = []
    if wishes:
        parts.append(ngettext("%(number)s wish", "%(number)s wishes", wishes) % {"number": wishes})
    if exclusions:
        text = ngettext("%(number)s exclusion", "%(number)s exclusions", exclusions)
        parts.append(text % {"number": exclusions})
    return (", ".join(parts), "success") if parts else (pgettext("step of an application", "optional"), "")


def _review(mentee: Mentee, missing: int) -> tuple[str, str]:
    if mentee.submitted_at:
        day = date_format(localtime(mentee.submitted_at), "SHORT_DATE_FORMAT")
        return _("sent on %(day)s") % {"day": day}, "success"
    if missing:
        return ngettext("%(number)s step before it", "%(number)s steps before it", missing) % {"number": missing}, ""
    return _("ready to send"), "info"
