"""The waiting room: who has to ask to come in, and who was let in."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from uuid import UUID

from meetd.auth.principal import Principal
from meetd.errors import MeetError, MustAsk, TooManyRequests, Unavailable, WaitingRoomFull
from meetd.log import get_logger
from meetd.model import Room, UserId
from meetd.room_settings import Access
from meetd.rooms.permissions import Role
from meetd.rooms.ports import AdmissionStore
from meetd.token_bucket import TokenBuckets

log = get_logger(__name__)

MOST = 200
"""People who may wait for one room."""
SHOWN = 50
"""Those of them whom the host is told of: who waits longest."""
DENIED_FOR = 10.0
"""Seconds after which somebody who was not let in may ask again."""
ASK_RATE, ASKS = 1 / 3, 10.0
"""Times that one person asks, per second and at once: each time is told, and kept as an event."""


class Outcome(StrEnum):
    """What became of somebody who asked."""

    ADMITTED = "admitted"
    DENIED = "denied"
    REPLACED = "replaced"
    """They ask in another window."""
    ENDED = "ended"
    """The room is not here any more: to ask again leads there, or says why."""


@dataclass(slots=True, kw_only=True)
class Knock:
    """Somebody who asks to come in."""

    id: str = field(default_factory=lambda: secrets.token_hex(8))
    username: str
    guest: bool
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    principal: Principal
    socket_id: str
    number: int
    """Greater than that of all who asked before."""


def must_ask(principal: Principal, role: Role, room: Room, *, invited: bool, is_led: bool) -> bool:
    """Return whether somebody has to ask. Who leads the room never does, nor who has a join token:
    that lets in by itself. `is_led`: somebody who leads is inside."""
    settings = room.settings
    if role.leads or principal.ticket is not None:
        return False
    if settings.locked or (settings.wait_for_host and not is_led):
        return True
    if settings.access is Access.RESTRICTED:
        return not invited
    return settings.access is Access.TRUSTED and principal.is_guest


class WaitingRoom:
    """Those who ask to come into one room, and those who were let in while it is live."""

    def __init__(
        self,
        room: Callable[[], Room],
        store: AdmissionStore,
        *,
        is_led: Callable[[], bool],
        answer: Callable[[Knock, Outcome], None],
        on_changed: Callable[[], None],
    ) -> None:
        """`answer` tells somebody what became of their knock, `on_changed` hears that others wait
        than before."""
        self._room = room
        self._store = store
        self._is_led = is_led
        self._answer = answer
        self._on_changed = on_changed
        self._asked = 0
        self._knocks: dict[str, Knock] = {}
        """By their ids, in the order of their coming."""
        self._admitted: set[UserId] = set()
        self._invited: set[UserId] = set()
        self._asks = TokenBuckets[UserId](ASK_RATE, ASKS)
        self._denied: dict[UserId, float] = {}
        """When, by the clock that only goes forward."""
        self._loaded = False
        self.met = False
        """True once somebody was inside: before that no meeting can be over."""
        self._storing: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._knocks)

    def first(self) -> list[Knock]:
        """List those who wait longest."""
        return self.page(0, SHOWN)

    def page(self, after: int, limit: int) -> list[Knock]:
        """List those who asked after the one of that number, who may not wait any more."""
        later = (knock for knock in self._knocks.values() if knock.number > after)
        return list(islice(later, limit))

    async def look_up(self, principal: Principal, role: Role) -> None:
        """Find what is stored of somebody who may have to ask."""
        if not self._must_ask(principal, role) or principal.id in self._admitted:
            return
        room = self._room()
        if not self._loaded:
            self._admitted |= await self._store.of(room.id)
            self._loaded = True
        elif await self._is_admitted_elsewhere(room, principal):
            self._admitted.add(principal.id)
        if room.settings.access is Access.RESTRICTED and not principal.is_guest:
            if await self._store.is_invited(room.id, principal.id):
                self._invited.add(principal.id)
            else:
                self._invited.discard(principal.id)

    def must_be_admitted(self, principal: Principal, role: Role) -> None:
        """Raises MustAsk."""
        if self._must_ask(principal, role) and principal.id not in self._admitted:
            raise MustAsk

    def came(self, principal: Principal) -> None:
        """Somebody is inside: they need not ask again while the meeting goes on."""
        self.met = True
        if principal.id not in self._admitted:
            self._admitted.add(principal.id)
            if self._room().settings.wait_for_host:
                # They came since it is led, and may come back when it is not.
                self._store_those({principal.id})

    def expelled(self, user_id: UserId) -> None:
        """Somebody was put out: they have to ask again."""
        self._admitted.discard(user_id)

        async def remove() -> None:
            try:
                await self._store.remove(self._room().id, user_id)
            except MeetError as error:
                log.warning("an admission is not taken back", error=error.code)

        self._in_background(remove)

    def knock(self, principal: Principal, role: Role, socket_id: str) -> Knock | None:
        """Somebody asks to come in; None: they need not. Raises TooManyRequests, who was denied
        just now, or asks again and again; WaitingRoomFull."""
        try:
            self.must_be_admitted(principal, role)
        except MustAsk:
            pass
        else:
            return None
        denied = self._denied.get(principal.id)
        if denied is not None and time.monotonic() < denied + DENIED_FOR:
            raise TooManyRequests(retry_after=int(DENIED_FOR))
        self._asks.of(principal.id).take()
        older = next((k for k in self._knocks.values() if k.principal.id == principal.id), None)
        if older is not None:
            del self._knocks[older.id]
            if older.socket_id != socket_id:
                self._answer(older, Outcome.REPLACED)
        if len(self._knocks) >= MOST:
            raise WaitingRoomFull
        self._asked += 1
        knock = Knock(
            username=principal.display_name,
            guest=principal.is_guest,
            principal=principal,
            socket_id=socket_id,
            number=self._asked,
        )
        self._knocks[knock.id] = knock
        self._on_changed()
        return knock

    def withdraw(self, knock: Knock) -> None:
        """Somebody does not wait any more."""
        if self._knocks.pop(knock.id, None) is not None:
            self._on_changed()

    async def admit(self, ids: Iterable[str] | None = None) -> list[Principal]:
        """Let those in who asked, or all; return who they are. Raises Unavailable, RoomElsewhere:
        nobody is."""
        knocks = self._of(ids)
        people = {knock.principal.id for knock in knocks}
        if not people:
            return []
        await self._store.add(self._room().id, people)
        self._admitted |= people
        self._end(knocks, Outcome.ADMITTED)
        return [knock.principal for knock in knocks]

    def deny(self, ids: Iterable[str] | None = None) -> list[Principal]:
        """Let those who asked, or all, not in; return who they are."""
        knocks = self._of(ids)
        now = time.monotonic()
        self._denied = {who: at for who, at in self._denied.items() if now < at + DENIED_FOR}
        self._denied |= {knock.principal.id: now for knock in knocks}
        self._end(knocks, Outcome.DENIED)
        return [knock.principal for knock in knocks]

    def look_again(self) -> None:
        """The room is set otherwise, or somebody came who leads it: who need not ask any more
        comes in."""
        free = [
            knock
            for knock in self._knocks.values()
            if not self._must_ask(knock.principal, Role.PARTICIPANT)
        ]
        self._end(free, Outcome.ADMITTED)

    def keep(self) -> None:
        """Store who is let in already: from now on others have to ask."""
        self._store_those(set(self._admitted))

    def over(self) -> None:
        """The meeting is over: who comes to the next one asks again."""

        async def clear() -> None:
            try:
                await self._store.clear(self._room().id)
            except MeetError as error:
                log.warning("admissions are not cleared", error=error.code)

        # Another server may have stored some before, too.
        if self.met:
            self._in_background(clear)

    def close(self) -> None:
        """The room ends here. Who waits asks again where it goes on, if it does."""
        knocks, self._knocks = list(self._knocks.values()), {}
        for knock in knocks:
            self._answer(knock, Outcome.ENDED)

    def save(self) -> list[str]:
        """Those who were let in; who waits asks again by themselves."""
        return [str(user_id) for user_id in self._admitted]

    def restore(self, saved: list[str], *, met: bool) -> None:
        """Go on with a room of another server, in which somebody was inside or not. Raises
        ValueError."""
        self._admitted |= {UserId(UUID(one)) for one in saved}
        self.met = met

    async def _is_admitted_elsewhere(self, room: Room, principal: Principal) -> bool:
        """Whoever was sent here from another room was let in by its server."""
        try:
            return await self._store.has(room.id, principal.id)
        except Unavailable:
            return False

    def _must_ask(self, principal: Principal, role: Role) -> bool:
        room, invited = self._room(), principal.id in self._invited
        is_led = not room.settings.wait_for_host or self._is_led()
        return must_ask(principal, role, room, invited=invited, is_led=is_led)

    def _of(self, ids: Iterable[str] | None) -> list[Knock]:
        if ids is None:
            return list(self._knocks.values())
        return [self._knocks[id_] for id_ in ids if id_ in self._knocks]

    def _end(self, knocks: list[Knock], outcome: Outcome) -> None:
        ended = [knock for knock in knocks if self._knocks.pop(knock.id, None) is not None]
        for knock in ended:
            self._answer(knock, outcome)
        if ended:
            self._on_changed()

    def _store_those(self, people: set[UserId]) -> None:
        async def store() -> None:
            try:
                await self._store.add(self._room().id, people)
            except MeetError as error:
                log.warning("admissions are not stored", error=error.code)

        self._in_background(store)

    def _in_background(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        task = asyncio.get_running_loop().create_task(work())
        self._storing.add(task)
        task.add_done_callback(self._storing.discard)
