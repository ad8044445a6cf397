"""One person with one socket does not hurt the service."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession, WSMsgType
from engineio.async_socket import AsyncSocket
from engineio.packet import MESSAGE, Packet

from meetd.media.subscribing import Subscribing
from meetd.signaling import limits
from meetd.signaling.budget import Budget
from meetd.signaling.line import Line
from meetd.signaling.waiting import AllWaiting, WaitingPackets
from meetd.wire import validation
from support.backend import Backend, Client
from support.polling import SEPARATOR, Polling
from support.raw_socket import raw_socket, small_window
from support.refusals import refusals
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONGEST = "\N{SMILING FACE WITH SUNGLASSES}" * 4000


async def long_history(shared: Backend) -> tuple[Client, str]:
    """Somebody in a room where much was said."""
    talker = await shared.client()
    code = await talker.new_room()
    await talker.join(code)
    for _ in range(25):
        await talker.do("chat:send", clientId=str(uuid4()), content=LONGEST)
    return talker, code


def joining(code: str) -> str:
    return json.dumps(["join", {"code": code, "microphone": False, "camera": False}])


async def test_who_does_not_read_is_cut_and_keeps_nobody_waiting(shared: Backend) -> None:
    talker, code = await long_history(shared)
    deaf = await shared.account()
    before = refusals("slow")
    async with small_window() as http, raw_socket(http, shared.url, deaf.token) as ws:
        await ws.ask(joining(code))
        for number in range(100):
            if refusals("slow") > before:
                break
            await ws.send(f'2{number}["chat:history",{{"limit":200}}]')
            # Whatever is under way for that one, others are answered and heard.
            assert (await talker.do("ping")) == {"ok": True}
        await until(lambda: refusals("slow") > before)
    assert (await talker.told("participant:left"))["reason"] == "lost"


async def test_who_does_not_poll_is_cut(shared: Backend) -> None:
    _, code = await long_history(shared)
    deaf = await shared.account()
    before = refusals("slow")
    session = Polling(deaf.http, shared.url)
    await session.sign_in(deaf.token)
    await session.post(f"420{joining(code)}")
    await session.answers(1)
    for number in range(12):
        await session.post(f'42{number}["chat:history",{{"limit":200}}]')
    await until(lambda: refusals("slow") > before)
    assert await session.post('420["ping",{}]') == 400


async def test_what_waits_is_counted_and_forgotten() -> None:
    waiting = WaitingPackets()
    ended = []
    waiting.on_overflow = lambda: ended.append(True)
    packet = Packet(MESSAGE, "x" * limits.BATCH)
    for _ in range(limits.MAX_WAITING // limits.BATCH):
        waiting.put_nowait(packet)
    assert (waiting.bytes, ended) == (limits.MAX_WAITING, [])
    assert await waiting.get() is packet
    with pytest.raises(asyncio.QueueEmpty):
        waiting.get_nowait()
    assert waiting.bytes == limits.MAX_WAITING - limits.BATCH
    for _ in range(10):
        waiting.put_nowait(packet)
    assert ended == [True]
    assert waiting.bytes == 0
    assert waiting.qsize() == 2


async def test_who_is_many_has_no_more_wait_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of a thousand sockets could hold what is meant for one that is slow for a moment."""
    monkeypatch.setattr(limits, "ALL_WAITING", 4 * limits.MAX_WAITING)
    together = AllWaiting()
    many = [WaitingPackets(together) for _ in range(100)]
    packet = Packet(MESSAGE, "x" * limits.BATCH)
    for _ in range(limits.MAX_WAITING // limits.BATCH):
        for waiting in many:
            waiting.put_nowait(packet)
    most = 4 * limits.MAX_WAITING + len(many) * (limits.CROWDED_WAITING + limits.BATCH)
    assert sum(waiting.bytes for waiting in many) == together.bytes <= most
    many[0].count_no_more()
    del many, waiting
    gc.collect()
    assert together.bytes == 0
    assert together.limit == limits.MAX_WAITING


async def test_pages_go_on_until_all_is_read(shared: Backend) -> None:
    _, code = await long_history(shared)
    reader = await shared.client()
    joined = await reader.join(code)
    sizes = [len(json.dumps(joined))]
    messages, cursor = joined["messages"], joined["nextCursor"]
    while cursor is not None:
        page = await reader.do("chat:history", before=cursor, limit=200)
        sizes.append(len(json.dumps(page)))
        messages, cursor = page["messages"] + messages, page["nextCursor"]
    assert len(messages) == 25
    assert max(sizes) < 400_000
    await reader.do("leave")
    back = await reader.do(
        "join", code=code, microphone=False, camera=False, lastMessageId=messages[0]["id"]
    )
    again, more = back["messages"], back["moreAfter"]
    assert more
    while more:
        page = await reader.do("chat:history", after=again[-1]["id"], limit=200)
        again, more = again + page["messages"], page["nextCursor"] is not None
    assert again == messages[1:]
    path = f"{shared.url}/api/v1/rooms/{code}/messages"
    items: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 100}
    while True:
        headers = {"Authorization": f"Bearer {reader.token}"}
        async with reader.http.get(path, params=query, headers=headers) as answer:
            text = await answer.text()
        page = json.loads(text)
        assert len(text) < 400_000
        items = page["items"] + items
        if page["nextCursor"] is None:
            break
        query["before"] = page["nextCursor"]
    assert [item["id"] for item in items] == [message["id"] for message in messages]


