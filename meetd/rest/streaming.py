"""Answers that are sent in pieces, as they are read: to whoever takes them, and no longer."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from aiohttp import web

from meetd.client_address import Network, site
from meetd.counted import counted, share
from meetd.errors import MeetError, TooManyRequests, Unavailable
from meetd.log import get_logger
from meetd.rest.connections import goes_on

log = get_logger(__name__)

STALL = 20.0
"""Seconds without a byte after which it is given up."""
SLOWEST = 8 * 1024
"""Bytes a second below which it is given up too."""
AT_ONCE, OF_PLACE = 500, 100
"""Such answers at a time, and those to the network of one customer: each has a piece in memory."""

_places: Counter[Network | None] = Counter()


@contextmanager
def answer_to(place: Network | None) -> Iterator[None]:
    """One of those at a time. Raises TooManyRequests, Unavailable."""
    whole, left = None if place is None else site(place), AT_ONCE - _places.total()
    if whole is not None and _places[whole] >= share(OF_PLACE, left):
        raise TooManyRequests(retry_after=1)
    if left <= 0:
        raise Unavailable(retry_after=1)
    with counted(_places, whole):
        yield


def as_file(name: str, kind: str) -> web.StreamResponse:
    """An answer of text to be kept as a file of that name."""
    response = web.StreamResponse(headers={"Content-Disposition": f'attachment; filename="{name}"'})
    response.content_type, response.charset = kind, "utf-8"
    return response


async def sent(
    request: web.Request, response: web.StreamResponse, pieces: AsyncIterator[bytes]
) -> web.StreamResponse:
    """Send an answer. What cannot be read to its end, and who does not take it, is cut off: that
    nobody takes for the whole."""
    await response.prepare(request)
    try:
        async for piece in pieces:
            try:
                async with asyncio.timeout(STALL + len(piece) / SLOWEST):
                    await response.write(piece)
            except TimeoutError:
                _cut(request)
                return response
            goes_on(request)
        await response.write_eof()
    except ConnectionError:
        pass  # Who hung up is owed nothing.
    except MeetError as error:
        log.debug("an answer is cut off", error=error.code)
        _cut(request)
    except Exception:
        log.exception("an answer is cut off")
        _cut(request)
    return response


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
