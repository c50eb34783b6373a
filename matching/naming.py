"""What a run is called, and where it stands among those of its year."""

from collections.abc import Iterable, Mapping

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from matching.models import Run, RunState


def run_title(run: Run) -> str:
    """Name a run by its number within the year, and the moment at which it was asked for."""
    moment = date_format(localtime(run.requested_at), "SHORT_DATETIME_FORMAT")
    return _("Run no. %(number)s, %(moment)s") % {"number": run.number, "moment": moment}


def run_titles(ids: Iterable[str]) -> Mapping[str, str]:
    """Name runs by their ids, for the decision log; some may have been removed since."""
    found = Run.objects.filter(pk__in=[pk for pk in ids if pk.isdecimal()]).numbered()
    return {str(run.pk): run_title(run) for run in found}


def place_of(run: Run, newest: Run | None) -> str:
    """Say in a word whether a run is the newest of its year, was overtaken, failed, or is on its way."""
    if run.state == RunState.FAILED or run.is_unfinished:
        return str(run.get_state_display())
    return _("the newest") if run == newest else _("overtaken")
