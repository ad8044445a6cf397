"""Files in the chat: who may send one, and who may read it."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from uuid import UUID

from meetd.errors import FileNotFound, FileTooLarge
from meetd.file_names import cleaned
from meetd.model import Message, MessageId, SharedFile
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.rooms.ports import FileStore

MAX_SIZE = 25 * 1024**2
"""Bytes of one file."""
OPEN_FOR = 60
"""Seconds for which a key to read one is good."""


@dataclass(frozen=True, slots=True)
class FileOffered:
    """A file that its sender may upload now."""

    file_id: UUID
    key: str
    """Proves it."""
    name: str
    """The name that it got."""


@dataclass(frozen=True, slots=True)
class FileOpened:
    """A file that may be downloaded now."""

    file_id: UUID
    key: str
    """Proves it, for a minute."""


async def offer(room: LiveRoom, participant: Participant, name: str, size: int) -> FileOffered:
    """Let somebody upload a file. Raises NotInRoom, FileTooLarge, FileQuotaReached, RoomDeleted."""
    room.require_inside(participant)
    if size > MAX_SIZE:
        raise FileTooLarge
    name = cleaned(name)
    room.must_permit(participant, Permission.CHAT)
    file_id, secret = await _store(room).announce(
        room.room.id, participant.principal.id, name, size
    )
    return FileOffered(file_id, secret.hex(), name)


async def open_file(room: LiveRoom, participant: Participant, message_id: MessageId) -> FileOpened:
    """Let somebody read the file of a message that they may read. Raises NotInRoom,
    FileNotFound."""
    room.require_inside(participant)
    reader = participant.principal.id
    page = await room.chat.before(MessageId(message_id + 1), 1, reader=reader)
    found = file_of(page.behind(participant.reads_behind).messages, message_id)
    stored = None if found is None else await _store(room).find(found.id)
    if found is None or stored is None:
        raise FileNotFound
    room.require_inside(participant)
    return FileOpened(found.id, read_key(stored.secret, int(time.time()) + OPEN_FOR))


def _store(room: LiveRoom) -> FileStore:
    if room.files is None:
        raise FileNotFound
    return room.files


def file_of(messages: list[Message], message_id: MessageId) -> SharedFile | None:
    """The file of a message, where it is the last of these."""
    last = messages[-1] if messages else None
    return last.file if last is not None and last.id == message_id else None


def read_key(secret: bytes, until: int) -> str:
    """A key to read a file, good until then."""
    proof = hmac.new(secret[:32], f"read:{until}".encode(), hashlib.sha256).hexdigest()
    return f"{until}.{proof}"


def is_read_key(secret: bytes, key: str) -> bool:
    """Return whether it is one, and good."""
    until, _, _ = key.partition(".")
    if not (until.isascii() and until.isdigit() and len(until) < 12) or int(until) < time.time():
        return False
    # A header may have bytes that are no text.
    shown = key.encode("utf-8", "surrogateescape")
    return hmac.compare_digest(read_key(secret, int(until)).encode(), shown)


def is_upload_key(secret: bytes, key: str) -> bool:
    """Return whether it is of who may upload the file."""
    return hmac.compare_digest(secret[:32].hex().encode(), key.encode())
