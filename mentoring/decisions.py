"""How the decision log names what is decided in the programme."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from mentoring.models import Cohort, Criterion, Origin, Topic
from mentoring.rules import Rule

LABELS = {
    "cohort.created": _("Cohort set up"),
    "cohort.changed": _("Cohort changed"),
    "cohort.copied": _("Cohort taken over from the year before"),
    "cohort.criteria_changed": _("Selection criteria changed"),
    "topic.created": _("Topic added"),
    "topic.changed": _("Topic changed"),
    "topic.moved": _("Order of topics changed"),
    "topic.deleted": _("Topic deleted"),
    "application.submitted": _("Application sent"),
    "application.read": _("Application opened by the project team"),
    "application.accepted": _("Application accepted"),
    "application.waitlisted": _("Application put on the waiting list"),
    "application.declined": _("Application declined"),
    "application.no_tandem": _("No tandem this year"),
    "application.decision_undone": _("Decision on an application taken back"),
    "application.announced": _("Decision on an application announced"),
    "application.withdrawn": _("Application withdrawn"),
    "mentor.invited": _("Mentor invited"),
    "mentor.self_nominated": _("Mentor nominated her- or himself"),
    "mentor.submitted": _("Mentor's profile sent"),
    "mentor.confirmed": _("Mentor confirmed"),
    "mentor.declined": _("Mentor not taken on"),
    "mentor.withdrawn": _("Mentor withdrew"),
    "mentor.paused": _("Mentor pauses"),
    "pairing.proposed": _("Tandem proposed"),
    "pairing.withdrawn": _("Proposal dropped"),
    "pairing.approved": _("Tandem approved"),
    "pairing.kept_by_exception": _("Tandem kept as an exception"),
    "pairing.approval_undone": _("Approval of a tandem taken back"),
    "pairing.announced": _("Tandem announced"),
    "pairing.declined": _("Partner stepped back from a tandem"),
    "pairing.active": _("Tandem active"),
    "pairing.resting": _("Tandem rests"),
    "pairing.ended": _("Tandem ended"),
    "pairing.completed": _("Tandem completed"),
    "agreement.confirmed": _("Agreement confirmed by a partner"),
    "request.read": _("Confidential message opened"),
    "request.answered": _("Confidential message answered"),
}


def criteria_in_words(ids: Iterable[str]) -> Mapping[str, str]:
    """Return the published words of criteria; one may have been removed after its decision was taken back."""
    texts = {str(pk): text for pk, text in Criterion.objects.filter(pk__in=ids).values_list("pk", "text")}
    return {
        pk: gettext("“%(criterion)s”") % {"criterion": texts[pk]} if pk in texts else gettext("no longer there")
        for pk in ids
    }


DETAILS: dict[str, tuple[audit.Words, Mapping[str, audit.Words] | audit.LookUp]] = {
    "origin": (_("origin"), dict(Origin.choices)),
    "overridden": (_("overridden rules"), dict(Rule.choices)),
    "criterion": (_("criterion"), criteria_in_words),
    "cohort_fields": (
        _("changed"),
        {field.name: field.verbose_name for field in (*Cohort._meta.fields, *Cohort._meta.many_to_many)},
    ),
    "topic_fields": (_("changed"), {field.name: field.verbose_name for field in Topic._meta.fields}),
}
