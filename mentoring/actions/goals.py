"""The life of a goal (R7) and of its words (R9)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import stored_texts
from accounts.errors import Conflict, Refused
from accounts.models import User
from accounts.transitions import require_transition
from mentoring import access
from mentoring.models import (
    Goal,
    GoalShare,
    GoalState,
    GoalText,
    KeptGoalText,
    Mentee,
    ObsoleteReason,
    Pairing,
    Participation,
    Topic,
)


def lock_goal(goal: Goal) -> Goal:
    """Return the goal as the database has it now, locked until the transaction ends."""
    return Goal.objects.select_for_update(of=("self",)).select_related("mentee__participation", "topic").get(pk=goal.pk)


def _lock_for(goal: Goal, user: User) -> Goal:
    goal = lock_goal(goal)
    if not access.may_edit_goal(user, goal):
        raise Refused(_("This goal cannot be changed at the moment."))
    return goal


@transaction.atomic
def add(mentee: Mentee, topic: Topic, *, by: User, words: str = "") -> Goal:
    """Add a goal at the end of her list, from the mentee herself or her mentor.

    What a mentor writes is read by both at once; what the mentee writes stays hers until shared.

    Raises:
        Refused: when the user is neither of the two, the topic is retired, it needs words, or the same
            goal is on the list already.
    """
    mentee = Mentee.objects.select_for_update(of=("self",)).select_related("participation").get(pk=mentee.pk)
    if not access.may_add_goal(by, mentee):
        raise Refused(_("You cannot add a goal here."))
    if topic.is_retired:
        raise Refused(_("This topic is no longer offered. Please choose another one."))
    if topic.needs_words and not words.strip():
        raise Refused(_("Please say in your own words what this topic is about."))
    author = Participation.objects.get(cohort_id=mentee.participation.cohort_id, user=by)
    _require_new(mentee, topic, author, words)
    goal = Goal.objects.create(mentee=mentee, topic=topic, position=_last_position(mentee) + 1, added_by=author)
    if words.strip():
        GoalText.objects.create(goal=goal, author=author, text=words)
    return goal


def _require_new(mentee: Mentee, topic: Topic, author: Participation, words: str) -> None:
    """Let a form that is sent twice make one goal. The same topic in other words is another goal."""
    for goal in mentee.goals.unsettled().filter(topic=topic, added_by=author):
        text = goal.texts.filter(author=author).first()
        if (text.text.strip() if text else "") == words.strip():
            raise Refused(_("This goal is on the list already."))


def _last_position(mentee: Mentee) -> int:
    return mentee.goals.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def take_up(goal: Goal, *, by: User) -> None:
    """Mark the goal as being worked on."""
    goal = _lock_for(goal, by)
    _change(goal, GoalState.IN_WORK)


@transaction.atomic
def settle(goal: Goal, *, by: User, now: datetime) -> None:
    """Mark the goal as settled."""
    goal = _lock_for(goal, by)
    _change(goal, GoalState.SETTLED, done_at=now)


@transaction.atomic
def make_obsolete(goal: Goal, reason: ObsoleteReason, *, by: User, now: datetime) -> None:
    """Mark the goal as no longer needed, with the reason why."""
    goal = _lock_for(goal, by)
    _change(goal, GoalState.OBSOLETE, done_at=now, reason=reason)


@transaction.atomic
def reopen(goal: Goal, *, by: User) -> None:
    """Open a goal again. One that was done takes its place at the end of her list."""
    goal = _lock_for(goal, by)
    was_done = goal.done_at is not None
    _change(goal, GoalState.OPEN)
    if was_done:
        goal.position = _last_position(goal.mentee) + 1
        goal.save(update_fields=["position"])


def _change(goal: Goal, state: GoalState, *, done_at: datetime | None = None, reason: str = "") -> None:
    require_transition(goal, state)
    goal.state, goal.done_at, goal.obsolete_reason = state, done_at, reason
    goal.save(update_fields=["state", "done_at", "obsolete_reason"])


@transaction.atomic
def move(goal: Goal, *, up: bool, by: User) -> None:
    """Let the goal change places with its neighbour. The first cannot rise, the last not sink.

    Settled goals have no place in her order: the neighbour is the next one that is not done.
    """
    mentee = Mentee.objects.select_for_update(of=("self",)).get(pk=goal.mentee_id)
    goal = _lock_for(goal, by)
    goals = list(mentee.goals.unsettled())
    index = next((i for i, other in enumerate(goals) if other.pk == goal.pk), None)
    if index is None:
        return
    neighbour = index - 1 if up else index + 1
    if not 0 <= neighbour < len(goals):
        return
    goals[index], goals[neighbour] = goals[neighbour], goals[index]
    for position, other in enumerate(goals, start=1):
        other.position = position
    Goal.objects.bulk_update(goals, ["position"])


@transaction.atomic
def write_words(goal: Goal, author: Participation, text: str, *, version: int | None) -> None:
    """Keep the author's own words for a goal; empty words are removed.

    `version` is the one the author read, None when there were no words yet.

    Raises:
        Refused: when the author is neither the mentee nor the mentor of her live tandem, or would
            leave a topic that needs words without any.
        Conflict: when the words were saved elsewhere in the meantime.
    """
    goal = lock_goal(goal)
    if not access.goals_visible_to(author.user).filter(pk=goal.pk).exists():
        raise Refused(_("You cannot write here."))
    present = GoalText.objects.select_for_update().filter(goal=goal, author=author).first()
    if (present.version if present else None) != version:
        raise Conflict
    if not text.strip() and goal.topic.needs_words and not goal.texts.exclude(author=author).exists():
        raise Refused(_("Please say in your own words what this topic is about."))
    if present is None:
        if text.strip():
            GoalText.objects.create(goal=goal, author=author, text=text)
    elif not text.strip():
        present.delete()
    else:
        present.text, present.version = text, present.version + 1
        present.save(update_fields=["text", "version"])


@transaction.atomic
def share(goals: Iterable[Goal], pairing: Pairing, *, by: User) -> None:
    """Let the mentor of a live tandem read the mentee's words for these goals.

    Raises:
        Refused: when the user is not the mentee of a tandem that is live and announced.
    """
    pairing = _lock_to_share(pairing, by)
    own = pairing.mentee.goals.filter(pk__in=[goal.pk for goal in goals])
    GoalShare.objects.bulk_create([GoalShare(goal=goal, pairing=pairing) for goal in own], ignore_conflicts=True)


@transaction.atomic
def unshare(goal: Goal, pairing: Pairing, *, by: User) -> None:
    """Take the words of a goal back from the mentor's eyes.

    Raises:
        Refused: when the user is not the mentee, or the tandem has ended: a former mentor reads on what was shared.
    """
    pairing = _lock_to_share(pairing, by)
    GoalShare.objects.filter(goal=goal, pairing=pairing).delete()


def _lock_to_share(pairing: Pairing, user: User) -> Pairing:
    """Return the tandem as the database has it now. The lock keeps it from ending, which keeps what is shared."""
    sides = "mentee__participation", "mentor__participation"
    pairing = Pairing.objects.select_for_update(of=("self",)).select_related(*sides).get(pk=pairing.pk)
    if not access.is_mentee_of(user, pairing):
        raise Refused(_("Only the mentee shares the words of her goals."))
    if not (access.is_partner(user, pairing) and pairing.is_live):
        raise Refused(_("You have no tandem at the moment with whom you could share it."))
    return pairing


def keep_shared_words(pairing: Pairing) -> None:
    """Keep what the mentee shares in a tandem as it is now, for its mentor to read on.

    Called when the tandem ends, under its lock and in the same transaction: of what she writes afterwards
    this mentor reads nothing.
    """
    shares = {share.goal_id: share for share in pairing.goal_shares.all()}
    hers = GoalText.objects.filter(goal__in=shares, author=pairing.mentee_id)
    copies = stored_texts.copies(hers, "text", by="goal")
    KeptGoalText.objects.bulk_create(KeptGoalText(share=shares[goal], text=text) for goal, text in copies.items())
