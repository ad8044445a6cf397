"""Signed tokens: a short one that opens doors, a longer one that gets a new short one, and one that
opens nothing but tells a browser that has signed in before from a stranger's."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from meetd.auth.principal import Ticket, ticket_of
from meetd.errors import Unauthorized
from meetd.model import RoomId, SessionId, UserId

ACCESS_LIFE = timedelta(minutes=15)
REFRESH_LIFE = timedelta(days=7)
DEVICE_LIFE = timedelta(days=365)
GUEST_LIFE = timedelta(days=1)
LEEWAY = timedelta(minutes=5)
"""By how much a token may come from the future: clocks are set back."""
_ALGORITHM = "HS256"
_ISSUER = "meetd"


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a token (RFC 7519)."""

    user_id: UserId
    username: str
    session_id: SessionId
    token_version: int
    jti: UUID
    expires_at: datetime
    issued_at: datetime
    room_id: RoomId | None = None
    """The room that a guest is bound to."""
    ticket: Ticket | None = None
    """The join token that a guest came by."""


class Tokens:
    """Signs and reads tokens with the server's key."""

    def __init__(self, secret_key: str) -> None:
        self._key = secret_key

    def access(self, user_id: UserId, username: str, session_id: SessionId, version: int) -> str:
        """A token for requests."""
        token, _ = self._sign("access", ACCESS_LIFE, user_id, username, session_id, version)
        return token

    def refresh(
        self, user_id: UserId, username: str, session_id: SessionId, version: int
    ) -> tuple[str, Claims]:
        """A token for a new pair of tokens, and what it says."""
        return self._sign("refresh", REFRESH_LIFE, user_id, username, session_id, version)

    def device(self, user_id: UserId, session_id: SessionId, version: int) -> str:
        """A token that says: this browser has had that session."""
        token, _ = self._sign("device", DEVICE_LIFE, user_id, "", session_id, version)
        return token

    def guest(
        self, guest_id: UserId, name: str, room_id: RoomId, ticket: Ticket | None = None
    ) -> str:
        """A token that opens one room for somebody without an account."""
        session_id = SessionId(guest_id)
        token, _ = self._sign("guest", GUEST_LIFE, guest_id, name, session_id, 0, room_id, ticket)
        return token

    def read_guest(self, token: str) -> Claims:
        """Raises Unauthorized."""
        return self._read("guest", token)

    def read_access(self, token: str) -> Claims:
        """Raises Unauthorized."""
        return self._read("access", token)

    def read_refresh(self, token: str) -> Claims:
        """Raises Unauthorized."""
        return self._read("refresh", token)

    def read_device(self, token: str) -> Claims:
        """Raises Unauthorized."""
        return self._read("device", token)

    def _sign(
        self,
        audience: str,
        life: timedelta,
        user_id: UserId,
        username: str,
        session_id: SessionId,
        version: int,
        room_id: RoomId | None = None,
        ticket: Ticket | None = None,
    ) -> tuple[str, Claims]:
        now = datetime.now(UTC)
        id_, expires_at = uuid.uuid4(), now + life
        claims = Claims(
            user_id, username, session_id, version, id_, expires_at, now, room_id, ticket
        )
        token = jwt.encode(
            {
                "iss": _ISSUER,
                "aud": audience,
                "iat": now,
                "exp": claims.expires_at,
                "jti": str(claims.jti),
                "sub": str(user_id),
                "name": username,
                "sid": str(session_id),
                "ver": version,
            }
            | ({} if room_id is None else {"room": str(room_id)})
            | ({} if ticket is None else {"ticket": asdict(ticket)}),
            self._key,
            algorithm=_ALGORITHM,
        )
        return token, claims

    def _read(self, audience: str, token: str) -> Claims:
        try:
            said: dict[str, Any] = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                audience=audience,
                issuer=_ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "jti", "sub", "aud", "iss"]},
            )
            claims = Claims(
                UserId(UUID(str(said["sub"]))),
                str(said["name"]),
                SessionId(UUID(str(said["sid"]))),
                int(said["ver"]),
                UUID(str(said["jti"])),
                datetime.fromtimestamp(said["exp"], UTC),
                datetime.fromtimestamp(said["iat"], UTC),
                RoomId(UUID(str(said["room"]))) if "room" in said else None,
                ticket_of(said["ticket"]) if "ticket" in said else None,
            )
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, OverflowError, OSError):
            raise Unauthorized from None
        # The leeway is for the beginning of a token's life, not for its end.
        if claims.expires_at <= datetime.now(UTC):
            raise Unauthorized
        return claims
