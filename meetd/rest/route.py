"""An operation of the catalogue, with who carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from meetd.wire.catalogue.definitions import Operation

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """A method on a path, and what is called for it."""

    operation: Operation
    handler: Handler
