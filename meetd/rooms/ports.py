"""Ports: what rooms need of media and of storage, whoever provides it.

`meetd/media/` and `meetd/db/` do; in tests, plain objects. Observers have a port of their own.
Longer than most files: one port after the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from meetd.media.events import MediaEvent, Parameters
from meetd.media.options import (
    ConsumerOptions,
    NotConsumed,
    PlainTransportOptions,
    TransportOptions,
)
from meetd.media.tracks import Direction, ProducerInfo, TrackSource
from meetd.model import (
    Addressee,
    BlockedPerson,
    Message,
    MessageId,
    ParticipantId,
    Room,
    RoomId,
    Schedule,
    UserId,
    Visit,
)


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

    async def create_plain(self, direction: Direction, key: str) -> PlainTransportOptions:
        """Create one on the worker's loopback, for SRTP by that key. Raises NotThisHost,
        MediaUnavailable."""

    def heard(self, transport_id: str) -> bool:
        """Return whether something came over a plain one."""

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

    def source(self, producer_id: str) -> TrackSource:
        """Find what a producer sends."""

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

    def open_room(
        self, emit: Callable[[MediaEvent], None], room_id: RoomId, epoch: int | None
    ) -> RoomMedia:
        """Media for a room, on no router yet. Events that nobody asked for go to `emit`."""


class MessageStore(Protocol):
    """Messages of all rooms. Who reads finds what is for everybody, and what is between them and
    one other; a reader of None what is for everybody."""

    def under(self, epoch: int) -> MessageStore:
        """The same, for who owns a room in that epoch: a former owner writes nothing."""

    async def add(
        self,
        room_id: RoomId,
        user_id: UserId,
        client_id: UUID,
        content: str,
        *,
        to: Addressee | None = None,
        reply_to: MessageId | None = None,
        guest_name: str | None = None,
        file_id: UUID | None = None,
    ) -> tuple[Message, bool]:
        """Store a message, once: the stored one, and whether it is new. Ids grow in the order in
        which messages are stored. Raises RoomDeleted, ClientIdTaken, RoomElsewhere;
        MessageNotFound: there is none to answer for all who would read the answer."""

    async def edit(
        self, room_id: RoomId, message_id: MessageId, author_id: UserId, content: str
    ) -> tuple[Message, bool]:
        """Give a message another text: the message, and whether that changed it. Raises
        MessageNotFound, NotMessageAuthor, RoomElsewhere."""

    async def delete(
        self, room_id: RoomId, message_id: MessageId, user_id: UserId, *, anybodys: bool
    ) -> tuple[Message, bool]:
        """Leave nothing of a message but that there was one, and say whether there was more.
        Raises MessageNotFound, NotMessageAuthor, RoomElsewhere."""

    async def react(
        self, room_id: RoomId, message_id: MessageId, user_id: UserId, emoji: str, *, on: bool
    ) -> tuple[Message, bool]:
        """Add somebody's reaction, or take it away: the message, and whether that changed it.
        Raises MessageNotFound, RoomElsewhere."""

    async def page(
        self,
        room_id: RoomId,
        before: MessageId | None,
        limit: int,
        reader: UserId | None = None,
    ) -> list[Message]:
        """The last messages before one, or of all; oldest first. At most `limit`, and no more than
        fill PAGE_BYTES and one."""

    async def after(
        self, room_id: RoomId, place: int, limit: int, reader: UserId | None = None
    ) -> list[Message]:
        """The first messages that came or were changed after a place, in that order; each once, as
        it is now. At most as many, too."""

    async def said_before(
        self, moment: datetime, ids: Collection[MessageId]
    ) -> frozenset[MessageId]:
        """Find those of these messages that were said before a moment."""

    async def search(
        self,
        room_id: RoomId,
        words: Sequence[str],
        before: MessageId | None,
        limit: int,
        reader: UserId | None = None,
    ) -> tuple[list[Message], MessageId | None]:
        """The last messages before one, or of all, that have all these words; oldest first. With
        them the last message that was looked at, where there may be more before it."""


class RoomStore(Protocol):
    """All rooms, whether somebody is in them or not."""

    def under(self, epoch: int) -> RoomStore:
        """The same, for who owns a room in that epoch: a former owner changes nothing."""

    async def add(
        self,
        host_id: UserId,
        name: str,
        most: int | None = None,
        settings: Mapping[str, Any] = ...,
        external_id: str | None = None,
    ) -> Room:
        """Store a new room, with a code that no other has, and those settings that are not as by
        default. Raises RoomQuotaReached where its host has `most` already; ExternalIdTaken."""

    async def by_external_id(self, owner_id: UserId, external_id: str) -> Room | None:
        """Find the room that somebody gave that id."""

    async def by_code(self, code: str) -> Room | None:
        """Find the room of that code."""

    async def of_host(
        self, host_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Room]:
        """List somebody's rooms, newest first, from behind a place in that order."""

    async def visited(
        self, user_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Visit]:
        """List others' rooms that somebody was in, the last one first, from behind a place in that
        order."""

    async def coming(self, user_id: UserId, limit: int) -> list[Room]:
        """List rooms of somebody's own, or that they are invited to, that have a `next_at`; the
        next one first."""

    async def advance(self, room: Room, next_at: datetime | None) -> None:
        """Note when it begins next, unless its schedule changed meanwhile."""

    async def set_schedule(
        self, room_id: RoomId, schedule: Schedule | None, next_at: datetime | None
    ) -> Room | None:
        """Say when it is; None if it is gone. Raises RoomElsewhere."""

    async def change(
        self, room_id: RoomId, name: str | None = None, settings: Mapping[str, Any] = ...
    ) -> Room | None:
        """Give it another name, or some other settings; None if it is gone. Raises
        RoomElsewhere."""

    async def set_leaders(
        self, room_id: RoomId, host_id: UserId, cohosts: list[UserId]
    ) -> Room | None:
        """Give it that host, and those cohosts; None if it is gone. Raises RoomElsewhere."""

    async def expel(self, room_id: RoomId, user_id: UserId, *, block: bool) -> Room | None:
        """Forget that somebody was inside, and block them if they are to stay out for good; None
        if the room is gone. Raises RoomElsewhere."""

    async def blocked(self, room_id: RoomId) -> list[BlockedPerson]:
        """List who is kept out for good, the last one first."""

    async def unblock(self, room_id: RoomId, user_id: UserId) -> Room | None:
        """Keep somebody out no longer; None if the room is gone. Raises RoomElsewhere."""

    async def delete(self, room_id: RoomId) -> None:
        """Delete it, and what was said in it. Raises RoomElsewhere."""