def codecs(number: int) -> str:
    return json.dumps(
        [
            "sfu:produce",
            {
                "transportId": "x",
                "kind": "video",
                "source": "camera",
                "paused": False,
                "rtpParameters": {"codecs": [{"a": 1}] * number, "encodings": [{}]},
            },
        ]
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('["ping",{' + ",".join(f'"f{n}":1' for n in range(20_000)) + "}]", "payload_too_large"),
        ('["ping",{' + ",".join(f'"f{n}":1' for n in range(300)) + "}]", "invalid_request"),
        ('["ping",{"a":' + "[" * 400 + "]" * 400 + "}]", "invalid_request"),
        ('["no:such:event",{"a":"' + "x" * 5000 + '"}]', "payload_too_large"),
        ('[["' + "x" * 5000 + '"],{}]', "payload_too_large"),
        (codecs(1900), "payload_too_large"),
        (codecs(300), "media_rejected"),
        ('["sfu:consume",{"rtpCapabilities":[' + "0," * 9000 + "0]}]", "media_rejected"),
        ('["sfu:transport:connect",{"dtlsParameters":[' + "0," * 999 + "0]}]", "media_rejected"),
        ('["sfu:consumer:pause",{"consumerIds":[' + "0," * 999 + "0]}]", "invalid_request"),
        ('["p2p:signal",{"payload":[' + "0," * 9000 + "0]}]", "invalid_request"),
        ('["join",{"decodes":[' + "0," * 999 + "0]}]", "invalid_request"),
        ('["chat:send",{"content":[' + "0," * 9000 + "0]}]", "invalid_request"),
    ],
    ids=lambda value: value[:20],
)
async def test_what_is_too_large_is_not_looked_into(
    shared: Backend, monkeypatch: pytest.MonkeyPatch, said: str, code: str
) -> None:
    client = await shared.account()
    monkeypatch.setattr(validation.Request, "load", lambda *_: pytest.fail("was looked into"))
    async with raw_socket(client.http, shared.url, client.token) as ws:
        answer = await ws.ask(said)
        assert answer["error"]["code"] == code
        assert len(json.dumps(answer)) < 300


async def test_of_many_wrong_fields_few_are_named(shared: Backend) -> None:
    client = await shared.account()
    async with raw_socket(client.http, shared.url, client.token) as ws:
        answer = await ws.ask('["ping",{' + ",".join(f'"f{n}":1' for n in range(50)) + "}]")
        assert len(answer["error"]["fields"]) == 8


GARBAGE = [
    "4x", "4", "9", "x", "2", "0", "6", "4{}", "4[]", "47", "43", "430[1]", "44{}", "461-[]",
    '42{"a":', "42[", '42["ping",{}', "45", "450-[]", '4599-["x",{"_placeholder":true,"num":0}]',
    '451000000-["x"]', "40[[[", "42" + "[" * 3000, '42/x,["ping"]9',
]  # fmt: skip


