"""What a socket costs: none looks at the others, and none has tasks or a compressor of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession

from meetd.auth.principal import Principal
from meetd.auth.sessions import Credential
from meetd.model import SessionId, UserId
from meetd.signaling import engine_socket, limits, packets
from meetd.signaling.connection import Connection
from meetd.signaling.connections import Connections
from meetd.signaling.engine_socket import EngineSocket
from meetd.signaling.frame import Frame, Framed, Message
from meetd.signaling.sids import Sids
from meetd.signaling.waiting import WaitingPackets
from support.backend import Backend
from support.raw_socket import RawSocket, raw_socket

asynchronous = pytest.mark.asyncio(loop_scope="module")


class Watched(dict[Any, Any]):
    """Knows whether somebody has looked at all of it."""

    looked = False

    def copy(self) -> dict[Any, Any]:
        """All of it."""
        self.looked = True
        return super().copy()

    def items(self) -> Any:
        """All of it."""
        self.looked = True
        return super().items()

    def __iter__(self) -> Iterator[Any]:
        self.looked = True
        return super().__iter__()


def test_a_socket_goes_without_a_look_at_the_others() -> None:
    sids = Sids()
    for number in range(100):
        for room in (None, f"s{number}"):
            sids.basic_enter_room(f"s{number}", "/", room, eio_sid=f"e{number}")
    sids.basic_enter_room("s7", "/", "some room")
    watched = sids.rooms["/"] = Watched(sids.rooms["/"])
    sids.basic_disconnect("s7", "/")
    assert not watched.looked
    assert not {"s7", "some room"} & set(watched)
    assert sids.eio_sid_from_sid("s7", "/") is None
    assert sids.sid_from_eio_sid("e7", "/") is None
    assert sids.eio_sid_from_sid("s8", "/") == "e8"


def connection(sid: str, user: UserId, session: SessionId) -> Connection:
    return Connection(sid, Credential(Principal(user, "anna", session), 1, datetime.now(UTC)))


def test_sockets_are_found_by_account_and_by_session() -> None:
    anna, ben = UserId(uuid4()), UserId(uuid4())
    first, second, third = (SessionId(uuid4()) for _ in range(3))
    connections = Connections()
    for sid, user, session in (
        ("a", anna, first), ("b", anna, first), ("c", anna, second), ("d", ben, third),
    ):  # fmt: skip
        connections.add(connection(sid, user, session))
    assert (connections.count(anna), connections.count(ben)) == (3, 1)
    assert [its.sid for its in connections.of_session(first)] == ["a", "b"]
    gone = connections.remove("a")
    assert gone is not None
    assert connections.remove("a") is None
    assert [its.sid for its in connections.of_session(first)] == ["b"]
    for sid in "bcd":
        connections.remove(sid)
    assert (connections.count(anna), connections.of_session(second)) == (0, [])


@pytest.mark.parametrize("size", [5, 125, 126, limits.WORTH_DEFLATING, 65_535, 65_536, 200_000])
def test_a_frame_says_what_it_is_made_of(size: int) -> None:
    text = ("Grüße " * size)[: size - 1]
    frame = Frame(text)
    assert frame.plain is frame.plain
    assert unframed(frame.plain) == (0x81, text.encode())
    first, payload = unframed(frame.deflated)
    assert (first == 0xC1) is (len(text.encode()) >= limits.WORTH_DEFLATING)
    if first == 0xC1:
        assert len(payload) < len(text) / 4
        # Each by itself: another one before it changes nothing.
        inflate = zlib.decompressobj(wbits=-15)
        inflate.decompress(payload + b"\0\0\xff\xff")
        payload = inflate.decompress(payload + b"\0\0\xff\xff")
    assert payload == text.encode()


def unframed(data: bytes) -> tuple[int, bytes]:
    """The first byte and the payload of a frame."""
    size, start = data[1], 2
    if size == 126:
        size, start = int.from_bytes(data[2:4], "big"), 4
    elif size == 127:
        size, start = int.from_bytes(data[2:10], "big"), 10
    assert len(data) == start + size
    return data[0], data[start:]


@asynchronous
@pytest.mark.parametrize("compress", [0, 12, 15])
async def test_all_is_heard_in_order_compressed_or_not(shared: Backend, compress: int) -> None:
    anna = await shared.client()
    code = await anna.new_room()
    listener = await shared.account()
    url = f"{shared.url}/socket.io/?EIO=4&transport=websocket"
    async with ClientSession() as http, http.ws_connect(url, compress=compress) as ws:
        socket = RawSocket(ws)
        await socket.received("0")
        await socket.send(f"0{json.dumps({'token': listener.token})}")
        await socket.received("40")
        joining = json.dumps(["join", {"code": code, "microphone": True, "camera": True}])
        assert (await socket.ask(joining))["ok"]
        await anna.join(code)
        said = ["short", "long " * 500, "short again", "longer " * 550, "over"]
        for content in said:
            await anna.do("chat:send", clientId=str(uuid4()), content=content)
        heard = [
            json.loads((await socket.received('42["chat:message",')).removesuffix("]"))
            for _ in said
        ]
        assert [its["message"]["content"] for its in heard] == [its.strip() for its in said]


@asynchronous
async def test_at_rest_a_socket_has_the_task_of_its_request_alone(shared: Backend) -> None:
    account = await shared.account()
    async with contextlib.AsyncExitStack() as stack:
        http = await stack.enter_async_context(ClientSession())
        await stack.enter_async_context(raw_socket(http, shared.url, account.token))
        await asyncio.sleep(0)
        before = len(asyncio.all_tasks())
        for _ in range(8):
            await stack.enter_async_context(raw_socket(http, shared.url, account.token))
        for _ in range(10):
            await asyncio.sleep(0)  # What was begun is over.
        # Two, as aiohttp has for any request.
        assert len(asyncio.all_tasks()) - before <= 2 * 8


class Pinging:
    """As much of the server as a ping needs."""

    ping_interval = ping_timeout = 0.0

    def __init__(self) -> None:
        self.said: asyncio.Queue[str] = asyncio.Queue()
        self.given_up = asyncio.Event()

    def create_queue(self) -> WaitingPackets:
        return WaitingPackets()

    def post(self, _sid: str, packet: Framed) -> None:
        self.said.put_nowait(packet.encode())

    def give_up(self, _socket: EngineSocket) -> None:
        self.given_up.set()


@asynchronous
async def test_who_answers_no_ping_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_socket, "GRACE", 0.0)
    server = Pinging()
    socket = EngineSocket(server, "sid")
    socket.schedule_ping()
    assert await server.said.get() == "2"
    server.ping_timeout = 3600.0
    socket.schedule_ping()  # It has answered.
    assert await server.said.get() == "2"
    assert not server.given_up.is_set()
    server.ping_timeout = 0.0
    socket.schedule_ping()
    await server.given_up.wait()
    socket.stop()


def test_what_is_sent_to_many_is_one_packet() -> None:
    message = packets.message("speakers", {"dominant": None})
    assert isinstance(message, Message)
    assert message.encode() == '42["speakers",{"dominant":null}]'
    assert message.frame is message.frame
