"""What this app holds of persons, and how it lets go of somebody."""

from django.utils.translation import gettext_lazy as _

from accounts.inventory import Erasure, Fate, Holding, Impersonal, Reader, Sphere
from portal.actions import erasing
from portal.models import BarrierReport, Contact, Page

NOT_SIGNED_IN = _("written without signing in: nobody knows by whom")
OF_A_FUNCTION = _("belongs to a function, not to an account; everybody who has signed in can read it")

ENTRIES = (
    Impersonal(
        Page,
        _("texts for everybody, written by the project team"),
        fields=("slug", "title", "body", "position", "is_public", "is_in_footer", "version"),
    ),
    Holding(
        model=Contact,
        what=_("Contact persons"),
        purpose=_("whom to ask"),
        sphere=Sphere.PROGRAMME,
        readers=(Reader.SIGNED_IN, Reader.TEAM),
        periods=(),
        fate=Fate.KEPT,
        on_erasure=_("the project team has to enter somebody else before"),
        left_out={
            "name": OF_A_FUNCTION,
            "kind": OF_A_FUNCTION,
            "function": OF_A_FUNCTION,
            "email": OF_A_FUNCTION,
            "phone": OF_A_FUNCTION,
            "hours": OF_A_FUNCTION,
            "position": OF_A_FUNCTION,
        },
    ),
    Holding(
        model=BarrierReport,
        what=_("Reported barriers"),
        purpose=_("a site that everybody can use, and an answer to who asked for one"),
        sphere=Sphere.PROGRAMME,
        readers=(Reader.TEAM,),
        remark=_("Encrypted: what is in somebody's way can tell of her health (Art. 9 GDPR)."),
        periods=("barrier_reports",),
        fate=Fate.DELETED,
        on_erasure=_("deleted when her address stands in them"),
        left_out={
            "text": NOT_SIGNED_IN,
            "where": NOT_SIGNED_IN,
            "reply_to": NOT_SIGNED_IN,
            "state": NOT_SIGNED_IN,
            "created_at": NOT_SIGNED_IN,
            "settled_at": NOT_SIGNED_IN,
        },
    ),
)

ERASURE = Erasure(blockers=erasing.blockers, release=erasing.release, erase=erasing.erase)
