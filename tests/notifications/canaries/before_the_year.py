"""The first chapter: people are asked, apply, are decided on, become tandems, and hear of it."""

from django.urls import reverse

from accounts.models import Employee
from matching.models import Run, RunState
from mentoring.models import MenteeState, Pairing, Topic
from tests.notifications.canaries.words import word_of
from tests.notifications.canaries.world import AVOIDED, INTRODUCTION, MOTIVATION, NOWHERE, PEOPLE, World
from tests.notifications.faults.installation import wait_until

OWN_WORDS = word_of("mentoring.GoalText.text")
TANDEMS = {"MenteeOne": "MentorOne", "MenteeTwo": "MentorTwo", "MenteeThree": "MentorThree"}


def mentors_are_asked(world: World) -> None:
    """One of two is reached at once; the mail server says loudly that it does not know the other."""
    lost = PEOPLE["MentorFour"]
    world.sink.script[("RCPT", lost.email)] = f"550 5.1.1 <{lost.email}> {lost.full_name}: no such user"
    invite = reverse("admin:mentoring_mentor_invite")
    world.browser("Team").read(f"{invite}?cohort={world.cohort.pk}&words={PEOPLE['MentorOne'].last_name}")
    people = Employee.objects.filter(email__in=[PEOPLE["MentorOne"].email, lost.email])
    for step in ({}, {"confirmed": "yes"}):
        fields = {"people": [person.pk for person in people], **step}
        path = f"{invite}?cohort={world.cohort.pk}"
        world.browser("Team").send(path, expect=302 if step else 200, **fields)
    world.wait_for_mails(["mentor-invitation", "address-unreachable"])
    world.opens("Team", "admin:notifications_message_changelist")
    del world.sink.script[("RCPT", lost.email)]
    world.sends("Team", "admin:notifications_message_resend", recipient=world.user("MentorFour").pk)


def a_mentor_follows_her_invitation(world: World) -> None:
    path = world.invitation_of("MentorOne")
    visitor = world.stranger()
    visitor.read(path)
    visitor.send(path)
    mentor = world.mentor("MentorOne")
    profile = {
        "topics": [topic.pk for topic in Topic.objects.all()[:3]],
        "offers": "conversation",
        "introduction": INTRODUCTION,
        "is_shown_to_applicants": "on",
        "capacity": "1",
        "mode": "either",
        "version": mentor.version,
    }
    visitor.send(reverse("mentoring:mentor_profile"), expect=200, **profile | {"introduction": NOWHERE * 100})
    visitor.send(reverse("mentoring:mentor_profile"), **profile)
    self_image = ("has_experience", "respects", "takes_time", "is_equal", "is_no_coach")
    visitor.send(reverse("mentoring:mentor_submit"), **dict.fromkeys(self_image, "on"))
    world.opens("Team", "admin:mentoring_mentor_confirm", mentor.pk)
    world.sends("Team", "admin:mentoring_mentor_confirm", mentor.pk)


def she_applies(world: World) -> None:
    """One applies on the pages, with a form or two that are refused; the others have done so."""
    me = "MenteeOne"
    world.sends(me, "mentoring:application_begin", world.cohort.pk)
    mentee = world.mentee(me)

    def step(view: str, *, expect: int = 302, **fields: object) -> None:
        world.sends(me, f"mentoring:application_{view}", mentee.pk, expect=expect, **fields)

    step("motivation", motivation=NOWHERE * 100, version=1, expect=200)
    step("motivation", motivation=MOTIVATION, version=1)
    own = Topic.objects.on_offer().filter(needs_words=True)[0]
    others = Topic.objects.on_offer().filter(needs_words=False)[:2]
    words = {f"words_{own.pk}": OWN_WORDS, f"version_{own.pk}": ""}
    step("topics", topics=[others[0].pk], **words, expect=200)
    step("topics", topics=[own.pk, *(topic.pk for topic in others)], **words)
    step("frame", mode="either", place="Rathaus")
    step("wishes_change", add=world.mentor("MentorOne").pk)
    step("exclude", email=f"{NOWHERE}@kerpen.example", expect=200)
    step("exclude", email=AVOIDED)
    mentor = world.mentor("MentorOne").pk
    world.opens("MentorOne", "mentoring:mentor_exclude", mentor)
    for email, expect in ((f"{NOWHERE}@kerpen.example", 200), (AVOIDED, 302)):
        world.sends("MentorOne", "mentoring:mentor_exclude", mentor, email=email, expect=expect)
    # It stands in the directory, of course; when its owner has left, only the author knows it.
    Employee.objects.get(email=AVOIDED).delete()
    world.opens(me, "mentoring:application_wishes", mentee.pk)
    world.opens(me, "mentoring:application_review", mentee.pk)
    step("review", meets_requirements="on")
    for key in ("MenteeTwo", "MenteeThree", "MenteeFour"):
        world.applicant(key, MenteeState.SUBMITTED)
    world.applicant("MenteeFive", MenteeState.DRAFT)
    world.opens("MenteeFive", "mentoring:application_steps", world.mentee("MenteeFive").pk)


def the_team_decides(world: World) -> None:
    for key in ("MenteeOne", "MenteeTwo", "MenteeThree", "MenteeFour"):
        page = "admin:mentoring_mentee_change", world.mentee(key).pk
        world.opens("Team", *page)
        decision = "waitlisted" if key == "MenteeFour" else "accepted"
        world.sends("Team", *page, decision=decision, criterion=world.criterion.pk)


def tandems_are_found(world: World) -> None:
    """The worker proposes the best ones; the team knows better."""
    world.sends("Team", "admin:matching_start", world.cohort.pk)
    wait_until(lambda: Run.objects.filter(state=RunState.READY).exists(), "the run is computed")
    world.opens("Team", "admin:matching_run", Run.objects.latest("pk").pk)
    for mentee, mentor in TANDEMS.items():
        candidates = "admin:matching_candidates", world.mentee(mentee).pk
        world.opens("Team", *candidates)
        world.sends("Team", *candidates, mentor=world.mentor(mentor).pk)
    proposals = list(Pairing.objects.values_list("pk", flat=True))
    world.sends("Team", "admin:mentoring_pairing_approve", proposals=proposals)


def they_hear_of_it(world: World) -> None:
    tandems = list(Pairing.objects.values_list("pk", flat=True))
    fields = {"tandems": tandems, "decisions": world.mentee("MenteeFour").pk}
    announce = "admin:mentoring_cohort_announce", world.cohort.pk
    world.sends("Team", *announce, expect=200, **fields)
    world.sends("Team", *announce, confirmed="yes", **fields)
    world.wait_for_mails(["tandem-announced", "decision"])


def people_hesitate(world: World) -> None:
    """A draft and an invitation lie about for some days."""
    world.days_pass(8)
    world.wait_for_mails(["draft-lapsing", "mentor-invitation-reminder"])


def before_the_year(world: World) -> None:
    mentors_are_asked(world)
    a_mentor_follows_her_invitation(world)
    she_applies(world)
    people_hesitate(world)
    the_team_decides(world)
    tandems_are_found(world)
    they_hear_of_it(world)