class InvitationStore(Protocol):
    """Who is invited to which rooms, by emails and usernames in small letters."""

    async def of_room(self, room_id: RoomId) -> list[str]:
        """List who is invited, by their names."""

    async def add(self, room_id: RoomId, invitees: Iterable[str]) -> None:
        """Invite them; nothing happens for those who are already."""

    async def remove(self, room_id: RoomId, invitee: str) -> bool:
        """Invite somebody no longer; False if they were not."""

    async def of_person(
        self, user_id: UserId, before: tuple[datetime, RoomId] | None, limit: int
    ) -> list[Visit]:
        """List others' rooms that somebody is invited to, the newest invitation first, from behind
        a place in that order."""


class CalendarStore(Protocol):
    """Secrets in the addresses of people's calendars."""

    async def set(self, user_id: UserId, secret_hash: bytes | None) -> None:
        """Let this secret be theirs, in place of an older one, or none."""

    async def owner(self, secret_hash: bytes) -> UserId | None:
        """Find whose secret it is."""


class AdmissionStore(Protocol):
    """Who was let into which meeting that is under way, and who is invited."""

    def under(self, epoch: int) -> AdmissionStore:
        """The same, for who owns a room in that epoch: a former owner writes nothing."""

    async def of(self, room_id: RoomId) -> set[UserId]:
        """Find all who were let in."""

    async def has(self, room_id: RoomId, user_id: UserId) -> bool:
        """Return whether somebody was let in, by whichever server."""

    async def add(self, room_id: RoomId, people: Iterable[UserId]) -> None:
        """They are let in."""

    async def remove(self, room_id: RoomId, user_id: UserId) -> None:
        """Somebody was put out."""

    async def clear(self, room_id: RoomId) -> None:
        """The meeting is over: who comes to the next one asks again."""

    async def is_invited(self, room_id: RoomId, user_id: UserId) -> bool:
        """Return whether an account is invited, by its email or its username."""


class AttendanceStore(Protocol):
    """Who was ever inside which room."""

    def under(self, epoch: int) -> AttendanceStore:
        """The same, for who owns a room in that epoch: a former owner writes nothing."""

    async def add(self, room_id: RoomId, user_id: UserId) -> None:
        """Somebody came in, for the first time or again."""

    async def has(self, room_id: RoomId, user_id: UserId) -> bool:
        """Return whether somebody was inside."""

    async def first_at(self, room_id: RoomId, user_id: UserId) -> datetime | None:
        """Find when somebody came in first."""


class StoredFile(Protocol):
    """A file, as it is kept."""

    @property
    def secret(self) -> bytes: ...


class FileStore(Protocol):
    """Files of all rooms."""

    async def announce(
        self, room_id: RoomId, user_id: UserId, name: str, size: int
    ) -> tuple[UUID, bytes]:
        """Keep room for one. Raises FileQuotaReached, RoomDeleted."""

    async def find(self, file_id: UUID) -> StoredFile | None:
        """The file of that id."""
