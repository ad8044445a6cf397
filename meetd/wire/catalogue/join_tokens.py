"""Operations of the REST API about join tokens."""

from __future__ import annotations

from meetd import errors
from meetd.rooms.permissions import Permission
from meetd.scopes import Scope
from meetd.wire import join_tokens
from meetd.wire.catalogue.definitions import Leaves, Operation, Repeat

_NOT_HOST = (errors.NotRoomHost, errors.RoomNotFound)

LIST_JOIN_TOKENS = Operation(
    name="join_tokens_list",
    method="GET",
    path="/rooms/{code}/tokens",
    words="List a room's join tokens, newest first.",
    needs=Permission.MANAGE,
    scope=Scope.TOKENS,
    query=join_tokens.JoinTokensQuery,
    answer=join_tokens.JoinTokensAnswer,
    errors=(*_NOT_HOST, errors.InvalidRequest),
)
CREATE_JOIN_TOKEN = Operation(
    name="join_tokens_create",
    method="POST",
    path="/rooms/{code}/tokens",
    words="Make a token that lets one person in without an account, and without asking.",
    needs=Permission.MANAGE,
    scope=Scope.TOKENS,
    body=join_tokens.NewJoinToken,
    answer=join_tokens.NewJoinTokenAnswer,
    status=201,
    repeat=Repeat.ANEW,
    errors=(*_NOT_HOST, errors.TooManyJoinTokens, errors.TooManyPictures),
)
REVOKE_JOIN_TOKEN = Operation(
    name="join_tokens_revoke",
    method="DELETE",
    path="/rooms/{code}/tokens/{id}",
    words="Let nobody in by a token any more. Who is inside stays, unless asked otherwise.",
    needs=Permission.MANAGE,
    scope=Scope.TOKENS,
    query=join_tokens.RevokeQuery,
    status=204,
    errors=(*_NOT_HOST, errors.NotFound, errors.InvalidRequest),
    live=True,
    leaves=Leaves.STORED,
)

OPERATIONS = (LIST_JOIN_TOKENS, CREATE_JOIN_TOKEN, REVOKE_JOIN_TOKEN)
