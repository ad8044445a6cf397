"""Webhooks of all accounts, for those who help to run the service: whether what is sent arrives."""

from __future__ import annotations

from aiohttp import web

from meetd.errors import NotFound
from meetd.rest.body import answered, read_id, read_query
from meetd.rest.cursors import cursor_behind, place_of
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.rest.webhooks import letter_named, replay
from meetd.webhook import WebhookId
from meetd.wire import admin_webhooks as wire
from meetd.wire.catalogue import admin_webhooks as catalogue
from meetd.wire.marks import ABSENT
from meetd.wire.webhooks import DeadLettersQuery


async def list_all(request: web.Request) -> web.Response:
    """A page of them, the newest first."""
    said = read_query(request, wire.AdminWebhooksQuery)
    before = None if said.cursor is ABSENT else place_of(said.cursor)
    found = await deps(request).events.webhooks.of_all(
        before, said.limit + 1, troubled=said.troubled == "true"
    )
    page, more = found[: said.limit], len(found) > said.limit
    cursor = cursor_behind(page[-1][0].created_at, page[-1][0].id) if more else None
    items = [wire.AdminWebhook.of(webhook, owner) for webhook, owner in page]
    return answered(wire.AdminWebhooksAnswer(items, cursor))


async def dead_letters(request: web.Request) -> web.Response:
    """What did not arrive at one of them, without what it tells."""
    said, id_ = read_query(request, DeadLettersQuery), await _found(request)
    letters = await deps(request).events.deliveries.dead_letters(id_, said.after, said.limit + 1)
    page = [wire.AdminDeadLetter.of(letter) for letter in letters[: said.limit]]
    return answered(
        wire.AdminDeadLettersAnswer(page, page[-1].seq if len(letters) > said.limit else None)
    )


async def replay_all(request: web.Request) -> web.Response:
    """Send all of that again."""
    return await replay(request, await _found(request), None)


async def replay_one(request: web.Request) -> web.Response:
    """Send one of them again."""
    return await replay(request, await _found(request), letter_named(request))


async def _found(request: web.Request) -> WebhookId:
    """Raises NotFound."""
    id_ = WebhookId(read_id(request))
    if not await deps(request).events.webhooks.exists(id_):
        raise NotFound
    return id_


ROUTES = (
    Route(catalogue.LIST_ALL_WEBHOOKS, list_all),
    Route(catalogue.LIST_ALL_DEAD_LETTERS, dead_letters),
    Route(catalogue.REPLAY_ALL_OF_ANY, replay_all),
    Route(catalogue.REPLAY_ONE_OF_ANY, replay_one),
)
