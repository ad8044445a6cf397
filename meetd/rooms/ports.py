"""Ports: what rooms need of media and of storage, whoever provides it.

`meetd/media/` and `meetd/db/` do; in tests, plain objects. Observers have a port of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from meetd.media.events import MediaEvent, Parameters
from meetd.media.options import ConsumerOptions, NotConsumed, TransportOptions
from meetd.media.tracks import Direction, ProducerInfo, TrackSource
from meetd.model import Message, MessageId, ParticipantId, Room, RoomId, UserId


class Router(Protocol):
    """What a browser has to know of a router."""

    @property
    def id(self) -> str:
        """While it is the same, transports made before are still good."""

    @property
    def rtp_capabilities(self) -> Parameters:
        """For the browser's side of the negotiation."""


class Transports(Protocol):
    """One participant's transports. All raise UnknownTransport."""

    async def create(self, direction: Direction) -> TransportOptions:
        """Create one, in place of an older one of its direction. Raises MediaUnavailable."""

    async def connect(self, transport_id: str, dtls_parameters: Parameters) -> None:
        """Hand over the browser's DTLS fingerprints. Raises MediaRejected."""

    async def restart_ice(self, transport_id: str) -> Parameters:
        """Make new ICE parameters."""

    def close(self, transport_id: str) -> None:
        """Close one and all that runs on it."""


class Publishing(Protocol):
    """What one participant sends. All raise UnknownProducer."""

    async def produce(
        self, transport_id: str, source: TrackSource, rtp_parameters: Parameters, *, paused: bool
    ) -> ProducerInfo:
        """Take in a source. Raises UnknownTransport, MediaRejected, MediaUnavailable."""

    async def pause(self, producer_id: str) -> None:
        """Stop forwarding a producer."""

    async def resume(self, producer_id: str) -> None:
        """Forward a producer again."""

    def close(self, producer_id: str) -> None:
        """Stop a source for good."""


class Subscribing(Protocol):
    """What one participant receives. All raise UnknownConsumer, once it is done with those that
    are known."""

    async def consume(
        self, transport_id: str, rtp_capabilities: Parameters, producer_ids: Iterable[str]
    ) -> list[ConsumerOptions | NotConsumed]:
        """Send others' producers to the participant, paused. Raises UnknownTransport."""

    async def resume(self, consumer_ids: Iterable[str]) -> None:
        """Let consumers flow."""

    async def pause(self, consumer_ids: Iterable[str]) -> None:
        """Hold consumers back."""

    async def close(self, consumer_ids: Iterable[str]) -> None:
        """Close consumers."""

    async def prefer_layers(
        self, consumer_ids: Iterable[str], spatial_layer: int, temporal_layer: int | None
    ) -> None:
        """Set the highest layers worth sending."""

    async def set_priority(self, consumer_ids: Iterable[str], priority: int) -> None:
        """Set how much consumers matter when bandwidth is short, 1 to 255."""

    async def request_key_frame(self, consumer_id: str) -> None:
        """Ask the sender for a whole picture."""


class ParticipantMedia(Protocol):
    """One participant's media."""

    @property
    def router_id(self) -> str:
        """The router on which transports are made."""

    @property
    def transports(self) -> Transports:
        """What its media runs over."""

    @property
    def publishing(self) -> Publishing:
        """What it sends."""

    @property
    def subscribing(self) -> Subscribing:
        """What it receives."""


class RoomMedia(Protocol):
    """A room's media: as long as the room, with a router, with several or without."""

    async def find_router(self, people: int = 1) -> None:
        """Get a router, if there is none, however long that takes; or more of them, if there can
        be, where so many people need more."""

    def wants_router(self, people: int) -> bool:
        """Return whether that would look for one."""

    def router_for(self, participant_id: ParticipantId) -> Router | None:
        """Find the router that carries a participant's media; None while there is none. It stays
        the same until it is lost, or ParticipantMoved tells of another."""

    def leaving_router_id(self, participant_id: ParticipantId) -> str | None:
        """Find the router from which a participant is being moved, if they are."""

    def came_from(self, participant_id: ParticipantId, router_id: str) -> None:
        """A participant is moved here from another server, with a router there."""

    def of(self, participant_id: ParticipantId) -> ParticipantMedia:
        """Find what a participant has. Raises MediaUnavailable while there is no router."""

    @property
    def dominant(self) -> ParticipantId | None:
        """The participant who speaks above all others, if anybody does."""

    def producers(self, *, besides: ParticipantId | None = None) -> list[ProducerInfo]:
        """List all open producers, but those of one participant."""

    def repeat_demand(self, participant_id: ParticipantId) -> None:
        """Tell a participant again what is wanted of its pictures."""

    def remove(self, participant_id: ParticipantId) -> None:
        """Close all that a participant has."""

    def linger(self) -> None:
        """The room goes on elsewhere: close everything, but not before its people have left."""

    def close(self) -> None:
        """Close everything, for good."""


class Media(Protocol):
    """Where rooms get their media."""

    def open_room(self, emit: Callable[[MediaEvent], None]) -> RoomMedia:
        """Media for a room, on no router yet. Events that nobody asked for go to `emit`."""


class MessageStore(Protocol):
    """Messages of all rooms."""

    def under(self, epoch: int) -> MessageStore:
        """The same, for who owns a room in that epoch: a former owner writes nothing."""

    async def add(
        self, room_id: RoomId, user_id: UserId, client_id: UUID, content: str
    ) -> tuple[Message, bool]:
        """Store a message, once: the stored one, and whether it is new. Ids grow in the order in
        which messages are stored. Raises RoomDeleted, ClientIdTaken, RoomElsewhere."""

    async def page(self, room_id: RoomId, before: MessageId | None, limit: int) -> list[Message]:
        """The last messages before one, or of all; oldest first. At most `limit`, and no more than
        fill PAGE_BYTES and one."""

    async def after(self, room_id: RoomId, message_id: MessageId, limit: int) -> list[Message]:
        """The first messages after one; oldest first. At most as many, too."""


class RoomStore(Protocol):
    """All rooms, whether somebody is in them or not."""

    def under(self, epoch: int) -> RoomStore:
        """The same, for who owns a room in that epoch: a former owner changes nothing."""

    async def add(self, host_id: UserId, name: str, most: int | None = None) -> Room:
        """Store a new room, with a code that no other has. Raises RoomQuotaReached where its host
        has `most` already."""

    async def by_code(self, code: str) -> Room | None:
        """Find the room of that code."""

    async def of_host(
        self, host_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Room]:
        """List somebody's rooms, newest first, from behind a place in that order."""

    async def rename(self, room_id: RoomId, name: str) -> Room | None:
        """Give it another name; None if it is gone. Raises RoomElsewhere."""

    async def delete(self, room_id: RoomId) -> None:
        """Delete it, and what was said in it. Raises RoomElsewhere."""


class AttendanceStore(Protocol):
    """Who was ever inside which room."""

    def under(self, epoch: int) -> AttendanceStore:
        """The same, for who owns a room in that epoch: a former owner writes nothing."""

    async def add(self, room_id: RoomId, user_id: UserId) -> None:
        """Somebody came in; nothing happens if they had been before."""

    async def has(self, room_id: RoomId, user_id: UserId) -> bool:
        """Return whether somebody was inside."""
