"""One call of the REST API: what is routed and what is documented."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from meetd.auth.needs import NOTHING, REFRESHABLE, Needs
from meetd.rooms.permissions import Permission

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path under `/api/v1`."""

    method: str
    path: str
    handler: Handler
    needs: Needs | Permission
    """A permission is one in the room that the path names, and nobody has it without signing in."""
    body: type | None = None
    query: type | None = None
    answer: type | None = None
    """Shapes of what it is told, and of what it tells."""
    status: int = 200
    codes: tuple[int, ...] = ()
    """Statuses of the problems it may answer with, besides those that any call may."""

    @property
    def proofs(self) -> tuple[str, ...]:
        """Ways to show that one has signed in, any of them; none: nobody has to."""
        if self.needs is NOTHING:
            return ()
        return ("refresh",) if self.needs is REFRESHABLE else ("cookie", "bearer")
