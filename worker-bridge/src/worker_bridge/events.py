"""Events: a small emitter whose handlers are plain functions, called in their order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Generic, Literal, TypeVar

E = TypeVar("E", bound=str)
HandlerFailed = Literal["listenererror"]
Handler = Callable[..., object]

_log = logging.getLogger("worker_bridge")


class Emitter(Generic[E]):
    """Handlers by event name. `E` is the Literal of the names that exist.

    A handler that raises does not keep the others from being called: it is logged, and those of
    `listenererror` get the event's name and the error.
    """

    __slots__ = ("_handlers",)

    def __init__(self) -> None:
        self._handlers: dict[str, list[Handler]] | None = None

    def on(self, event: E | HandlerFailed, handler: Handler) -> None:
        """Call `handler` at each `event`, with what the event carries."""
        if self._handlers is None:
            self._handlers = {}
        self._handlers.setdefault(event, []).append(handler)

    def once(self, event: E | HandlerFailed, handler: Handler) -> None:
        """Call `handler` at the next `event` only."""

        def called(*details: Any) -> None:
            self.off(event, called)
            handler(*details)

        self.on(event, called)

    def off(self, event: E | HandlerFailed, handler: Handler) -> None:
        """Do not call `handler` any more. Unknown handlers are ignored."""
        handlers = (self._handlers or {}).get(event, [])
        if handler in handlers:
            handlers.remove(handler)

    def emit(self, event: E | HandlerFailed, *details: Any) -> None:
        """Call the handlers of `event`."""
        if self._handlers is None:
            return
        for handler in list(self._handlers.get(event, ())):
            try:
                handler(*details)
            except Exception as error:
                _log.exception("handler of %r failed", event)
                if event != "listenererror":
                    self.emit("listenererror", event, error)

    async def wait_for(self, event: E | HandlerFailed) -> tuple[Any, ...]:
        """Wait for the next `event`, and return what it carries. Put it under a timeout."""
        future: asyncio.Future[tuple[Any, ...]] = asyncio.get_running_loop().create_future()

        def came(*details: Any) -> None:
            if not future.done():
                future.set_result(details)

        self.on(event, came)
        try:
            return await future
        finally:
            self.off(event, came)
