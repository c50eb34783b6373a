"""An ID token lets somebody in only if the provider has signed it, for us and for this very sign-in."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accounts.identity import tokens

ISSUER, CLIENT_ID, NONCE = "https://login.example.org/stadt", "mentoring", "said-once"
OURS, OTHERS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
ABSENT = "(absent)"
LONG_AGO = 1_000_000_000


def published(*keys, **fields):
    """Return what the provider says its keys are."""
    each = [jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) for key in keys]
    return {"keys": [key | {"kid": f"key-{number}"} | fields for number, key in enumerate(each)]}


def token(key=OURS, algorithm="RS256", headers=None, **changed):
    now = int(time.time())
    right = {"iss": ISSUER, "sub": "nr-1", "aud": CLIENT_ID, "nonce": NONCE, "iat": now, "exp": now + 300}
    claims = {name: value for name, value in (right | changed).items() if value is not ABSENT}
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "key-0"} if headers is None else headers)


def read(text, keys=None, nonce=NONCE):
    return tokens.read(text, keys or published(OURS), issuer=ISSUER, client_id=CLIENT_ID, nonce=nonce)


def test_a_token_of_the_provider_for_this_sign_in_is_believed():
    assert read(token())["sub"] == "nr-1"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://login.example.org/other"},
        {"iss": f"{ISSUER}/"},
        {"iss": ABSENT},
        {"aud": "another"},
        {"aud": ABSENT},
        {"aud": [CLIENT_ID, "another"]},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": ABSENT},
        {"nonce": ""},
        {"exp": LONG_AGO},
        {"exp": ABSENT},
        {"iat": ABSENT},
        {"sub": ABSENT},
        {"sub": ""},
        {"sub": "x" * 192},
    ],
    ids=str,
)
def test_any_other_is_not(changed):
    with pytest.raises(tokens.NotBelieved):
        read(token(**changed))


def test_a_token_for_several_says_that_it_was_asked_for_by_us():
    assert read(token(aud=[CLIENT_ID, "another"], azp=CLIENT_ID))


def test_without_a_nonce_of_our_own_none_is_right():
    with pytest.raises(tokens.NotBelieved):
        read(token(nonce=""), nonce="")


def test_one_that_ran_out_a_moment_ago_is_a_matter_of_clocks():
    now = int(time.time())
    assert read(token(exp=now - tokens.LEEWAY + 5))
    with pytest.raises(tokens.NotBelieved):
        read(token(exp=now - tokens.LEEWAY - 5))


def test_the_signature_of_another_key_is_none():
    with pytest.raises(tokens.NotBelieved):
        read(token(OTHERS))


def test_a_changed_token_is_none():
    head, _claims, signature = token().split(".")
    with pytest.raises(tokens.NotBelieved):
        read(f"{head}.{token(sub='nr-2').split('.')[1]}.{signature}")


def test_an_unsigned_token_is_none():
    with pytest.raises(tokens.NotBelieved):
        read(token(None, "none"))


def test_the_published_key_is_no_shared_secret():
    """A library that let the token choose would take the key that everybody knows for the secret."""
    public = OURS.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    forged = jwt.api_jws.PyJWS()
    forged._algorithms["HS256"].prepare_key = lambda key: key  # PyJWT would not make one
    with pytest.raises(tokens.NotBelieved):
        read(forged.encode(b"{}", public, algorithm="HS256", headers={"kid": "key-0"}))


@pytest.mark.parametrize("headers", [{"kid": "key-9"}, {}], ids=["unknown", "none, and several to choose from"])
def test_a_token_names_its_key(headers):
    with pytest.raises(tokens.NotBelieved):
        read(token(headers=headers), published(OURS, OTHERS))


def test_where_there_is_one_key_it_need_not_be_named():
    assert read(token(headers={}))


def test_a_key_for_encrypting_signs_nothing():
    with pytest.raises(tokens.NotBelieved):
        read(token(), published(OURS, use="enc"))


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "key-0"}]}])
def test_without_usable_keys_nothing_is_believed(keys):
    with pytest.raises(tokens.NotBelieved):
        tokens.read(token(), keys, issuer=ISSUER, client_id=CLIENT_ID, nonce=NONCE)


@pytest.mark.parametrize("text", ["", "a.b.c", "no token at all"])
def test_what_is_no_token_is_not_believed(text):
    with pytest.raises(tokens.NotBelieved):
        read(text)
