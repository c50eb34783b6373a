"""Opening something to the adviser for one purpose and a time, and closing it again."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import audit, hierarchy
from accounts.errors import Refused, Stale
from accounts.models import User
from mentoring import grant_access
from mentoring.actions.impartial import require_other
from mentoring.models import AdviserGrant, GrantPurpose, Mentee, Mentor, Pairing, Participation
from notifications import outbox
from notifications.localtime import MORNING, at_local

LONGEST = timedelta(days=92)


@transaction.atomic
def open_to_adviser(
    about: Participation | Pairing,
    adviser: User,
    *,
    reason: str,
    starts_on: date,
    ends_on: date,
    by: User,
    now: datetime,
) -> AdviserGrant:
    """Let an adviser read about a person who is being selected, or about a tandem.

    Which of the two it is, is the purpose. She is told on the first day, once for all that is opened
    at the same moment; the persons concerned are told at once, because they are to know before. Neither
    mail says what was opened. Records who opened what, to whom and until when.

    Raises:
        Refused: when somebody else than the team opens it or it is about whoever does, the days or the
            reason do not fit, she is no adviser, is herself concerned or leads who is, it is open to her
            already, or there is nothing to open.
    """
    about = type(about).objects.select_for_update(of=("self",)).get(pk=about.pk)
    _require_right(adviser, by)
    require_days(starts_on, ends_on, timezone.localdate(now))
    if not reason.strip():
        raise Refused(_("Please write what it is for."))
    grant = AdviserGrant(
        adviser=adviser, reason=reason, starts_on=starts_on, ends_on=ends_on, given_by=by, given_at=now
    )
    if isinstance(about, Pairing):
        grant.purpose, grant.pairing = GrantPurpose.TANDEM, about
    else:
        grant.purpose, grant.participation = GrantPurpose.SELECTION, about
    for person in grant.persons:
        require_other(by, person)
    _require_nobody_led(adviser, grant.persons)
    _require_something_to_read(grant, timezone.localdate(now))
    grant.save()
    audit.record(
        "grant.given",
        grant,
        by=by,
        purpose=grant.purpose,
        adviser=adviser.pk,
        until=ends_on.isoformat(),
        participations=[person.pk for person in grant.persons],
    )
    _tell(grant, now)
    return grant


def _require_right(adviser: User, by: User) -> None:
    if not grant_access.may_give_grants(by):
        raise Refused(_("Only the project team opens something to the adviser."))
    if not grant_access.advisers().filter(pk=adviser.pk).exists():
        raise Refused(_("%(name)s is not an adviser.") % {"name": adviser})


def require_days(starts_on: date, ends_on: date, today: date) -> None:
    """Let days pass on which something may be open.

    Raises:
        Refused: when they lie before today, in the wrong order, or too far apart.
    """
    if starts_on < today:
        raise Refused(_("It can be opened from today on."))
    if ends_on < starts_on:
        raise Refused(_("The last day comes before the first."))
    if ends_on > starts_on + LONGEST:
        latest = date_format(starts_on + LONGEST, "SHORT_DATE_FORMAT")
        raise Refused(_("It can be open for three months at most, here until %(day)s.") % {"day": latest})


def _require_something_to_read(grant: AdviserGrant, today: date) -> None:
    concerned = grant.persons
    if grant.adviser_id in {person.user_id for person in concerned}:
        raise Refused(_("Nobody advises on herself or himself."))
    if concerned[0].cohort.ends_on < today:
        raise Refused(_("This mentoring year is over."))
    if grant.pairing is not None:
        if not grant_access.pairings_to_advise_on().filter(pk=grant.pairing.pk).exists():
            raise Refused(_("Only a tandem that was announced and is not over can be opened."))
    elif not grant_access.participations_to_advise_on().filter(pk=concerned[0].pk).exists():
        raise Refused(_("The selection is over here, or nothing was sent yet."))
    same = AdviserGrant.objects.filter(
        adviser=grant.adviser, participation=grant.participation, pairing=grant.pairing, ended_at__isnull=True
    )
    present = same.filter(ends_on__gte=today).first()
    if present is not None:
        day = date_format(present.ends_on, "SHORT_DATE_FORMAT")
        raise Refused(_("It is open to %(name)s already, until %(day)s.") % {"name": grant.adviser, "day": day})


def _require_nobody_led(adviser: User, concerned: list[Participation]) -> None:
    """Refuse that somebody reads what those say of themselves whom she leads: it is nothing for a superior (R10)."""
    people = {person.user.employee_id: person.user.full_name for person in concerned if person.user.employee_id}
    for employee_id, line in hierarchy.lines_of(people).items():
        for superior_id, reasons in line.items():
            if superior_id == adviser.employee_id:
                why = reasons[0].sentence(superior=adviser.full_name, employee=people[employee_id])
                raise Refused(_("Nobody advises on those whom she or he leads.") + " " + why)


def _tell(grant: AdviserGrant, now: datetime) -> None:
    scope = f"cohort:{grant.persons[0].cohort_id}"
    first_day = max(now, at_local(grant.starts_on, MORNING))
    occasion = f"{grant.adviser_id}:{now.isoformat()}"
    outbox.queue(
        "grant-given", occasion, recipient=grant.adviser, scope=scope, due_at=first_day, given_at=now.isoformat()
    )
    for person in grant.persons:
        outbox.queue("grant-notice", f"{grant.pk}:{person.pk}", recipient=person.user_id, scope=scope, grant=grant.pk)


@transaction.atomic
def end(grant: AdviserGrant, *, by: User, now: datetime) -> None:
    """Close what is open to an adviser, before its last day. Nobody is told by mail; the pages say so.

    Raises:
        Refused: when somebody else than the team does it, or it is about whoever does.
        Stale: when it is over already.
    """
    grant = AdviserGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if not grant_access.may_give_grants(by):
        raise Refused(_("Only the project team closes what is open to the adviser."))
    for person in grant.persons:
        require_other(by, person)
    if grant.ended_at is not None or grant.ends_on < timezone.localdate(now):
        raise Stale
    grant.ended_by, grant.ended_at = by, now
    grant.save(update_fields=["ended_by", "ended_at"])
    audit.record("grant.ended", grant, by=by)


@transaction.atomic
def end_fallen_away(now: datetime) -> int:
    """End what is open although its reason fell away, and return how many that were. Safe to run again.

    Nothing was read by it any more. Now the persons concerned see until when it was, and it does not come back
    with the reason, such as a role that is given anew.
    """
    return _end_each(grant_access.grants_fallen_away(timezone.localdate(now)), now)


@transaction.atomic
def end_all(now: datetime) -> int:
    """End whatever is open, or will be from a later day on, and return how many that were. Safe to run again.

    For a database from a backup, which does not know what the team has ended since. Nobody is told by mail.
    """
    return _end_each(AdviserGrant.objects.filter(ended_at__isnull=True, ends_on__gte=timezone.localdate(now)), now)


def _end_each(grants: QuerySet[AdviserGrant], now: datetime) -> int:
    over = grants.order_by("pk")
    ids = list(over.select_for_update(of=("self",)).values_list("pk", flat=True))
    AdviserGrant.objects.filter(pk__in=ids).update(ended_at=now)
    audit.record_each("grant.ended", AdviserGrant, ids, by=None)
    return len(ids)


@transaction.atomic
def note_reading(thing: AdviserGrant | Mentee | Mentor | Pairing, *, by: User) -> None:
    """Record that somebody opened what a grant is about, or read its reason."""
    audit.record(_READ[type(thing)], thing, by=by)


_READ = {AdviserGrant: "grant.read", Mentee: "application.read", Mentor: "mentor.read", Pairing: "pairing.read"}
