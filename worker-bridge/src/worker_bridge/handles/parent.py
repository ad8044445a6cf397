"""A handle in which others live, and end with it: a router, a transport."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.messages import Body
from worker_bridge.errors import InvalidStateError
from worker_bridge.events import E
from worker_bridge.handles.handle import AppData, Handle, O, close_all
from worker_bridge.wire.codec import Encoded


class Parent(Handle[E, O]):
    """Creates children, and closes them when it ends."""

    _closes_children: ClassVar[str]
    """Event of the children when this ends."""

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        parent_id: str,
        app_data: AppData | None,
        on_close: Callable[[Any], None],
    ) -> None:
        self._children: dict[str, Handle[Any, Any]] = {}
        self._on_child_closed = self._child_closed  # one bound method for thousands of children
        super().__init__(channel, id, parent_id, app_data, on_close)

    async def _create(
        self,
        kind: type[Handle[Any, Any]],
        id: str,  # noqa: A002
        request: messages.Request,
        body: Body | Encoded,
    ) -> Body:
        """Have the worker make a child of that id, and undo it if nobody waits for it any more.

        Raises InvalidStateError if this was closed meanwhile, and what `Channel.create` raises."""

        def undo() -> None:
            self._channel.post(kind._close_request, self.id, {kind._id_key: id})  # noqa: SLF001

        response = await self._channel.create(request, self.id, body, id, undo)
        if self._closed:  # and so is, in the worker, what was just made
            self._channel.unbind(id)
            raise InvalidStateError(f"{type(self).__name__} {self.id} was closed meanwhile")
        return response

    def _adopt(self, child: Handle[Any, Any], event: str) -> None:
        self._children[child.id] = child
        self._observe(event, child)

    def _child_closed(self, child: Handle[Any, Any]) -> None:
        self._children.pop(child.id, None)

    def _close_children(self) -> None:
        close_all(self._children.values(), self._closes_children)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {'closed' if self._closed else 'open'}>"
