"""Tokens: ours are read, and nobody else's."""

from __future__ import annotations

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from meetd.auth.tokens import ACCESS_LIFE, REFRESH_LIFE, Tokens
from meetd.errors import Unauthorized
from meetd.model import SessionId, UserId

from .conftest import KEY

USER = UserId(uuid.uuid4())
SESSION = SessionId(uuid.uuid4())


def claims(**changes: Any) -> dict[str, Any]:
    """What a good access token says, but for these; None: not at all."""
    now = datetime.now(UTC)
    good: dict[str, Any] = {
        "iss": "meetd",
        "aud": "access",
        "iat": now,
        "exp": now + ACCESS_LIFE,
        "jti": str(uuid.uuid4()),
        "sub": str(USER),
        "name": "anna",
        "sid": str(SESSION),
        "ver": 3,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def part(data: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def test_what_was_signed_is_read() -> None:
    read = Tokens(KEY).read_access(Tokens(KEY).access(USER, "anna", SESSION, 3))
    assert (read.user_id, read.username, read.session_id) == (USER, "anna", SESSION)
    assert read.token_version == 3


def test_the_shape_that_the_rows_below_change_is_a_good_one() -> None:
    assert Tokens(KEY).read_access(jwt.encode(claims(), KEY)).user_id == USER


def test_lives_are_as_they_are_told() -> None:
    token, said = Tokens(KEY).refresh(USER, "anna", SESSION, 1)
    read = jwt.decode(token, options={"verify_signature": False})
    assert timedelta(seconds=read["exp"] - read["iat"]) == REFRESH_LIFE
    assert said.expires_at == datetime.fromtimestamp(read["exp"], UTC) + timedelta(
        microseconds=said.expires_at.microsecond
    )
    read = jwt.decode(
        Tokens(KEY).access(USER, "anna", SESSION, 1), options={"verify_signature": False}
    )
    assert timedelta(seconds=read["exp"] - read["iat"]) == ACCESS_LIFE


def test_a_token_serves_one_purpose() -> None:
    tokens = Tokens(KEY)
    access = tokens.access(USER, "anna", SESSION, 1)
    refresh, _ = tokens.refresh(USER, "anna", SESSION, 1)
    device = tokens.device(USER, SESSION, 1)
    for read, good in (
        (tokens.read_access, access),
        (tokens.read_refresh, refresh),
        (tokens.read_device, device),
    ):
        assert read(good).session_id == SESSION
        for other in {access, refresh, device} - {good}:
            with pytest.raises(Unauthorized):
                read(other)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"exp": None},
        {"exp": "soon"},
        {"iat": None},
        {"exp": 1e300},
        {"iat": datetime(2100, 1, 1, tzinfo=UTC)},
        {"nbf": datetime(2100, 1, 1, tzinfo=UTC)},
        {"iss": None},
        {"iss": "another"},
        {"aud": None},
        {"aud": "refresh"},
        {"aud": []},
        {"sub": None},
        {"sub": "anna"},
        {"sub": 5},
        {"sid": None},
        {"sid": "x"},
        {"sid": 5},
        {"jti": None},
        {"jti": "x"},
        {"ver": None},
        {"ver": "x"},
        {"ver": []},
        {"name": None},
    ],
    ids=str,
)
def test_claims_that_do_not_fit(changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthorized):
        Tokens(KEY).read_access(jwt.encode(claims(**changes), KEY))


@pytest.mark.parametrize("claim", ["iat", "nbf"])
@pytest.mark.parametrize("seconds", [2, 60])
def test_a_clock_that_was_set_back_refuses_no_fresh_token(claim: str, seconds: int) -> None:
    """One that was set forward shortens lives by as much."""
    early = datetime.now(UTC) + timedelta(seconds=seconds)
    assert Tokens(KEY).read_access(jwt.encode(claims(**{claim: early}), KEY)).user_id == USER


def test_another_key() -> None:
    with pytest.raises(Unauthorized):
        Tokens(KEY).read_access(jwt.encode(claims(), KEY + "!"))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_with_our_key(algorithm: str) -> None:
    long_key = KEY * 2
    with pytest.raises(Unauthorized):
        Tokens(long_key).read_access(jwt.encode(claims(), long_key, algorithm=algorithm))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "RS256", None, 5])
def test_no_signature_at_all(algorithm: object) -> None:
    signed = jwt.encode(claims(), KEY).split(".")
    for signature in ("", signed[2]):
        forged = ".".join((part({"alg": algorithm, "typ": "JWT"}), signed[1], signature))
        with pytest.raises(Unauthorized):
            Tokens(KEY).read_access(forged)


def test_other_claims_under_our_signature() -> None:
    header, body, signature = jwt.encode(claims(), KEY).split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    with pytest.raises(Unauthorized):
        Tokens(KEY).read_access(f"{header}.{part(said | {'ver': 4})}.{signature}")


@pytest.mark.parametrize(
    "text", ["", ".", "..", "...", "a.b.c", "eyJ.eyJ.x", "\x00", "ü.ü.ü", "\udcff", "x" * 100_000]
)
def test_what_is_no_token(text: str) -> None:
    with pytest.raises(Unauthorized):
        Tokens(KEY).read_access(text)