@pytest.mark.parametrize("packet", GARBAGE, ids=lambda packet: packet[:12])
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_garbage_is_counted_and_its_sender_cut(
    shared: Backend, caplog: pytest.LogCaptureFixture, packet: str, transport: str
) -> None:
    client = await shared.account()
    before = refusals("malformed")
    caplog.clear()
    caplog.set_level(logging.INFO)
    if transport == "websocket":
        async with raw_socket(client.http, shared.url, client.token) as ws:
            await ws.write(packet)
            await ws.closed()
    else:
        session = Polling(client.http, shared.url)
        await session.sign_in(client.token)
        assert await session.post(packet) == 400
        assert await session.post("3") == 400
    assert refusals("malformed") > before
    assert caplog.records == []


@pytest.mark.parametrize("kind", [WSMsgType.PING, WSMsgType.PONG])
async def test_pings_and_pongs_cost_what_messages_do(
    shared: Backend, monkeypatch: pytest.MonkeyPatch, kind: WSMsgType
) -> None:
    spent: list[float] = []
    spend = Budget.spend

    def counted(self: Budget, cost: float) -> float:
        spent.append(cost)
        return spend(self, cost)

    client = await shared.account()
    async with raw_socket(client.http, shared.url, client.token) as ws:
        monkeypatch.setattr(Budget, "spend", counted)
        for _ in range(50):
            await ws.frame(kind)
        # Behind them the socket goes on.
        assert await ws.ask('["ping",{}]') == {"ok": True}
    assert spent[:50] == [limits.MESSAGE_COST] * 50


async def test_pings_at_once_keep_nobody_waiting(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await shared.account()
    turns: list[int] = []
    count = 0
    count_frame = Line.count_frame

    def counted(self: Line) -> float:
        nonlocal count
        count += 1
        asyncio.get_running_loop().call_soon(lambda: turns.append(count))
        return count_frame(self)

    async with raw_socket(client.http, shared.url, client.token) as ws:
        monkeypatch.setattr(Line, "count_frame", counted)
        for _ in range(300):
            await ws.frame(WSMsgType.PONG)
        await ws.ask('["ping",{}]')
    # Whatever waited for its turn got it before the next frame was looked at.
    assert turns == list(range(1, 301))


async def test_bytes_that_nobody_announced(shared: Backend) -> None:
    client = await shared.account()
    before = refusals("malformed")
    async with raw_socket(client.http, shared.url, client.token) as ws:
        await ws.write(b"bytes")
        await ws.closed()
    assert refusals("malformed") == before + 1


async def test_all_of_a_long_body_is_answered(shared: Backend) -> None:
    client = await shared.account()
    session = Polling(client.http, shared.url)
    await session.sign_in(client.token)
    body = SEPARATOR.join(f'42{number}["ping",{{}}]' for number in range(300))
    assert await session.post(body) == 200
    answers = await session.answers(300)
    assert {answer.get("error", {}).get("code", "ok") for answer in answers} <= {
        "ok",
        "too_many_requests",
    }
    assert sum(answer["ok"] for answer in answers) >= 100


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (SEPARATOR.join(["3"] * (limits.MAX_PACKETS + 1)), 400),
        (SEPARATOR.join(['420["ping",{}]', ""]), 400),
        ("3" + SEPARATOR + "3" * limits.MAX_MESSAGE, 413),
        (b"\xff\xfe", 400),
        ("b!", 400),
        ("d=3", 400),
        ("", 400),
    ],
    ids=["packets", "empty", "bytes", "text", "base64", "jsonp", "nothing"],
)
async def test_a_body_that_is_refused_ends_the_session(
    shared: Backend, body: str | bytes, status: int
) -> None:
    client = await shared.account()
    session = Polling(client.http, shared.url)
    await session.sign_in(client.token)
    assert await session.post(body) == status
    assert await session.post("3") == 400


