"""Webhooks over REST."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiohttp import web

from meetd.errors import InvalidRequest, NotFound
from meetd.outbound.targets import checked_url
from meetd.rest.authority import principal
from meetd.rest.body import answered, read_body, read_id, read_query
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.webhook import Webhook, WebhookId
from meetd.webhooks.signing import new_secret
from meetd.wire import webhooks
from meetd.wire.catalogue import webhooks as catalogue
from meetd.wire.marks import ABSENT

MOST = 20
"""Webhooks of one account."""
OVERLAP = timedelta(days=1)
"""Time for which two secrets sign."""


async def list_own(request: web.Request) -> web.Response:
    """All of the caller's."""
    found = await deps(request).events.webhooks.of_owner(principal(request).id)
    return answered(webhooks.WebhooksAnswer(found))


async def create(request: web.Request) -> web.Response:
    """A new one, and its secret."""
    said, caller = await read_body(request, webhooks.NewWebhook), principal(request)
    secret = new_secret()
    made = await deps(request).events.webhooks.add(
        caller.id,
        _taken(request, said.url),
        [] if said.types is ABSENT else said.types,
        said.description,
        secret,
        every_room=caller.leads_everywhere,
        most=MOST,
    )
    return answered(webhooks.NewWebhookAnswer(made, secret), 201)


async def show(request: web.Request) -> web.Response:
    """One of the caller's."""
    return answered(await _found(request))


async def change(request: web.Request) -> web.Response:
    """Another address, other types, another description, or on or off."""
    said, found = await read_body(request, webhooks.ChangeWebhook), await _found(request)
    to: dict[str, object] = {}
    if said.url is not ABSENT:
        to["url"] = _taken(request, said.url)
    if said.types is not ABSENT:
        to["types"] = [one.value for one in said.types]
    if said.description is not ABSENT:
        to["description"] = said.description
    if said.enabled is not ABSENT:
        to["enabled"] = said.enabled
    if to:
        await deps(request).events.webhooks.change(found.id, **to)
        deps(request).events.dispatcher.kick()
    return answered(await _found(request))


async def delete(request: web.Request) -> web.Response:
    """One less."""
    if not await deps(request).events.webhooks.remove(principal(request).id, _id(request)):
        raise NotFound
    return web.Response(status=204)


async def rotate(request: web.Request) -> web.Response:
    """Another secret, while the one before still signs."""
    found, secret = await _found(request), new_secret()
    await deps(request).events.webhooks.rotate(found.id, secret, OVERLAP)
    return answered(webhooks.WebhookSecretAnswer(secret, datetime.now(UTC) + OVERLAP))


async def test(request: web.Request) -> web.Response:
    """Send a message to try it out."""
    outcome = await deps(request).events.dispatcher.send_test(await _found(request))
    return answered(
        webhooks.AttemptAnswer(outcome.ok, outcome.status, outcome.error, outcome.milliseconds)
    )


async def dead_letters(request: web.Request) -> web.Response:
    """Events that did not arrive."""
    said, found = read_query(request, webhooks.DeadLettersQuery), await _found(request)
    letters = await deps(request).events.deliveries.dead_letters(
        found.id, said.after, said.limit + 1
    )
    page = letters[: said.limit]
    more = len(letters) > said.limit
    return answered(webhooks.DeadLettersAnswer(page, page[-1].event.seq if more else None))


async def replay_all(request: web.Request) -> web.Response:
    """Send all of those again."""
    return await replay(request, (await _found(request)).id, None)


async def replay_one(request: web.Request) -> web.Response:
    """Send one of those again."""
    seq = letter_named(request)
    return await replay(request, (await _found(request)).id, seq)


def letter_named(request: web.Request) -> int:
    """The number of the event that the path names. Raises NotFound: none can have it."""
    said = request.match_info["seq"]
    if not (said.isascii() and said.isdigit() and len(said) < 16):
        raise NotFound
    return int(said)


async def replay(request: web.Request, id_: WebhookId, seq: int | None) -> web.Response:
    """Have a dead letter of that webhook sent again, or all. Raises NotFound."""
    parts = deps(request).events
    count = await parts.deliveries.replay(id_, seq)
    if not count and seq is not None:
        raise NotFound
    parts.dispatcher.kick()
    return answered(webhooks.ReplayAnswer(count))


async def _found(request: web.Request) -> Webhook:
    found = await deps(request).events.webhooks.find(principal(request).id, _id(request))
    if found is None:
        raise NotFound
    return found


def _id(request: web.Request) -> WebhookId:
    return WebhookId(read_id(request))


def _taken(request: web.Request, url: str) -> str:
    """The address as it is used. Raises InvalidRequest."""
    try:
        return checked_url(url, private=deps(request).settings.webhooks_private)
    except ValueError as error:
        raise InvalidRequest(fields={"url": [str(error)]}) from None


ROUTES = (
    Route(catalogue.LIST_WEBHOOKS, list_own),
    Route(catalogue.CREATE_WEBHOOK, create),
    Route(catalogue.SHOW_WEBHOOK, show),
    Route(catalogue.CHANGE_WEBHOOK, change),
    Route(catalogue.DELETE_WEBHOOK, delete),
    Route(catalogue.ROTATE_SECRET, rotate),
    Route(catalogue.TRY_WEBHOOK, test),
    Route(catalogue.LIST_DEAD_LETTERS, dead_letters),
    Route(catalogue.REPLAY_ALL, replay_all),
    Route(catalogue.REPLAY_ONE, replay_one),
)
