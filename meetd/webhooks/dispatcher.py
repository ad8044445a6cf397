"""Dispatcher of webhooks: sends what is due, each room's events to each place in their order, from
whichever server comes first."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import ExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

from meetd.counted import counted, share
from meetd.ending import ended
from meetd.errors import MeetError, TooManyRequests
from meetd.happening import Event
from meetd.log import Seldom, get_logger
from meetd.model import UserId
from meetd.webhook import Busy, Outcome, Pending, Queue, Replay, Webhook, WebhookId
from meetd.webhooks.sender import Sender

log = get_logger(__name__)

AT_ONCE, OF_ONE_OWNER, AT_ONE_PLACE = 64, 16, 8
"""Attempts under way at a time: in all, to all places of one account, and to one place."""
TURN = 5.0
"""Seconds after which a queue in which more and more comes goes behind others that are due."""
TESTS, TESTS_OF_ONE = 16, 2
"""Messages that are tried at a time: in all, and by one account."""
IDLE = 1.0
"""Seconds after which it is looked what is due by now."""
GIVE_UP_AFTER = timedelta(days=3)
"""Age of an event that is not sent again when it did not arrive."""
FIRST_DELAY, LAST_DELAY = 5.0, 4 * 3600.0
"""Seconds until an event is sent again: after the first attempt, and at most."""
STOP_LIMIT = 2.0
"""Seconds that attempts get to end when the server stops."""


class Outgoing(Protocol):
    """What is to be sent, and what became of it."""

    async def claim(self, most: int, busy: Busy) -> list[Queue]:
        """Claim queues that are due, but those of who is busy."""

    async def pending(self, queue: Queue, after: int) -> list[Pending]:
        """The next events of a queue."""

    async def sent(self, queue: Queue, seq: int) -> bool:
        """All up to that one is sent; return whether there may be more, and it is still ours."""

    async def give_up(self, queue: Queue, seq: int, outcome: Outcome) -> bool:
        """The first event is a dead letter from now on; the same is returned."""

    async def failed(self, queue: Queue, outcome: Outcome, delay: float) -> None:
        """The first event was sent in vain: it is sent again in so many seconds."""

    async def release(self, queue: Queue | None = None) -> None:
        """Let others send of a queue, or of all that are ours."""

    async def claim_replays(self, most: int, busy: Busy) -> list[Replay]:
        """Claim dead letters that are to be sent again."""

    async def replayed(self, replay: Replay, outcome: Outcome) -> None:
        """It arrived, or is still dead."""


Render = Callable[[Event], object]
"""Makes JSON of an event."""


class Dispatcher:
    """Sends for one server."""

    def __init__(self, outgoing: Outgoing, sender: Sender, render: Render) -> None:
        self._outgoing = outgoing
        self._sender = sender
        self._render = render
        self._due = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._places: Counter[WebhookId] = Counter()
        self._owners: Counter[UserId] = Counter()
        self._tests: Counter[UserId] = Counter()
        self._seldom = Seldom()

    def kick(self) -> None:
        """Something may be due."""
        self._due.set()

    async def run(self) -> None:
        """Send what is due, for good."""
        while True:
            self._due.clear()
            try:
                found = await self._begin()
            except (MeetError, TimeoutError):
                found = False
            except Exception:
                found = False
                if (times := self._seldom.due()) is not None:
                    log.exception("webhooks are not sent", times=times)
            if not found:
                with suppress(TimeoutError):
                    async with asyncio.timeout(IDLE):
                        await self._due.wait()

    async def send_test(self, webhook: Webhook) -> Outcome:
        """Send a message that tells of nothing, once. Raises TooManyRequests."""
        owner = webhook.owner_id
        if self._tests[owner] >= TESTS_OF_ONE or self._tests.total() >= TESTS:
            raise TooManyRequests(retry_after=5)
        with counted(self._tests, owner):
            return await self._try(webhook)

    async def _try(self, webhook: Webhook) -> Outcome:
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        body = json.dumps({"type": "test", "timestamp": now, "data": {}}).encode()
        id_ = f"test_{secrets.token_hex(8)}"
        return await self._sender.send(webhook.url, id_, body, webhook.secrets)

    async def stop(self) -> None:
        """Let attempts end that are under way, and others send the rest."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=STOP_LIMIT)
            await ended(*late)
            with suppress(MeetError, TimeoutError):
                await self._outgoing.release()

    async def _begin(self) -> bool:
        left = AT_ONCE - len(self._running)
        if left <= 0:
            return False
        most, free = share(OF_ONE_OWNER, left), share(AT_ONE_PLACE, left)
        busy = Busy(
            [id_ for id_, count in self._places.items() if count >= AT_ONE_PLACE],
            [id_ for id_, count in self._owners.items() if count >= most],
        )
        queues = await self._outgoing.claim(free, busy)
        for queue in queues:
            self._start(queue.webhook, self._empty(queue))
        free -= len(queues)
        replays = await self._outgoing.claim_replays(free, busy) if free else []
        for replay in replays:
            self._start(replay.webhook, self._again(replay))
        return bool(queues or replays)

    def _start(self, webhook: Webhook, work: Coroutine[None, None, None]) -> None:
        # From now on, not from when it is begun: more may be claimed before.
        under_way = ExitStack()
        under_way.enter_context(counted(self._places, webhook.id))
        under_way.enter_context(counted(self._owners, webhook.owner_id))
        task = asyncio.create_task(self._guarded(work))
        self._running.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._running.discard(task)
            under_way.close()
            self.kick()

        task.add_done_callback(ended)

    async def _empty(self, queue: Queue) -> None:
        """Send the events of a queue, one after another, until one does not arrive, or it is the
        turn of others."""
        place, attempts = queue.sent, queue.attempts
        clock = asyncio.get_running_loop().time
        ends_at = clock() + TURN
        while pending := await self._outgoing.pending(queue, place):
            for one in pending:
                outcome = await self._send(queue.webhook, one.event)
                place = one.event.seq
                if outcome.ok:
                    more = await self._outgoing.sent(queue, place)
                elif datetime.now(UTC) - one.numbered_at > GIVE_UP_AFTER:
                    more = await self._outgoing.give_up(queue, place, outcome)
                else:
                    delay = delay_after(attempts + 1, outcome.retry_after)
                    await self._outgoing.failed(queue, outcome, delay)
                    return
                attempts = 0
                if not more:
                    return
                if clock() > ends_at:
                    await self._outgoing.release(queue)
                    return
        # What waited is not for this place any more.
        if await self._outgoing.sent(queue, max(place, queue.newest)):
            await self._outgoing.release(queue)

    async def _again(self, replay: Replay) -> None:
        outcome = await self._send(replay.webhook, replay.event)
        await self._outgoing.replayed(replay, outcome)

    async def _send(self, webhook: Webhook, event: Event) -> Outcome:
        body = json.dumps(self._render(event)).encode()
        return await self._sender.send(webhook.url, message_id(event), body, webhook.secrets)

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except (MeetError, TimeoutError):
            pass  # What is claimed comes due again by itself.
        except Exception:
            if (times := self._seldom.due()) is not None:
                log.exception("a webhook is not sent", times=times)


def message_id(event: Event) -> str:
    """The id by which a receiver knows an event again that is sent twice."""
    return f"evt_{event.seq}"


def delay_after(attempts: int, wanted: float | None = None) -> float:
    """Return the seconds from one attempt to the next; not the same for all who wait. Who is asked
    may have it take longer than that, never shorter."""
    delay = min(LAST_DELAY, FIRST_DELAY * 4.0 ** (attempts - 1))
    delay *= random.uniform(0.8, 1.2)  # noqa: S311 - no secret.
    later = min(LAST_DELAY, wanted or 0.0) * random.uniform(1.0, 1.1)  # noqa: S311 - no secret.
    return max(delay, later)


@asynccontextmanager
async def dispatching(
    outgoing: Outgoing, sender: Sender, render: Render
) -> AsyncIterator[Dispatcher]:
    """A dispatcher that runs while inside."""
    dispatcher = Dispatcher(outgoing, sender, render)
    running = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher
    finally:
        await ended(running)
        await dispatcher.stop()
