"""What an applicant does with her application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.accounts import lock_own
from accounts.errors import Conflict, Refused, Stale
from accounts.models import Employee, User
from accounts.transitions import require_transition
from mentoring import access
from mentoring.actions import goals as goal_actions
from mentoring.exclusions import hash_of
from mentoring.models import (
    LIVE,
    Cohort,
    Exclusion,
    Goal,
    GoalText,
    Mentee,
    MenteeState,
    Mode,
    Pairing,
    PairingState,
    Participation,
    ParticipationRole,
    Topic,
    Wish,
)
from notifications import outbox

MOST_WISHES = 3


@dataclass(frozen=True)
class Words:
    """Words for a topic, and the version that their author read; None when there were none yet."""

    text: str
    version: int | None = None


@dataclass(frozen=True)
class Missing:
    """Something that an application still lacks, and the step in which it is given."""

    step: str
    text: str


def lock_mentee(mentee: Mentee) -> Mentee:
    """Return the mentee as the database has it now, locked until the transaction ends."""
    return Mentee.objects.select_for_update(of=("self",)).select_related("participation__cohort").get(pk=mentee.pk)


@transaction.atomic
def start(user: User, cohort: Cohort, *, today: date) -> Mentee:
    """Begin an application as a draft that only its author sees.

    Raises:
        Refused: when the cohort takes no applications today, or the user takes part already or
            belongs to another organisation.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    lock_own(user)
    if not access.may_apply(user, cohort, today):
        raise Refused(_("You cannot apply for this cohort at the moment."))
    participation = Participation.objects.create(cohort=cohort, user=user, role=ParticipationRole.MENTEE)
    site = user.employee.site if user.employee else ""
    return Mentee.objects.create(participation=participation, place=site)


def lock_editable(mentee: Mentee) -> Mentee:
    """Lock an application that may still be changed.

    Raises:
        Refused: once it was decided, whether that was announced or not.
    """
    mentee = lock_mentee(mentee)
    if mentee.state not in (MenteeState.DRAFT, MenteeState.SUBMITTED):
        raise Refused(_("Your application is being evaluated and can no longer be changed."))
    return mentee


@transaction.atomic
def save_motivation(mentee: Mentee, text: str, *, version: int | None = None) -> Mentee:
    """Keep the motivation; the version makes a second tab meet a conflict.

    The same text once more is no conflict: a draft that saves itself may not have heard the answer.

    Raises:
        Refused: once the application was decided, or when one that was sent would be without a motivation.
        Conflict: when another text was saved since `version`.
    """
    mentee = lock_editable(mentee)
    if mentee.motivation == text:
        return mentee
    if version is not None and mentee.version != version:
        raise Conflict
    mentee.motivation = text
    mentee.version += 1
    mentee.save(update_fields=["motivation", "version"])
    _require_still_complete(mentee, "motivation")
    return mentee


@transaction.atomic
def save_frame(mentee: Mentee, *, mode: Mode, place: str) -> Mentee:
    """Keep where and how she would like to meet."""
    mentee = lock_editable(mentee)
    mentee.mode, mentee.place = mode, place
    mentee.save(update_fields=["mode", "place"])
    _require_still_complete(mentee, "frame")
    return mentee


@transaction.atomic
def choose_topics(mentee: Mentee, topics: Sequence[Topic], *, words: Mapping[int, Words] | None = None) -> None:
    """Make the chosen topics her goals; those she had keep their order and their words.

    `words` are those for the topics that need some, by topic; they are hers alone until she shares them.

    Raises:
        Refused: for a topic that is retired and not among hers, or when one that was sent would be incomplete.
        Conflict: when the words were saved elsewhere in the meantime.
    """
    mentee = lock_editable(mentee)
    present = {goal.topic_id: goal for goal in mentee.goals.select_related("topic")}
    if any(topic.is_retired and topic.pk not in present for topic in topics):
        raise Refused(_("This topic is no longer offered. Please choose another one."))
    mentee.goals.exclude(topic__in=topics).delete()
    last = mentee.goals.aggregate(last=Max("position"))["last"] or 0
    for topic in topics:
        if topic.pk not in present:
            last += 1
            present[topic.pk] = Goal.objects.create(
                mentee=mentee, topic=topic, position=last, added_by=mentee.participation
            )
        if words and topic.pk in words:
            _keep_words(present[topic.pk], mentee.participation, words[topic.pk])
    _require_still_complete(mentee, "topics")


