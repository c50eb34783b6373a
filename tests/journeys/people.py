"""How the people of a journey move through the pages: each with a browser of her own."""

import re
from collections.abc import Callable

from django.core import mail
from playwright.sync_api import Page, expect

CODE = re.compile(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b")
LINK = re.compile(r"https?://\S+")


class Person:
    """Somebody in front of a browser. Every page she reaches is looked at by `look`."""

    def __init__(self, page: Page, look: Callable[[Page], None]) -> None:
        self.page = page
        self._look = look

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def look(self) -> None:
        self.page.wait_for_load_state()
        self._look(self.page)

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press the button or follow the link with this name, and look at what comes."""
        main = self.page.locator("main")
        target = main.get_by_role("button", name=name, exact=exact).or_(
            main.get_by_role("link", name=name, exact=exact)
        )
        target.first.click()
        self.look()

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).fill(value)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def reads(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def sign_in_by_code(self, email: str) -> None:
        """Ask for a code, read it in the newest mail, and come in."""
        self.open("/konto/anmelden/")
        self.fill("Dienstliche E-Mail", email)
        self.press("Code anfordern")
        code = CODE.search(str(newest_mail_to(email).body))
        assert code is not None
        self.fill("Code aus der Mail", code.group())
        self.press("Anmelden")

    def follow_invitation(self, email: str) -> None:
        """Open the link of the newest mail and come in with its one button."""
        link = LINK.search(str(newest_mail_to(email).body))
        assert link is not None
        self.open(link.group())
        self.press("Weiter")


def newest_mail_to(email: str) -> mail.EmailMessage:
    """Return the newest mail to an address."""
    return next(message for message in reversed(mail.outbox) if any(email in to for to in message.to))
