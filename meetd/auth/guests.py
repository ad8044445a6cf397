"""Guests: people without an account, each of one room. Nothing is kept of them but what their own
token says."""

from __future__ import annotations

import uuid

from meetd.auth.join_tokens import JoinTokenBook
from meetd.auth.principal import Kind, Principal
from meetd.auth.sessions import Credential
from meetd.auth.tokens import Claims, Tokens
from meetd.client_address import Network
from meetd.errors import Unauthorized
from meetd.model import Room, SessionId, UserId
from meetd.place_limit import PlaceLimit

GUESTS = 100.0
"""Guests who come from one place at once: more than fit in a school's hall of computers."""
GUEST_RATE = 1 / 6
"""Guests a second who come from there for long."""
LOOKS, LOOK_RATE = 200.0, 2.0
"""Rooms that one place asks about without an account, at once and per second."""


class Guests:
    """Signs guests in, and knows them again."""

    def __init__(self, tokens: Tokens, join_tokens: JoinTokenBook) -> None:
        self._tokens = tokens
        self._join_tokens = join_tokens
        self._made = PlaceLimit(GUEST_RATE, GUESTS)
        self._looks = PlaceLimit(LOOK_RATE, LOOKS)

    def look(self, place: Network | None) -> None:
        """Somebody without an account asks about a room. Raises TooManyRequests."""
        self._looks.must_have(place)
        self._looks.count(place)

    def enter(
        self, room: Room, name: str, former: str | None, place: Network | None
    ) -> tuple[Principal, str]:
        """A guest of a room, and their token. Who shows a `former` token of that room is the same
        guest, also under another name. Raises TooManyRequests."""
        known = self.find(former, room)
        # Whom a join token let in is somebody else under a name of their own.
        guest_id = None if known is None or known.ticket is not None else known.id
        if guest_id is None:
            self._made.must_have(place)
            self._made.count(place)
            guest_id = UserId(uuid.uuid4())
        principal = Principal(guest_id, name, SessionId(guest_id), Kind.GUEST, room.id)
        return principal, self._tokens.guest(guest_id, name, room.id)

    async def enter_by(self, secret: str, room: Room, former: str | None) -> tuple[Principal, str]:
        """The guest whom a join token lets in, and their token. Raises JoinTokenVoid."""
        known = self.find(former, room)
        principal = await self._join_tokens.redeem(
            secret, room, None if known is None else known.id
        )
        return principal, self._tokens.guest(
            principal.id, principal.display_name, room.id, principal.ticket
        )

    def credential(self, token: str) -> Credential:
        """The holder of this token, and for how long. Raises Unauthorized."""
        return _credential(self._tokens.read_guest(token))

    def find(self, token: str | None, room: Room) -> Principal | None:
        """Find the guest of a room whose token this is."""
        try:
            principal = self.credential(token or "").principal
        except Unauthorized:
            return None
        return principal if principal.room_id == room.id else None


def _credential(claims: Claims) -> Credential:
    if claims.room_id is None:
        raise Unauthorized
    principal = Principal(
        claims.user_id,
        claims.username,
        claims.session_id,
        Kind.GUEST,
        claims.room_id,
        claims.ticket,
    )
    return Credential(principal, claims.token_version, claims.expires_at)
