"""Producers of one router in another: a pair of connected PipeTransports, and what goes through.

Two routers share one pair, whoever began. What happens to the original (closed, paused, resumed)
happens to its copy.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from worker_bridge.channel import new_id
from worker_bridge.consumer import Consumer
from worker_bridge.data_consumer import DataConsumer
from worker_bridge.data_producer import DataProducer
from worker_bridge.errors import NotFoundError, WorkerBridgeError
from worker_bridge.pipe_transport import PipeTransport
from worker_bridge.producer import Producer


@dataclass(frozen=True, slots=True)
class Piped:
    """What `Router.pipe_to_router` made: the consumer here and the producer there."""

    pipe_consumer: Consumer | None = None
    pipe_producer: Producer | None = None
    pipe_data_consumer: DataConsumer | None = None
    pipe_data_producer: DataProducer | None = None


Pair = dict[str, PipeTransport]
"""Both ends, by the ids of their routers."""


class Pipes:
    """The pipes of one router, by the other router's id; those being made are waited for."""

    def __init__(self) -> None:
        self._pairs: dict[str, asyncio.Future[Pair]] = {}

    async def get(
        self, here: str, there: str, others: Pipes, make: Callable[[], Awaitable[Pair]]
    ) -> Pair:
        """The pair of two routers, made if there is none."""
        known = self._pairs.get(there)
        if known is not None:
            return await asyncio.shield(known)
        future: asyncio.Future[Pair] = asyncio.get_running_loop().create_future()
        self._pairs[there] = others._pairs[here] = future
        try:
            pair = await make()
        except BaseException as error:
            self._forget(there, future)
            others._forget(here, future)
            if isinstance(error, Exception):
                future.set_exception(error)
                future.exception()  # those who wait have it; if none does, that is fine
            else:
                future.cancel()
            raise
        for end, other in ((pair[here], pair[there]), (pair[there], pair[here])):
            end.observer.on("close", other.close)
            end.observer.on("close", lambda: self._forget(there, future))
            end.observer.on("close", lambda: others._forget(here, future))
        future.set_result(pair)
        return pair

    def _forget(self, router_id: str, future: asyncio.Future[Pair]) -> None:
        if self._pairs.get(router_id) is future:
            del self._pairs[router_id]


async def connected_pair(
    here: tuple[str, Callable[[], Awaitable[PipeTransport]]],
    there: tuple[str, Callable[[], Awaitable[PipeTransport]]],
) -> Pair:
    """Two new PipeTransports, connected to each other; none is left if that fails."""
    made = await asyncio.gather(here[1](), there[1](), return_exceptions=True)
    ends = [end for end in made if isinstance(end, PipeTransport)]
    try:
        for failure in made:
            if isinstance(failure, BaseException):
                raise failure
        one, other = ends
        await asyncio.gather(_connect(one, other), _connect(other, one))
    except BaseException:
        for end in ends:
            end.close()
        raise
    return {here[0]: one, there[0]: other}


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
    """A producer's copy behind a pipe. Raises NotFoundError if the original ends meanwhile."""
    consumer = await here.consume(producer_id=producer.id)
    copy: Producer | None = None
    try:
        copy = await there.produce(
            id=producer.id if keep_id else new_id(),
            kind=consumer.kind,
            rtp_parameters=consumer.rtp_parameters,
            paused=consumer.producer_paused,
            app_data=dict(producer.app_data),
        )
        if producer.closed or consumer.closed:
            raise NotFoundError(f"producer {producer.id} was closed meanwhile")
        if copy.paused != producer.paused:
            await (copy.pause() if producer.paused else copy.resume())
    except BaseException:
        consumer.close()
        if copy is not None:
            copy.close()
        raise
    following = _Following(copy)
    consumer.observer.on("close", copy.close)
    consumer.observer.on("pause", following.pause)
    consumer.observer.on("resume", following.resume)
    copy.observer.on("close", consumer.close)
    return Piped(pipe_consumer=consumer, pipe_producer=copy)


async def pipe_data_producer(
    data_producer: DataProducer, here: PipeTransport, there: PipeTransport, *, keep_id: bool
) -> Piped:
    """A data producer's copy behind a pipe. Raises NotFoundError if the original ends meanwhile."""
    consumer = await here.consume_data(data_producer_id=data_producer.id)
    copy: DataProducer | None = None
    try:
        copy = await there.produce_data(
            id=data_producer.id if keep_id else new_id(),
            sctp_stream_parameters=consumer.sctp_stream_parameters,
            label=consumer.label,
            protocol=consumer.protocol,
            app_data=dict(data_producer.app_data),
        )
        if data_producer.closed or consumer.closed:
            raise NotFoundError(f"data producer {data_producer.id} was closed meanwhile")
    except BaseException:
        consumer.close()
        if copy is not None:
            copy.close()
        raise
    consumer.observer.on("close", copy.close)
    copy.observer.on("close", consumer.close)
    return Piped(pipe_data_consumer=consumer, pipe_data_producer=copy)


class _Following:
    """Keeps a copy paused as its original is, in order, with one owned task at a time."""

    def __init__(self, copy: Producer) -> None:
        self._copy = copy
        self._wanted = copy.paused
        self._task: asyncio.Task[Any] | None = None
        copy.observer.on("close", self._stop)

    def pause(self) -> None:
        self._follow(paused=True)

    def resume(self) -> None:
        self._follow(paused=False)

    def _follow(self, *, paused: bool) -> None:
        self._wanted = paused
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._catch_up())

    async def _catch_up(self) -> None:
        try:
            while not self._copy.closed and self._copy.paused != self._wanted:
                await (self._copy.pause() if self._wanted else self._copy.resume())
        except WorkerBridgeError:
            return  # it is closed, or its worker is over: there is nothing to follow any more

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
