"""The pages of the team: good drafts, blanks that are not overlooked, and what the law wants within reach."""

import re

import pytest
from django.urls import reverse

from accounts.errors import Refused
from accounts.retention import rules
from portal.actions import pages
from portal.blanks import blanks_in
from portal.markdown import to_html
from portal.models import Page
from portal.models.pages import REQUIRED
from reporting import cockpit
from reporting.messages import waiting

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="([^"]+)"')


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


def draft_of(slug: str) -> Page:
    return Page.objects.get(slug=slug)


def edit(page: Page) -> str:
    return reverse("admin:portal_page_change", args=[page.pk])


def text_of(response) -> str:
    return response.content.decode()


# --- drafts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", REQUIRED)
def test_a_required_page_is_read_by_everybody(client, slug):
    answer = client.get(f"/seite/{slug}/")
    assert answer.status_code == 200
    assert draft_of(slug).title in text_of(answer)


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("impressum", ["§ 5", "Medienstaatsvertrag", "Gleichstellungsreferat"]),
        (
            "datenschutz",
            [
                "Artikel 13",
                "§ 18 DSG NRW",
                "Datenschutzbeauftragte",
                "Artikels 22",
                "Landesbeauftragte für Datenschutz",
                "nie</strong> für eine Beurteilung",
                "genau zwei Cookies",
                "sessionid",
                "csrftoken",
            ],
        ),
        (
            "barrierefreiheit",
            [
                "BITVNRW",
                "teilweise",
                "Selbstbewertung",
                "erstellt und zuletzt am",
                "Ombudsstelle für barrierefreie Informationstechnik",
                'href="/barriere-melden/"',
            ],
        ),
    ],
)
def test_a_draft_says_what_it_has_to(slug, words):
    html = to_html(draft_of(slug).body)
    assert [word for word in words if word not in html] == []


# By the code of its rule, what the draft calls a kind of data that goes.
KEPT = {
    "left": "die die Stadt verlassen",
    "accounts": "ein Konto ohne Eintrag, Rolle und Teilnahme",
    "decisions": "Protokoll der Entscheidungen",
    "sessions": "Anmeldungen auf Geräten",
    "journal": "Journal neben den Sicherungskopien",
    "signin_log": "Protokoll der Anmeldungen",
    "messages": "Nachrichten: 3 Monate",
    "occasions": "damit niemand dasselbe zweimal erfährt",
    "drafts": "die nie abgeschickt wurde",
    "unpaired": "Bewerbung ohne Tandem",
    "texts": "Texte des Tandems und eigene Texte",
    "profiles": "Profile, die Gründe",
    "tandems": "dass es ein Tandem gab",
    "requests": "vertrauliche Anfragen",
    "grants": "was der Beratung geöffnet wurde",
    "directory": "die niemand für das Programm braucht",
    "directory_waiting": "kein Mentoring-Jahr in Sicht",
    "matching": "die Gründe der Vorschläge",
    "addresses": "bisherige dienstliche E-Mail-Adresse",
    "hosts": "wer einen Workshop geleitet hat",
    "barrier_reports": "gemeldete Barrieren",
    "exports": "Dateien mit Ihren Daten",
    "deletions": "nach einer Löschung auf Ihren Wunsch",
}
OF_NOBODY = {"retention_reports"}


def test_the_privacy_notice_says_of_every_kind_of_data_how_long_it_is_kept():
    assert {rule.code for rule in rules()} - OF_NOBODY == set(KEPT)
    _before, _heading, kept = draft_of("datenschutz").body.partition("# Wie lange wir Daten behalten")
    assert [words for words in KEPT.values() if words not in kept.partition("\n# ")[0]] == []


@pytest.mark.parametrize("slug", ["start", "rolle", "hilfe", *REQUIRED])
def test_no_markdown_is_left_on_a_page(slug):
    text = re.sub(r"<[^>]+>", "", to_html(draft_of(slug).body))
    assert not re.search(r"[#*`]|\]\(", text)


@pytest.mark.parametrize("slug", REQUIRED)
def test_links_of_a_draft_lead_to_this_site_or_to_public_offices(client, slug):
    for address in LINK.findall(to_html(draft_of(slug).body)):
        if address.startswith("/"):
            # A sign-in may lie between.
            assert client.get(address, follow=True).status_code == 200
        else:
            assert re.match(r"(https://www\.|mailto:\w+@)(ldi|lbbp)\.nrw\.de", address)


# --- blanks -----------------------------------------------------------------------------------------


def test_blanks_are_found_in_their_order():
    text = "Telefon: [bitte ergänzen: Telefon]\n[Link](/) [x] [bitte ergänzen: Name\nder Leitung]"
    assert blanks_in(text) == ["Telefon", "Name der Leitung"]
    assert blanks_in("[bitte ergänzen]") == []


@pytest.mark.parametrize("slug", REQUIRED)
def test_the_team_is_told_on_its_entry_until_a_page_has_no_blanks(team, team_member, now, slug):
    page = draft_of(slug)
    assert edit(page) in [task.url for task in cockpit.for_user(team_member, now=now).upkeep]
    assert f"„{page}“ ausfüllen" in text_of(team.get("/verwaltung/"))

    page.body = "Alles da."
    pages.save_page(page, by=team_member)
    assert edit(page) not in [task.url for task in cockpit.for_user(team_member, now=now).upkeep]


@pytest.mark.parametrize("role", ["hr_member", "administrator"])
def test_nobody_else_is_told(role, request, now):
    assert cockpit.for_user(request.getfixturevalue(role), now=now).upkeep == []


def test_no_mail_tells_of_blanks(now):
    assert waiting(now) == ()


def test_above_the_text_stands_what_is_missing_in_it(team, team_member):
    page = draft_of("impressum")
    shown = text_of(team.get(edit(page)))
    count = len(blanks_in(page.body))
    assert f"{count} Angaben fehlen" in shown
    assert all(f"<li>{blank}</li>" in shown for blank in blanks_in(page.body))

    page.body = "Alles da."
    pages.save_page(page, by=team_member)
    assert "Angaben fehlen" not in text_of(team.get(edit(page)))
    assert "Angaben fehlen" not in text_of(team.get(edit(draft_of("hilfe"))))


# --- required pages ---------------------------------------------------------------------------------


def test_a_required_page_cannot_leave_the_footer(team, team_member):
    page = draft_of("impressum")
    answer = team.post(edit(page), {"title": "Impressum", "body": "Neu", "position": "4", "seen_version": page.version})

    assert answer.status_code == 302
    page.refresh_from_db()
    assert (page.body, page.is_in_footer, page.is_public) == ("Neu", True, True)
    for name in ("is_in_footer", "is_public"):
        hidden = Page.objects.get(pk=page.pk)
        setattr(hidden, name, False)
        with pytest.raises(Refused):
            pages.save_page(hidden, by=team_member)


def test_any_other_page_can(team):
    page = draft_of("rolle")
    team.post(edit(page), {"title": "Rolle", "body": "Neu", "position": "2", "seen_version": page.version})
    page.refresh_from_db()
    assert not page.is_public
