"""Base of everything that lives in a worker: id, closing, app data, observer.

The close cascade: `close()` is for the owner and tells the worker; `_parent_closed()` is for what
it lives in, whose end the worker knows already. Both do nothing the second time, and both end in
the same teardown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, ClassVar, Generic, Self, TypeVar

from worker_bridge.channel import messages
from worker_bridge.channel.channel import Channel
from worker_bridge.channel.messages import Body
from worker_bridge.errors import InvalidStateError
from worker_bridge.events import E
from worker_bridge.handles.listened import Listened

AppData = dict[str, Any]
T = TypeVar("T")
O = TypeVar("O", bound=str)  # noqa: E741


def by_id(things: Mapping[str, T], id: str | None) -> T | None:  # noqa: A002
    """Look up a thing; None if there is none, and for what is no id at all."""
    return things.get(id) if isinstance(id, str) else None


class Handle(Listened[E], Generic[E, O]):
    """A local handle of something in the worker.

    `close()` takes effect here at once and needs no awaiting; the worker is told by the next turn
    of the loop. Also an async context manager that closes at the end.
    """

    _close_request: ClassVar[messages.Request]
    """Ends it; asked of its parent."""
    _id_key: ClassVar[str]
    """The key of its id in that request."""
    __slots__ = ("_app_data", "_channel", "_closed", "_observer", "_on_close", "_parent_id", "id")

    def __init__(
        self,
        channel: Channel,
        id: str,  # noqa: A002
        parent_id: str,
        app_data: AppData | None,
        on_close: Callable[[Any], None],
    ) -> None:
        super().__init__()
        self._channel = channel
        self._closed = False
        self._observer: Listened[O] | None = None
        self._on_close = on_close
        self._parent_id = parent_id
        self.id = id
        """Unique in the worker."""
        self._app_data = app_data
        channel.bind(id, self)

    @property
    def app_data(self) -> AppData:
        """Data of the owner's own; never looked at."""
        if self._app_data is None:
            self._app_data = {}
        return self._app_data

    @app_data.setter
    def app_data(self, app_data: AppData) -> None:
        self._app_data = app_data

    @property
    def closed(self) -> bool:
        """True when it is over, by `close()` or because what it lived in ended."""
        return self._closed

    @property
    def observer(self) -> Listened[O]:
        """Events for those who watch rather than own: they come however they were caused."""
        if self._observer is None:
            self._observer = Listened()
        return self._observer

    def close(self) -> None:
        """End it, here and in the worker, with all that lives in it."""
        if self._closed:
            return
        self._closed = True
        self._tell_closed()
        self._end()

    def _parent_closed(self, event: E | None) -> None:
        if self._closed:
            return
        self._closed = True
        self._end(event)

    def _end(self, event: E | None = None) -> None:
        self._channel.unbind(self.id)
        self._close_children()
        self._on_close(self)
        if event is not None:
            self.emit(event)
        self._observe("close")

    def _observe(self, event: Any, *details: Any) -> None:
        if self._observer is not None:
            self._observer.emit(event, *details)

    def _announce(self, event: Any, *details: Any) -> None:
        """Emit to the owner's handlers and the observer's alike."""
        self.emit(event, *details)
        self._observe(event, *details)

    def _tell_closed(self) -> None:
        self._channel.post(self._close_request, self._parent_id, {self._id_key: self.id})

    def _ask(self, request: messages.Request, body: Body | None = None) -> Awaitable[Body]:
        """Request something of it. Raises InvalidStateError, and what `Channel.request` raises."""
        self._must_be_open()
        return self._channel.request(request, self.id, body)

    def _close_children(self) -> None:
        """Close what lives in this, without telling the worker."""

    def notified(self, event: str, body: Body) -> None:
        """Take a notification from the worker; for the channel."""

    def _must_be_open(self) -> None:
        if self._closed:
            raise InvalidStateError(f"{type(self).__name__} {self.id} is closed")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def close_all(children: Iterable[Handle[Any, Any]], event: str) -> None:
    """Close what lived in something that is over, which the worker knows already."""
    for child in list(children):
        child._parent_closed(event)  # noqa: SLF001
