"""Messages: writing them, and reading those of before."""

from __future__ import annotations

import time

from meetd import metrics
from meetd.errors import InvalidRequest
from meetd.model import MessageId
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.signaling import rendering
from meetd.signaling.limits import TEXT
from meetd.signaling.operation import RoomOperation
from meetd.signaling.protocol import ChatHistory, ChatSend, Payload


async def send(room: LiveRoom, participant: Participant, data: Payload) -> Payload:
    """Write a message: stored when this answers."""
    began = time.perf_counter()
    said = await room.chat.say(participant.principal, data["clientId"], data["content"])
    metrics.CHAT_SECONDS.observe(time.perf_counter() - began)
    return {"message": rendering.message(said)}


async def history(room: LiveRoom, _participant: Participant, data: Payload) -> Payload:
    """A page of what was said before or after a message, oldest first."""
    before, after = data.get("before"), data.get("after")
    if after is None:
        page = await room.chat.before(None if before is None else MessageId(before), data["limit"])
    elif before is None:
        page = await room.chat.since(MessageId(after), data["limit"])
    else:
        raise InvalidRequest("Ask for what came before a message, or for what came after one.")
    messages = [rendering.message(m) for m in page.messages]
    end = 0 if after is None else -1
    return {"messages": messages, "nextCursor": messages[end]["id"] if page.has_more else None}


OPERATIONS = {
    "chat:send": RoomOperation(ChatSend(), send, Permission.CHAT, TEXT),
    "chat:history": RoomOperation(ChatHistory(), history, Permission.JOIN),
}
