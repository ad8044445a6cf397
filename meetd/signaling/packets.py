"""The Socket.IO server: looks at packets before the library does, and ends who sends nonsense."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import socketio
from socketio.packet import ACK, EVENT, Packet

from meetd.client_address import ClientAddresses
from meetd.config import Settings
from meetd.errors import PayloadTooLarge
from meetd.signaling import limits
from meetd.signaling.engine import EngineServer
from meetd.signaling.frame import Message
from meetd.signaling.gate import Gate
from meetd.signaling.held import Held
from meetd.signaling.line import Line
from meetd.signaling.sids import Sids
from meetd.wire.limits import SMALL, Limit
from meetd.wire.validation import refusal

PING_INTERVAL = 5
PING_TIMEOUT = 5
"""Seconds: together they bound how long a dead network goes unnoticed."""
REQUEST = "request"
"""The one event that the library knows, with what a client sent as data."""
NAMESPACE = "/"
_DISCONNECT = "1"
_EVENT = re.compile(r'2(\d{0,15})(?:\["([^"\\]{1,40})")?')
_BINARY_EVENT = re.compile(r"5(\d{1,2})-")


class TextPacket(Packet):  # type: ignore[misc]
    """Nothing that we send has bytes in it, and nobody has to look for them."""

    uses_binary_events = False


class Sockets(socketio.AsyncServer):  # type: ignore[misc]
    """Gives every event of a client, its name included, to one handler as data. By itself the
    library takes an event called `connect` or `disconnect` for the real thing, and says nothing to
    one whose name or number of arguments it did not expect."""

    eio: EngineServer

    def __init__(
        self, *, event_limits: Mapping[str, Limit], telling: frozenset[str], **options: Any
    ) -> None:
        """`telling`: requests of which the answer says what is so."""
        super().__init__(client_manager=Sids(), **options)
        self.packet_class = TextPacket
        self._event_limits = event_limits
        self._telling = telling
        self._held = Held(self._post, self._cut_slow)

    def line(self, sid: str) -> Line | None:
        """The connection that carries a socket, while it stands."""
        eio_sid = self.manager.eio_sid_from_sid(sid, NAMESPACE)
        return self.eio.lines.get(eio_sid)

    def tell(self, sid: str, message: Message) -> None:
        """Send an event to a socket, if it stands. Nobody waits for it: it is cut when too much
        waits."""
        self._held.tell(sid, message)

    async def disconnect(self, sid: str, *args: Any, **options: Any) -> None:
        """Tell a client that it is not connected any more. The connection stays for a moment."""
        self._held.release(sid)
        eio_sid = self.manager.eio_sid_from_sid(sid, NAMESPACE)
        await super().disconnect(sid, *args, **options)
        self.eio.signed_out(eio_sid)

    def _engineio_server_class(self) -> type[EngineServer]:
        return EngineServer

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> None:
        await super()._handle_eio_connect(eio_sid, environ)
        self.eio.opened(eio_sid, environ["aiohttp.request"])

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        try:
            await super()._handle_eio_disconnect(eio_sid, reason)
        finally:
            self._binary_packet.pop(eio_sid, None)
            self.eio.closed(eio_sid)

    async def _handle_eio_message(self, eio_sid: str, data: object) -> None:
        try:
            if not self._is_expected(eio_sid, data):
                raise ValueError("no packet that may come now")
            if await self._is_too_large(eio_sid, data):
                return
            await super()._handle_eio_message(eio_sid, data)
            # However it is written: signed out and open it would count for nobody.
            if isinstance(data, str) and data.startswith(_DISCONNECT):
                await self.eio.disconnect(eio_sid)
        except Exception:
            # What our handlers raise does not come this way: the packet is not what it should be.
            await self.eio.cut(eio_sid, "malformed")

    async def _handle_event(
        self, eio_sid: str, namespace: str | None, ack_id: int | None, said: object
    ) -> None:
        await super()._handle_event(eio_sid, namespace, ack_id, [REQUEST, said])

    async def _handle_event_internal(
        self, server: Any, sid: str, eio_sid: str, data: list[Any], *packet: Any
    ) -> None:
        answering: AbstractContextManager[None] = nullcontext()
        match data:
            case [_, [str(name), *_]] if name in self._telling:
                answering = self._held.until_answered(sid)
        with answering:
            await super()._handle_event_internal(server, sid, eio_sid, data, *packet)

    def _post(self, sid: str, message: Message) -> None:
        self.eio.post(self.manager.eio_sid_from_sid(sid, NAMESPACE), message)

    def _cut_slow(self, sid: str) -> None:
        self.eio.cut_soon(self.manager.eio_sid_from_sid(sid, NAMESPACE), "slow")

    async def _send_packet(self, eio_sid: str, pkt: Packet) -> None:
        encoded = pkt.encode()
        line = self.eio.lines.get(eio_sid)
        if line is not None and line.budget is not None:
            line.budget.spend(len(encoded) * limits.ANSWER_SHARE)
        self.eio.post(eio_sid, Message(encoded))

    def _is_expected(self, eio_sid: str, data: object) -> bool:
        """Bytes come when they were announced, and only then; few are ever announced."""
        if eio_sid in self._binary_packet:
            return isinstance(data, bytes)
        if not isinstance(data, str):
            return False
        if data.startswith("5"):
            announced = _BINARY_EVENT.match(data)
            return (
                announced is not None
                and 0 < int(announced[1]) <= limits.MAX_ATTACHMENTS
                and len(data) <= SMALL.size
            )
        return True

    async def _is_too_large(self, eio_sid: str, data: object) -> bool:
        """Find out whether an event is larger than its like ever is: then answer it unread."""
        if not isinstance(data, str) or len(data) <= SMALL.size:
            return False
        event = _EVENT.match(data)
        name = event[2] if event is not None else None
        limit = self._event_limits.get(name, SMALL) if name is not None else SMALL
        if len(data) <= limit.size:
            return False
        if event is not None and event[1]:
            answer = Packet(ACK, id=int(event[1]), data=[refusal(PayloadTooLarge())])
            await self._send_packet(eio_sid, answer)
        return True


def message(event: str, payload: object) -> Message:
    """An event, for whoever is to be told of it."""
    return Message(TextPacket(EVENT, [event, payload]).encode())


def new_sockets(
    settings: Settings,
    event_limits: Mapping[str, Limit],
    connections: Callable[[], int],
    addresses: ClientAddresses | None = None,
    node: str = "",
    telling: frozenset[str] = frozenset(),
) -> Sockets:
    """A Socket.IO server for pages of this service and no others. Not all `connections` that there
    may be are for sockets, and few for those that are not signed in. `node`: see EngineServer;
    `telling`: see Sockets."""
    # What is given to the libraries as a logger keeps the handlers that it has: none of its own.
    library_log = logging.getLogger("meetd.sockets")
    library_log.setLevel(logging.ERROR)
    return Sockets(
        event_limits=event_limits,
        telling=telling,
        addresses=addresses or ClientAddresses(settings.trusted_proxies),
        gate=Gate(connections),
        node=node,
        async_mode="aiohttp",
        cors_allowed_origins=list(settings.allowed_origins),
        max_http_buffer_size=limits.MAX_MESSAGE,
        ping_interval=PING_INTERVAL,
        ping_timeout=PING_TIMEOUT,
        monitor_clients=False,
        logger=library_log,
        engineio_logger=library_log,
    )
