"""Data over SCTP between two plain transports: states, and buffers that fill and empty."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from support.talk import first
from support.waiting import PATIENCE
from support.worker import LOOPBACK
from worker_bridge import (
    DataConsumer,
    DataProducer,
    DirectTransport,
    InvalidStateError,
    ParameterError,
    PlainTransport,
    RequestError,
    Router,
    Worker,
)

SEND_BUFFER = 200_000


class Wire:
    """A data consumer at one end of an SCTP association, and its messages at the other."""

    def __init__(self, ends: tuple[PlainTransport, PlainTransport], consumer: DataConsumer) -> None:
        self.ends, self.consumer = ends, consumer


@pytest.fixture
async def source(direct: DirectTransport) -> DataProducer:
    """Messages from the test."""
    return await direct.produce_data(label="news")


@pytest.fixture
async def wire(router: Router, source: DataProducer) -> Wire:
    """Two transports with an SCTP association that is up."""
    one, other = [
        await router.create_plain_transport(
            listen_info=LOOPBACK,
            enable_sctp=True,
            sctp_send_buffer_size=SEND_BUFFER,
            sctp_per_stream_send_queue_limit=SEND_BUFFER,
        )
        for _ in range(2)
    ]
    async with asyncio.timeout(PATIENCE):
        consumer = await one.consume_data(data_producer_id=source.id)
        up: list[Any] = []
        for end in (one, other):
            for watched in (end, end.observer):
                states: asyncio.Queue[str] = asyncio.Queue()
                watched.on("sctpstatechange", states.put_nowait)
                up.append(states)
        await one.connect(ip="127.0.0.1", port=other.tuple["localPort"])
        await other.connect(ip="127.0.0.1", port=one.tuple["localPort"])
        for states in up:
            while await states.get() != "connected":
                pass
    assert one.sctp_state == other.sctp_state == "connected"
    return Wire((one, other), consumer)


async def test_messages_over_plain_sctp(
    wire: Wire, source: DataProducer, direct: DirectTransport
) -> None:
    stream = wire.consumer.sctp_stream_parameters
    assert stream is not None
    received = await wire.ends[1].produce_data(sctp_stream_parameters=stream)
    sink = await direct.consume_data(data_producer_id=received.id)
    came = first(sink, "message")
    source.send("hello")
    async with asyncio.timeout(PATIENCE):
        assert await came == (b"hello", 51)
    assert wire.ends[0].sctp_parameters is not None
    assert wire.ends[0].sctp_state == "connected"
    negotiated = wire.ends[0].sctp_negotiated_capabilities
    assert negotiated is not None
    assert negotiated["negotiatedMaxOutboundStreams"] > 0


async def test_buffers_fill_and_empty(wire: Wire, source: DataProducer) -> None:
    await wire.consumer.pause()
    await wire.consumer.set_buffered_amount_low_threshold(10_000)
    await wire.consumer.resume()
    full, low = (
        first(wire.consumer, "sctpsendbufferfull"),
        first(wire.consumer, "bufferedamountlow"),
    )
    async with asyncio.timeout(PATIENCE):
        while not full.done():
            source.send(bytes(50_000))
            await wire.consumer.get_buffered_amount()
        (left,) = await low
    assert left <= 10_000


async def test_the_server_sends_too(wire: Wire) -> None:
    async with asyncio.timeout(PATIENCE):
        low = first(wire.consumer, "bufferedamountlow")
        waiting = 0
        with pytest.raises(RequestError):  # noqa: PT012 - until the buffer is full
            while True:
                waiting = max(waiting, await wire.consumer.send(bytes(100_000)))
        assert waiting > 0
        await low
        assert (await wire.consumer.get_stats())[0]["messagesSent"] > 0


async def test_a_threshold_is_not_raised_over_what_waits(
    router: Router, source: DataProducer, worker: Worker
) -> None:
    """The worker would abort."""
    unconnected = await router.create_webrtc_transport(listen_infos=[LOOPBACK], enable_sctp=True)
    consumer = await unconnected.consume_data(data_producer_id=source.id)
    waiting = await consumer.send(bytes(100))
    await consumer.set_buffered_amount_low_threshold(waiting - 1)
    threshold: Any
    for threshold in (waiting, waiting + 1, float(waiting), 2000.0):
        with pytest.raises(InvalidStateError, match="only while paused"):
            await consumer.set_buffered_amount_low_threshold(threshold)
    await consumer.pause()
    for threshold in (waiting, waiting + 1, float(waiting), 2000.0):
        with pytest.raises(InvalidStateError, match="wait"):
            await consumer.set_buffered_amount_low_threshold(threshold)
    for threshold in ("5", True, 0.5, None, float("nan"), [], -1, 1 << 32):
        with pytest.raises((ParameterError, InvalidStateError)):
            await consumer.set_buffered_amount_low_threshold(threshold)
    assert (await consumer.dump())["bufferedAmountLowThreshold"] == waiting - 1
    await consumer.set_buffered_amount_low_threshold(float(waiting - 2))  # type: ignore[arg-type]
    assert (await consumer.dump())["bufferedAmountLowThreshold"] == waiting - 2
    assert not worker.closed


async def test_thresholds_change_while_others_send_and_resume(
    wire: Wire, source: DataProducer, worker: Worker
) -> None:
    consumer, raised, refused = wire.consumer, 0, 0

    async def change() -> None:
        nonlocal raised, refused
        for turn in range(200):
            await consumer.set_buffered_amount_low_threshold(0)
            await consumer.pause()
            try:
                await consumer.set_buffered_amount_low_threshold(turn * 500)
                raised += 1
            except InvalidStateError:
                refused += 1
            await consumer.resume()

    async def send() -> None:
        while True:
            source.send(bytes(20_000))
            await consumer.resume()

    async with asyncio.timeout(PATIENCE):
        sending = [asyncio.create_task(send()) for _ in range(3)]
        await asyncio.gather(change(), change())
        for task in sending:
            task.cancel()
        assert (await worker.dump())["pid"] == worker.pid
    assert raised > 0
    assert refused > 0


async def test_a_window_too_small_for_a_packet_is_refused(router: Router, worker: Worker) -> None:
    """The worker would abort as soon as something is sent to it."""
    other = await worker.create_router()
    direct = await router.create_direct_transport()
    data_producer = await direct.produce_data()
    for window in (-1, 0, 1, 999, 1499, 0.5, "1"):
        with pytest.raises(ParameterError, match=r"[Ww]indow"):
            await router.pipe_to_router(
                router=other,
                data_producer_id=data_producer.id,
                keep_id=False,
                sctp_max_receiver_window_buffer_size=window,  # type: ignore[arg-type]
            )
    assert not worker.closed
