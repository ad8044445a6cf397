"""Producers of one router that become those of another, in another worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from support.rtp import parse_rtp
from support.talk import PATIENCE, first, talk
from support.worker import LOOPBACK, MEDIA_CODECS, OPUS, running_worker
from worker_bridge import DirectTransport, NotFoundError, ParameterError, Producer, Router, Worker


@pytest.fixture
async def far_router() -> AsyncIterator[Router]:
    """A router of another worker."""
    async with running_worker(log_level="none") as other:
        yield await other.create_router(media_codecs=MEDIA_CODECS)


@pytest.mark.parametrize("options", [{}, {"enable_rtx": True, "enable_srtp": True}])
async def test_a_producer_piped_to_another_worker(
    router: Router, far_router: Router, audio: Producer, options: Any
) -> None:
    piped = await router.pipe_to_router(router=far_router, producer_id=audio.id, **options)
    assert piped.pipe_producer is not None
    assert piped.pipe_consumer is not None
    assert piped.pipe_producer.id == audio.id
    far = await far_router.create_direct_transport()
    consumer = await far.consume(producer_id=audio.id, rtp_capabilities=far_router.rtp_capabilities)
    (data,) = await talk(audio.send, first(consumer, "rtp"))
    assert parse_rtp(data).payload == b"sound"
    paused, copy_paused = (
        first(consumer, "producerpause"),
        first(piped.pipe_producer.observer, "pause"),
    )
    await audio.pause()
    async with asyncio.timeout(PATIENCE):
        await paused
        await copy_paused
    assert piped.pipe_producer.paused
    resumed = first(consumer, "producerresume")
    await audio.resume()
    async with asyncio.timeout(PATIENCE):
        await resumed
    closed = first(consumer, "producerclose")
    audio.close()
    async with asyncio.timeout(PATIENCE):
        await closed
    assert piped.pipe_producer.closed


async def test_two_routers_share_one_pair_of_pipes(
    router: Router, far_router: Router, direct: DirectTransport
) -> None:
    producers = [
        await direct.produce(
            kind="audio",
            rtp_parameters={**OPUS, "encodings": [{"ssrc": i + 1}], "mid": str(i)},  # type: ignore[typeddict-item]
        )
        for i in range(3)
    ]
    all_piped = await asyncio.gather(
        *(
            router.pipe_to_router(router=far_router, producer_id=each.id, keep_id=False)
            for each in producers
        )
    )
    assert len((await far_router.dump())["transportIds"]) == 1
    assert len((await router.dump())["transportIds"]) == 2, "the direct one and a pipe"
    copies = {piped.pipe_producer.id for piped in all_piped if piped.pipe_producer}
    assert len(copies) == 3
    assert not copies & {each.id for each in producers}
    data_producer = await direct.produce_data(label="x")
    data = await router.pipe_to_router(router=far_router, data_producer_id=data_producer.id)
    assert data.pipe_data_producer is not None
    assert data.pipe_data_producer.label == "x"
    far = await far_router.create_direct_transport()
    receiver = await far.consume_data(data_producer_id=data_producer.id)
    came = first(receiver, "message")
    async with asyncio.timeout(PATIENCE):
        while not came.done():  # until SCTP between the two is up
            data_producer.send("hello")
            await asyncio.wait([came], timeout=0.05)
    assert came.result() == (b"hello", 51)
    data_producer.close()
    pipe_transports = (await far_router.dump())["transportIds"]
    assert len(pipe_transports) == 2
    far_router.close()
    for piped in all_piped:
        assert piped.pipe_consumer is not None
        assert piped.pipe_consumer.closed
    assert (await router.dump())["transportIds"] == [direct.id]


async def test_piping_refuses_what_cannot_be(
    worker: Worker, router: Router, far_router: Router, audio: Producer
) -> None:
    with pytest.raises(ParameterError):
        await router.pipe_to_router(router=router, producer_id=audio.id)
    with pytest.raises(ParameterError):
        await router.pipe_to_router(router=far_router)
    with pytest.raises(NotFoundError):
        await router.pipe_to_router(router=far_router, producer_id="nobody")
    with pytest.raises(ParameterError):
        await router.pipe_to_router(
            router=far_router,
            producer_id=audio.id,
            listen_info={"protocol": "udp"},  # type: ignore[arg-type]
        )
    assert (await far_router.dump())["transportIds"] == []
    neighbour = await worker.create_router(media_codecs=MEDIA_CODECS)
    with pytest.raises(ParameterError, match="in use"):  # one worker, one id
        await router.pipe_to_router(router=neighbour, producer_id=audio.id)
    await router.pipe_to_router(router=neighbour, producer_id=audio.id, keep_id=False)
    await router.pipe_to_router(router=far_router, producer_id=audio.id)


async def test_pipes_tell_of_sctp(
    router: Router, far_router: Router, direct: DirectTransport
) -> None:
    here = await router.create_pipe_transport(listen_info=LOOPBACK, enable_sctp=True)
    there = await far_router.create_pipe_transport(listen_info=LOOPBACK, enable_sctp=True)
    states: list[str] = []
    watched: asyncio.Queue[str] = asyncio.Queue()
    here.on("sctpstatechange", states.append)
    here.observer.on("sctpstatechange", watched.put_nowait)
    data_producer = await direct.produce_data()
    await here.consume_data(data_producer_id=data_producer.id)  # or SCTP does not begin
    await here.connect(ip="127.0.0.1", port=there.tuple["localPort"])
    await there.connect(ip="127.0.0.1", port=here.tuple["localPort"])
    async with asyncio.timeout(PATIENCE):
        while await watched.get() != "connected":
            pass
    assert here.sctp_state == states[-1] == "connected"
