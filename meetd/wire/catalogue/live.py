"""Operations of the REST API about meetings under way: the server that has the room live answers
them from its memory."""

from __future__ import annotations

from meetd import errors
from meetd.rooms.permissions import Permission
from meetd.scopes import Scope
from meetd.wire import live
from meetd.wire.catalogue.definitions import Leaves, Operation

_NOT_LEADING = (errors.NotModerator, errors.RoomNotFound)
_NOT_THERE = (*_NOT_LEADING, errors.UnknownParticipant)

LIST_PARTICIPANTS = Operation(
    name="live_participants",
    method="GET",
    path="/rooms/{code}/participants",
    words="Who is inside, in the order of their coming.",
    needs=Permission.MODERATE,
    scope=Scope.LIVE_READ,
    query=live.ParticipantsQuery,
    answer=live.ParticipantsAnswer,
    errors=(*_NOT_LEADING, errors.InvalidRequest),
    live=True,
)
SHOW_PARTICIPANT = Operation(
    name="live_participant",
    method="GET",
    path="/rooms/{code}/participants/{id}",
    words="One who is inside.",
    needs=Permission.MODERATE,
    scope=Scope.LIVE_READ,
    answer=live.LiveParticipant,
    errors=_NOT_THERE,
    live=True,
)
CHANGE_PARTICIPANT = Operation(
    name="live_change_participant",
    method="PATCH",
    path="/rooms/{code}/participants/{id}",
    words="Turn somebody's microphone, camera or screen off, lower their hand, give another role.",
    needs=Permission.MODERATE,
    scope=Scope.LIVE_WRITE,
    body=live.ChangeParticipant,
    answer=live.LiveParticipant,
    errors=(*_NOT_THERE, errors.NotRoomHost, errors.NeedsAccount),
    live=True,
    leaves=Leaves.ROOM,
)
REMOVE_PARTICIPANT = Operation(
    name="live_remove_participant",
    method="DELETE",
    path="/rooms/{code}/participants/{id}",
    words="Put somebody out, until they are let in again, or for good.",
    needs=Permission.MODERATE,
    scope=Scope.LIVE_WRITE,
    query=live.RemoveQuery,
    status=204,
    errors=(*_NOT_THERE, errors.NotRoomHost, errors.InvalidRequest),
    live=True,
    leaves=Leaves.ROOM,
)
MOVE_PARTICIPANT = Operation(
    name="live_move_participant",
    method="POST",
    path="/rooms/{code}/participants/{id}/move",
    words="Have somebody go to another room that you lead too, where they need not ask.",
    needs=Permission.MODERATE,
    scope=Scope.LIVE_WRITE,
    body=live.MoveParticipant,
    status=204,
    errors=(*_NOT_THERE, errors.NotRoomHost, errors.TooManyJoinTokens),
    live=True,
    leaves=Leaves.ROOM,
)
MUTE_PARTICIPANTS = Operation(
    name="live_mute",
    method="POST",
    path="/rooms/{code}/mute",
    words="Turn all microphones off.",
    needs=Permission.MODERATE,
    scope=Scope.LIVE_WRITE,
    status=204,
    errors=_NOT_LEADING,
    live=True,
    leaves=Leaves.ROOM,
)
END_MEETING = Operation(
    name="live_end",
    method="POST",
    path="/rooms/{code}/end",
    words="End the meeting for everybody; the room stays.",
    needs=Permission.MODERATE,
    scope=Scope.LIVE_WRITE,
    status=204,
    errors=_NOT_LEADING,
    live=True,
    leaves=Leaves.ROOM,
)
SEND_MESSAGE = Operation(
    name="live_say",
    method="POST",
    path="/rooms/{code}/messages",
    words="Say something in the chat, to everybody, as who leads the meeting.",
    needs=Permission.MODERATE,
    scope=Scope.MESSAGES_WRITE,
    body=live.NewMessage,
    answer=live.NewMessageAnswer,
    status=201,
    errors=(
        *_NOT_LEADING,
        errors.MessageNotFound,
        errors.ClientIdTaken,
        errors.ChatQuotaReached,
        errors.ServerStopping,
    ),
    live=True,
    leaves=Leaves.ROOM,
)

OPERATIONS = (
    LIST_PARTICIPANTS,
    SHOW_PARTICIPANT,
    CHANGE_PARTICIPANT,
    REMOVE_PARTICIPANT,
    MOVE_PARTICIPANT,
    MUTE_PARTICIPANTS,
    END_MEETING,
    SEND_MESSAGE,
)
