"""Passwords for the relay: what coturn computes with `use-auth-secret`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest

from meetd.auth.turn import LIFE, ice_servers
from meetd.model import UserId
from support.backend import settings

USER = UserId(uuid.UUID("01234567-89ab-cdef-0123-456789abcdef"))
NOW = 1_700_000_000.9
TURN = ("turn:turn.example.org:3478", "turns:turn.example.org:5349?transport=tcp")


def test_nothing_to_tell(tmp_path: Path) -> None:
    assert ice_servers(settings(tmp_path), USER) == []


def test_stun_needs_no_password(tmp_path: Path) -> None:
    told = ice_servers(settings(tmp_path, stun_urls=("stun:stun.example.org",)), USER)
    assert told == [{"urls": ["stun:stun.example.org"]}]


def test_the_password_is_the_macs_base64(tmp_path: Path) -> None:
    """draft-uberti-behave-turn-rest-00, section 2.2: base64(hmac(secret, username)), where the
    username is when it expires, a colon and who it is for."""
    of = settings(tmp_path, turn_urls=TURN, turn_secret="north")
    (server,) = ice_servers(of, USER, NOW)
    expires, _, user = server["username"].partition(":")
    assert server["urls"] == list(TURN)
    assert (int(expires), user) == (1_700_000_000 + LIFE, str(USER))
    mac = hmac.digest(b"north", server["username"].encode(), hashlib.sha1)
    assert server["credential"] == base64.b64encode(mac).decode()


def test_openssl_computes_the_same(tmp_path: Path) -> None:
    of = settings(tmp_path, turn_urls=TURN, turn_secret="a secret with ü")
    (server,) = ice_servers(of, USER, NOW)
    mac = subprocess.run(
        ["openssl", "dgst", "-sha1", "-hmac", "a secret with ü", "-binary"],
        input=server["username"].encode(),
        capture_output=True,
        check=True,
    ).stdout
    assert server["credential"] == base64.b64encode(mac).decode()


def test_everybody_has_their_own(tmp_path: Path) -> None:
    of = settings(tmp_path, turn_urls=TURN, turn_secret="north")
    (one,), (other,) = (ice_servers(of, UserId(uuid.uuid4()), NOW) for _ in range(2))
    assert one["credential"] != other["credential"]


@pytest.mark.parametrize("changes", [{"turn_urls": TURN}, {"turn_secret": "north"}], ids=str)
def test_half_a_configuration_tells_nothing(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert ice_servers(settings(tmp_path, **changes), USER) == []
