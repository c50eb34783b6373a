"""What an export tells: all that is held of somebody and that she may know, and nothing of anybody else."""

import json
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from accounts import inventory
from accounts.models import User
from matching.models import Proposal
from mentoring.actions import goals, pairings, review
from mentoring.models import Agreement, AgreementText, MenteeState, PairingState
from privacy import export_files, exporting
from privacy.models import FileFormat
from tests import factories
from tests.factories import NOW
from tests.matching.factories import InstructionFactory, ProposalFactory
from tests.mentoring.tandems import announced_tandem
from tests.notifications.canaries.words import canary, found_in
from tests.privacy.filled import filled_world

pytestmark = pytest.mark.django_db

# Would be set as something else, or stop the typesetter, if it were read as markup.
WORDS = "Auftreten #panic() *vor* $x$ dem Rat\n= Zweite Zeile \\u{7} 🙂 \u0007 中 " + "x" * 300

# Whose the words of the filled world are, as `Planter` names them: field and owner. What is not here is nobody's.
HERS = {
    "applicant": [("Mentee.motivation", "Applicant"), ("Exclusion.email", "applicant")],
    "mentee": [
        *(("User.last_name", one) for one in ("mentee", "mentor")),
        ("Employee.phone", "mentee"),
        ("Session.browser", "mentee"),
        ("Mentee.motivation", "Mentee"),
        *((f"AgreementText.{name}", "Tandem") for name in ("place", "focus", "if_it_does_not_fit")),
        ("MeetingText.place", "Tandem"),
        ("MeetingNote.text", "Tandemmentee"),
        *(("GoalText.text", owner) for owner in ("Goal", "TandemOwn", "TandemShared")),
        # As it was when an earlier tandem ended; she has written something else since.
        ("KeptGoalText.text", "Earlier"),
        *(("SupportRequest.text", owner) for owner in ("mentee", "menteeAnswered")),
        ("SupportRequest.answer", "mentee"),
    ],
    "mentor": [
        *(("User.last_name", one) for one in ("mentor", "mentee")),
        ("Employee.phone", "mentor"),
        ("Mentor.introduction", ""),
        ("Exclusion.email", "mentor"),
        ("Topic.title", ""),
        ("MeetingText.notes", "Tandem"),
        ("MeetingNote.text", "Tandemmentor"),
        ("GoalText.text", "TandemMentor"),
        *(("SupportRequest.text", owner) for owner in ("mentor", "mentorAnswered")),
        ("SupportRequest.answer", "mentor"),
    ],
    # She saved the words last, and nobody has confirmed them: they are none of her mentor's.
    "other_mentee": [
        *((f"AgreementText.{name}", "Other") for name in ("place", "focus", "if_it_does_not_fit")),
        *(("MeetingText.place", "Other"), ("MeetingText.notes", "Other")),
        ("MeetingNote.text", "Othermentee"),
        *(("GoalText.text", owner) for owner in ("OtherOwn", "OtherShared")),
    ],
    "other_mentor": [("MeetingNote.text", "Othermentor"), ("GoalText.text", "OtherMentor")],
    # She saved the words of the agreement last, and both have confirmed them.
    "former_mentee": [
        *((f"AgreementText.{name}", "Former") for name in ("place", "focus", "if_it_does_not_fit")),
        ("MeetingText.place", "Former"),
        ("MeetingNote.text", "Formermentee"),
        *(("GoalText.text", owner) for owner in ("FormerOwn", "FormerShared")),
        ("KeptGoalText.text", "Former"),
    ],
    "former_mentor": [
        *((f"AgreementText.{name}", "Former") for name in ("place", "focus", "if_it_does_not_fit")),
        ("MeetingText.notes", "Former"),
        ("MeetingNote.text", "Formermentor"),
        ("GoalText.text", "FormerMentor"),
    ],
}


def export_of(user: User, now: datetime = NOW) -> dict[str, Any]:
    content = exporting.collect(user, now=now)
    return json.loads(export_files.write(content, now=now)[FileFormat.JSON])


