"""What this app holds of persons, and how it lets go of somebody."""

from django.utils.translation import gettext_lazy as _

from accounts.inventory import TECHNICAL, Erasure, Fate, Holding, Reader, Sphere
from workshops.actions import erasing
from workshops.models import Registration, Workshop

ANNOUNCEMENT = _("announces the workshop; says nothing about the person")

ENTRIES = (
    Holding(
        model=Workshop,
        what=_("Who hosts a workshop"),
        purpose=_("participants know whom they meet, and the host keeps the list of attendance"),
        sphere=Sphere.PROGRAMME,
        readers=(Reader.PERSON, Reader.SIGNED_IN, Reader.TEAM, Reader.ADVISER),
        limits={
            Reader.SIGNED_IN: _("who takes part in a mentoring year"),
            Reader.ADVISER: _("workshops that participants are told of"),
        },
        periods=("hosts",),
        fate=Fate.ANONYMISED,
        on_erasure=_("no longer says who hosted it; one that is still ahead needs somebody else before"),
        persons=("host",),
        exported=("title", "starts_at", "ends_at", "state"),
        left_out={
            "cohort": ANNOUNCEMENT,
            "kind": ANNOUNCEMENT,
            "description": ANNOUNCEMENT,
            "place": ANNOUNCEMENT,
            "link": ANNOUNCEMENT,
            "seats": ANNOUNCEMENT,
            "audience": ANNOUNCEMENT,
            "uid": TECHNICAL,
            "sequence": TECHNICAL,
            "entry_changed_at": TECHNICAL,
            "version": TECHNICAL,
        },
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
