"""A year in which tandems are looked for, and a worker that computes at once."""

from dataclasses import dataclass, field

from accounts.models import User
from matching import tasks
from matching.actions import runs
from matching.models import Proposal, Run, RunKind
from mentoring.exclusions import hash_of
from mentoring.models import Cohort, Exclusion, Mentee, MenteeState, Mentor, Topic
from tests.factories import NOW, CohortFactory, GoalFactory, MenteeFactory, MentorFactory, TopicFactory


@dataclass
class MatchingYear:
    """A cohort with three topics; people are added one by one."""

    team: User
    cohort: Cohort = field(default_factory=CohortFactory)
    topics: list[Topic] = field(default_factory=lambda: TopicFactory.create_batch(3))

    def mentee(self, *topics: int, **fields) -> Mentee:
        """Add an accepted mentee with topics by their numbers, the most important first."""
        mentee = MenteeFactory(cohort=self.cohort, state=MenteeState.ACCEPTED, **fields)
        for position, topic in enumerate(topics, start=1):
            GoalFactory(mentee=mentee, topic=self.topics[topic], position=position)
        return mentee

    def mentor(self, *topics: int, **fields) -> Mentor:
        """Add a confirmed mentor who offers topics by their numbers."""
        return MentorFactory(cohort=self.cohort, topics=[self.topics[topic] for topic in topics], **fields)

    def exclude(self, author: Mentee | Mentor, other: Mentee | Mentor) -> None:
        """Let somebody name somebody else as no partner for her."""
        employee = other.participation.user.employee
        Exclusion.objects.create(
            author=author.participation, other_hash=hash_of(author.pk, employee.pk), email=employee.email
        )

    def run(self, kind: RunKind = RunKind.MATCHING, **options) -> Run:
        """Ask for a run, and let the worker compute it."""
        run, _is_new = runs.start(self.cohort, kind, by=self.team, now=NOW, **options)
        return computed(run)


def computed(run: Run) -> Run:
    tasks.compute(run.pk)
    return Run.objects.select_related("cohort").get(pk=run.pk)


def proposal_for(run: Run, mentee: Mentee) -> Proposal:
    return Proposal.objects.select_related("run", "mentor", "price_list").get(run=run, mentee=mentee)


def proposed(run: Run) -> dict[Mentee, Mentor | None]:
    """Return who is proposed for whom."""
    return {one.mentee: one.mentor for one in Proposal.objects.filter(run=run).select_related("mentee", "mentor")}
