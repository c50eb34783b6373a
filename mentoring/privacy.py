"""What this app holds of persons: the programme. What belongs to tandems stands in `privacy_of_tandems.py`."""

from django.utils.translation import gettext_lazy as _

from accounts.inventory import (
    NAMES_OTHERS,
    OPENED_TO_ADVISER,
    TECHNICAL,
    Erasure,
    Fate,
    Holding,
    Impersonal,
    Reader,
    Sphere,
    Told,
)
from accounts.models import User
from mentoring.actions import erasing
from mentoring.models import (
    AdviserGrant,
    Cohort,
    Criterion,
    Exclusion,
    Mentee,
    Mentor,
    Offer,
    Participation,
    SupportRequest,
    Topic,
    Wish,
)
from mentoring.privacy_of_tandems import ENTRIES as OF_TANDEMS

TO_CHOOSE = _("choosing who takes part, and who with whom")
OF_PARTNERS = _("deleted; after a tandem a nameless row stays, so that the other one keeps what is hers")


def _offers_in_words(mentor: Mentor, user: User) -> Told:
    return Told(mentor.offers, ", ".join(str(Offer(offer).label) for offer in mentor.offers))


ENTRIES = (
    Impersonal(Topic, _("the catalogue of topics"), fields=("title", "group", "position", "needs_words", "is_retired")),
    Impersonal(
        Cohort,
        _("dates and rules of a mentoring year"),
        fields=(
            *("title", "introduction", "requirements"),
            *("applications_open_on", "applications_close_on", "starts_on", "acquaintance_ends_on", "ends_on"),
            *("minimum_mentor_level", "minimum_level_distance", "organisation_rule", "minimum_open_goals"),
            *("rhythm_weeks", "silence_weeks", "unanswered_meeting_days", "invitation_reminder_days"),
            *("first_draft_reminder_days", "last_draft_reminder_days"),
            *("agreement_reminder_days", "first_meeting_reminder_days"),
            "version",
        ),
        points_at_persons={"organisations": _("which towns take part")},
    ),
    Impersonal(Criterion, _("published criteria of a mentoring year"), fields=("cohort", "position", "text")),
    Holding(
        model=Participation,
        what=_("Participations"),
        purpose=_("who takes part in which year"),
        sphere=Sphere.PROGRAMME,
        readers=(Reader.PERSON, Reader.PARTNER, Reader.TEAM, Reader.HR, Reader.ADVISER, Reader.APPLICANTS),
        limits={
            Reader.PARTNER: _("that of the other one, once the tandem is announced"),
            Reader.HR: _("of mentors only: whom it asked itself"),
            Reader.ADVISER: _("of who comes to her workshops, and what was opened to her"),
            Reader.APPLICANTS: _("of mentors who agreed to be shown"),
        },
        periods=("drafts", "unpaired", "tandems"),
        fate=Fate.DELETED,
        on_erasure=OF_PARTNERS,
        persons=("user",),
        exported=("cohort", "role", "created_at"),
    ),
    Holding(
        model=Mentee,
        what=_("Applications of mentees"),
        purpose=TO_CHOOSE,
        sphere=Sphere.PROGRAMME,
        readers=(Reader.PERSON, Reader.TEAM, Reader.ADVISER),
        limits={
            Reader.PERSON: _("a decision only once it was announced"),
            Reader.ADVISER: OPENED_TO_ADVISER,
            Reader.TEAM: _("once it was sent; a draft is read by nobody else"),
        },
        remark=_("Whoever opens a motivation is noted in the decision log."),
        periods=("drafts", "unpaired", "profiles", "tandems"),
        fate=Fate.DELETED,
        on_erasure=OF_PARTNERS,
        persons=("participation__user",),
        exported=(
            "participation__cohort",
            "state",
            "motivation",
            "mode",
            "place",
            "submitted_at",
            "criterion",
            "announced_at",
        ),
        left_out={
            "announced_state": _("stands under the state"),
            "announced_criterion": _("stands under the criterion"),
            "decided_at": _("a decision counts from when it was announced"),
            "decided_by": NAMES_OTHERS,
            "version": TECHNICAL,
        },
        withheld=_("a decision that is not announced yet"),
        values={
            "state": lambda mentee, user: mentee.told_state,
            "criterion": lambda mentee, user: mentee.told_criterion,
        },
    ),
    Holding(
        model=Mentor,
        what=_("Mentors' profiles"),
        purpose=TO_CHOOSE,
        sphere=Sphere.PROGRAMME,
        readers=(Reader.PERSON, Reader.PARTNER, Reader.APPLICANTS, Reader.TEAM, Reader.HR, Reader.ADVISER),
        limits={
            Reader.ADVISER: OPENED_TO_ADVISER,
            Reader.PARTNER: _("what she offers, once the tandem is announced"),
            Reader.APPLICANTS: _("introduction, topics and offers, if she agreed to be shown"),
            Reader.HR: _("whom it asked itself, and how it stands; not the profile"),
        },
        periods=("unpaired", "profiles", "tandems"),
        fate=Fate.DELETED,
        on_erasure=OF_PARTNERS,
        persons=("participation__user",),
        exported=(
            "participation__cohort",
            "state",
            "origin",
            "invited_at",
            "capacity",
            "introduction",
            "topics",
            "offers",
            "mode",
            "place",
            "is_shown_to_applicants",
            "self_image_confirmed_at",
            "submitted_at",
            "decided_at",
        ),
        left_out={"invited_by": NAMES_OTHERS, "decided_by": NAMES_OTHERS, "version": TECHNICAL},
        values={"offers": _offers_in_words},
    ),
    Holding(
        model=Wish,
        what=_("Wishes for a mentor"),
        purpose=TO_CHOOSE,
        sphere=Sphere.PROGRAMME,
        readers=(Reader.PERSON, Reader.TEAM),
        periods=("unpaired", "profiles"),
        fate=Fate.DELETED,
        persons=("mentee__participation__user",),
        exported=("position", "mentor"),
    ),
    Holding(
        model=Exclusion,
        what=_("Exclusions"),
        purpose=_("pairing nobody with somebody whom she does not want"),
        sphere=Sphere.OWN,
        readers=(Reader.PERSON,),
        remark=_(
            "Encrypted, and of the other one only a hash by which rules are checked. The project team reads "
            "that an exclusion stands against two people, never whose it is, and nothing once they know of "
            "their tandem."
        ),
        periods=("texts",),
        fate=Fate.DELETED,
        on_erasure=_("deleted; those by which others named her are theirs and stay until their period is over"),
        persons=("author__user",),
        exported=("email",),
        left_out={"other_hash": TECHNICAL},
    ),
    Holding(
        model=SupportRequest,
        what=_("Messages to project team and adviser"),
        purpose=_("asking for help in confidence"),
        sphere=Sphere.PROGRAMME,
        readers=(Reader.PERSON, Reader.TEAM, Reader.ADVISER),
        limits={
            Reader.TEAM: _("those to the team, except for whoever is in a tandem with the sender"),
            Reader.ADVISER: _(
                "those to the adviser that wait for an answer or that she has answered, except those of her own tandem"
            ),
        },
        remark=_("Encrypted. Whoever opens one to answer it is noted in the decision log."),
        periods=("requests",),
        fate=Fate.DELETED,
        persons=("sender",),
        exported=("created_at", "cohort", "recipient", "kind", "text", "state", "answered_at", "answer"),
        left_out={"answered_by": NAMES_OTHERS},
    ),
    Holding(
        model=AdviserGrant,
        what=_("What the adviser may read, and until when"),
        purpose=_("advice for one purpose and a time, which the persons concerned can see"),
        sphere=Sphere.PROGRAMME,
        readers=(Reader.PERSON, Reader.TEAM, Reader.ADVISER),
        periods=("grants",),
        fate=Fate.DELETED,
        persons=(
            "participation__user",
            "pairing__mentee__participation__user",
            "pairing__mentor__participation__user",
            "adviser",
        ),
        exported=("purpose", "adviser", "starts_on", "ends_on", "ended_at"),
        left_out={
            "reason": _("written in confidence to the adviser"),
            "given_by": NAMES_OTHERS,
            "given_at": _("counts from its first day"),
            "ended_by": NAMES_OTHERS,
        },
    ),
    *OF_TANDEMS,
)

ERASURE = Erasure(blockers=erasing.blockers, release=erasing.release, erase=erasing.erase)