def _keep_words(goal: Goal, author: Participation, words: Words) -> None:
    present = GoalText.objects.filter(goal=goal, author=author).first()
    if (present.text if present else "") != words.text:
        goal_actions.write_words(goal, author, words.text, version=words.version)


@transaction.atomic
def set_wishes(mentee: Mentee, mentor_ids: Sequence[int]) -> None:
    """Keep whom she would like to have, in her order.

    Somebody whom she wished for before stays, even where that mentor is no longer shown.

    Raises:
        Refused: for more than three, or a mentor who did not agree to be shown.
    """
    mentee = lock_editable(mentee)
    wanted = list(dict.fromkeys(mentor_ids))
    if len(wanted) > MOST_WISHES:
        raise Refused(_("You can name up to %(number)s mentors.") % {"number": MOST_WISHES})
    allowed = set(access.mentors_to_wish_for(mentee).filter(pk__in=wanted).values_list("pk", flat=True))
    allowed.update(_wished(mentee))
    if not allowed.issuperset(wanted):
        raise Refused(_("One of these mentors cannot be wished for any more. Please choose again."))
    mentee.wishes.all().delete()
    Wish.objects.bulk_create(
        Wish(mentee=mentee, mentor_id=mentor_id, position=position)
        for position, mentor_id in enumerate(wanted, start=1)
    )


@transaction.atomic
def add_wish(mentee: Mentee, mentor_id: int) -> None:
    """Put a mentor at the end of her wishes. As `set_wishes`."""
    mentee = lock_editable(mentee)
    set_wishes(mentee, [*_wished(mentee), mentor_id])


@transaction.atomic
def remove_wish(mentee: Mentee, mentor_id: int) -> None:
    """Take a mentor from her wishes; one who is not among them changes nothing."""
    mentee = lock_editable(mentee)
    set_wishes(mentee, [wished for wished in _wished(mentee) if wished != mentor_id])


@transaction.atomic
def move_wish(mentee: Mentee, mentor_id: int, *, up: bool) -> None:
    """Let a wish change places with its neighbour. The first cannot rise, the last not sink."""
    mentee = lock_editable(mentee)
    wished = _wished(mentee)
    if mentor_id not in wished:
        return
    index = wished.index(mentor_id)
    neighbour = index - 1 if up else index + 1
    if 0 <= neighbour < len(wished):
        wished[index], wished[neighbour] = wished[neighbour], wished[index]
        set_wishes(mentee, wished)


def _wished(mentee: Mentee) -> list[int]:
    return list(mentee.wishes.values_list("mentor_id", flat=True))


@transaction.atomic
def exclude(author: Participation, email: str) -> Exclusion:
    """Keep that the author does not want to be paired with somebody. Nobody else can read whom.

    Raises:
        Refused: when the address is not in the directory, is the author's, or was named already.
    """
    author = Participation.objects.select_for_update(of=("self",)).select_related("user").get(pk=author.pk)
    email = email.strip().lower()
    other = Employee.objects.active().filter(email=email).first()
    if email == author.user.email or (other is not None and other.pk == author.user.employee_id):
        raise Refused(_("This is your own address."))
    if other is None:
        raise Refused(_("This address is not in the directory. Please check how it is spelled."))
    other_hash = hash_of(author.pk, other.pk)
    if author.exclusions.filter(other_hash=other_hash).exists():
        raise Refused(_("You have already named this person."))
    return Exclusion.objects.create(author=author, other_hash=other_hash, email=email)


@transaction.atomic
def remove_exclusion(author: Participation, exclusion_id: int) -> None:
    """Take back one of the author's own exclusions; one that is not hers stays untouched."""
    author.exclusions.filter(pk=exclusion_id).delete()


