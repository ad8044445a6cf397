"""Join tokens: each lets one person into one room, without an account and without asking."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from meetd.auth.principal import Kind, Principal, Ticket
from meetd.db.join_tokens import JoinTokens
from meetd.db.pictures import Picture
from meetd.errors import JoinTokenVoid, NotFound, Unavailable
from meetd.model import JoinToken, Room, SessionId, UserId

PREFIX = "mj_"
_MARK = b"meetd join token"
_PROOF = 16
"""Bytes of the proof behind an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a token is to say."""

    name: str
    role: str
    expires_at: datetime
    external_id: str | None = None
    without: Iterable[str] = ()
    once: bool = False
    bot: bool = False
    picture: Picture | None = None


class JoinTokenBook:
    """Makes join tokens, and lets people in by them. What opens is an id and a proof of it: nothing
    has to be kept that could be stolen, and none is looked up that was made up."""

    def __init__(self, table: JoinTokens, secret_key: str) -> None:
        self._table = table
        self._key = secret_key.encode()

    async def create(
        self, room: Room, wanted: Pass, token_id: UUID | None = None
    ) -> tuple[JoinToken, str]:
        """A token, and what opens; the same again for the same id. Raises TooManyJoinTokens,
        TooManyPictures."""
        made = await self._table.add(
            UserId(token_id or uuid.uuid4()),
            room.id,
            name=wanted.name,
            role=wanted.role,
            external_id=wanted.external_id,
            without=wanted.without,
            once=wanted.once,
            bot=wanted.bot,
            expires_at=wanted.expires_at,
            picture=wanted.picture,
        )
        return made, self.secret(made.id)

    async def redeem(self, secret: str, room: Room, former: UserId | None) -> Principal:
        """The guest whom it lets in; `former`: whom the browser is known as there already. Raises
        JoinTokenVoid."""
        token_id = self._read(secret)
        found = await self._table.use(token_id, room.id, again=former == token_id)
        if found is None:
            raise JoinTokenVoid
        ticket = Ticket(found.role, found.external_id, found.without, found.bot, found.picture)
        return Principal(
            found.id, found.name, SessionId(found.id), Kind.GUEST, room.id, ticket=ticket
        )

    async def holds(self, token_id: UserId) -> bool:
        """Return whether who came by it may still come in; while the database is away, yes."""
        try:
            return await self._table.holds(token_id)
        except Unavailable:
            return True

    async def of(
        self, room: Room, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[JoinToken]:
        """A room's, newest first, from behind a place in that order."""
        return await self._table.of(room.id, before, limit)

    async def revoke(self, room: Room, token_id: UserId) -> None:
        """Let nobody in by it any more. Raises NotFound."""
        if not await self._table.revoke(token_id, room.id):
            raise NotFound

    async def purge(self) -> None:
        """Forget those that ran out long ago."""
        await self._table.purge()

    def secret(self, token_id: UUID) -> str:
        """What opens."""
        whole = token_id.bytes + self._proof(token_id.bytes)
        return PREFIX + base64.urlsafe_b64encode(whole).decode().rstrip("=")

    def _read(self, secret: str) -> UserId:
        """Raises JoinTokenVoid."""
        text = secret.removeprefix(PREFIX)
        try:
            whole = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
            token_id = UserId(UUID(bytes=whole[:16]))
        except (ValueError, binascii.Error):
            raise JoinTokenVoid from None
        # As it was written: the last letter of base64 has bits that stand for nothing.
        if not hmac.compare_digest(self.secret(token_id).encode(), secret.encode()):
            raise JoinTokenVoid
        return token_id

    def _proof(self, token_id: bytes) -> bytes:
        return hmac.new(self._key, _MARK + token_id, hashlib.sha256).digest()[:_PROOF]
