"""Breakout rooms of a room: planned, opened, and closed from where it is live.

Each is a room of its own, on whichever server: what there is to say goes both ways as notices, and
who may come into which is in the stored plan (`breakout_room` has the other end).

Longer than most files: here what is asked, what is told and what is stored of them meet."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from meetd.auth.principal import Principal
from meetd.cluster.bus import BreakoutNotice
from meetd.errors import (
    BreakoutsOpen,
    HostForbids,
    InvalidRequest,
    MeetError,
    NoBreakouts,
    Removed,
    Unavailable,
)
from meetd.log import get_logger
from meetd.model import ParticipantId, Room, RoomId, StoredPlan, UserId
from meetd.rooms.breakout_events import (
    BreakoutPerson,
    BreakoutsChanged,
    BreakoutsSaid,
    HelpAsked,
    ShownBreakout,
    ShownBreakouts,
)
from meetd.rooms.breakout_plan import Others, Plan, PlannedRoom, lowered
from meetd.rooms.breakout_store import BreakoutStore
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission, may, must_not_be_blocked
from meetd.rooms.standing import Standing

log = get_logger(__name__)

LONGEST = 24 * 60 * 60
"""Seconds for which they are open at most."""
GRACE = 60.0
"""Seconds for which a room without anybody is kept for those who are on their way."""


class Breakouts:
    """The breakout rooms of one room."""

    def __init__(
        self,
        room: Callable[[], Room],
        store: BreakoutStore,
        publish: Callable[[BreakoutNotice], None],
        *,
        people: Callable[[], Iterable[Participant]],
        standing: Standing,
        tell: Callable[[BreakoutsChanged | BreakoutsSaid | HelpAsked, ParticipantId | None], None],
        put_out: Callable[[UserId], None],
        block: Callable[[UserId], Awaitable[object]],
        end: Callable[[], None],
        on_idle: Callable[[], None],
    ) -> None:
        """`put_out` puts somebody out of the room, `block` keeps them out for good, `end` ends the
        meeting; `on_idle` hears that it need not be kept any more."""
        self._room = room
        self._store = store
        self._publish = publish
        self._people = people
        self._standing = standing
        self._tell = tell
        self._put_out = put_out
        self._block = block
        self._end = end
        self._on_idle = on_idle
        self._plan: Plan | None = None
        self._loaded = False
        self._lock = asyncio.Lock()
        self._present: dict[RoomId, dict[UserId, str]] = {}
        """Who is in which, as the rooms said."""
        self._kept_until = 0.0
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_busy(self) -> bool:
        """Whether somebody is in them, or on their way."""
        if self._plan is None or not self._plan.is_open:
            return False
        return any(self._present.values()) or time.monotonic() < self._kept_until

    @property
    def others(self) -> Others:
        """Where those go who are put nowhere by hand."""
        return Others.STAY if self._plan is None else self._plan.others

    async def look_up(self, principal: Principal) -> None:
        """Read the plan, if that was not done yet. Raises Blocked, Removed: somebody was put out of
        one of them; Unavailable."""
        if self._loaded and not (self._plan and self._plan.is_open):
            return
        stored = await self._store.plan(self._room().id)
        self._load(stored)
        expelled = stored is not None and principal.id in stored.expelled
        if expelled and principal.id != self._room().host_id:
            # For good is more than for this meeting, whose end may not be stored yet.
            must_not_be_blocked(principal, self._room())
            raise Removed

    async def seat(self, principal: Principal, name: str, *, leads: bool) -> None:
        """Somebody comes in: give them their seat, where they are expected, or all others are put
        somewhere. Where that cannot be found out it is tried again as the rooms open. Raises
        RoomElsewhere."""
        plan = self._plan
        if plan is None or not plan.rooms or principal.id in plan.seats:
            return
        person = [(principal, name)]
        try:
            names = await self._names_of([principal]) if plan.expected else {}
            async with self._lock:
                if self._plan is None or not self._plan.is_open:
                    # Other servers need not know yet.
                    met = self._plan is not None and _meet(self._plan, person, names)
                else:
                    plan = self._copy()
                    met = _meet(plan, person, names)
                    if plan.others is Others.RANDOM and not leads:
                        met |= plan.fill([(principal.id, name)], secrets.SystemRandom())
                    if met:
                        await self._store.set_plan(self._room().id, plan.save())
                        self._plan = plan
        except (InvalidRequest, Unavailable) as error:
            log.warning("somebody has no breakout room yet", error=error.code)
            return
        if met:
            self._tell_soon()

    def shown_to(self, participant: Participant) -> ShownBreakouts | None:
        """Return what somebody sees of them, if there are any."""
        plan = self._plan
        if plan is None or not plan.rooms:
            return None
        leads = may(participant.role, Permission.BREAK_OUT)
        own = plan.seat_of(participant.principal.id)
        rooms = [
            ShownBreakout(
                name=one.name,
                code=one.code if leads or place == own else None,
                people=self._people_of(plan, place, one) if leads else [],
                expected=plan.awaited(place) if leads else [],
            )
            for place, one in enumerate(plan.rooms)
        ]
        left = None if plan.ends_at is None else max(0, round((plan.ends_at - time.time()) * 1000))
        return ShownBreakouts(
            plan.is_open, plan.choice, left, rooms, own, plan.others, plan.seconds
        )

    async def prepare(
        self, names: Sequence[str], *, shuffle: bool = False, changes: Mapping[str, Any]
    ) -> None:
        """Plan rooms of these names, where who belonged to one of before still does; with
        `shuffle` everybody who does not lead is spread over them. `changes`: `others` and
        `seconds` of the plan, where they are not as before. Raises BreakoutsOpen, and as
        BreakoutStore."""
        async with self._lock:
            before = self._plan or Plan([])
            if before.is_open:
                raise BreakoutsOpen
            plan = before.named(names)
            plan.others = changes.get("others", plan.others)
            plan.seconds = changes.get("seconds", plan.seconds)
            if shuffle and names:
                plan.seats.clear()
                plan.deal(self._dealt_with(), secrets.SystemRandom())
                plan.known = {
                    who: called for who, called in plan.known.items() if who in plan.seats
                }
            await self._set(plan)

    async def replace(self, plan: Plan) -> None:
        """Have this plan, and nothing of the one before. Raises BreakoutsOpen, and as
        BreakoutStore."""
        async with self._lock:
            if not self._loaded:
                self._load(await self._store.plan(self._room().id))
            if self._plan is not None and self._plan.is_open:
                raise BreakoutsOpen
            await self._meet_all(plan)
            await self._set(plan)

    async def expect(self, name: str, place: int | None) -> None:
        """Whoever comes by that name belongs in one; None: nobody does any more. Raises
        NoBreakouts, InvalidRequest, and as BreakoutStore."""
        async with self._lock:
            plan = self._copy()
            plan.expect(name, place)
            await self._meet_all(plan)
            await self._set(plan)

    async def assign(self, user_id: UserId, place: int | None, *, chosen: bool = False) -> None:
        """Somebody belongs in one from now on; None: in the main room. Who has `chosen` that is
        expected next time where they were. Raises NoBreakouts, InvalidRequest, and as
        BreakoutStore."""
        async with self._lock:
            plan = self._copy()
            names = {one.principal.id: one.username for one in self._people()}
            known = plan.seats.get(user_id)
            name = names.get(user_id) or (known and known.name)
            if not name:
                raise InvalidRequest("This person is not in the meeting.")
            plan.assign(user_id, name, place)
            if not chosen:
                plan.keep(user_id)
            await self._store.set_plan(self._room().id, plan.save())
            self._took(plan, user_id, soon=chosen)
            if plan.is_open:
                room = plan.room_of(user_id)
                self._say("moved", user_id=str(user_id), code=room and room.code)

    async def choose(self, participant: Participant, place: int | None) -> None:
        """Somebody chooses a room. Raises NoBreakouts; HostForbids: that is not theirs to do;
        InvalidRequest, and as BreakoutStore."""
        if not self._copy().choice:
            raise HostForbids
        await self.assign(participant.principal.id, place, chosen=True)

    async def open(self, seconds: int | None, *, as_planned: bool = False) -> None:
        """Open them, for so long, or for as long as is planned. Raises NoBreakouts, BreakoutsOpen,
        InvalidRequest, and as BreakoutStore."""
        async with self._lock:
            plan = self._copy()
            if plan.is_open:
                raise BreakoutsOpen
            limit = plan.seconds if as_planned else seconds
            await self._meet_all(plan)
            if plan.others is Others.RANDOM:
                plan.fill(self._dealt_with(), secrets.SystemRandom())
            plan.roles = dict(self._standing.roles)
            names = [one.name for one in plan.rooms]
            rooms = await self._store.open(self._room(), names, self._standing.removed)
            plan.opened(rooms, time.time() + (limit or LONGEST))
            self._present.clear()
            self._keep()
            await self._set(plan)

    async def close(self) -> None:
        """Close them: all come back. Raises NoBreakouts, and as BreakoutStore."""
        async with self._lock:
            plan = self._copy()
            if not plan.is_open:
                raise NoBreakouts
            plan.closed()
            await self._store.close(self._room().id, plan.save())
            self._took(plan)
            self._keep()
            self._say("closed")

    async def set_time(self, seconds: int) -> None:
        """Let them close so long from now. Raises NoBreakouts, and as BreakoutStore."""
        async with self._lock:
            plan = self._copy()
            if not plan.is_open:
                raise NoBreakouts
            plan.ends_at = time.time() + seconds
            await self._set(plan)
            self._say("time", ends_at=plan.ends_at)

    def say(self, text: str, by_name: str) -> None:
        """Tell all something, in every room."""
        self._tell(BreakoutsSaid(text, by_name), None)
        self._say("said", text=text, by_name=by_name)

    async def expel(self, user_id: UserId, *, block: bool) -> None:
        """Somebody was put out here, where it is known whether they are blocked: they are out of
        all. Raises Unavailable."""
        if self._plan is not None:
            self._plan.forget(user_id)
            await self._store.expel(self._room().id, user_id, block=block)
            self._say("expelled", user_id=str(user_id), block=block)

    def over(self) -> None:
        """The meeting is ended for all."""
        if self._plan is not None and self._plan.is_open:
            self._say("over")

    def heard(self, notice: BreakoutNotice) -> None:
        """One of them says something."""
        said = notice.said
        match notice.kind:
            case "present":
                self._present[RoomId(UUID(said["room_id"]))] = {
                    UserId(UUID(who)): name for who, name in said["people"].items()
                }
                self._keep()
                self._tell_soon()
            case "help":
                for one in self._people():
                    if may(one.role, Permission.BREAK_OUT):
                        self._tell(
                            HelpAsked(said["code"], said["room_name"], said["by_name"]), one.id
                        )
            case "expelled":
                user_id = UserId(UUID(said["user_id"]))
                if self._plan is not None:
                    self._plan.forget(user_id)
                self._put_out(user_id)
                if said.get("block") and user_id not in self._room().blocked:
                    self._in_background(self._block(user_id))
            case "over":
                self._in_background(self._clear())
                self._end()
            case _:
                pass

    def save(self) -> dict[str, Any] | None:
        """What another server needs to go on with them; plain JSON."""
        if not self._loaded:
            return None
        present = {
            str(room_id): {str(who): name for who, name in people.items()}
            for room_id, people in self._present.items()
        }
        return {"plan": self._plan and self._plan.save(), "present": present}

    def restore(self, saved: Mapping[str, Any] | None) -> None:
        """Go on with those of another server. Raises KeyError, TypeError, ValueError."""
        if saved is None:
            return
        self._loaded = True
        self._plan = None if saved["plan"] is None else Plan.load(saved["plan"])
        self._present = {
            RoomId(UUID(room_id)): {UserId(UUID(who)): str(name) for who, name in people.items()}
            for room_id, people in saved["present"].items()
        }
        if self._plan is not None:
            self._keep()
            self._arm()

    def stop(self) -> None:
        """The room is not here any more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _load(self, stored: StoredPlan | None) -> None:
        if not self._loaded:
            self._loaded = True
            if stored is not None and self._plan is None:
                self._plan = Plan.load(stored.plan)
                self._arm()

    def _dealt_with(self) -> list[tuple[UserId, str]]:
        """Those whom chance may put somewhere."""
        led = [one for one in self._people() if not one.role.leads]
        return [(one.principal.id, one.username) for one in led]

    async def _meet_all(self, plan: Plan) -> None:
        """Give those inside their seats who are expected. Raises InvalidRequest, Unavailable."""
        new = [one for one in self._people() if one.principal.id not in plan.seats]
        if plan.expected and new:
            names = await self._names_of([one.principal for one in new])
            _meet(plan, [(one.principal, one.username) for one in new], names)

    async def _names_of(self, people: Sequence[Principal]) -> dict[UserId, set[str]]:
        """Find the names that people may be expected by, as they are compared. A guest is not meant
        by a name that an account has. Raises Unavailable."""
        guests = [lowered(who.display_name) for who in people if who.is_guest]
        users = [who.id for who in people if not who.is_guest]
        taken = await self._store.usernames(guests) if guests else frozenset[str]()
        names = await self._store.names_of(users) if users else {}
        return {
            who.id: {
                str(who.id),
                *({lowered(who.display_name)} - taken if who.is_guest else names.get(who.id, ())),
            }
            for who in people
        }

    def _people_of(self, plan: Plan, place: int, room: PlannedRoom) -> list[BreakoutPerson]:
        here = dict(self._present.get(room.id, {})) if room.id is not None else {}
        people = {
            user_id: BreakoutPerson(user_id, seat.name, here.pop(user_id, None) is not None)
            for user_id, seat in plan.seats.items()
            if seat.room == place
        }
        others = [BreakoutPerson(user_id, name, True) for user_id, name in here.items()]
        return [*people.values(), *others]

    def _copy(self) -> Plan:
        if self._plan is None or not self._plan.rooms:
            raise NoBreakouts
        return self._plan.copy()

    async def _set(self, plan: Plan) -> None:
        await self._store.set_plan(self._room().id, plan.save())
        self._took(plan)

    def _took(self, plan: Plan, moved: UserId | None = None, *, soon: bool = False) -> None:
        """Have this plan from now on: where one was `moved`, the others than those who lead see
        nothing of it, and these are told `soon` where many may move in a moment."""
        self._plan, self._loaded = plan, True
        self._arm()
        if moved is None:
            self._tell_all()
            return
        for one in self._people():
            if one.principal.id == moved and not may(one.role, Permission.BREAK_OUT):
                self._tell(BreakoutsChanged(self.shown_to(one)), one.id)
        if soon:
            self._tell_soon()
        else:
            self._tell_leaders()

    def _arm(self) -> None:
        ends_at = self._plan.ends_at if self._plan else None
        self._later("end", None if ends_at is None else ends_at - time.time(), self._time_is_up)

    def _time_is_up(self) -> None:
        self._in_background(self.close())

    def _keep(self) -> None:
        self._kept_until = time.monotonic() + GRACE
        self._later("keep", GRACE + 1, self._on_idle)

    def _tell_soon(self) -> None:
        if "tell" not in self._timers:
            self._later("tell", 0.3, self._tell_leaders)

    def _tell_leaders(self) -> None:
        self._later("tell", None, self._tell_leaders)
        for one in self._people():
            if may(one.role, Permission.BREAK_OUT):
                self._tell(BreakoutsChanged(self.shown_to(one)), one.id)

    def _tell_all(self) -> None:
        # Of those who do not lead, all who belong to one room see the same.
        alike: dict[int | None, BreakoutsChanged] = {}
        for one in self._people():
            if may(one.role, Permission.BREAK_OUT):
                changed = BreakoutsChanged(self.shown_to(one))
            else:
                own = None if self._plan is None else self._plan.seat_of(one.principal.id)
                if (known := alike.get(own)) is None:
                    known = alike[own] = BreakoutsChanged(self.shown_to(one))
                changed = known
            self._tell(changed, one.id)

    def _later(self, name: str, delay: float | None, do: Callable[[], None]) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()
        if delay is not None:
            loop = asyncio.get_running_loop()
            self._timers[name] = loop.call_later(max(0.0, delay), do)

    async def _clear(self) -> None:
        with suppress(NoBreakouts):
            await self.close()

    def _in_background(self, work: Any) -> None:
        async def done() -> None:
            try:
                await work
            except MeetError as error:
                log.warning("what breakout rooms came to is not stored", error=error.code)

        task = asyncio.get_running_loop().create_task(done())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _say(self, kind: str, **said: Any) -> None:
        self._publish(BreakoutNotice(self._room().id, kind, said))


def _meet(
    plan: Plan, people: Iterable[tuple[Principal, str]], names: Mapping[UserId, set[str]]
) -> bool:
    """Give those their seats who are expected; False: nobody. Raises InvalidRequest."""
    met = [plan.meet(who.id, name, names.get(who.id, ())) for who, name in people]
    return any(met)
