"""API keys: by which programs act for an account, a person's or a service's."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from meetd.auth.principal import Principal
from meetd.client_address import Network
from meetd.cluster.bus import Bus, KeyRevoked, PlaceCounted
from meetd.db.keys import USE_INTERVAL, Keys
from meetd.errors import MeetError, NotFound, Unauthorized
from meetd.log import get_logger
from meetd.model import ApiKey, KeyId, SessionId, UserId
from meetd.place_limit import PlaceLimit
from meetd.scopes import Scope

log = get_logger(__name__)

PREFIX = "mk_"
"""How every key begins, so that one that leaked is found."""
HINT = 8
"""Characters of a key by which its owner knows it again."""
MAX_LENGTH = 100
WRONG, FORGIVEN = 100.0, 0.1
"""Wrong keys of one place, at once and per second: as many as wrong passwords."""
REMEMBERED = 1000
"""Keys that are remembered as good: who has one is kept out by nobody else's wrong ones."""


class KeyRing:
    """Makes keys, and knows them again. Each request asks the database, so that one that was
    revoked opens nothing anywhere."""

    def __init__(self, keys: Keys, bus: Bus) -> None:
        """Tells the bus of keys that are revoked."""
        self._keys = keys
        self._bus = bus
        self._wrong = PlaceLimit(FORGIVEN, WRONG)
        self._good: OrderedDict[bytes, None] = OrderedDict()
        bus.subscribe(PlaceCounted, self._count)

    async def create(
        self,
        user_id: UserId,
        name: str,
        scopes: Iterable[Scope],
        expires_at: datetime | None,
        origins: Iterable[str] = (),
    ) -> tuple[ApiKey, str]:
        """A key, and what opens: it is shown this once. Raises TooManyKeys."""
        secret = PREFIX + secrets.token_urlsafe(32)
        key = await self._keys.add(
            user_id, name, secret[:HINT], _hash(secret), tuple(scopes), expires_at, origins
        )
        return key, secret

    async def authenticate(self, secret: str, place: Network | None) -> Principal:
        """The account that a program acts for. Raises Unauthorized; TooManyRequests: from there
        came too many that are none."""
        if len(secret) > MAX_LENGTH or not secret.isascii():
            raise Unauthorized
        hashed = _hash(secret)
        if hashed not in self._good:
            self._wrong.must_have(place)
        found = await self._keys.find(hashed)
        if found is None:
            self._good.pop(hashed, None)
            self._bus.publish(PlaceCounted("keys", place))
            raise Unauthorized("This key does not exist, or does not any more.")
        self._good[hashed] = None
        self._good.move_to_end(hashed)
        if len(self._good) > REMEMBERED:
            self._good.popitem(last=False)
        key, username = found
        await self._note_use(key)
        return Principal(key.user_id, username, SessionId(key.id), key=key)

    async def page(
        self, user_id: UserId, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[ApiKey]:
        """List an account's keys, newest first: those behind a place, or the first."""
        return await self._keys.of(user_id, before, limit)

    async def change(self, user_id: UserId, key_id: KeyId, origins: Iterable[str]) -> ApiKey:
        """Give one of an account's keys other origins. Raises NotFound."""
        changed = await self._keys.change(key_id, user_id, origins)
        if changed is None:
            raise NotFound
        return changed

    async def origins(self, user_id: UserId) -> tuple[str, ...]:
        """Origins whose pages may show an account's rooms in a frame."""
        return await self._keys.origins(user_id)

    async def revoke(self, user_id: UserId | None, key_id: KeyId) -> None:
        """End one of an account's keys, or with None whosever it is. Raises NotFound."""
        if not await self._keys.remove(key_id, user_id):
            raise NotFound
        self._bus.publish(KeyRevoked(key_id))

    async def _note_use(self, key: ApiKey) -> None:
        now = datetime.now(UTC)
        if key.last_used_at is not None and now - key.last_used_at < USE_INTERVAL:
            return
        try:
            await self._keys.note_use(key.id)
        except MeetError as error:
            log.debug("the use of a key is not noted", error=error.code)

    def _count(self, counted: PlaceCounted) -> None:
        if counted.limit == "keys":
            self._wrong.count(counted.place)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
