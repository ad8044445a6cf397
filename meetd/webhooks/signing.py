"""Signatures of webhooks, by the Standard Webhooks scheme."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """Make a secret that signs, as integrators write it down."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(message_id: str, timestamp: int, body: bytes, by: Iterable[str]) -> dict[str, str]:
    """The headers that prove who sent a body, and when: a signature by each secret."""
    said = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(said, secret)}" for secret in by),
    }


def _signature(said: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return base64.b64encode(hmac.digest(key, said, hashlib.sha256)).decode()
