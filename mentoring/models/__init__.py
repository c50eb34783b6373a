"""The programme: cohorts, who takes part, what they work on, and the tandems."""

from mentoring.models.agreements import Agreement, AgreementText
from mentoring.models.cohorts import Cohort, Criterion, OrganisationRule
from mentoring.models.goals import UNSETTLED, Goal, GoalShare, GoalState, GoalText, KeptGoalText, ObsoleteReason
from mentoring.models.grants import AdviserGrant, GrantPurpose, Opened
from mentoring.models.meetings import Meeting, MeetingKind, MeetingNote, MeetingState, MeetingText
from mentoring.models.pairings import LIVE, Pairing, PairingState
from mentoring.models.participations import (
    Exclusion,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Mode,
    Offer,
    Origin,
    Participation,
    ParticipationRole,
    Wish,
)
from mentoring.models.requests import RequestKind, RequestState, SupportRequest
from mentoring.models.topics import Topic, TopicGroup

__all__ = [
    "LIVE",
    "UNSETTLED",
    "AdviserGrant",
    "Agreement",
    "AgreementText",
    "Cohort",
    "Criterion",
    "Exclusion",
    "Goal",
    "GoalShare",
    "GoalState",
    "GoalText",
    "GrantPurpose",
    "KeptGoalText",
    "Meeting",
    "MeetingKind",
    "MeetingNote",
    "MeetingState",
    "MeetingText",
    "Mentee",
    "MenteeState",
    "Mentor",
    "MentorState",
    "Mode",
    "ObsoleteReason",
    "Offer",
    "Opened",
    "OrganisationRule",
    "Origin",
    "Pairing",
    "PairingState",
    "Participation",
    "ParticipationRole",
    "RequestKind",
    "RequestState",
    "SupportRequest",
    "Topic",
    "TopicGroup",
    "Wish",
]
