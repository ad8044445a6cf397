"""Plain transports of bots on the server's own host: who gets one, and what goes over it."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
from pathlib import Path
from typing import Any

import psutil
import pytest
from aiortc import VideoStreamTrack
from aiortc.rtp import RtcpRrPacket
from pylibsrtp import Policy, Session

from meetd.bot import leg, plain_session, room
from meetd.bot.door import Door
from meetd.errors import NotThisHost
from meetd.media.events import MediaEvent
from meetd.media.owner import Owner
from meetd.media.tracks import Direction
from meetd.media.transports import PLAIN_FROM, PLAIN_TO, Transports
from meetd.model import ParticipantId
from support.backend import Client, backend, settings
from support.bot_room import BOT_PATIENCE, BotRoom, first_loud, tone
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEY = base64.b64encode(bytes(range(30))).decode()
PLAIN = "sfu:transport:plain"


async def client_of(place: BotRoom, **said: object) -> tuple[Client, dict[str, Any]]:
    """Who comes by a join token, in a room whose media passes the server; and the mode."""
    client = await place.server.guest(place.code, token=await place.token(**said))  # type: ignore[arg-type]
    await client.join(place.code)
    mode = client.joined["mode"]
    if mode["routerId"] is None:
        mode = await client.told("mode", mode="sfu")
    return client, mode


def listening() -> set[int]:
    """Ports of plain transports on the loopback, of all workers."""
    workers = [one for one in psutil.Process().children() if "mediasoup" in one.name()]
    return {
        its.laddr.port
        for worker in workers
        for its in worker.net_connections("udp4")
        if its.laddr.ip == "127.0.0.1" and PLAIN_FROM <= its.laddr.port <= PLAIN_TO
    }


def knock(port: int, key: bytes) -> None:
    """Send a report by that key, from a port of its own."""
    session = Session(Policy(key, Policy.SSRC_ANY_OUTBOUND))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        end.sendto(session.protect_rtcp(bytes(RtcpRrPacket(ssrc=1))), ("127.0.0.1", port))


async def test_a_picture_and_a_voice_go_over_it(place: BotRoom) -> None:
    ada, bob = await place.token("Ada"), await place.token("Bob")
    async with (
        asyncio.timeout(BOT_PATIENCE),
        room(place.url, ada) as one,
        room(place.url, bob) as two,
    ):
        peer = await two.peer("Ada")
        await one.send(VideoStreamTrack())
        saying = asyncio.create_task(one.say(tone(60)))
        picture = await anext(two.video(peer))
        assert (picture.width, picture.height) == (640, 480)
        await first_loud(two.audio(peer))
        assert one.media.is_plain
        assert two.media.is_plain
        assert await two.media.lost() is not None
        assert len(listening()) >= 3
        saying.cancel()
    async with asyncio.timeout(BOT_PATIENCE):
        while listening():  # noqa: ASYNC110 - The worker's sockets are its own.
            await asyncio.sleep(0.05)


async def test_where_the_worker_does_not_hear_it_webrtc_takes_its_place(
    place: BotRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leg.Leg, "knock", lambda _: None)
    monkeypatch.setattr(plain_session, "KNOCKS", 2)
    ada, bob = await place.token("Ada"), await place.token("Bob")
    async with (
        asyncio.timeout(BOT_PATIENCE),
        room(place.url, ada) as one,
        room(place.url, bob, plain=False) as two,
    ):
        saying = asyncio.create_task(one.say(tone(60)))
        await first_loud(two.audio(await two.peer("Ada")))
        assert not one.media.is_plain
        saying.cancel()
    assert not listening()


async def test_only_a_bot_of_this_host_gets_one(place: BotRoom) -> None:
    person, _ = await client_of(place, name="Mara", bot=False)
    bot, _ = await client_of(place, name="Echo")
    said = {"routerId": "another", "direction": "send", "key": KEY}
    assert await person.refused(PLAIN, **said) == "not_this_host"
    assert await bot.refused(PLAIN, **said) == "stale_router"
    token = await place.token("Far")
    far = await place.server.guest(place.code, token=token)
    await far.socket.disconnect()
    cookies = "; ".join(f"{name}={value}" for name, value in far.cookie.items())
    headers = {"Cookie": cookies, "X-Forwarded-For": "203.0.113.7"}
    await far.socket.connect(far.url, auth={"guest": place.code}, headers=headers)
    await far.join(place.code)
    assert await far.refused(PLAIN, **said) == "not_this_host"
    for one in (person, bot, far):
        await one.socket.disconnect()


async def test_where_the_operator_wants_none_nobody_gets_one_and_webrtc_takes_its_place(
    postgres: Postgres, tmp_path: Path
) -> None:
    of = settings(tmp_path, await postgres.migrated(), bot_loopback=False)
    async with backend(of) as server:
        host = await server.client()
        here = BotRoom(server, host, await host.new_room())
        bot, _ = await client_of(here, name="Echo")
        said = {"routerId": "another", "direction": "send", "key": KEY}
        assert await bot.refused(PLAIN, **said) == "not_this_host"
        await bot.socket.disconnect()
        ada, bob = await here.token("Ada"), await here.token("Bob")
        async with (
            asyncio.timeout(BOT_PATIENCE),
            room(here.url, ada) as one,
            room(here.url, bob) as two,
        ):
            saying = asyncio.create_task(one.say(tone(60)))
            await first_loud(two.audio(await two.peer("Ada")))
            assert not one.media.is_plain
            assert not two.media.is_plain
            saying.cancel()


async def test_what_a_bot_says_of_it_is_looked_at_and_it_has_two_at_most(place: BotRoom) -> None:
    other, _ = await client_of(place, name="Other")
    bot, mode = await client_of(place, name="Echo")
    said = {"routerId": mode["routerId"], "direction": "recv"}
    for key in (KEY[:-1], KEY + "A", "", KEY[:-1] + "=", KEY[:-1] + "é", KEY[:-1] + "\n", 7):
        assert await bot.refused(PLAIN, **said, key=key) == "invalid_request"
    for more in ({"port": 1}, {"ip": "127.0.0.1"}):
        assert await bot.refused(PLAIN, **said, key=KEY, **more) == "invalid_request"
    assert not listening()
    made = [await bot.do(PLAIN, **said, key=KEY) for _ in range(3)]
    made.append(await bot.do(PLAIN, **said | {"direction": "send"}, key=KEY))
    assert all(one["ip"] == "127.0.0.1" for one in made)
    async with asyncio.timeout(BOT_PATIENCE):
        while listening() != {made[-2]["port"], made[-1]["port"]}:  # noqa: ASYNC110 - as above.
            await asyncio.sleep(0.05)
    its = {"transportId": made[-1]["id"]}
    assert await bot.refused("sfu:transport:heard", transportId=made[0]["id"]) == (
        "unknown_transport"
    )
    assert await other.refused("sfu:transport:heard", **its) == "unknown_transport"
    assert await bot.refused("sfu:transport:restart", **its) == "unknown_transport"
    dtls = {"role": "client", "fingerprints": [{"algorithm": "sha-256", "value": "AB"}]}
    connect = await bot.refused("sfu:transport:connect", **its, dtlsParameters=dtls)
    assert connect == "unknown_transport"
    # Whoever else is on the host is not heard: it takes the key.
    knock(made[-1]["port"], os.urandom(30))
    assert not (await bot.do("sfu:transport:heard", **its))["heard"]
    async with asyncio.timeout(BOT_PATIENCE):
        while not (await bot.do("sfu:transport:heard", **its))["heard"]:
            knock(made[-1]["port"], base64.b64decode(KEY))
            await asyncio.sleep(0.01)
    # WebRTC's takes the place of its direction.
    webrtc = await bot.do("sfu:transport:create", **said)
    assert not (await bot.do("sfu:transport:heard", transportId=webrtc["id"]))["heard"]
    await bot.do("leave")
    async with asyncio.timeout(BOT_PATIENCE):
        while listening():  # noqa: ASYNC110 - as above.
            await asyncio.sleep(0.05)
    for one in (bot, other):
        await one.socket.disconnect()


async def test_a_worker_of_another_node_has_none() -> None:
    told: list[MediaEvent] = []
    nothing: Any = None
    transports = Transports(Owner(ParticipantId("x"), told.append), nothing, nothing, far=True)
    with pytest.raises(NotThisHost):
        await transports.create_plain(Direction.SEND, KEY)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:8080", True), ("http://127.0.0.1", True), ("http://[::1]:8080", True),
        ("https://meet.example.org", False), ("http://192.0.2.1:8080", False),
    ],
)  # fmt: skip
async def test_an_address_says_whether_it_is_of_this_host(url: str, here: bool) -> None:
    assert Door.of(f"{url}/abc-defg-hij").is_this_host is here
