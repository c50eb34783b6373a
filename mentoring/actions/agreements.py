"""The agreement of a tandem: written and confirmed by its two partners."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Conflict, Refused
from accounts.models import User
from mentoring import access
from mentoring.actions import goals
from mentoring.models import Agreement, Pairing, PairingState
from notifications import outbox


def _lock(pairing: Pairing, user: User) -> Agreement:
    pairing = (
        Pairing.objects.select_for_update(of=("self",))
        .select_related("mentee__participation__user", "mentor__participation__user")
        .get(pk=pairing.pk)
    )
    if not access.may_work_in(user, pairing):
        raise Refused(_("This agreement can no longer be changed."))
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("text").get(pairing=pairing)
    agreement.pairing = pairing
    return agreement


@transaction.atomic
def write(pairing: Pairing, *, rhythm_weeks: int, texts: Mapping[str, str], by: User, version: int) -> Agreement:
    """Change rhythm or words. A change makes both confirm anew; no change changes nothing.

    `texts` holds `place`, `focus` and `if_it_does_not_fit`. An active tandem stays active while the
    new words wait for their confirmation.

    Raises:
        Refused: when the user is not a partner, or the tandem is over or rests.
        Conflict: when it was saved elsewhere since `version`.
    """
    agreement = _lock(pairing, by)
    if agreement.version != version:
        raise Conflict
    text = agreement.text
    present = {"place": text.place, "focus": text.focus, "if_it_does_not_fit": text.if_it_does_not_fit}
    if dict(texts) == present and rhythm_weeks == agreement.rhythm_weeks:
        return agreement
    if dict(texts) != present:
        for name in present:
            setattr(text, name, texts[name])
        text.written_by = access.own_participation_in(by, agreement.pairing)
        text.save()
    agreement.rhythm_weeks = rhythm_weeks
    agreement.version += 1
    agreement.save(update_fields=["rhythm_weeks", "version"])
    return agreement


@transaction.atomic
def confirm(pairing: Pairing, *, by: User, version: int, shares_goals: bool = False, now: datetime) -> Agreement:
    """Confirm the version that was read, which counts once. With the second confirmation the tandem is active.

    The log keeps that alone: which of the two confirmed what, and how often, is theirs. The mentee may
    share the words of her open goals with the same tick. The other partner is told that the agreement
    waits, when it does.

    Raises:
        Refused: when the user is not a partner, or the tandem is over or rests.
        Conflict: when the text is no longer the one that was read.
    """
    agreement = _lock(pairing, by)
    pairing = agreement.pairing
    if agreement.version != version:
        raise Conflict(_("The agreement was changed in the meantime. Please read it again before you confirm."))
    is_mentee = access.is_mentee_of(by, pairing)
    if is_mentee and shares_goals:
        goals.share(pairing.mentee.goals.unsettled(), pairing, by=by)
    if agreement.is_confirmed_by_mentee if is_mentee else agreement.is_confirmed_by_mentor:
        return agreement
    if is_mentee:
        agreement.mentee_confirmed_version, agreement.mentee_confirmed_at = version, now
    else:
        agreement.mentor_confirmed_version, agreement.mentor_confirmed_at = version, now
    agreement.save()
    if not agreement.is_confirmed:
        _ask_partner(agreement, by)
    elif pairing.state == PairingState.APPROVED:
        pairing.state, pairing.activated_at = PairingState.ACTIVE, now
        pairing.save(update_fields=["state", "activated_at"])
        audit.record("pairing.active", pairing, by=None)
    return agreement


def _ask_partner(agreement: Agreement, user: User) -> None:
    pairing = agreement.pairing
    other = pairing.mentor if access.is_mentee_of(user, pairing) else pairing.mentee
    outbox.queue(
        "agreement-to-confirm",
        f"{pairing.pk}:{agreement.version}:{other.pk}",
        recipient=other.participation.user,
        scope=f"cohort:{other.participation.cohort_id}",
        pairing=pairing.pk,
    )
