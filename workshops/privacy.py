"""What this app holds of persons, and how it lets go of somebody."""

from django.utils.translation import gettext_lazy as _

from accounts.inventory import Erasure, Fate, Holding, Impersonal, Reader, Sphere
from workshops.actions import erasing
from workshops.models import Registration, Workshop

ENTRIES = (
    Impersonal(
        Workshop,
        _("what takes place, when and where"),
        points_at_persons={"host": _("who hosts a workshop is part of its announcement")},
    ),
    Holding(
        model=Registration,
        what=_("Registrations for workshops, and attendance"),
        purpose=_("giving away seats, and seeing that everybody was at the kickoff"),
        sphere=Sphere.PROGRAMME,
        readers=(Reader.PERSON, Reader.TEAM, Reader.ADVISER),
        limits={Reader.ADVISER: _("for the workshops that she hosts")},
        periods=("tandems",),
        fate=Fate.DELETED,
        on_erasure=_("deleted, seats go to the waiting list; of a tandem's partner only nameless figures stay"),
        persons=("participation__user",),
        exported=("workshop", "workshop__starts_at", "state", "since", "attended"),
    ),
)

ERASURE = Erasure(blockers=erasing.blockers, release=erasing.release, erase=erasing.erase)
