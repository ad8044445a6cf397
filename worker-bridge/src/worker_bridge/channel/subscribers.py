"""Notifications of a worker, and who gets them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from worker_bridge.channel.messages import Body
from worker_bridge.errors import ParameterError, ProtocolError


class Subscriber(Protocol):
    """An object that gets the notifications for its id."""

    def notified(self, event: str, body: Body) -> None:
        """Take one."""


class Subscribers:
    """Subscribers by their ids; for those still being created, notifications are kept."""

    def __init__(self, on_nonsense: Callable[[ProtocolError], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._on_nonsense = on_nonsense
        self._by_id: dict[str, Subscriber | list[tuple[str, Body]]] = {}

    def expect(self, id: str) -> None:  # noqa: A002
        """Keep what comes for an id until it is bound. Raises ParameterError if it is in use."""
        if id in self._by_id:
            raise ParameterError(f"the id {id} is in use")
        self._by_id[id] = []

    def bind(self, id: str, subscriber: Subscriber) -> None:  # noqa: A002
        """Pass on what comes for an id. What was kept comes first, in the loop's next turn, so
        that the object's maker can add handlers before."""
        if not self._by_id.get(id):
            self._by_id[id] = subscriber
        else:
            self._loop.call_soon(self._replay, id, subscriber)

    def unbind(self, id: str) -> None:  # noqa: A002
        """Drop what comes for an id from now on."""
        self._by_id.pop(id, None)

    def clear(self) -> None:
        """Drop whatever comes from now on."""
        self._by_id.clear()

    def deliver(self, id: str, event: str, body: Body) -> None:  # noqa: A002
        """Pass a notification on. Raises ProtocolError if it lacks what it should carry."""
        subscriber = self._by_id.get(id)
        if isinstance(subscriber, list):
            subscriber.append((event, body))
        elif subscriber is not None:
            try:
                subscriber.notified(event, body)
            except Exception as error:
                raise ProtocolError(f"{event} makes no sense: {error!r}") from error

    def _replay(self, id: str, subscriber: Subscriber) -> None:  # noqa: A002
        kept = self._by_id.get(id)
        if isinstance(kept, list):
            self._by_id[id] = subscriber
            try:
                for event, body in kept:
                    self.deliver(id, event, body)
            except ProtocolError as error:
                self._on_nonsense(error)
