"""Words that several pages of the team use."""

from datetime import datetime

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.admin.pages import Crumb
from mentoring.models import Mentee, Mentor, Pairing
from mentoring.rules import Rule


def name_and_unit(one: Mentee | Mentor) -> str:
    """Say who somebody is, and where she works while she stands in the directory."""
    employee = one.participation.user.employee
    return f"{one}, {employee.unit}" if employee else str(one)


def unit_of(one: Mentee | Mentor) -> str:
    employee = one.participation.user.employee
    return str(employee.unit) if employee else "–"


def yes_or_no(answer: bool | None) -> str:
    """Say it in a word, where the stock admin would draw an icon."""
    if answer is None:
        return "–"
    return _("yes") if answer else _("no")


def day_of(moment: datetime | None) -> str:
    return date_format(timezone.localdate(moment), "SHORT_DATE_FORMAT") if moment else "–"


def overrides_of(pairing: Pairing) -> str:
    """Name the rules that the team overrode for a tandem."""
    return ", ".join(str(Rule(code).label) for code in pairing.overridden_rules)


def crumb_of(model: type[Model]) -> Crumb:
    """Return the way back to a list."""
    title = capfirst(str(model._meta.verbose_name_plural))
    return Crumb(title, reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
