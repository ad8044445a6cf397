"""Load on a real server, as an operator makes it."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest

from meetd.bot import Refused
from meetd.bot.service import Service
from meetd.load.figures import Load, advice, lines
from meetd.load.packets import AUDIO, VIDEO, Sink, Source
from meetd.load.run import Run, Shape
from support.bot_room import BOT_PATIENCE, BotRoom

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def load(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Run the command; how it ended, and what it said."""
    command = [sys.executable, "-m", "meetd", "load", "--json", "--for", "2s", *arguments]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(BOT_PATIENCE):
        said, _ = await process.communicate()
    return process.returncode or 0, json.loads(said)


async def test_it_fills_rooms_and_says_what_they_cost(place: BotRoom) -> None:
    key = await place.key("rooms:write", "tokens", "bots")
    shape = ("--rooms", "2", "--people", "3", "--senders", "2", "--ramp", "5/s")
    status, said = await load(place.server.url, "--key", key, *shape)
    assert (status, said["errors"], said["joined"]) == (0, {}, 6)
    # Two voices and two pictures in each room, each for two others.
    assert said["streams"] == 2 * 4 * 2
    assert 0 < said["delay"] <= said["delay_p95"]
    assert 0 < said["join"] <= said["join_p95"]
    assert said["lost"] < 0.5
    assert said["workers"] == 1
    assert said["advice"].startswith(("A stream takes", "The workers had"))
    rooms = f"{place.server.url}/api/v1/rooms"
    async with place.host.http.get(rooms, headers=place.host.signed_in) as answer:
        left = [one["name"] for one in (await answer.json())["items"]]
    assert not [name for name in left if name.startswith("Load")]


async def test_what_is_not_allowed_is_said(place: BotRoom) -> None:
    key = await place.key("rooms:write", "tokens")
    async with Service(place.server.url, key) as service:
        with pytest.raises(Refused, match="bots"):
            await Run(service, Shape(1, 2, 1, ramp=5, seconds=1)).measure(None)


async def test_loss_and_delay_are_counted_without_decoding() -> None:
    for kind in (AUDIO, VIDEO):
        source = Source(kind)
        sink = Sink(kind, source, 0.0)
        packets = [packet for _ in range(100) for packet in source.next()]
        for at, packet in enumerate(packets):
            if at % 10 != 5:
                sink.take(packet, 1.0)
        assert sink.expected == len(packets)
        assert sink.packets == len(packets) * 9 // 10
        assert sink.smooth.delays


async def test_the_advice_follows_from_the_cost() -> None:
    measured = Load(rooms=1, people=5, senders=2, streams=100, workers=1, workers_cpu=0.10)
    assert measured.stream_cost == pytest.approx(0.001)
    # Of 0.6 of a core at 0.1 % each: 600 streams a worker, in rooms of 2 · 2 · 4.
    said = advice(measured, 4)
    assert "about 600 of them" in said
    assert "MEETD_WORKERS=3" in said
    assert f"about {3 * 600 // 16} rooms" in said
    measured.workers_cpu = 0.01
    assert "more --people" in advice(measured, 4)
    assert "--metrics-token" in advice(Load(1, 2, 1), 2)
    measured.own_cpu = 0.95
    assert any("bottleneck" in line for line in lines(measured, 4))
