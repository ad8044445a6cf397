"""The parts that tell other programs what happens: the log of events, its feed, and webhooks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from meetd.config import Settings
from meetd.db.deliveries import Deliveries
from meetd.db.events import EventTables
from meetd.db.pool import Database
from meetd.db.webhooks import Webhooks
from meetd.event_feed import EventFeed, Upkeep, feeding
from meetd.rooms.event_log import EventLog, logging_events
from meetd.rooms.registry import Registry
from meetd.webhooks.dispatcher import Dispatcher, dispatching
from meetd.webhooks.sender import http_sender
from meetd.wire.event_log import LoggedEvent
from meetd.wire.rendering import renderer


@dataclass(frozen=True, slots=True)
class EventService:
    """All of them."""

    tables: EventTables
    feed: EventFeed
    log: EventLog
    """An observer of rooms."""
    webhooks: Webhooks
    deliveries: Deliveries
    dispatcher: Dispatcher


@asynccontextmanager
async def event_service(
    settings: Settings, database: Database, rooms: Callable[[], Registry]
) -> AsyncIterator[EventService]:
    """Run them while inside. `rooms`: those that are live here, which are there a little later."""
    tables, deliveries = EventTables(database), Deliveries(database)
    upkeep = Upkeep(
        timedelta(days=settings.retention),
        several=settings.redis_url is not None,
        patience=settings.resume_timeout,
    )
    async with AsyncExitStack() as stack:
        sender = await stack.enter_async_context(http_sender(private=settings.webhooks_private))
        dispatcher = await stack.enter_async_context(
            dispatching(deliveries, sender, renderer(LoggedEvent))
        )
        feed = await stack.enter_async_context(feeding(tables, lambda: rooms().accepting, upkeep))
        feed.on_news(dispatcher.kick)
        log = await stack.enter_async_context(
            logging_events(tables, feed.kick, lambda room_id: rooms().epoch_of(room_id))
        )
        yield EventService(tables, feed, log, Webhooks(database), deliveries, dispatcher)
