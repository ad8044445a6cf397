"""Producers of one router that become those of another, in another worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from support.rtp import parse_rtp
from support.talk import first, talk
from support.waiting import PATIENCE, until
from support.worker import LOOPBACK, MEDIA_CODECS, OPUS, running_worker
from worker_bridge import (
    DirectTransport,
    NotFoundError,
    ParameterError,
    Piped,
    Producer,
    RequestTimeoutError,
    Router,
    Worker,
    WorkerBridgeError,
)
from worker_bridge.channel import messages


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


async def turns(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def pipes(router: Router) -> int:
    """Transports that the worker has for the router, without the test's own."""
    dump = await router.dump()
    own = [its for its in router._children.values() if isinstance(its, DirectTransport)]
    return len(dump["transportIds"]) - len(own)


@pytest.mark.parametrize("wait", [1, 2, 5, 20])
async def test_who_is_cancelled_takes_nobody_along(
    router: Router, far_router: Router, audio: Producer, wait: int
) -> None:
    first_one = asyncio.create_task(router.pipe_to_router(router=far_router, producer_id=audio.id))
    second = asyncio.create_task(
        router.pipe_to_router(router=far_router, producer_id=audio.id, keep_id=False)
    )
    await turns(wait)
    first_one.cancel()
    async with asyncio.timeout(PATIENCE):
        piped = await second
    assert piped.pipe_producer is not None
    assert not piped.pipe_producer.closed
    assert await pipes(router) == await pipes(far_router) == 1


async def test_who_waited_and_is_cancelled_is_over(
    router: Router, far_router: Router, audio: Producer
) -> None:
    both = [
        asyncio.create_task(router.pipe_to_router(router=far_router, producer_id=audio.id))
        for _ in range(2)
    ]
    await turns(2)
    for task in both:
        task.cancel()
    async with asyncio.timeout(PATIENCE):
        outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
    assert await pipes(router) == await pipes(far_router) == 0


async def test_what_is_cancelled_leaves_all_or_nothing(
    router: Router, far_router: Router, audio: Producer
) -> None:
    for wait in range(0, 60, 3):
        piping = asyncio.create_task(router.pipe_to_router(router=far_router, producer_id=audio.id))
        await turns(wait)
        await asyncio.sleep(wait / 20_000)  # the worker's answers come in between
        piping.cancel()
        await asyncio.gather(piping, return_exceptions=True)
        here, there = await pipes(router), await pipes(far_router)
        assert here == there <= 1
        if there:
            (pipe,) = [its for its in far_router._children.values() if its.id != audio.id]
            pipe.close()
        assert await pipes(router) == await pipes(far_router) == 0


@pytest.mark.parametrize("whose", ["here", "there"])
async def test_a_router_that_closes_meanwhile_leaves_no_pipe(
    worker: Worker, far_router: Router, whose: str
) -> None:
    far_worker_router = far_router
    for wait in range(0, 40, 3):
        router = await worker.create_router(media_codecs=MEDIA_CODECS)
        direct = await router.create_direct_transport()
        audio = await direct.produce(kind="audio", rtp_parameters=OPUS)
        other = await worker.create_router(media_codecs=MEDIA_CODECS)
        one, two = (router, far_worker_router) if whose == "here" else (router, other)
        piping = asyncio.create_task(
            one.pipe_to_router(router=two, producer_id=audio.id, keep_id=False)
        )
        await turns(wait)
        await asyncio.sleep(wait / 10_000)
        (router if whose == "here" else other).close()
        (outcome,) = await asyncio.gather(piping, return_exceptions=True)
        if isinstance(outcome, Piped):
            assert outcome.pipe_producer is not None
            assert outcome.pipe_producer.closed
        else:
            assert isinstance(outcome, WorkerBridgeError)
        assert await pipes(far_worker_router if whose == "here" else router) == 0
        router.close()
        other.close()


async def test_a_pause_while_piping_is_not_lost(router: Router, far_router: Router) -> None:
    direct = await router.create_direct_transport()
    for wait in range(0, 40, 2):
        audio = await direct.produce(kind="audio", rtp_parameters=OPUS, paused=True)
        piping = asyncio.create_task(router.pipe_to_router(router=far_router, producer_id=audio.id))
        await turns(wait)
        await asyncio.sleep(wait / 20_000)
        await audio.resume()
        copy = (await piping).pipe_producer
        assert copy is not None
        await until(lambda copy=copy: not copy.paused)  # type: ignore[misc]
        await audio.pause()
        await audio.resume()
        await audio.pause()
        await until(lambda copy=copy: copy.paused)  # type: ignore[misc]
        audio.close()
        await until(lambda copy=copy: copy.closed)  # type: ignore[misc]


async def test_a_copy_that_could_not_follow_is_told_again(
    router: Router, far_router: Router, audio: Producer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker_bridge.handles.router_pipes._AGAIN", 0.0)
    copy = (await router.pipe_to_router(router=far_router, producer_id=audio.id)).pipe_producer
    assert copy is not None
    failures, ask = 3, copy._ask

    def ask_in_vain(request: messages.Request, *body: Any) -> Any:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise RequestTimeoutError("no answer")
        return ask(request, *body)

    monkeypatch.setattr(copy, "_ask", ask_in_vain)
    await audio.pause()
    await until(lambda: copy.paused)
    assert failures == -1


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
    assert here.sctp_parameters is not None
    assert here.sctp_negotiated_capabilities is not None
    dump = await here.dump()
    assert dump["tuple"]["remotePort"] == there.tuple["localPort"]
    (stats,) = await here.get_stats()
    assert stats["type"] == "pipe-transport"
