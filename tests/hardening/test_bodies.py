"""No request makes the site take more than it needs, whoever sends it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from config import bodies
from tests.accounts.signing_in import SIGN_IN
from tests.hardening.answers import missing_headers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", [SIGN_IN, "/", "/gibt-es-nicht", "/verwaltung/accounts/employee/import/"])
def test_a_request_that_is_too_large_is_refused_before_it_is_read(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MOST_BYTES", 1000)
    file = SimpleUploadedFile("gross.bin", b"x" * 1000)

    response = Client().post(address, {"file": file})

    assert response.status_code == 413
    assert "Das ist zu groß" in response.text
    assert not list(missing_headers(response))


def test_a_form_of_usual_size_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_BYTES", 1000)
    assert Client().post(SIGN_IN, {"email": "keine Adresse"}).status_code == 200


@pytest.mark.parametrize("length", ["", "viel", "-1", "²"])
def test_a_length_that_is_none_is_left_to_the_server(length: str) -> None:
    assert Client().get("/", CONTENT_LENGTH=length).status_code == 200
