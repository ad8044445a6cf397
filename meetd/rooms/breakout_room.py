"""A breakout room's own end: who may come in, and what its parent says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from meetd.auth.principal import Principal
from meetd.cluster.bus import BreakoutNotice
from meetd.errors import BreakoutEnded, MeetError, MeetingEnded, NotAssigned, Removed
from meetd.model import ParticipantId, Room, RoomId, UserId
from meetd.rooms.breakout_events import BreakoutMoved, BreakoutsSaid, BreakoutTime, HelpAsked
from meetd.rooms.breakout_plan import Plan
from meetd.rooms.breakout_store import BreakoutStore
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission, Role, may
from meetd.rooms.standing import Standing

Told = BreakoutTime | BreakoutMoved | BreakoutsSaid | HelpAsked


class BreakoutRoom:
    """What makes a room a breakout of another."""

    def __init__(
        self,
        room: Room,
        parent_id: RoomId,
        store: BreakoutStore,
        publish: Callable[[BreakoutNotice], None],
        standing: Standing,
        *,
        people: Callable[[], Iterable[Participant]],
        tell: Callable[[Told, ParticipantId | None], None],
        put_out: Callable[[UserId], None],
        close: Callable[[MeetError], None],
    ) -> None:
        """`put_out` puts somebody out of this room, `close` ends it."""
        self._room = room
        self._parent_id = parent_id
        self._store = store
        self._publish = publish
        self._standing = standing
        self._people = people
        self._tell = tell
        self._put_out = put_out
        self._close = close
        self._ends_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def time(self) -> BreakoutTime:
        """When it closes, as who comes is told."""
        left = 0.0 if self._ends_at is None else self._ends_at - time.time()
        return BreakoutTime(max(0, round(left * 1000)))

    async def admit(self, principal: Principal) -> None:
        """Let somebody in, in the role that they have in the main room. Raises BreakoutEnded,
        Removed, NotAssigned: they belong to another; Unavailable."""
        stored = await self._store.plan(self._parent_id)
        plan = None if stored is None else Plan.load(stored.plan)
        if stored is None or plan is None or plan.ends_at is None:
            raise BreakoutEnded
        if principal.id in stored.expelled:
            raise Removed
        role = Role.COHOST if principal.id in stored.leaders else plan.roles.get(principal.id)
        if role is not None:
            self._standing.give(principal.id, role)
        self._until(plan.ends_at)
        own = plan.room_of(principal.id)
        leads = self._standing.role_of(principal, self._room).leads
        if not leads and (own is None or own.id != self._room.id):
            raise NotAssigned

    def tell_who_is_here(self) -> None:
        """Say so in the main room."""
        people = {str(one.principal.id): one.username for one in self._people()}
        self._say("present", room_id=str(self._room.id), people=people)

    def ask_for_help(self, by: Participant) -> None:
        """Call those who lead, wherever they are."""
        self._say("help", code=self._room.code, room_name=self._room.name, by_name=by.username)

    def say(self, text: str, by_name: str) -> None:
        """Tell all something, in every room."""
        self._say("said", text=text, by_name=by_name)

    async def expel(self, user_id: UserId, *, block: bool) -> None:
        """Somebody was put out here: they are out of all, for good where they are blocked. Raises
        Unavailable."""
        await self._store.expel(self._parent_id, user_id, block=block)
        self._say("expelled", user_id=str(user_id), block=block)

    def over(self) -> None:
        """The meeting is ended for all."""
        self._say("over")

    def heard(self, notice: BreakoutNotice) -> None:
        """The main room says something, or another breakout."""
        said = notice.said
        match notice.kind:
            case "closed":
                self._close(BreakoutEnded())
            case "over":
                self._close(MeetingEnded())
            case "time":
                self._until(float(said["ends_at"]))
                self._tell(self.time, None)
            case "said":
                self._tell(BreakoutsSaid(said["text"], said["by_name"]), None)
            case "help":
                asked = HelpAsked(said["code"], said["room_name"], said["by_name"])
                for one in self._people():
                    if may(one.role, Permission.BREAK_OUT):
                        self._tell(asked, one.id)
            case "moved" if said["code"] != self._room.code:
                for one in self._people():
                    if str(one.principal.id) == said["user_id"]:
                        self._tell(BreakoutMoved(said["code"]), one.id)
            case "expelled":
                self._put_out(UserId(UUID(said["user_id"])))
            case _:
                pass

    def save(self) -> float | None:
        """What another server needs to go on with it."""
        return self._ends_at

    def restore(self, ends_at: float | None) -> None:
        """Go on with that of another server."""
        if ends_at is not None:
            self._until(ends_at)

    def stop(self) -> None:
        """The room is not here any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _until(self, ends_at: float) -> None:
        self.stop()
        self._ends_at = ends_at
        loop = asyncio.get_running_loop()
        # The main room closes it; who comes after that, or where nobody is there, is closed here.
        delay = max(0.0, ends_at - time.time()) + 2.0
        self._timer = loop.call_later(delay, lambda: self._close(BreakoutEnded()))

    def _say(self, kind: str, **said: Any) -> None:
        self._publish(BreakoutNotice(self._parent_id, kind, said))
