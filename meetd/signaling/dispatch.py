"""Dispatch of requests: all that is asked before one is carried out, in this order."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext

from meetd import metrics
from meetd.auth.turn import IceServer
from meetd.errors import Internal, InvalidRequest, MeetError, Unauthorized
from meetd.json_shape import entries
from meetd.log import Described, get_logger
from meetd.model import UserId
from meetd.rooms.registry import Registry
from meetd.signaling.budget import Turnstile
from meetd.signaling.connection import Connection
from meetd.signaling.lifetimes import Lifetimes
from meetd.signaling.operation import Caller, Operation, RoomOperation
from meetd.wire.catalogue.definitions import Leaves
from meetd.wire.rendering import Rendered
from meetd.wire.validation import load, refusal

log = get_logger(__name__)


class Dispatcher:
    """Find what a request asks for, check that the caller may, render the answer."""

    def __init__(
        self,
        operations: Mapping[str, Operation | RoomOperation],
        connection: Callable[[str], Connection | None],
        *,
        lifetimes: Lifetimes,
        registry: Registry,
        ice_servers: Callable[[UserId], list[IceServer]],
        picture_of: Callable[[UserId], Awaitable[str | None]],
    ) -> None:
        """`connection` finds a socket that has signed in by its id."""
        self._operations = operations
        self._connection = connection
        self._lifetimes = lifetimes
        self._registry = registry
        self._ice_servers = ice_servers
        self._picture_of = picture_of
        self._turnstile = Turnstile()

    async def answer(self, sid: str, said: object) -> Rendered:
        """Acknowledge what a socket said."""
        began = time.perf_counter()
        name, code = "(unknown)", "ok"
        connection = self._connection(sid)
        with Described(dict if connection is None else connection.facts):
            try:
                if connection is None:
                    raise Unauthorized
                connection.requests.take()
                name, data = self._named(said)
                with connection.answering():
                    result = await self._result(connection, self._operations[name], data)
                return {"ok": True, **result}
            except MeetError as error:
                code = error.code
                return refusal(error)
            except Exception:
                log.exception("request failed", event_name=name)
                code = Internal.code
                return refusal(Internal())
            finally:
                metrics.SIGNALING_SECONDS.labels(name, code).observe(time.perf_counter() - began)

    def _named(self, said: object) -> tuple[str, object]:
        """Name an event that there is, with what came with it. Raises InvalidRequest."""
        match said:
            case [str(name), data] if name in self._operations:
                return name, data
            case [str(name), *_] if name in self._operations:
                raise InvalidRequest("Send one object.")
            case [str(name), *_]:
                raise InvalidRequest(f"There is no event {name[:40]!r}.")
            case _:
                raise InvalidRequest("An event has a name.")

    async def _result(
        self, connection: Connection, operation: Operation | RoomOperation, data: object
    ) -> Rendered:
        """Carry a request out. Nothing looks into one that is too large or not paid for."""
        limit = operation.limit
        count = entries(data, limit.items, limit.depth)
        if count is None:
            raise limit.error("There is more in the request than there is to say.")
        if cost := limit.cost + limit.each * count:
            connection.budget.spend(cost)
            await self._turnstile.enter()
        request = load(operation.schema, data)
        if isinstance(operation, RoomOperation):
            result = await self._inside(connection, operation, request)
        else:
            caller = Caller(
                connection,
                self._lifetimes,
                self._registry,
                self._ice_servers,
                self._picture_of,
            )
            result = await operation.handler(caller, request)
        return {} if operation.render is None else operation.render(result)

    async def _inside(
        self, connection: Connection, operation: RoomOperation, request: object
    ) -> object:
        """Carry out what needs a room. What the room would not take along waits while it is given
        to another server."""
        moving = connection.room.moving
        async with moving.change() if operation.leaves is Leaves.ROOM else nullcontext():
            room, participant = connection.must_be_inside()
            room.must_permit(participant, operation.needs)
            return await operation.handler(room, participant, request)
