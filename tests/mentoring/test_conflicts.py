"""Nobody of the team decides on herself, or reads about herself what she was not told (R15)."""

import pytest
from django.urls import reverse

from accounts import access as accounts
from accounts.errors import Refused
from accounts.models import AuditEntry, Role
from mentoring import access, grant_access
from mentoring.actions import grants as grants_actions
from mentoring.actions import mentors, pairings, review
from mentoring.admin import announcing
from mentoring.models import LIVE, Mentee, MenteeState, Mentor, MentorState, Origin, Pairing, PairingState, Wish
from reporting import cockpit
from reporting.counts import counts_of
from tests import factories
from tests.factories import MenteeFactory, MentorFactory, PairingFactory
from tests.mentoring.conflicts import OF_HER_YEAR, of_team
from tests.mentoring.grants import grant_on

pytestmark = pytest.mark.django_db

ABOUT_HERSELF = "Das betrifft Sie selbst"
OWN_WISH_IS_LEFT_OUT = "Wünsche nach Ihnen selbst stehen hier nicht."


@pytest.fixture
def criterion(cohort):
    return factories.CriterionFactory(cohort=cohort)


@pytest.fixture(params=["mentee", "mentor"])
def side(request):
    return request.param


class TestHerApplication:
    @pytest.fixture
    def mentee(self, cohort):
        return MenteeFactory(cohort=cohort)

    @pytest.mark.parametrize("decide", [review.accept, review.waitlist, review.decline])
    def test_is_decided_by_somebody_else(self, mentee, criterion, team_member, now, decide):
        with pytest.raises(Refused, match=ABOUT_HERSELF):
            decide(mentee, criterion, by=of_team(mentee), now=now)
        mentee.refresh_from_db()
        assert (mentee.state, mentee.decided_by) == (MenteeState.SUBMITTED, None)
        decide(mentee, criterion, by=team_member, now=now)

    def test_so_are_the_steps_that_follow(self, mentee, criterion, team_member, now):
        herself = of_team(mentee)
        review.accept(mentee, criterion, by=team_member, now=now)
        for step in (
            lambda by: review.announce([mentee], by=by, now=now),
            lambda by: review.undo(mentee, by=by),
            lambda by: review.leave_without_tandem(mentee, criterion, by=by, now=now),
        ):
            with pytest.raises(Refused, match=ABOUT_HERSELF):
                step(herself)
        mentee.refresh_from_db()
        assert (mentee.state, mentee.announced_state) == (MenteeState.ACCEPTED, "")
        assert review.announce([mentee], by=team_member, now=now) == [mentee]

    def test_stands_in_no_list_and_has_no_page_of_the_team(self, client, cohort, mentee, criterion):
        other = MenteeFactory(cohort=cohort)
        herself = of_team(mentee)
        client.force_login(herself)
        for address in ("change", "undo", "no_tandem"):
            url = reverse(f"admin:mentoring_mentee_{address}", args=[mentee.pk])
            assert client.get(url).status_code == 404
            assert client.post(url, {"decision": "accepted", "criterion_accepted": criterion.pk}).status_code == 404
        listed = client.get(reverse("admin:mentoring_mentee_changelist")).context["cl"]
        assert list(listed.result_list) == [other]
        assert listed.full_result_count == 1
        assert client.get(reverse("admin:mentoring_mentee_next")).url.endswith(f"/{other.pk}/change/")
        assert list(access.applications_for_review(herself)) == [other]

    def test_tells_her_of_no_unannounced_decision(self, client, cohort, mentee, criterion, team_member, now):
        herself = of_team(mentee)
        client.force_login(herself)
        pages = [
            reverse("admin:mentoring_cohort_announce", args=[cohort.pk]),
            reverse("admin:accounts_auditentry_changelist"),
        ]
        before = [cockpit.for_user(herself, now=now), list(accounts.decisions_visible_to(herself))]

        review.decline(mentee, criterion, by=team_member, now=now)

        assert [cockpit.for_user(herself, now=now), list(accounts.decisions_visible_to(herself))] == before
        assert accounts.decisions_visible_to(team_member).filter(action="application.declined").exists()
        for page in pages:
            text = client.get(page).content.decode()
            assert f"{mentee} –" not in text
            assert "Bewerbung abgelehnt" not in text


