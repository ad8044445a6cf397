"""Operations of the REST API about the log of events."""

from __future__ import annotations

from meetd import errors
from meetd.auth.needs import SIGNED_IN
from meetd.scopes import Scope
from meetd.wire import event_log
from meetd.wire.catalogue.definitions import Operation

READ_EVENTS = Operation(
    name="events_read",
    method="GET",
    path="/events",
    words="What happened in the caller's rooms after an event, in order: at once, once something "
    "happens (wait), or for as long as one listens (Accept: text/event-stream). Keys with "
    "rooms:all read of all rooms.",
    needs=SIGNED_IN,
    scope=Scope.EVENTS_READ,
    query=event_log.EventsQuery,
    answer=event_log.EventsAnswer,
    errors=(
        errors.InvalidRequest,
        errors.RoomNotFound,
        errors.EventsForgotten,
        errors.TooManyRequests,
        errors.ServerStopping,
    ),
)

OPERATIONS = (READ_EVENTS,)
