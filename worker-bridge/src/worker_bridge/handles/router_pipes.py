"""Producers of one router in another: a pair of connected PipeTransports, and what goes through.

Two routers share one pair, whoever began. What happens to the original (closed, paused, resumed)
happens to its copy.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from worker_bridge.channel.ids import new_id
from worker_bridge.errors import (
    InvalidStateError,
    NotFoundError,
    WorkerBridgeError,
    WorkerClosedError,
)
from worker_bridge.handles.consumer import Consumer
from worker_bridge.handles.data_consumer import DataConsumer
from worker_bridge.handles.data_producer import DataProducer
from worker_bridge.handles.producer import Producer
from worker_bridge.handles.transports.pipe import PipeTransport


@dataclass(frozen=True, slots=True)
class Piped:
    """Result of `Router.pipe_to_router`: the consumer here and the producer there."""

    pipe_consumer: Consumer | None = None
    pipe_producer: Producer | None = None
    pipe_data_consumer: DataConsumer | None = None
    pipe_data_producer: DataProducer | None = None


_AGAIN = 0.5
"""Seconds until a copy that could not be paused or resumed is told again."""
_log = logging.getLogger("worker_bridge")

P = TypeVar("P", Producer, DataProducer)

Pair = dict[str, PipeTransport]
"""Both ends, by the ids of their routers."""


class _Abandoned(Exception):  # noqa: N818 - never seen outside
    """The making of a pair was cancelled."""


class Pipes:
    """The pipes of one router, by the other router's id; those being made are waited for."""

    def __init__(self) -> None:
        self._pairs: dict[str, asyncio.Future[Pair]] = {}

    async def get(
        self, here: str, there: str, others: Pipes, make: Callable[[], Awaitable[Pair]]
    ) -> Pair:
        """Get the pair of two routers, made if there is none. If who makes it is cancelled, the
        next of those who wait makes it."""
        while True:
            known = self._pairs.get(there)
            if known is None:
                return await self._make(here, there, others, make)
            try:
                return await asyncio.shield(known)
            except _Abandoned:
                continue

    async def _make(
        self, here: str, there: str, others: Pipes, make: Callable[[], Awaitable[Pair]]
    ) -> Pair:
        future: asyncio.Future[Pair] = asyncio.get_running_loop().create_future()
        self._pairs[there] = others._pairs[here] = future

        def forget() -> None:
            self._forget(there, future)
            others._forget(here, future)

        try:
            pair = await make()
            one, other = pair.values()
            for end, its_other in ((one, other), (other, one)):
                end.observer.on("close", its_other.close)
                end.observer.on("close", forget)
            if one.closed or other.closed:  # before anybody listened
                one.close()
                other.close()
                raise InvalidStateError("a router was closed meanwhile")
        except BaseException as error:
            forget()
            future.set_exception(error if isinstance(error, Exception) else _Abandoned())
            future.exception()  # those who wait have it; if none does, that is fine
            raise
        future.set_result(pair)
        return pair

    def _forget(self, router_id: str, future: asyncio.Future[Pair]) -> None:
        if self._pairs.get(router_id) is future:
            del self._pairs[router_id]


async def connected_pair(
    here: tuple[str, Callable[[], Awaitable[PipeTransport]]],
    there: tuple[str, Callable[[], Awaitable[PipeTransport]]],
) -> Pair:
    """Create two PipeTransports, connected to each other; none is left if that fails."""
    ends: Pair = {}

    async def made(router_id: str, make: Callable[[], Awaitable[PipeTransport]]) -> None:
        ends[router_id] = await make()

    try:
        await _both(made(*here), made(*there))
        one, other = ends.values()
        await _both(_connect(one, other), _connect(other, one))
    except BaseException:
        for end in ends.values():
            end.close()
        raise
    return ends


async def _both(one: Awaitable[None], other: Awaitable[None]) -> None:
    """Wait for both to end, also if one fails: neither goes on behind the caller's back."""
    for failure in await asyncio.gather(one, other, return_exceptions=True):
        if failure is not None:
            raise failure


async def _connect(end: PipeTransport, other: PipeTransport) -> None:
    address = other.tuple
    await end.connect(
        ip=address["localAddress"],
        port=address["localPort"],
        srtp_parameters=other.srtp_parameters,
    )


async def pipe_producer(
    producer: Producer, here: PipeTransport, there: PipeTransport, *, keep_id: bool
) -> Piped:
    """Copy a producer through a pipe. Raises NotFoundError if the original ends meanwhile."""
    consumer = await here.consume(producer_id=producer.id)
    making = there.produce(
        id=producer.id if keep_id else new_id(),
        kind=consumer.kind,
        rtp_parameters=consumer.rtp_parameters,
        paused=consumer.producer_paused,
        app_data=dict(producer.app_data),
    )
    copy = await _tied(
        producer, consumer, making, lambda copy: _Following(consumer, copy).caught_up()
    )
    return Piped(pipe_consumer=consumer, pipe_producer=copy)


async def pipe_data_producer(
    data_producer: DataProducer, here: PipeTransport, there: PipeTransport, *, keep_id: bool
) -> Piped:
    """Copy a data producer through a pipe. Raises NotFoundError if the original ends meanwhile."""
    consumer = await here.consume_data(data_producer_id=data_producer.id)
    making = there.produce_data(
        id=data_producer.id if keep_id else new_id(),
        sctp_stream_parameters=consumer.sctp_stream_parameters,
        label=consumer.label,
        protocol=consumer.protocol,
        app_data=dict(data_producer.app_data),
    )
    copy = await _tied(data_producer, consumer, making)
    return Piped(pipe_data_consumer=consumer, pipe_data_producer=copy)


async def _tied(
    original: P,
    consumer: Consumer | DataConsumer,
    making: Awaitable[P],
    caught_up: Callable[[P], Awaitable[None]] | None = None,
) -> P:
    """Make the copy end with the consumer that feeds it, and the other way round.

    Neither is left if the copy cannot be made, cannot catch up, or has lost its original."""
    copy: P | None = None
    try:
        copy = await making
        consumer.observer.on("close", copy.close)
        copy.observer.on("close", consumer.close)
        if caught_up is not None:
            await caught_up(copy)
        if original.closed or consumer.closed:
            raise NotFoundError(f"{type(original).__name__} {original.id} was closed meanwhile")
    except BaseException:
        consumer.close()
        if copy is not None:
            copy.close()
        raise
    return copy


class _Following:
    """A task that keeps a copy paused as its original is, one step after the other."""

    def __init__(self, consumer: Consumer, copy: Producer) -> None:
        self._consumer, self._copy = consumer, copy
        self._task: asyncio.Task[None] | None = None
        consumer.observer.on("pause", self._follow)
        consumer.observer.on("resume", self._follow)
        copy.observer.on("close", self._stop)
        self._follow()  # what happened before

    async def caught_up(self) -> None:
        """Wait until the copy is as the original is, or is over."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    def _follow(self) -> None:
        if self._is_behind() and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._catch_up())

    def _is_behind(self) -> bool:
        return not self._copy.closed and self._copy.paused != self._consumer.producer_paused

    async def _catch_up(self) -> None:
        while self._is_behind():
            copy = self._copy
            try:
                await (copy.pause() if self._consumer.producer_paused else copy.resume())
            except (InvalidStateError, NotFoundError, WorkerClosedError):
                return  # it is over: there is nothing to follow any more
            except WorkerBridgeError as error:
                _log.warning("copy of producer %s does not follow: %s", copy.id, error)
                await asyncio.sleep(_AGAIN)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