class TestHerProfile:
    def test_is_decided_by_somebody_else(self, cohort, team_member, now):
        for decide in (mentors.confirm, mentors.decline):
            mentor = MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
            with pytest.raises(Refused, match=ABOUT_HERSELF):
                decide(mentor, by=of_team(mentor), now=now)
            assert Mentor.objects.get(pk=mentor.pk).state == MentorState.SUBMITTED
            decide(mentor, by=team_member, now=now)

    def test_what_she_does_as_a_mentor_stays_hers(self, client, cohort):
        mentor = MentorFactory(cohort=cohort)
        client.force_login(of_team(mentor))
        for answer, state in (({}, MentorState.PAUSED), ({"pause": "end"}, MentorState.CONFIRMED)):
            client.post(reverse("mentoring:mentor_pause", args=[mentor.pk]), answer)
            assert Mentor.objects.get(pk=mentor.pk).state == state

    def test_stands_in_no_list_of_those_who_decide(self, client, cohort):
        mentor, other = MentorFactory(cohort=cohort), MentorFactory(cohort=cohort)
        herself = of_team(mentor)
        client.force_login(herself)
        assert list(access.mentors_for_team(herself)) == [other]
        assert client.get(reverse("admin:mentoring_mentor_change", args=[mentor.pk])).status_code == 404
        assert client.post(reverse("admin:mentoring_mentor_confirm", args=[mentor.pk])).status_code == 404

    def test_does_not_tell_her_who_wished_for_her(self, client, cohort, team_member):
        """Nor by what else the page says: it reads the same for whoever wished for nobody."""
        mentor, other = MentorFactory(cohort=cohort), MentorFactory(cohort=cohort)
        wishing = MenteeFactory(cohort=cohort)
        Wish.objects.create(mentee=wishing, mentor=mentor, position=1)
        both = MenteeFactory(cohort=cohort)
        Wish.objects.create(mentee=both, mentor=mentor, position=1)
        Wish.objects.create(mentee=both, mentor=other, position=2)
        nobody = MenteeFactory(cohort=cohort)
        herself = of_team(mentor)

        def wishes(mentee):
            page = client.get(reverse("admin:mentoring_mentee_change", args=[mentee.pk]))
            text = page.content.decode()
            told = [words in text for words in ("Sie hat niemanden genannt", OWN_WISH_IS_LEFT_OUT)]
            return len(page.context["wishes"]), *told

        client.force_login(herself)
        assert wishes(wishing) == wishes(nobody) == (0, False, True)
        assert wishes(both) == (1, False, True)
        client.force_login(team_member)
        assert wishes(wishing)[0] == 1
        assert wishes(both)[0] == 2
        assert wishes(nobody) == (0, True, False)

    def test_hr_sees_that_somebody_of_hers_was_asked(self, cohort):
        mentor = MentorFactory(cohort=cohort, origin=Origin.HR)
        hr = factories.RoleAssignmentFactory(role=Role.HR, user=mentor.participation.user).user
        assert list(access.mentors_for_team(hr)) == [mentor]


