"""Somebody in front of a browser without JavaScript, and the running web server."""

from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from re import sub
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from accounts.models import User

TOKEN = "a" * 32


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str


class Visitor:
    """Reads pages and sends forms, signed in or not."""

    def __init__(self, port: int, user: User | None = None) -> None:
        self.port = port
        self.cookies = {"csrftoken": TOKEN}
        if user is not None:
            client = Client()
            client.force_login(user)
            self.cookies["sessionid"] = client.cookies["sessionid"].value

    def read(self, path: str, *, expect: int = 200, **headers: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, expect=expect, headers=headers)

    def send(self, path: str, *, expect: int = 302, token: str = "", **fields: Any) -> Answer:
        """Send a form, and look at the page to which the answer leads."""
        body = urlencode({**fields, "csrfmiddlewaretoken": token or self.cookies["csrftoken"]}, doseq=True)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._ask("POST", path, expect=expect, headers=headers, body=body)
        while answer.status == 302:
            answer = self._ask("GET", answer.location.partition("#")[0], expect=None)
        return answer

    def _ask(
        self, method: str, path: str, *, expect: int | None, headers: dict[str, str] | None = None, body: str = ""
    ) -> Answer:
        connection = HTTPConnection("localhost", self.port, timeout=60)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body or None, {"Cookie": cookies} | (headers or {}))
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            answer = Answer(
                response.status, response.headers.get("Location", ""), response.read().decode(errors="replace")
            )
        finally:
            connection.close()
        assert expect in (None, answer.status), f"{method} {path}: {answer.status}\n{_words_of(answer.text)}"
        return answer


def _words_of(page: str) -> str:
    return " ".join(unescape(sub(r"<[^>]*>", " ", page.partition("<main")[2] or page)).split())
