"""The servers that help browsers to find a way to each other, with passwords that expire."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import NotRequired, TypedDict

from meetd.config import Settings
from meetd.model import UserId

LIFE = 12 * 60 * 60
"""Seconds: longer than any meeting, since a relay refuses to prolong with a password that has run
out, and a browser keeps the one that it was given."""


class IceServer(TypedDict):
    """A server, as RTCPeerConnection takes it."""

    urls: list[str]
    username: NotRequired[str]
    credential: NotRequired[str]


def ice_servers(
    settings: Settings, user_id: UserId, now: float | None = None, *, life: int = LIFE
) -> list[IceServer]:
    """STUN and TURN servers. The password is what coturn expects
    with `use-auth-secret` (draft-uberti-behave-turn-rest-00); it runs out after `life` seconds."""
    servers: list[IceServer] = []
    if settings.stun_urls:
        servers.append({"urls": list(settings.stun_urls)})
    if settings.turn_urls and settings.turn_secret:
        expires = int(time.time() if now is None else now) + life
        username = f"{expires}:{user_id}"
        # The draft says SHA-1, and coturn knows nothing else here.
        mac = hmac.new(settings.turn_secret.encode(), username.encode(), hashlib.sha1)
        credential = base64.b64encode(mac.digest()).decode()
        servers.append(
            {"urls": list(settings.turn_urls), "username": username, "credential": credential}
        )
    return servers