@transaction.atomic
def submit(mentee: Mentee, *, belongs_to_target_group: bool, now: datetime, today: date) -> Mentee:
    """Send the application to the team.

    Queues the confirmation of receipt. That she belongs to the target group is asked and not
    stored (R2).

    Raises:
        Refused: with what is missing, or when applications have closed.
        Stale: when it was submitted already.
    """
    mentee = lock_mentee(mentee)
    require_transition(mentee, MenteeState.SUBMITTED)
    participation = mentee.participation
    if not participation.cohort.accepts_applications(today):
        raise Refused(_("Applications for this cohort have closed."))
    if missing := missing_parts(mentee):
        raise Refused(" ".join(part.text for part in missing))
    if not belongs_to_target_group:
        raise Refused(_("Please confirm that you meet the requirements."))
    mentee.state = MenteeState.SUBMITTED
    mentee.submitted_at = now
    mentee.save(update_fields=["state", "submitted_at"])
    audit.record_own("application.submitted", mentee)
    outbox.queue(
        "application-received",
        f"{mentee.pk}",
        recipient=participation.user,
        scope=f"cohort:{participation.cohort_id}",
        mentee=mentee.pk,
    )
    return mentee


def missing_parts(mentee: Mentee) -> list[Missing]:
    """Return what an application still lacks, in the order of its steps."""
    missing = []
    if not mentee.motivation.strip():
        missing.append(Missing("motivation", _("Please tell us what you hope for from the programme.")))
    goals = list(mentee.goals.select_related("topic"))
    if not goals:
        missing.append(Missing("topics", _("Please choose at least one topic.")))
    nameless = {goal.pk for goal in goals if goal.topic.needs_words}
    if nameless:
        nameless -= set(
            GoalText.objects.filter(goal__in=nameless, author=mentee.participation).values_list("goal", flat=True)
        )
    if nameless:
        missing.append(Missing("topics", _("Please say in your own words what your other topic is.")))
    if mentee.mode != Mode.ONLINE and not mentee.place.strip():
        missing.append(Missing("frame", _("Please say where you would like to meet.")))
    return missing


def _require_still_complete(mentee: Mentee, step: str) -> None:
    """Let a step take nothing away from an application that was sent that it could not be sent without."""
    missing = [part.text for part in missing_parts(mentee) if part.step == step]
    if missing and mentee.state == MenteeState.SUBMITTED:
        raise Refused(" ".join(missing))


@transaction.atomic
def withdraw(mentee: Mentee, *, now: datetime) -> None:
    """Take the application back.

    Proposals for her are withdrawn and an approval that was not announced is ended, so that the
    mentor's place is free again. A decision that was not announced stays unknown to her and does
    not stand in her way.

    Raises:
        Refused: while she has an announced tandem, from which she steps back instead, and after a
            year that she completed.
        Stale: when there is nothing left to withdraw.
    """
    mentee = lock_mentee(mentee)
    if not mentee.waits_for_announcement:
        require_transition(mentee, MenteeState.WITHDRAWN)
    pairings = list(Pairing.objects.select_for_update(of=("self",)).filter(mentee=mentee))
    if any(pairing.state in LIVE and pairing.announced_at for pairing in pairings):
        raise Refused(_("You have a tandem. Please step back from it, or write to the project team."))
    if any(pairing.state == PairingState.COMPLETED for pairing in pairings):
        raise Refused(_("You have completed this mentoring year. There is nothing left to withdraw."))
    for pairing in pairings:
        if pairing.state == PairingState.PROPOSED:
            pairing.state = PairingState.WITHDRAWN
        elif pairing.state == PairingState.APPROVED:
            pairing.state, pairing.seat = PairingState.ENDED, None
        else:
            continue
        pairing.closed_at = now
        pairing.save(update_fields=["state", "seat", "closed_at"])
        audit.record_own(f"pairing.{pairing.state}", pairing)
    mentee.state = MenteeState.WITHDRAWN
    mentee.save(update_fields=["state"])
    audit.record_own("application.withdrawn", mentee)


@transaction.atomic
def discard_draft(mentee: Mentee) -> None:
    """Delete a draft with everything in it.

    Raises:
        Stale: when it is no longer a draft.
    """
    mentee = lock_mentee(mentee)
    if mentee.state != MenteeState.DRAFT:
        raise Stale
    mentee.participation.delete()
