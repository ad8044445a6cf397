"""The Socket.IO server: signs sockets in, checks what they send, and answers every request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import socketio
from marshmallow import Schema

from meetd import metrics
from meetd.auth.sessions import Credential, Sessions
from meetd.errors import Internal, InvalidRequest, MeetError, TooManyRequests, Unauthorized
from meetd.json_shape import is_within
from meetd.log import get_logger
from meetd.model import SessionId, UserId
from meetd.rooms.events import LeftReason
from meetd.rooms.registry import Registry
from meetd.signaling.budget import Budgets, Turnstile
from meetd.signaling.connection import Connection
from meetd.signaling.lifetimes import Lifetimes
from meetd.signaling.limits import SMALL, Limit
from meetd.signaling.outbox import Outbox
from meetd.signaling.packets import REQUEST, Sockets
from meetd.signaling.protocol import Payload, load, refusal

log = get_logger(__name__)

MAX_SOCKETS = 20
"""Open sockets of one account."""

Handler = Callable[["Caller", Payload], Awaitable[Payload | None]]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, and what a handler may reach."""

    connection: Connection
    lifetimes: Lifetimes
    registry: Registry
    ice_servers: Callable[[UserId], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Event:
    """A request that clients may send: its shape and who answers it."""

    schema: Schema
    handler: Handler
    limit: Limit = SMALL


class SignalingServer:
    """All sockets of this server."""

    def __init__(
        self,
        sio: Sockets,
        outbox: Outbox,
        *,
        registry: Registry,
        sessions: Sessions,
        ice_servers: Callable[[UserId], list[dict[str, Any]]],
        events: Mapping[str, Event],
        access_cookie: str,
    ) -> None:
        self._sio = sio
        self._outbox = outbox
        self._registry = registry
        self._sessions = sessions
        self._ice_servers = ice_servers
        self._events = events
        self._access_cookie = access_cookie
        self._connections: dict[str, Connection] = {}
        self._arrivals: dict[str, set[SessionId]] = {}
        """For each socket that is signing in: the sessions that have ended meanwhile."""
        self._budgets = Budgets()
        self._turnstile = Turnstile()
        self._delivery: asyncio.Task[None] | None = None
        self._lifetimes = Lifetimes(sessions, end=self._end, cut=self._cut)
        sessions.on_session_ended(self._session_ended)
        sessions.on_session_renewed(self._session_renewed)
        sio.on("connect", self._connect)
        sio.on("disconnect", self._disconnect)
        sio.on(REQUEST, self._answer)

    def start(self) -> None:
        """Begin to deliver what rooms say."""
        self._delivery = asyncio.create_task(self._outbox.run())

    async def stop(self) -> None:
        """Deliver what was said last, then cut all sockets."""
        try:
            async with asyncio.timeout(2):
                await self._outbox.drain()
                for sid in list(self._connections):
                    await self._sio.disconnect(sid)
        except TimeoutError:
            log.warning("sockets did not take their last messages in time")
        if self._delivery is not None:
            self._delivery.cancel()
        # Whoever takes no notice keeps nobody waiting.
        await self._sio.eio.disconnect()
        await self._sio.shutdown()

    async def _connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        token = auth.get("token") if isinstance(auth, dict) else None
        if not isinstance(token, str):
            token = environ["aiohttp.request"].cookies.get(self._access_cookie, "")
        line = self._sio.line(sid)
        try:
            if line is not None:
                line.count_try()
            shown = auth.get("account") if isinstance(auth, dict) else None
            credential = await self._signed_in(sid, token, shown)
            if line is None or line is not self._sio.line(sid):
                raise Unauthorized  # It hung up meanwhile, and nobody will tell us that.
            others = [c.principal.id for c in self._connections.values()]
            if others.count(credential.principal.id) >= MAX_SOCKETS:
                raise TooManyRequests("You have too many windows open.")
        except MeetError as error:
            raise _refused(error) from None
        except Exception:
            log.exception("socket could not sign in")
            raise _refused(Internal()) from None
        budget = self._budgets.of(credential.principal.id)
        line.sign_in(budget)
        connection = self._connections[sid] = Connection(sid, credential, budget=budget)
        self._lifetimes.begin(connection)
        metrics.SOCKETS.inc()

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
        connection = self._connections.pop(sid, None)
        if connection is None:
            return
        metrics.SOCKETS.dec()
        connection.closed = True
        self._lifetimes.forget(connection)
        if connection.place is None:
            return
        room, peer = connection.place
        if self._outbox.connection(peer.id) != sid:
            return
        vanished = reason == self._sio.reason.PING_TIMEOUT
        policy = self._registry.policy
        room.connection_lost(
            peer, patience=policy.resume_timeout if vanished else policy.close_patience
        )

    async def _answer(self, sid: str, said: object) -> Payload:
        began = time.perf_counter()
        name, code = "(unknown)", "ok"
        try:
            connection = self._connections.get(sid)
            if connection is None:
                raise Unauthorized
            connection.requests.take()
            name, data = self._named(said)
            with connection.answering():
                result = await self._result(connection, self._events[name], data)
            return {"ok": True, **(result or {})}
        except MeetError as error:
            code = error.code
            return refusal(error)
        except Exception:
            log.exception("request failed", event_name=name)
            code = Internal.code
            return refusal(Internal())
        finally:
            metrics.SIGNALING_SECONDS.labels(name, code).observe(time.perf_counter() - began)

    async def _result(self, connection: Connection, event: Event, data: object) -> Payload | None:
        """What the handler answers. Nothing looks into a request that is too large or not paid."""
        limit = event.limit
        if not is_within(data, limit.items, limit.depth):
            raise limit.error("There is more in the request than there is to say.")
        if limit.cost:
            connection.budget.spend(limit.cost)
            await self._turnstile.enter()
        caller = Caller(connection, self._lifetimes, self._registry, self._ice_servers)
        return await event.handler(caller, load(event.schema, data))

    def _named(self, said: object) -> tuple[str, object]:
        """The name of an event that there is, and what came with it. Raises InvalidRequest."""
        match said:
            case [str(name), data] if name in self._events:
                return name, data
            case [str(name), *_] if name in self._events:
                raise InvalidRequest("Send one object.")
            case [str(name), *_]:
                raise InvalidRequest(f"There is no event {name[:40]!r}.")
            case _:
                raise InvalidRequest("An event has a name.")

    def _session_ended(self, session_id: SessionId) -> None:
        for connection in self._of_session(session_id):
            self._end(connection)

    def _session_renewed(self, session_id: SessionId) -> None:
        for connection in self._of_session(session_id):
            self._lifetimes.renew(connection)

    def _of_session(self, session_id: SessionId) -> list[Connection]:
        """The sockets that a session has opened; those that it is opening are refused."""
        for ended in self._arrivals.values():
            ended.add(session_id)
        return [c for c in self._connections.values() if c.principal.session_id == session_id]

    def _cut(self, connection: Connection) -> None:
        self._outbox.cut(connection.sid)

    def _end(self, connection: Connection) -> None:
        connection.leave(LeftReason.REMOVED)
        self._outbox.end(
            connection.sid,
            "session:ended",
            {"code": Unauthorized.code, "message": "You were signed out."},
        )


def _refused(error: MeetError) -> socketio.exceptions.ConnectionRefusedError:
    answer = {"code": error.code, "message": str(error)}
    return socketio.exceptions.ConnectionRefusedError(str(error), answer)
