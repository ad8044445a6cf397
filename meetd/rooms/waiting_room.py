"""The waiting room: who has to ask to come in, and who was let in."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any
from uuid import UUID

from meetd.auth.principal import Principal
from meetd.errors import MustAsk, TooManyRequests, Unavailable, WaitingRoomFull
from meetd.model import Room, UserId
from meetd.room_settings import Access
from meetd.rooms.admission_keeper import AdmissionKeeper
from meetd.rooms.askers import Asker, ExpectedAskers, save_askers
from meetd.rooms.permissions import Role
from meetd.rooms.ports import AdmissionStore
from meetd.token_bucket import TokenBuckets

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

    @property
    def asker(self) -> Asker:
        """Whose it is."""
        return Asker(self.principal.id, self.principal.display_name, self.principal.is_guest)


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
        self._expected = ExpectedAskers()
        self._admitted: set[UserId] = set()
        self._invited: set[UserId] = set()
        self._asks = TokenBuckets[UserId](ASK_RATE, ASKS)
        self._denied: dict[UserId, float] = {}
        """When, by the clock that only goes forward."""
        self._loaded = False
        self.met = False
        """True once somebody was inside: before that no meeting can be over."""
        self.kept = AdmissionKeeper(store, lambda: self._room().id)

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
                self.kept.add({principal.id})

    def expelled(self, user_id: UserId) -> None:
        """Somebody was put out: they have to ask again."""
        self._admitted.discard(user_id)
        self.kept.remove(user_id)

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
            # Who leads may have been told of it by that.
            id=self._expected.asks(principal.id) or secrets.token_hex(8),
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

    async def admit(self, ids: Iterable[str] | None = None) -> list[Asker]:
        """Let those in who asked, or all; return who they are. Raises Unavailable, RoomElsewhere:
        nobody is."""
        askers = self._askers_of(ids)
        people = {asker.user_id for asker in askers}
        if not people:
            return []
        await self._store.add(self._room().id, people)
        self._admitted |= people
        # Some may ask again, or for the first time here, only now.
        self._end(
            [knock for knock in self._knocks.values() if knock.principal.id in people],
            Outcome.ADMITTED,
        )
        return askers

    def deny(self, ids: Iterable[str] | None = None) -> list[Asker]:
        """Let those who asked, or all, not in; return who they are."""
        ids = None if ids is None else [*ids]
        askers = self._askers_of(ids)
        now = time.monotonic()
        self._denied = {who: at for who, at in self._denied.items() if now < at + DENIED_FOR}
        self._denied |= {asker.user_id: now for asker in askers}
        self._end(self._of(ids), Outcome.DENIED)
        return askers

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
        self.kept.add(self._admitted)

    def over(self) -> None:
        """The meeting is over: who comes to the next one asks again. That begins once this is
        kept."""
        # Another server may have stored some before, too.
        if self.met:
            self.kept.clear()

    def close(self) -> None:
        """The room ends here. Who waits asks again where it goes on, if it does."""
        knocks, self._knocks = list(self._knocks.values()), {}
        for knock in knocks:
            self._answer(knock, Outcome.ENDED)

    def save(self) -> list[str]:
        """Those who were let in; who waits asks again by themselves."""
        return [str(user_id) for user_id in self._admitted]

    def save_askers(self) -> dict[str, Any]:
        """Those who wait: whoever lets them in may say so again."""
        return save_askers(self._askers())

    def restore(self, saved: list[str], *, met: bool, askers: Mapping[str, Any]) -> None:
        """Go on with a room of another server, in which somebody was inside or not. Raises
        AttributeError, KeyError, TypeError, ValueError."""
        self._admitted |= {UserId(UUID(one)) for one in saved}
        self.met = met
        self._expected.restore(askers)

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

    def _askers(self) -> dict[str, Asker]:
        """Those who asked, here or on the server before, by the ids of their knocks."""
        here = {id_: knock.asker for id_, knock in self._knocks.items()}
        return {**self._expected.all(), **here}

    def _askers_of(self, ids: Iterable[str] | None) -> list[Asker]:
        known = self._askers()
        return list(known.values()) if ids is None else [known[id_] for id_ in ids if id_ in known]

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
