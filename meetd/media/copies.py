"""Copies of producers on the routers of a room that want them, and do not have them themselves.

A producer is piped to another router once, when somebody there first wants it; it does not flow
while nobody there looks at it, and goes when nobody wants it any more. What happens to the original
(closed, paused, resumed) happens to its copies: the bridge sees to that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable

import worker_bridge
from meetd.log import get_logger
from meetd.media.errors import translate_errors
from meetd.media.far import pipe_options
from meetd.media.room_producers import RoomProducers
from worker_bridge import Consumer, Router

log = get_logger(__name__)

LET_GO_AFTER = 5.0
"""Seconds that a copy nobody looks at flows on, and one that nobody wants stays: who pages through
tiles comes back."""


class _Copy:
    """One producer on one other router, for whom there wants it."""

    def __init__(self, original: Router, producer_id: str, router: Router) -> None:
        self._original = original
        self._producer_id = producer_id
        self._router = router
        self._claims: dict[Hashable, bool] = {}
        """Who wants it, and whether it should flow for them."""
        self._letting_go: asyncio.TimerHandle | None = None
        self._following: asyncio.Task[None] | None = None
        self._consumer: Consumer | None = None
        """That of the pipe: what feeds the copy."""
        self._flows = True
        self._dropped = False
        self.piping = asyncio.create_task(self._pipe())

    def claim(self, by: Hashable, flows: bool | None) -> bool | None:
        """Somebody wants it to flow, or no more than to have it, or not at all (None); return what
        they wanted before."""
        before = self._claims.pop(by, None)
        if flows is not None:
            self._claims[by] = flows
        self._consider()
        return before

    async def caught_up(self) -> None:
        """Wait until it flows, or does not, as it should."""
        if self._following is not None:
            await asyncio.shield(self._following)

    def close(self) -> None:
        """Let it go now."""
        if self._letting_go is not None:
            self._letting_go.cancel()
        self._dropped = True
        if self._consumer is not None:
            self._consumer.close()

    def on_gone(self, callback: Callable[[], None]) -> None:
        """Be told when it is not there any more, or could not be made."""

        def watch(piping: asyncio.Task[None]) -> None:
            consumer = self._consumer
            if piping.cancelled() or piping.exception() or consumer is None or consumer.closed:
                callback()
            else:
                consumer.observer.on("close", callback)

        self.piping.add_done_callback(watch)

    async def _pipe(self) -> None:
        piped = await self._original.pipe_to_router(
            router=self._router,
            producer_id=self._producer_id,
            enable_rtx=True,
            enable_sctp=False,
            **pipe_options(self._original, self._router),
        )
        self._consumer = piped.pipe_consumer
        if self._dropped and self._consumer is not None:
            self._consumer.close()
        self._consider()

    def _consider(self) -> None:
        if self._letting_go is not None:
            self._letting_go.cancel()
            self._letting_go = None
        if any(self._claims.values()):
            self._set(flows=True)
        elif self._consumer is not None and (self._flows or not self._claims):
            loop = asyncio.get_running_loop()
            self._letting_go = loop.call_later(LET_GO_AFTER, self._let_go)

    def _let_go(self) -> None:
        if self._claims:
            self._set(flows=False)
        else:
            self.close()

    def _set(self, *, flows: bool) -> None:
        self._flows = flows
        behind = self._consumer is not None and self._consumer.paused is flows
        if behind and (self._following is None or self._following.done()):
            self._following = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        consumer = self._consumer
        while consumer is not None and not consumer.closed and consumer.paused is self._flows:
            try:
                await (consumer.resume() if self._flows else consumer.pause())
            except worker_bridge.WorkerBridgeError as error:
                if not consumer.closed:
                    # The next who wants it makes another.
                    log.warning("a pipe does not follow", error=str(error))
                    consumer.close()


class Copies:
    """The copies of one room."""

    def __init__(self, producers: RoomProducers) -> None:
        self._producers = producers
        self._made: dict[tuple[str, str], _Copy] = {}
        """By the ids of producer and router."""

    def __len__(self) -> int:
        return len(self._made)

    async def claim(self, producer_id: str, router: Router, by: Hashable, *, flows: bool) -> None:
        """Have a producer on that router as long as `by` wants it, and let it flow there or not.

        Raises UnknownProducer, InvalidRequest (closed meanwhile), MediaRejected,
        MediaUnavailable."""
        original = self._producers.get(producer_id).router
        if original is router:
            return
        key = producer_id, router.id
        copy = self._made.get(key)
        if copy is None:
            copy = self._made[key] = _Copy(original, producer_id, router)
            copy.on_gone(lambda: self._forget(key, copy))
        before = copy.claim(by, flows)
        try:
            with translate_errors():
                # Others may want it too.
                await asyncio.shield(copy.piping)
            await copy.caught_up()
        except BaseException:
            copy.claim(by, before)
            raise

    def release(self, producer_id: str, router: Router, by: Hashable) -> None:
        """A producer is not wanted there any more, by whom it was."""
        if (copy := self._made.get((producer_id, router.id))) is not None:
            copy.claim(by, None)

    def close(self) -> None:
        """All of them are of no use any more."""
        for copy in list(self._made.values()):
            copy.close()

    def _forget(self, key: tuple[str, str], copy: _Copy) -> None:
        if self._made.get(key) is copy:
            del self._made[key]
