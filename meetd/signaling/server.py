"""The Socket.IO server: signs sockets in, and looks after them until they go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import socketio
from aiohttp import web

from meetd import metrics
from meetd.auth.guests import Guests
from meetd.auth.sessions import Credential, Sessions
from meetd.auth.turn import IceServer
from meetd.client_address import is_of_this_host
from meetd.cluster.bus import Bus, SessionEnded, SessionRenewed
from meetd.cookie_names import CookieNames
from meetd.errors import Internal, MeetError, TooManyRequests, Unauthorized
from meetd.log import get_logger
from meetd.model import RoomId, SessionId, UserId
from meetd.rooms.events import LeftReason
from meetd.rooms.registry import Registry
from meetd.signaling.budget import Budgets
from meetd.signaling.connection import Connection
from meetd.signaling.connections import Connections
from meetd.signaling.dispatch import Dispatcher
from meetd.signaling.lifetimes import Lifetimes
from meetd.signaling.operation import Operation, RoomOperation
from meetd.signaling.outbox import Outbox
from meetd.signaling.packets import REQUEST, Sockets

log = get_logger(__name__)

MAX_SOCKETS = 20
"""Open sockets of one account."""


class SignalingServer:
    """All sockets of this server."""

    def __init__(
        self,
        sio: Sockets,
        outbox: Outbox,
        *,
        registry: Registry,
        sessions: Sessions,
        bus: Bus,
        ice_servers: Callable[[UserId], list[IceServer]],
        operations: Mapping[str, Operation | RoomOperation],
        guests: Guests,
        cookies: CookieNames,
        picture_of: Callable[[UserId], Awaitable[str | None]],
        address_of: Callable[[web.Request], str | None],
        bot_loopback: bool = True,
    ) -> None:
        """`address_of`: where a request comes from, if that is to be kept; `bot_loopback`: bots of
        this host may have plain transports."""
        self._sio = sio
        self._address_of = address_of
        self._bot_loopback = bot_loopback
        self._outbox = outbox
        self._registry = registry
        self._sessions = sessions
        self._guests = guests
        self._cookies = cookies
        self._connections = Connections()
        self._arrivals: dict[str, set[SessionId]] = {}
        """For each socket that is signing in: the sessions that have ended meanwhile."""
        self._budgets = Budgets()
        self._lifetimes = Lifetimes(sessions, end=self._end, cut=self._cut)
        dispatcher = Dispatcher(
            operations,
            self._connections.get,
            lifetimes=self._lifetimes,
            registry=registry,
            ice_servers=ice_servers,
            picture_of=picture_of,
        )
        bus.subscribe(SessionEnded, self._session_ended)
        bus.subscribe(SessionRenewed, self._session_renewed)
        sio.on("connect", self._connect)
        sio.on("disconnect", self._disconnect)
        sio.on(REQUEST, dispatcher.answer)

    async def stop(self) -> None:
        """Deliver what was said last, then cut all sockets."""
        try:
            async with asyncio.timeout(2):
                await self._outbox.drain()
                for sid in self._connections.sids():
                    await self._sio.disconnect(sid)
        except TimeoutError:
            log.warning("sockets did not take their last messages in time")
        # Whoever takes no notice keeps nobody waiting.
        await self._sio.eio.disconnect()
        await self._sio.shutdown()

    async def _connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        said = auth if isinstance(auth, dict) else {}
        line = self._sio.line(sid)
        try:
            if line is not None:
                line.count_try()
            credential = await self._credential(sid, environ["aiohttp.request"], said)
            if line is None or line is not self._sio.line(sid):
                raise Unauthorized  # It hung up meanwhile, and nobody will tell us that.
            if self._connections.count(credential.principal.id) >= MAX_SOCKETS:
                raise TooManyRequests("You have too many windows open.")
        except MeetError as error:
            raise _refused(error) from None
        except Exception:
            log.exception("socket could not sign in")
            raise _refused(Internal()) from None
        budget = self._budgets.of(credential.principal.id)
        line.sign_in(budget)
        address = self._address_of(environ["aiohttp.request"])
        same_host = self._bot_loopback and is_of_this_host(environ["aiohttp.request"])
        connection = Connection(sid, credential, address, same_host, budget=budget)
        self._connections.add(connection)
        self._lifetimes.begin(connection)
        metrics.SOCKETS.inc()

    async def _credential(
        self, sid: str, request: web.Request, said: dict[str, object]
    ) -> Credential:
        """Who opens a socket: somebody with an account, or who says so a guest of the room of that
        code. Raises Unauthorized, AccountChanged."""
        code = said.get("guest")
        if isinstance(code, str):
            shown = said.get("session")  # Of a page in a frame, which has no cookies.
            if not isinstance(shown, str):
                shown = request.cookies.get(self._cookies.guest(code), "")
            guest = self._guests.credential(shown)
            return await self._sessions.still(guest)
        token = said.get("token")
        if not isinstance(token, str):
            token = request.cookies.get(self._cookies.access, "")
        return await self._signed_in(sid, token, said.get("account"))

    async def _signed_in(self, sid: str, token: str, shown: object) -> Credential:
        """Raises AccountChanged; Unauthorized, also when the session ends while this looks at it:
        those who end one do not know of this socket yet."""
        ended = self._arrivals[sid] = set()
        try:
            account = shown if isinstance(shown, str) else None
            credential = await self._sessions.credential(token, account)
        finally:
            del self._arrivals[sid]
        if credential.principal.session_id in ended:
            raise Unauthorized
        return credential

    async def _disconnect(self, sid: str, reason: str = "") -> None:
        connection = self._connections.remove(sid)
        if connection is None:
            return
        metrics.SOCKETS.dec()
        connection.closed = True
        self._lifetimes.forget(connection)
        connection.withdraw()
        if connection.place is None:
            return
        room, participant = connection.place
        if self._outbox.connection(participant.id) != sid:
            return
        vanished = reason == self._sio.reason.PING_TIMEOUT
        limits = self._registry.limits
        room.connection_lost(
            participant, patience=limits.resume_timeout if vanished else limits.close_patience
        )

    def send_away(self, room_id: RoomId) -> None:
        """Cut the sockets of a room that is another server's: they come back there."""
        for connection in self._connections.all():
            where = connection.place or connection.knock
            if where is not None and where[0].room.id == room_id:
                self._lifetimes.send_away(connection)

    def look_again(self) -> None:
        """Ask of each socket, by and by, whether its session goes on: that it ended may have been
        said to nobody here."""
        self._lifetimes.look_again(self._connections.all())

    def _session_ended(self, ended: SessionEnded) -> None:
        for connection in self._of_session(ended.session_id):
            self._end(connection)

    def _session_renewed(self, renewed: SessionRenewed) -> None:
        for connection in self._of_session(renewed.session_id):
            self._lifetimes.renew(connection)

    def _of_session(self, session_id: SessionId) -> list[Connection]:
        """The sockets that a session has opened; those that it is opening are refused."""
        for ended in self._arrivals.values():
            ended.add(session_id)
        return self._connections.of_session(session_id)

    def _cut(self, connection: Connection) -> None:
        self._outbox.cut(connection.sid)

    def _end(self, connection: Connection) -> None:
        self._outbox.end(
            connection.sid,
            "session:ended",
            {"code": Unauthorized.code, "message": "You were signed out."},
        )
        connection.leave(LeftReason.REMOVED)


def _refused(error: MeetError) -> socketio.exceptions.ConnectionRefusedError:
    answer = {"code": error.code, "message": str(error)}
    return socketio.exceptions.ConnectionRefusedError(str(error), answer)
