"""The transport of every kind: media, data, settings and statistics."""

from __future__ import annotations

from worker_bridge.events import E
from worker_bridge.handles.transports.base import RouterAccess, TransportType
from worker_bridge.handles.transports.data import DataTransport
from worker_bridge.handles.transports.media import MediaTransport

__all__ = ["RouterAccess", "Transport", "TransportType"]


class Transport(MediaTransport[E], DataTransport[E]):
    """Base of WebRtcTransport, PlainTransport, PipeTransport and DirectTransport.

    Events of all: `routerclose` () · `trace` ({type, timestamp, direction, info}); of all but
    DirectTransport: `sctpstatechange` (state).
    """
