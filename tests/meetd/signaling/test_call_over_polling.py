"""A whole call over long polling: what joining a large one takes fits through."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
import pytest_asyncio

from meetd import metrics
from meetd.signaling.line import Line
from support.backend import Backend, Client
from support.polling import SEPARATOR, Polling
from support.sender import Sender
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = 10
"""Each with a camera and a microphone."""


class Caller:
    """Somebody in a call over polling, who sends all that is to be said in one body."""

    def __init__(self, session: Polling) -> None:
        self._session = session
        self._asked = 0

    async def ask(self, *requests: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """The answers of requests, each of which has to be carried out."""
        packets = []
        for event, data in requests:
            packets.append(f"42{self._asked}{json.dumps([event, data])}")
            self._asked += 1
        assert await self._session.post(SEPARATOR.join(packets)) == 200
        answers = await self._session.answers(len(requests))
        assert [answer for answer in answers if not answer["ok"]] == []
        return answers


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def call(shared: Backend) -> tuple[str, list[str]]:
    """A call of many; the room's code, and the ids of all producers."""
    code = ""
    producers = []
    for _ in range(PEOPLE):
        client = await shared.client()
        code = code or await client.new_room()
        await client.join(code)
        sender = Sender(client)
        await sender.open()
        producers += [await sender.produce(source) for source in ("camera", "microphone")]
    return code, producers


async def test_a_last_word_waits_for_what_is_being_said(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the beacon of a page that goes away while it sends something else."""
    anna, ben = await shared.client(), await shared.client()
    code = await anna.new_room()
    await anna.join(code)
    session = Polling(ben.http, ben.url)
    await session.sign_in(ben.token)
    joining = {"code": code, "microphone": True, "camera": True}
    assert await session.post(f"420{json.dumps(['join', joining])}") == 200
    await anna.told("participant:joined")
    begun, rest = asyncio.Event(), asyncio.Event()
    body, taken = Line.body, 0

    def counted(self: Line) -> AbstractAsyncContextManager[None]:
        nonlocal taken
        taken += 1
        return body(self)

    monkeypatch.setattr(Line, "body", counted)

    async def slowly() -> AsyncIterator[bytes]:
        yield b'421["media",'
        begun.set()
        await rest.wait()
        yield b'{"camera":false}]'

    saying = asyncio.create_task(session.post(slowly()))
    await begun.wait()
    await until(lambda: taken == 1)
    last = asyncio.create_task(session.post('42["leave",{}]'))
    await until(lambda: taken == 2)
    # No more than one waits.
    assert await session.post("3") == 400
    rest.set()
    assert (await saying, await last) == (200, 200)
    assert (await anna.told("participant:left"))["reason"] == "left"


async def come_in(client: Client, code: str) -> tuple[Caller, dict[str, Any], list[str]]:
    """Join over polling; who joined, what a request to consume needs, and what there is."""
    session = Polling(client.http, client.url)
    await session.sign_in(client.token)
    caller = Caller(session)
    join = {"code": code, "microphone": True, "camera": True, "transports": True}
    [joined] = await caller.ask(("join", join))
    mode = joined["mode"]
    needed = {
        "transportId": joined["transports"]["recv"]["id"],
        "rtpCapabilities": mode["routerRtpCapabilities"],
    }
    return caller, needed, [producer["id"] for producer in mode["producers"]]


def cuts() -> float:
    """How many sockets were cut, whatever for."""
    return sum(
        sample.value
        for family in metrics.REGISTRY.collect()
        for sample in family.samples
        if sample.name == "meetd_sockets_refused_total"
    )


@pytest.mark.parametrize("together", [True, False], ids=["together", "one by one"])
async def test_who_joins_a_large_call_over_polling_gets_all(
    shared: Backend, call: tuple[str, list[str]], together: bool
) -> None:
    code, producers = call
    before = cuts()
    caller, needed, there = await come_in(await shared.account(), code)
    assert sorted(there) == sorted(producers)

    groups = [there] if together else [[producer] for producer in there]
    answers = await caller.ask(
        *(("sfu:consume", needed | {"producerIds": group}) for group in groups)
    )
    assert [failed for answer in answers for failed in answer["failed"]] == []
    consumers = [consumer for answer in answers for consumer in answer["consumers"]]
    assert [consumer["producerId"] for consumer in consumers] == there

    ids = [consumer["id"] for consumer in consumers]
    cameras = [consumer["id"] for consumer in consumers if consumer["kind"] == "video"]
    if together:
        await caller.ask(
            ("sfu:consumer:resume", {"consumerIds": ids}),
            ("sfu:consumer:layers", {"consumerIds": cameras, "spatialLayer": 0}),
            ("sfu:consumer:priority", {"consumerIds": cameras, "priority": 100}),
        )
    else:
        await caller.ask(
            *(("sfu:consumer:resume", {"consumerIds": [each]}) for each in ids),
            *(("sfu:consumer:layers", {"consumerId": each, "spatialLayer": 0}) for each in cameras),
            *(("sfu:consumer:priority", {"consumerId": each, "priority": 9}) for each in cameras),
        )
    assert cuts() == before
    await caller.ask(("leave", {}))
