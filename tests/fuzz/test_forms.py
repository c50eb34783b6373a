"""Every form, with whatever somebody may send: never an error of the server, and nothing typed is lost.

Forms are read from the pages that show them, so that none is forgotten: an address that takes a POST, and that no form
leads to, fails unless it stands in `WITHOUT_A_FORM` with its reason.
"""

import pytest
from django.core.cache import cache
from hypothesis import given

from tests.fuzz.answers import faults_of
from tests.fuzz.harvest import Forms, Found, harvest, without_a_form
from tests.fuzz.hostile import posts
from tests.fuzz.page_forms import PageForm
from tests.fuzz.profile import PROFILE
from tests.fuzz.visitors import Visitors, admin_pages, sign_in_pages, site_pages
from tests.permissions.world import World, build_world

# Enough to see what was sent.
LINE = 900
READ_ONLY = "a page to read: what is sent to it changes nothing"
LEADS_ON = "leads on, whatever is sent"
OF_A_PASSKEY = "takes what a passkey has signed: tests/accounts/test_second_factor_browser.py has one"
# By the reason. Something is sent to these as well.
WITHOUT_A_FORM = {
    OF_A_PASSKEY: {"mfa_remove_webauthn", "mfa_reauthenticate_webauthn"},
    LEADS_ON: {
        *("admin:login", "admin:password_change", "admin:password_change_done", "admin:mentoring_mentee_next"),
    },
    READ_ONLY: {
        *("admin:index", "admin:app_list", "admin:mentoring_mentor_change", "admin:mentoring_pairing_change"),
        *("admin:matching_choose", "admin:matching_cohort", "admin:matching_run", "admin:matching_progress"),
        *(
            "admin:mentoring_advisergrant_change",
            "admin:matching_compare",
            "admin:matching_sheet",
            "admin:matching_export",
            "admin:matching_proposal",
        ),
    },
}


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.mark.long
@pytest.mark.parametrize("part", ["admin", "site"])
def test_whatever_is_sent_to_a_form_it_answers_and_loses_nothing(part: str, world: World) -> None:
    visitors = Visitors(world)
    in_admin = part == "admin"
    further = list(admin_pages(world)) if in_admin else [*site_pages(world, visitors), *sign_in_pages(visitors, world)]
    forms = harvest(visitors, world, further, in_admin=in_admin)
    formless = list(without_a_form(visitors, world, forms, in_admin=in_admin))
    known = {name for names in WITHOUT_A_FORM.values() for name in names}
    assert sorted({name for name, _role, _url in formless} - known) == []
    findings = []
    for name, found in [*_all(forms), *((name, Found(role, PageForm(url))) for name, role, url in formless)]:
        findings += _tried(visitors, name, found)
    assert not findings, "\n".join(findings)


def _all(forms: Forms) -> list[tuple[str, Found]]:
    return [(name, one) for name, found in forms.items() for one in found]


def _tried(visitors: Visitors, name: str, found: Found) -> list[str]:
    """Send something else again and again; return what was wrong."""
    wrong: list[str] = []

    @PROFILE
    @given(posts(found.form))
    def send(post) -> None:
        cache.clear()
        try:
            faults = list(faults_of(visitors.send(found.role, found.form.action, post), post))
        except Exception as error:  # whatever a page breaks with, the others are tried as well
            faults = [repr(error)]
        wrong.extend(f"{name} as {found.role}: {fault}, when sent {post.pairs}"[:LINE] for fault in faults)

    send()
    return wrong