async def test_a_goodbye_is_no_mistake(shared: Backend) -> None:
    client = await shared.account()
    session = Polling(client.http, shared.url)
    await session.sign_in(client.token)
    before = refusals("malformed")
    assert await session.post(SEPARATOR.join(["41", "1"])) == 200
    assert refusals("malformed") == before


async def test_there_is_no_jsonp(shared: Backend) -> None:
    async with ClientSession() as http:
        url = f"{shared.url}/socket.io/?EIO=4&transport=polling&j=0"
        async with http.get(url) as answer:
            assert answer.status == 400
            assert answer.content_type == "application/problem+json"
        session = Polling(http, shared.url)
        await session.open()
        assert await session.post("3", j="0") == 400


async def test_a_poll_at_a_time(shared: Backend) -> None:
    client = await shared.account()
    session = Polling(client.http, shared.url)
    await session.sign_in(client.token)
    polls = [asyncio.create_task(session.poll()) for _ in range(2)]
    done, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
    assert [isinstance(poll.exception(), AssertionError) for poll in done] == [True]
    await session.post('420["ping",{}]')
    assert await waiting.pop()


@pytest.mark.parametrize(
    ("transport", "headers"),
    [
        ("websocket", []),
        ("websocket", [("Upgrade", "websocket")]),
        ("websocket", [("Upgrade", "websocket"), ("Connection", "keep-alive")]),
        ("websocket", [("Upgrade", "websocket"), ("Connection", "no-upgrade")]),
        ("websocket", [("Upgrade", "websocket")] * 2 + [("Connection", "Upgrade")]),
        ("websocket", [("Connection", "Upgrade")]),
        ("polling", [("Upgrade", "websocket"), ("Connection", "Upgrade")]),
    ],
)
async def test_no_poll_hides_behind_an_upgrade(
    shared: Backend, monkeypatch: pytest.MonkeyPatch, transport: str, headers: list[tuple[str, str]]
) -> None:
    client = await shared.account()
    session = Polling(client.http, shared.url)
    await session.sign_in(client.token)
    monkeypatch.setattr(
        AsyncSocket, "handle_get_request", lambda *_: pytest.fail("was taken for a poll")
    )
    url = f"{shared.url}/socket.io/?EIO=4&transport={transport}"
    for query in ("", f"&sid={session.sid}"):
        async with client.http.get(url + query, headers=headers) as answer:
            assert answer.status == 400
            assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("connection", ["upgrade", "keep-alive, Upgrade"])
async def test_an_upgrade_however_it_is_written(shared: Backend, connection: str) -> None:
    client = await shared.account()
    session = Polling(client.http, shared.url)
    await session.sign_in(client.token)
    url = f"{shared.url}/socket.io/?EIO=4&transport=websocket&sid={session.sid}"
    headers = {"Connection": connection, "Upgrade": "WebSocket"}
    async with client.http.ws_connect(url, headers=headers) as ws:
        await ws.send_str("2probe")
        assert await ws.receive_str() == "3probe"


async def test_requests_under_way_are_few(shared: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    client = await shared.client()
    await client.join(await client.new_room())
    go_on = asyncio.Event()

    async def slowly(*_: object, **__: object) -> None:
        await go_on.wait()

    monkeypatch.setattr(Subscribing, "resume", slowly)
    asking = [
        asyncio.create_task(client.ask("sfu:consumer:resume", consumerIds=["x"]))
        for _ in range(limits.MAX_UNANSWERED)
    ]
    while await client.ask("ping") == {"ok": True}:
        pass
    assert await client.refused("ping") == "too_many_requests"
    go_on.set()
    assert all(answer["ok"] for answer in await asyncio.gather(*asking))
    await client.do("ping")


@pytest.mark.parametrize("said", ["1", "1[]", "1/,", "12", "1/elsewhere,", '1{"a":1}'])
async def test_who_signs_out_is_gone_however_they_say_it(shared: Backend, said: str) -> None:
    """Who stayed would count for no account, nor for those who have not signed in."""
    ada = await shared.account()
    async with raw_socket(ada.http, shared.url, ada.token) as ws:
        await ws.send(said)
        await ws.closed()
