"""Messages: writing them, and reading those of before."""

from __future__ import annotations

import time

from meetd import metrics
from meetd.errors import InvalidRequest
from meetd.model import Addressee
from meetd.rooms.chat import Found
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission
from meetd.signaling.operation import in_room
from meetd.wire import requests, results
from meetd.wire.catalogue import sockets


async def send(
    room: LiveRoom, participant: Participant, request: requests.ChatSend
) -> results.Sent:
    """Write a message: stored when this answers."""
    began = time.perf_counter()
    to = None
    if request.to is not None:
        other = room.other(participant, request.to)
        to = Addressee(other.user_id, other.username)
    message = await room.chat.say(
        participant.principal,
        request.client_id,
        request.content,
        to=to,
        reply_to=request.reply_to,
        name=participant.username,
        file_id=request.file_id,
        behind=participant.reads_behind,
    )
    metrics.CHAT_SECONDS.observe(time.perf_counter() - began)
    return results.Sent(message)


async def edit(
    room: LiveRoom, participant: Participant, request: requests.ChatEdit
) -> results.Sent:
    """Give one's own message another text."""
    message = await room.chat.edit(
        participant.principal,
        request.message_id,
        request.content,
        behind=participant.reads_behind,
    )
    return results.Sent(message)


async def delete(
    room: LiveRoom, participant: Participant, request: requests.MessageOnly
) -> results.Sent:
    """Delete one's own message, or as who leads the meeting anybody's."""
    anybodys = room.permits(participant, Permission.MODERATE)
    message = await room.chat.delete(participant.principal, request.message_id, anybodys=anybodys)
    return results.Sent(message)


async def react(room: LiveRoom, participant: Participant, request: requests.ChatReact) -> None:
    """React to a message, or take that back."""
    await room.chat.react(
        participant.principal,
        request.message_id,
        request.emoji,
        on=request.on,
        behind=participant.reads_behind,
    )


async def history(
    room: LiveRoom, participant: Participant, request: requests.ChatHistory
) -> results.History:
    """A page of what was said before a message, oldest first, or of what came or was changed
    after a place, in that order."""
    reader = participant.principal.id
    if request.after is None:
        page = await room.chat.before(request.before, request.limit, reader=reader)
        page = page.behind(participant.reads_behind)
        cursor: int | None = page.messages[0].id if page.has_more else None
    elif request.before is None:
        page = await room.chat.since(request.after, request.limit, reader=reader)
        cursor = page.messages[-1].place if page.has_more else None
        page = page.behind(participant.reads_behind, back=False)
    else:
        raise InvalidRequest("Ask for what came before a message, or for what came after one.")
    return results.History(page.messages, cursor)


async def search(room: LiveRoom, participant: Participant, request: requests.ChatSearch) -> Found:
    """Find messages that have some words."""
    reader = participant.principal.id
    found = await room.chat.search(request.words, request.before, request.limit, reader=reader)
    return found.behind(participant.reads_behind)


OPERATIONS = dict(
    (
        in_room(sockets.SEND_MESSAGE, send),
        in_room(sockets.EDIT_MESSAGE, edit),
        in_room(sockets.DELETE_MESSAGE, delete),
        in_room(sockets.REACT_TO_MESSAGE, react),
        in_room(sockets.READ_HISTORY, history),
        in_room(sockets.SEARCH_MESSAGES, search),
    )
)
