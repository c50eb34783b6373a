"""Tandems as they stand after the announcement, with their agreement."""

from typing import Any

from mentoring.models import Agreement, AgreementText, Meeting, MeetingText, Pairing, PairingState
from tests import factories


def announced_tandem(state: PairingState = PairingState.APPROVED, **fields: Any) -> Pairing:
    """Return a tandem that its partners know of, with an agreement that nobody has confirmed."""
    pairing = factories.PairingFactory(state=state, announced=True, **fields)
    agreement = Agreement.objects.create(pairing=pairing, rhythm_weeks=6)
    AgreementText.objects.create(agreement=agreement, place="Rathaus")
    return pairing


def meeting_of(pairing: Pairing, **fields: Any) -> Meeting:
    """Return a meeting with its text."""
    meeting = factories.MeetingFactory(pairing=pairing, **fields)
    MeetingText.objects.create(meeting=meeting, place="Raum 12")
    return meeting
