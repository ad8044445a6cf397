"""Traces by OpenTelemetry: a span for each request over REST, each join, and each room as long as
somebody is inside. None for sockets, nor for what is said and sent: that would be most of them.

Where traces go, and how many of them, is said by OpenTelemetry's own variables (`OTEL_*`). Nothing
of it is there, or imported, unless MEETD_TRACES asks for it: nobody imports this file before."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer

from meetd.errors import MeetError
from meetd.model import ParticipantId, Room, RoomId
from meetd.rooms.events import ParticipantJoined, ParticipantLeft, RoomEnded, RoomEvent, RoomTaken
from meetd.signaling.operation import Operation, RoomOperation

Operations = Mapping[str, Operation | RoomOperation]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TRACED = ("join",)
"""Requests over sockets that get a span."""
MOST_ROOMS = 20_000
"""Rooms whose span may be under way."""
STOP_LIMIT = 3.0
"""Seconds in which the last spans are sent when the server stops."""


class Traces:
    """Makes spans."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self.rooms = RoomSpans(tracer)

    @web.middleware
    async def request(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Trace a request over REST, as a part of what its sender says that it belongs to."""
        if not request.path.startswith("/api/"):
            return await handler(request)
        with self._tracer.start_as_current_span(
            request.method,
            context=extract(request.headers),
            kind=SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            with _noted(span):
                response = await handler(request)
            resource = request.match_info.route.resource
            if resource is not None:
                span.update_name(f"{request.method} {resource.canonical}")
                span.set_attribute("http.route", resource.canonical)
            span.set_attribute("http.request.method", request.method)
            span.set_attribute("http.response.status_code", response.status)
            if response.status >= 500:
                span.set_status(StatusCode.ERROR)
            return response

    def of(self, operations: Operations) -> Operations:
        """The same requests over sockets, of which some are traced."""
        return {
            name: self._traced(name, operation)
            if name in TRACED and isinstance(operation, Operation)
            else operation
            for name, operation in operations.items()
        }

    def _traced(self, name: str, operation: Operation) -> Operation:
        async def handler(caller: Any, request: Any) -> Any:
            with self._tracer.start_as_current_span(
                name, record_exception=False, set_status_on_exception=False
            ) as span:
                try:
                    with _noted(span):
                        result = await operation.handler(caller, request)
                except MeetError as error:
                    span.set_attribute("meetd.code", error.code)
                    raise
                finally:
                    for fact, value in caller.connection.facts().items():
                        span.set_attribute(f"meetd.{fact}", value)
                span.set_attribute("meetd.code", "ok")
                return result

        return replace(operation, handler=handler)


@contextmanager
def _noted(span: Span) -> Iterator[None]:
    """What nobody foresaw is noted by its name: its words may hold what a client sent, and are for
    the log, which knows secrets. What is refused is none of that."""
    try:
        yield
    except (MeetError, web.HTTPException):
        raise
    except Exception as error:
        span.set_status(StatusCode.ERROR)
        span.set_attribute("error.type", type(error).__name__)
        raise


@dataclass(slots=True)
class _Meeting:
    span: Span
    inside: set[ParticipantId]
    most: int = 0

    def end(self) -> None:
        """It is over, or not here any more."""
        self.span.set_attribute("meetd.most_participants", self.most)
        self.span.end()


class RoomSpans:
    """An observer: the span of a room begins with the first who comes and ends with the last."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._meetings: OrderedDict[RoomId, _Meeting] = OrderedDict()

    def observe(
        self,
        room: Room,
        event: RoomEvent,
        *,
        to: ParticipantId | None,
        besides: ParticipantId | None,
    ) -> None:
        """See RoomObserver."""
        match event:
            case ParticipantJoined(participant=who):
                self._came(room, who.id)
            case RoomTaken():
                for who in event.participants:
                    self._came(room, who.id)
            case ParticipantLeft():
                self._went(room.id, event.participant_id)
            case RoomEnded() if to is None:
                self._over(room.id)
            case _:
                pass

    def end_all(self) -> None:
        """The server stops."""
        for room_id in list(self._meetings):
            self._over(room_id)

    def _came(self, room: Room, who: ParticipantId) -> None:
        meeting = self._meetings.get(room.id)
        if meeting is None:
            # Not a part of the join that began it: it lasts longer.
            span = self._tracer.start_span(
                "room", context=Context(), attributes={"meetd.room": room.code}
            )
            meeting = self._meetings[room.id] = _Meeting(span, set())
            if len(self._meetings) > MOST_ROOMS:
                self._over(next(iter(self._meetings)))
        meeting.inside.add(who)
        meeting.most = max(meeting.most, len(meeting.inside))

    def _went(self, room_id: RoomId, who: ParticipantId) -> None:
        meeting = self._meetings.get(room_id)
        if meeting is not None:
            meeting.inside.discard(who)
            if not meeting.inside:
                self._over(room_id)

    def _over(self, room_id: RoomId) -> None:
        meeting = self._meetings.pop(room_id, None)
        if meeting is not None:
            meeting.end()


@asynccontextmanager
async def tracing() -> AsyncIterator[Traces]:
    """Trace while inside; the last spans are sent at the end if that is quick."""
    provider = _provider()
    traces = Traces(provider.get_tracer("meetd"))
    try:
        yield traces
    finally:
        traces.rooms.end_all()
        # A thread that nobody waits for: who collects may be away.
        last = threading.Thread(target=provider.shutdown, daemon=True)
        last.start()
        await asyncio.to_thread(last.join, STOP_LIMIT)


def _provider() -> TracerProvider:
    about = Resource.create()
    if str(about.attributes["service.name"]).startswith("unknown_service"):
        about = about.merge(Resource({"service.name": "meetd"}))
    provider = TracerProvider(resource=about)
    provider.add_span_processor(BatchSpanProcessor(_exporter()))
    return provider


def _exporter() -> SpanExporter:
    return OTLPSpanExporter()
