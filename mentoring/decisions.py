"""How the decision log names what is decided in the programme."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from mentoring.models import Cohort, Criterion, GrantPurpose, Origin, Topic
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
    "application.read": _("Application opened"),
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
    "mentor.pause_ended": _("Mentor's pause ended"),
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
    "request.read": _("Confidential message opened"),
    "request.answered": _("Confidential message answered"),
    "grant.given": _("Opened to the adviser"),
    "grant.ended": _("Closed to the adviser before the last day"),
    "grant.read": _("Reason of an insight of the adviser opened"),
    "mentor.read": _("Mentor's profile opened by the adviser"),
    "pairing.read": _("Tandem opened by the adviser"),
}


def criteria_in_words(ids: Iterable[str]) -> Mapping[str, str]:
    """Return the published words of criteria; one may have been removed after its decision was taken back."""
    texts = {str(pk): text for pk, text in Criterion.objects.filter(pk__in=ids).values_list("pk", "text")}
    return {
        pk: gettext("“%(criterion)s”") % {"criterion": texts[pk]} if pk in texts else gettext("no longer there")
        for pk in ids
    }


def names_of_accounts(ids: Iterable[str]) -> Mapping[str, str]:
    """Return who accounts belong to, while they exist."""
    return {str(user.pk): user.full_name for user in User.objects.filter(pk__in=ids)}


def days_in_words(days: Iterable[str]) -> Mapping[str, str]:
    return {day: date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT") for day in days}


DETAILS: dict[str, tuple[audit.Words, Mapping[str, audit.Words] | audit.LookUp]] = {
    "origin": (_("origin"), dict(Origin.choices)),
    "overridden": (_("overridden rules"), dict(Rule.choices)),
    "criterion": (_("criterion"), criteria_in_words),
    "cohort_fields": (
        _("changed"),
        {field.name: field.verbose_name for field in (*Cohort._meta.fields, *Cohort._meta.many_to_many)},
    ),
    "purpose": (_("purpose"), dict(GrantPurpose.choices)),
    "adviser": (_("adviser"), names_of_accounts),
    "until": (_("until"), days_in_words),
    "topic_fields": (_("changed"), {field.name: field.verbose_name for field in Topic._meta.fields}),
}
