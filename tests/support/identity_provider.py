"""A real OpenID provider on this machine, for the tests about the town's.

`provider` runs one and lets the settings name it. `provider.says(sub, …)` tells what it knows about somebody;
`provider.answers(address, sub)` signs in there as she does, and returns where that leads. Other methods let it
answer wrongly.
"""

import json
import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import flask
import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from werkzeug.serving import make_server

from config.env import IdentityProvider

with warnings.catch_warnings(record=True):
    # Its own libraries are about to change, and say so whatever is ignored.
    import oidc_provider_mock

CLIENT_ID, CLIENT_SECRET, NAME = "mentoring", "a-secret-of-the-tests", "Stadt-Konto"
METADATA, TOKEN, KEYS, USERINFO = "/.well-known/openid-configuration", "/oauth2/token", "/jwks", "/userinfo"


class Provider:
    """The running provider."""

    def __init__(self) -> None:
        self.issuer = ""
        # Every form that was sent to it for a token.
        self.asked: list[dict[str, str]] = []
        self._faults: dict[str, Callable[[str], Any]] = {}
        self._other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def begin_anew(self) -> None:
        self.asked.clear()
        self._faults.clear()

    # --- what people do there ------------------------------------------------------------------

    def says(self, sub: str, **claims: Any) -> None:
        """Let the provider know somebody by these claims."""
        requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=5).raise_for_status()

    def answers(self, address: str, sub: str, **changed: str) -> str:
        """Sign in at the provider and return the address, on our site, to which it leads the browser back.

        `changed` are parameters of the address that somebody has changed on the way; an empty one is left out.
        """
        page, _mark, query = address.partition("?")
        parameters = {name: value for name, value in (dict(parse_qsl(query)) | changed).items() if value}
        answer = requests.post(f"{page}?{urlencode(parameters)}", data={"sub": sub}, allow_redirects=False, timeout=5)
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"

    # --- what it does otherwise than it should -------------------------------------------------

    def leaves_out_of_token(self, *names: str) -> None:
        """Tell these claims only to who asks for them with the token. That is right, too."""
        self._signs(lambda claims: {name: value for name, value in claims.items() if name not in names})
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._other_key.public_key(), as_dict=True)
        self._faults[KEYS] = lambda right: json.dumps({"keys": [json.loads(right)["keys"][0] | public]})

    def signs_with_another_key(self) -> None:
        self._signs(dict)

    def tells_about(self, sub: str) -> None:
        self._faults[USERINFO] = lambda right: json.dumps(json.loads(right) | {"sub": sub})

    def describes_itself_as(self, text: str) -> None:
        self._faults[METADATA] = lambda _right: text

    def leads_elsewhere(self) -> None:
        self._faults[METADATA] = lambda _right: flask.redirect(f"{METADATA}?elsewhere")

    def _signs(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        def sign(right: str) -> str:
            answer = json.loads(right)
            head = jwt.get_unverified_header(answer["id_token"])
            claims = change(jwt.decode(answer["id_token"], options={"verify_signature": False}))
            return json.dumps(answer | {"id_token": jwt.encode(claims, self._other_key, head["alg"], head)})

        self._faults[TOKEN] = sign

    # --- within the server ---------------------------------------------------------------------

    def note(self) -> None:
        if flask.request.path == TOKEN:
            self.asked.append(dict(flask.request.form))

    def change(self, response: flask.Response) -> flask.Response:
        fault = self._faults.get(flask.request.path)
        if fault is None or flask.request.args:
            return response
        return flask.make_response(fault(response.get_data(as_text=True)))


@pytest.fixture(scope="session")
def running_provider() -> Iterator[Provider]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    found = Provider()
    app = oidc_provider_mock.app()
    app.before_request(found.note)
    app.after_request(found.change)
    server = make_server("localhost", 0, app, threaded=True)
    found.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def provider(running_provider: Provider, settings: Any) -> Provider:
    """A provider that the site knows."""
    settings.IDENTITY_PROVIDER = IdentityProvider(running_provider.issuer, CLIENT_ID, CLIENT_SECRET, NAME)
    running_provider.begin_anew()
    return running_provider
