"""An operation of the catalogue, with who carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from meetd.wire.catalogue.definitions import Operation

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """What is called for a method on a path."""

    operation: Operation
    handler: Handler
