"""Saying something, and reading what was said."""

from __future__ import annotations

import time

from meetd import metrics
from meetd.errors import InvalidRequest
from meetd.model import MessageId
from meetd.signaling import rendering
from meetd.signaling.limits import TEXT
from meetd.signaling.protocol import ChatHistory, ChatSend, Payload
from meetd.signaling.server import Caller, Event


async def send(caller: Caller, data: Payload) -> Payload:
    """Say something: stored when this answers."""
    began = time.perf_counter()
    room, _ = caller.connection.must_be_inside()
    said = await room.chat.say(caller.connection.principal, data["clientId"], data["content"])
    metrics.CHAT_SECONDS.observe(time.perf_counter() - began)
    return {"message": rendering.message(said)}


async def history(caller: Caller, data: Payload) -> Payload:
    """A page of what was said before or after a message, oldest first."""
    room, _ = caller.connection.must_be_inside()
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


EVENTS = {
    "chat:send": Event(ChatSend(), send, TEXT),
    "chat:history": Event(ChatHistory(), history),
}