class TestHerTandem:
    def tandem(self, cohort, state, **fields):
        return PairingFactory(cohort=cohort, state=state, **fields)

    def steps(self, now):
        """Every step of the team, and the tandem on which it can be taken."""
        return {
            "withdraw": (PairingState.PROPOSED, False, lambda p, by: pairings.withdraw_proposal(p, by=by, now=now)),
            "approve": (PairingState.PROPOSED, False, lambda p, by: pairings.approve(p, by=by, now=now)),
            "undo": (PairingState.APPROVED, False, lambda p, by: pairings.undo_approval(p, by=by)),
            "announce": (PairingState.APPROVED, False, lambda p, by: pairings.announce([p], by=by, now=now)),
            "end": (PairingState.ACTIVE, True, lambda p, by: pairings.end(p, by=by, now=now)),
            "rest": (PairingState.ACTIVE, True, lambda p, by: pairings.rest(p, by=by)),
            "resume": (PairingState.RESTING, True, lambda p, by: pairings.resume(p, by=by, now=now)),
        }

    @pytest.mark.parametrize("step", ["withdraw", "approve", "undo", "announce", "end", "rest", "resume"])
    def test_is_decided_by_somebody_else(self, cohort, team_member, now, side, step):
        state, _is_told, take = self.steps(now)[step]
        tandem = self.tandem(cohort, state)
        with pytest.raises(Refused, match=ABOUT_HERSELF):
            take(tandem, of_team(getattr(tandem, side)))
        assert Pairing.objects.get(pk=tandem.pk).state == state
        take(tandem, team_member)

    def test_no_rule_is_set_aside_for_her_by_herself(self, cohort, side):
        level = factories.LevelFactory(rank=factories.MENTOR_RANK)
        tandem = PairingFactory(
            mentee=MenteeFactory(cohort=cohort, state="accepted", announced=True, level=level),
            mentor=MentorFactory(cohort=cohort, level=level),
            state=PairingState.ACTIVE,
        )
        with pytest.raises(Refused, match=ABOUT_HERSELF):
            pairings.keep_by_exception(tandem, reason="Passt.", by=of_team(getattr(tandem, side)))

    @pytest.mark.parametrize("step", ["withdraw", "approve", "undo", "announce", "end", "rest", "resume"])
    def test_before_the_announcement_she_finds_nobodys_in_her_year(self, cohort, now, side, step):
        """Who sees all the others sees her own by what is missing. What was announced she may decide on."""
        state, is_told, take = self.steps(now)[step]
        herself = of_team(getattr(self.tandem(cohort, PairingState.APPROVED), side))
        other = self.tandem(cohort, state)
        if is_told:
            take(other, herself)
        else:
            with pytest.raises(Refused, match=OF_HER_YEAR):
                take(other, herself)
        take(self.tandem(factories.CohortFactory(), state), herself)

    def test_she_proposes_neither_herself_nor_others_of_her_year(self, cohort, team_member, now):
        mentor, mentee = MentorFactory(cohort=cohort), MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
        herself = of_team(MentorFactory(cohort=cohort))
        with pytest.raises(Refused, match=OF_HER_YEAR):
            pairings.propose(mentee, mentor, by=herself, now=now)
        with pytest.raises(Refused, match=OF_HER_YEAR):
            pairings.propose(mentee, mentor, by=of_team(mentor), now=now)
        pairings.propose(mentee, mentor, by=team_member, now=now)

    @pytest.mark.parametrize("state", [PairingState.PROPOSED, *LIVE])
    def test_is_on_no_page_of_the_team(self, client, cohort, side, state):
        tandem = self.tandem(cohort, state)
        herself = of_team(getattr(tandem, side))
        client.force_login(herself)
        assert not access.pairings_for_team(herself).exists()
        assert client.get(reverse("admin:mentoring_pairing_change", args=[tandem.pk])).status_code == 404
        other = tandem.mentor if side == "mentee" else tandem.mentee
        for page in (
            reverse("admin:index"),
            reverse("admin:mentoring_pairing_changelist"),
            reverse("admin:mentoring_pairing_approve"),
            reverse("admin:mentoring_cohort_announce", args=[cohort.pk]),
            *([reverse("admin:mentoring_mentee_change", args=[other.pk])] if side == "mentor" else []),
            *([reverse("admin:mentoring_mentor_change", args=[other.pk])] if side == "mentee" else []),
        ):
            text = client.get(page).content.decode()
            assert str(tandem) not in text, page
            assert reverse("admin:mentoring_pairing_change", args=[tandem.pk]) not in text, page

    def test_others_of_her_year_are_seen_once_they_are_announced(self, cohort, side):
        herself = of_team(getattr(self.tandem(cohort, PairingState.APPROVED), side))
        told = self.tandem(cohort, PairingState.ACTIVE)
        self.tandem(cohort, PairingState.APPROVED), self.tandem(cohort, PairingState.PROPOSED)
        elsewhere = self.tandem(factories.CohortFactory(), PairingState.PROPOSED)
        assert set(access.pairings_for_team(herself)) == {told, elsewhere}

    def test_acceptances_of_her_year_are_told_by_somebody_else(self, client, cohort, criterion, team_member, now):
        """Who is missing among them has an approved tandem."""
        with_tandem = self.tandem(cohort, PairingState.APPROVED).mentee
        Mentee.objects.filter(pk=with_tandem.pk).update(announced_state="", announced_criterion=None, announced_at=None)
        accepted, waitlisted = MenteeFactory(cohort=cohort), MenteeFactory(cohort=cohort)
        elsewhere = MenteeFactory(cohort=factories.CohortFactory())
        herself = of_team(MentorFactory(cohort=cohort))
        review.accept(accepted, criterion, by=herself, now=now)
        review.waitlist(waitlisted, criterion, by=herself, now=now)
        theirs = factories.CriterionFactory(cohort=elsewhere.participation.cohort)
        review.accept(elsewhere, theirs, by=herself, now=now)

        def offered(user):
            return {one for year in (cohort, theirs.cohort) for one in announcing.decisions_to_announce(user, year)}

        def counted(user):
            return sum(
                one.decisions_to_announce for one in counts_of([cohort, theirs.cohort], user=user, now=now).values()
            )

        assert offered(herself) == {waitlisted, elsewhere}
        assert offered(team_member) == {accepted, waitlisted, elsewhere}
        assert (counted(herself), counted(team_member)) == (2, 3)
        client.force_login(herself)
        page = client.get(reverse("admin:mentoring_cohort_announce", args=[cohort.pk])).content.decode()
        assert str(waitlisted) in page
        assert str(with_tandem) not in page
        assert str(accepted) not in page
        for mentee in (accepted, with_tandem):
            with pytest.raises(Refused, match=OF_HER_YEAR):
                review.announce([mentee], by=herself, now=now)
        assert review.announce([waitlisted, elsewhere], by=herself, now=now) == [waitlisted, elsewhere]

    @pytest.mark.parametrize("state", [None, PairingState.PROPOSED, PairingState.APPROVED])
    def test_no_step_on_an_acceptance_tells_her_of_another(self, client, cohort, criterion, team_member, now, state):
        """Offered or refused alike, whether or not there is a tandem that she does not see."""
        mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
        tandem = self.tandem(cohort, state, mentee=mentee) if state else None
        herself = of_team(MentorFactory(cohort=cohort))
        for step in (
            lambda by: review.leave_without_tandem(mentee, criterion, by=by, now=now),
            lambda by: review.undo(mentee, by=by),
        ):
            with pytest.raises(Refused, match=OF_HER_YEAR):
                step(herself)
        mentee.refresh_from_db()
        assert mentee.state == MenteeState.ACCEPTED
        if tandem:
            assert Pairing.objects.get(pk=tandem.pk).state == state
        client.force_login(herself)
        shown = client.get(reverse("admin:mentoring_mentee_change", args=[mentee.pk])).context
        assert (shown["may_undo"], shown["may_leave_without_tandem"], shown["prospects"]) == (False, False, None)
        client.force_login(team_member)
        shown = client.get(reverse("admin:mentoring_mentee_change", args=[mentee.pk])).context
        assert shown["may_leave_without_tandem"] is (state != PairingState.APPROVED)
        assert shown["may_undo"] is (state is None)

    def test_other_decisions_of_her_year_she_takes_back(self, client, cohort, criterion, now):
        mentee = MenteeFactory(cohort=cohort)
        herself = of_team(MentorFactory(cohort=cohort))
        review.waitlist(mentee, criterion, by=herself, now=now)
        client.force_login(herself)
        assert client.get(reverse("admin:mentoring_mentee_change", args=[mentee.pk])).context["may_undo"]
        review.undo(mentee, by=herself)
        page = reverse("admin:mentoring_mentee_change", args=[mentee.pk])
        answer = client.post(page, {"decision": "accepted", "criterion": criterion.pk}, follow=True)
        assert "Zurücknehmen kann das bis zur Bekanntgabe eine andere Person" in answer.content.decode()

    def test_nobody_reads_of_it_in_the_decision_log(self, cohort, team_member, now, side):
        tandem = self.tandem(cohort, PairingState.PROPOSED)
        pairings.approve(tandem, by=team_member, now=now)
        AuditEntry.objects.create(
            action="matching.moved",
            subject_type="mentoring.mentee",
            subject_id=MenteeFactory(cohort=cohort).pk,
            details={"mentor": tandem.mentor_id},
        )
        assert accounts.decisions_visible_to(team_member).count() == 2
        assert not accounts.decisions_visible_to(of_team(getattr(tandem, side))).exists()

    def test_nor_what_the_team_has_opened_about_her(self, cohort, adviser, team_member, side, now, today):
        tandem = self.tandem(cohort, PairingState.ACTIVE)
        other = grant_on(self.tandem(cohort, PairingState.ACTIVE), adviser)
        grants = {grant_on(tandem, adviser), other, grant_on(MenteeFactory(cohort=cohort), adviser)}
        herself = of_team(getattr(tandem, side))
        assert set(grant_access.grants_for_team(team_member)) == grants
        assert {one.pairing_id for one in grant_access.grants_for_team(herself)} == {other.pairing_id, None}
        mine = grant_on(getattr(tandem, side), adviser)
        assert mine not in grant_access.grants_for_team(herself)
        with pytest.raises(Refused, match=ABOUT_HERSELF):
            grants_actions.end(mine, by=herself, now=now)
        with pytest.raises(Refused, match=ABOUT_HERSELF):
            grants_actions.open_to_adviser(
                tandem, adviser, reason="Rat", starts_on=today, ends_on=today, by=herself, now=now
            )
