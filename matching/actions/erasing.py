"""Lets go of a person: what was proposed for her, and what the team told the matching about her."""

from datetime import datetime

from django.db.models import Q

from accounts.models import User
from matching.models import Instruction, Proposal


def erase(user: User, now: datetime) -> None:
    """Delete proposals and instructions that name somebody, as mentee or as mentor."""
    hers = Q(mentee__participation__user=user) | Q(mentor__participation__user=user)
    Instruction.objects.filter(hers).delete()
    Proposal.objects.filter(hers).delete()
    Proposal.objects.filter(alternative__participation__user=user).update(alternative=None)
