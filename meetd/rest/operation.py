"""One call of the REST API: what is routed and what is documented."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from marshmallow import Schema


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path under `/api/v1`."""

    method: str
    path: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    body: type[Schema] | None = None
    query: type[Schema] | None = None
    answer: type[Schema] | None = None
    status: int = 200
    codes: tuple[int, ...] = ()
    """Statuses of the problems it may answer with, besides those that any call may."""
    proofs: tuple[str, ...] = ("cookie", "bearer")
    """What shows that the caller is signed in, one of these; none: nobody has to be."""
