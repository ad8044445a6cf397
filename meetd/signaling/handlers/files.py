"""Files in the chat: announced and opened over the socket, their bytes go over REST."""

from __future__ import annotations

from meetd.rooms import files
from meetd.rooms.files import FileOffered, FileOpened
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import requests
from meetd.wire.catalogue import sockets


async def offer(
    room: LiveRoom, participant: Participant, request: requests.FileOffer
) -> FileOffered:
    """Announce a file."""
    return await files.offer(room, participant, request.name, request.size)


async def open_file(
    room: LiveRoom, participant: Participant, request: requests.MessageOnly
) -> FileOpened:
    """Get a key to a file."""
    return await files.open_file(room, participant, request.message_id)


OPERATIONS = dict((in_room(sockets.OFFER_FILE, offer), in_room(sockets.OPEN_FILE, open_file)))