def fields_of(export: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each field of each row with its value: "mentoring.mentee.state"."""
    for kind, data in export["data"].items():
        for row in data["rows"]:
            yield from ((f"{kind}.{path}", field["value"]) for path, field in row.items())


def text_of(pdf: bytes) -> str:
    """Return what a PDF says, without blanks, and without where words were broken."""
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(text.split()).replace("\u00ad", "").replace("\u200b", "").replace("-", "")


def test_everybody_gets_what_is_hers_and_nothing_of_anybody_else():
    world = filled_world()
    filled: set[str] = set()
    for role, user in world.users.items():
        if user is None:
            continue
        files = export_files.write(exporting.collect(user, now=NOW), now=NOW)
        found = found_in(files[FileFormat.JSON])
        assert found == {canary(field, owner).lower() for field, owner in HERS.get(role, [])}, role
        in_pdf = text_of(files[FileFormat.PDF]).lower()
        assert {word for word in world.readers if word in in_pdf} == found, role
        others = User.objects.exclude(pk=user.pk).values_list("email", flat=True)
        assert [email for email in others if email in files[FileFormat.JSON].decode()] == [], role
        filled |= {path for path, value in fields_of(json.loads(files[FileFormat.JSON])) if value not in (None, "", [])}

    of_inventory = {
        f"{holding.model._meta.label_lower}.{path}" for holding in inventory.holdings() for path in holding.exported
    }
    assert of_inventory - filled == set(), "what nobody in this world has shows nothing: let somebody have it"


def test_an_account_that_holds_nothing_says_of_each_kind_why_it_is_not_there(adviser):
    export = export_of(adviser)

    kinds = {holding.model._meta.label_lower for holding in inventory.holdings()}
    parts = [export["data"], export["without_entries"], export["not_included"]]
    assert sorted(code for part in parts for code in part) == sorted(kinds)
    assert export["person"] == {"name": adviser.full_name, "email": adviser.email}
    assert export["not_included"]["matching.instruction"]["left_out"]["override_reason"].startswith("bereitet eine")
    assert export["data"]["accounts.roleassignment"]["rows"] == [
        {"role": {"label": "Rolle", "value": "adviser", "text": "Beratung"}}
    ]
    assert export["data"]["accounts.user"]["left_out"]["password"] == "schützt die Anmeldung"


def test_what_is_not_announced_changes_nothing(cohort, team_member):
    """Neither for the applicant nor for the mentor, whatever the team decides, proposes, approves and computes."""
    mentee, mentor = factories.MenteeFactory(cohort=cohort), factories.MentorFactory(cohort=cohort)
    criterion = factories.CriterionFactory(cohort=cohort)
    people = [mentee.participation.user, mentor.participation.user]
    before = [export_of(user) for user in people]

    review.accept(mentee, criterion, by=team_member, now=NOW)
    ProposalFactory(run__cohort=cohort, mentee=mentee, mentor=mentor)
    InstructionFactory(mentee=mentee, mentor=mentor, given_by=team_member)
    pairing = pairings.propose(mentee, mentor, by=team_member, now=NOW)
    pairings.approve(pairing, by=team_member, now=NOW)

    assert Proposal.objects.exists()
    assert [export_of(user) for user in people] == before

    review.announce([mentee], by=team_member, now=NOW)
    pairings.announce([pairing], by=team_member, now=NOW)
    after = dict(fields_of(export_of(people[0])))
    assert after["mentoring.mentee.state"] == MenteeState.ACCEPTED
    assert after["mentoring.pairing.mentor"] == mentor.participation.user.full_name
    assert after["matching.proposal.quality"] == "good"


def test_a_later_decision_changes_nothing_before_it_is_announced(cohort, team_member):
    mentee = factories.MenteeFactory(cohort=cohort, state="waitlisted", announced=True)
    before = export_of(mentee.participation.user)
    assert dict(fields_of(before))["mentoring.mentee.criterion"] == mentee.criterion.text

    review.accept(mentee, factories.CriterionFactory(cohort=cohort), by=team_member, now=NOW)

    assert export_of(mentee.participation.user) == before


def test_that_one_stepped_back_is_not_told(cohort):
    pairing = factories.PairingFactory(cohort=cohort, state=PairingState.DECLINED)

    for side in (pairing.mentee, pairing.mentor):
        assert dict(fields_of(export_of(side.participation.user)))["mentoring.pairing.state"] == "ended"


def test_times_are_those_of_berlin_and_codes_stand_beside_words(cohort):
    mentee = factories.MenteeFactory(cohort=cohort, mode="online")
    row = export_of(mentee.participation.user)["data"]["mentoring.mentee"]["rows"][0]

    assert row["submitted_at"] == {
        "label": "eingereicht am",
        "value": "2027-01-10T09:00:00+01:00",
        "text": "10.01.2027, 09:00 Uhr",
    }
    assert (row["mode"]["value"], row["mode"]["text"]) == ("online", "online")
    assert (row["state"]["value"], row["state"]["text"]) == ("submitted", "eingereicht")


def test_the_files_are_a_document_to_read_and_one_for_programs(cohort):
    mentee = factories.MenteeFactory(cohort=cohort, motivation=WORDS)
    files = export_files.write(exporting.collect(mentee.participation.user, now=NOW), now=NOW)

    assert json.loads(files[FileFormat.JSON])["data"]["mentoring.mentee"]["rows"][0]["motivation"]["value"] == WORDS
    catalog = PdfReader(BytesIO(files[FileFormat.PDF])).trailer["/Root"]
    assert catalog["/Lang"].startswith("de")
    assert catalog["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in catalog["/Metadata"].get_data().decode()
    text = text_of(files[FileFormat.PDF])
    shown = WORDS.replace("🙂", "[U+1F642]").replace("\u0007", "[U+0007]").replace("中", "[U+4E2D]")
    assert "".join(shown.split()).replace("-", "") in text
    assert "BewerbungenWofür" in text
    assert "Artenvon DatenohneEintrag".replace(" ", "") in text
    assert "Wünschefür" in text


def test_no_line_leaves_the_page(cohort):
    mentee = factories.MenteeFactory(cohort=cohort, motivation="x" * 1000)
    files = export_files.write(exporting.collect(mentee.participation.user, now=NOW), now=NOW)

    widest = 0.0

    def measure(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        nonlocal widest
        if text.strip("\n").count("x") > 5:
            widest = max(widest, len(text.strip("\n")))

    for page in PdfReader(BytesIO(files[FileFormat.PDF])).pages:
        page.extract_text(visitor_text=measure)
    assert 0 < widest < 120


def test_words_that_a_former_mentor_reads_on_are_the_mentees_and_told_to_her_once(cohort):
    tandem = announced_tandem(PairingState.ACTIVE, cohort=cohort)
    mentee, mentor = tandem.mentee.participation, tandem.mentor.participation
    goal = goals.add(tandem.mentee, factories.some_topic(), by=mentee.user, words="Ruhiger auftreten")
    goals.share([goal], tandem, by=mentee.user)
    pairings.end(tandem, by=None, now=NOW)

    def kept(user: User) -> list[Any]:
        rows = export_of(user)["data"].get("mentoring.keptgoaltext", {"rows": []})["rows"]
        return [row["text"]["value"] for row in rows]

    assert kept(mentee.user) == [None]
    assert [value for _path, value in fields_of(export_of(mentee.user))].count("Ruhiger auftreten") == 1
    goals.write_words(goal, mentee, "Lauter auftreten", version=1)
    assert kept(mentee.user) == ["Ruhiger auftreten"]
    assert kept(mentor.user) == []
    assert "auftreten" not in json.dumps(export_of(mentor.user))


def test_the_words_of_an_agreement_are_hers_who_saved_them_last_and_hers_who_has_confirmed_them(cohort):
    pairing = factories.PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    agreement = Agreement.objects.create(pairing=pairing, rhythm_weeks=6, version=2)
    AgreementText.objects.create(agreement=agreement, focus="Worte", written_by=pairing.mentor.participation)

    def is_told(side: Any) -> bool:
        return "mentoring.agreementtext" in export_of(side.participation.user)["data"]

    assert (is_told(pairing.mentee), is_told(pairing.mentor)) == (False, True)
    Agreement.objects.update(mentee_confirmed_version=1, mentee_confirmed_at=NOW)
    assert not is_told(pairing.mentee)
    Agreement.objects.update(mentee_confirmed_version=2)
    assert is_told(pairing.mentee)
