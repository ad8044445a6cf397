"""A participant of a live room: one person in one tab."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Final

from meetd.auth.principal import Principal
from meetd.later import LATER
from meetd.model import MessageId, ParticipantId, UserId
from meetd.rooms.permissions import Permission, Role


class VideoCodec(StrEnum):
    """A codec that a browser may be able to show."""

    VP8 = "VP8"
    VP9 = "VP9"
    AV1 = "AV1"
    H264 = "H264"


class Limit(StrEnum):
    """The cause that keeps a browser from sending its pictures as good as they are asked for."""

    PROCESSOR = "processor"
    NETWORK = "network"


NOTHING_READ: Final = MessageId(0)
"""Before all that was said."""


def _new_id() -> ParticipantId:
    """An id that sorts behind those of who came before: of two, the one who waits makes the offer,
    while the other still draws the call."""
    return ParticipantId(f"{time.time_ns():016x}{secrets.token_hex(8)}")


@dataclass(slots=True, kw_only=True)
class ParticipantInfo:
    """A participant, as the others know it.

    An attribute more is one more on the wire, and in the page: nothing else lists them. It has a
    default, and `metadata=LATER`."""

    id: ParticipantId = field(default_factory=_new_id)
    user_id: UserId
    username: str
    joined_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    microphone: bool
    camera: bool
    screen: bool = False
    connected: bool = True
    """False while the server waits for a broken connection to come back."""
    group_ready: bool | None = None
    """True if media reaches a worker from there; None before that was tried."""
    limited: Limit | None = None
    """The cause that its pictures suffer from at their source."""
    decodes: tuple[VideoCodec, ...] = (VideoCodec.VP8,)
    """Codecs that it can show: the others send nothing else."""
    role: Role = field(default=Role.PARTICIPANT, metadata=LATER)
    """The part that it has in the meeting."""
    guest: bool = field(default=False, metadata=LATER)
    """True if it has no account."""
    hand: int | None = field(default=None, metadata=LATER)
    """Its hand is up, behind all with a lower number; None while it is down."""
    spotlight: bool = field(default=False, metadata=LATER)
    """True if all see it large who have chosen nobody themselves."""
    pronouns: str = field(default="", metadata=LATER)
    """Words by which the person is spoken of, where they said so."""
    bot: bool = field(default=False, metadata=LATER)
    """True if it is a program."""
    picture: str | None = field(default=None, metadata=LATER)
    """The hash by which the person's picture is fetched, if they have one."""
    companion_of: ParticipantId | None = field(default=None, metadata=LATER)
    """Is without sound beside this one, in the same physical room; None: has its own."""


_NAMES = tuple(one.name for one in fields(ParticipantInfo))
_attributes = attrgetter(*_NAMES)


@dataclass(slots=True, kw_only=True)
class Participant(ParticipantInfo):
    """The server's side of a participant."""

    principal: Principal
    resume_token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    """Proves that a new connection belongs to this participant."""
    held: set[str] = field(default_factory=set)
    """What somebody else turned off, until their page has said that it is off."""
    reads_behind: MessageId = NOTHING_READ
    """Reads what was said after this message; 0: all."""
    outside: bool = False
    """It is not in the room: somebody who leads from without."""
    same_host: bool = False
    """Its socket comes from a program of this host, which may reach a worker's loopback."""
    removal: asyncio.TimerHandle | None = None
    """Runs while the connection is broken."""

    @property
    def without(self) -> frozenset[str]:
        """What they may not do whatever others of their role may."""
        ticket = self.principal.ticket
        taken = frozenset[str]() if ticket is None else frozenset(ticket.without)
        return taken if self.companion_of is None else taken | {Permission.MICROPHONE}

    def info(self) -> ParticipantInfo:
        """A snapshot for the others."""
        return ParticipantInfo(**dict(zip(_NAMES, _attributes(self), strict=True)))

    def is_resumed_by(self, principal: Principal, token: str) -> bool:
        """Return whether somebody who says so is this participant, come back."""
        same_user = principal.id == self.principal.id
        return same_user and secrets.compare_digest(token.encode(), self.resume_token.encode())

    def come_back(self) -> None:
        """Be reached again."""
        self.stop_waiting()
        self.connected = True

    def hold(self, names: Iterable[str]) -> None:
        """Show these as off, whatever the page says until it has heard of it."""
        for name in names:
            setattr(self, name, False)
            self.held.add(name)

    def stop_waiting(self) -> None:
        """The connection is back, or nobody waits for it any more."""
        if self.removal is not None:
            self.removal.cancel()
            self.removal = None
