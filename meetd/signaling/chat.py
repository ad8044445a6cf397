"""Saying something, and reading what was said."""

from __future__ import annotations

import time

from meetd import metrics
from meetd.model import MessageId
from meetd.signaling import protocol
from meetd.signaling.protocol import ChatHistory, ChatSend, Payload
from meetd.signaling.server import Caller, Event


async def send(caller: Caller, data: Payload) -> Payload:
    """Say something: stored when this answers."""
    began = time.perf_counter()
    room, _ = caller.connection.must_be_inside()
    said = await room.chat.say(caller.connection.identity, data["clientId"], data["content"])
    metrics.CHAT_SECONDS.observe(time.perf_counter() - began)
    return {"message": protocol.message(said)}


async def history(caller: Caller, data: Payload) -> Payload:
    """An older page, oldest first."""
    room, _ = caller.connection.must_be_inside()
    before = data.get("before")
    page = await room.chat.before(None if before is None else MessageId(before), data["limit"])
    messages = [protocol.message(m) for m in page.messages]
    return {"messages": messages, "nextCursor": messages[0]["id"] if page.has_older else None}


EVENTS = {
    "chat:send": Event(ChatSend(), send),
    "chat:history": Event(ChatHistory(), history),
}
