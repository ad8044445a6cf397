"""Messages: writing them, and reading those of before."""

from __future__ import annotations

import time

from meetd import metrics
from meetd.errors import InvalidRequest
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.signaling.operation import in_room
from meetd.wire import requests, results
from meetd.wire.catalogue import sockets


async def send(
    room: LiveRoom, participant: Participant, request: requests.ChatSend
) -> results.Sent:
    """Write a message: stored when this answers."""
    began = time.perf_counter()
    message = await room.chat.say(participant.principal, request.client_id, request.content)
    metrics.CHAT_SECONDS.observe(time.perf_counter() - began)
    return results.Sent(message)


async def history(
    room: LiveRoom, _participant: Participant, request: requests.ChatHistory
) -> results.History:
    """A page of what was said before or after a message, oldest first."""
    if request.after is None:
        page = await room.chat.before(request.before, request.limit)
    elif request.before is None:
        page = await room.chat.since(request.after, request.limit)
    else:
        raise InvalidRequest("Ask for what came before a message, or for what came after one.")
    end = 0 if request.after is None else -1
    return results.History(page.messages, page.messages[end].id if page.has_more else None)


OPERATIONS = dict((in_room(sockets.SEND_MESSAGE, send), in_room(sockets.READ_HISTORY, history)))
