"""Every operation of the REST API."""

from __future__ import annotations

from meetd import errors
from meetd.auth.needs import NOTHING, REFRESHABLE, SIGNED_IN
from meetd.rooms.permissions import Permission
from meetd.wire import answers, bodies
from meetd.wire.catalogue.definitions import Operation

_NO_ROOM = (errors.RoomNotFound,)
_NOT_HOST = (errors.NotRoomHost, *_NO_ROOM)

SHOW_SERVICE = Operation(
    name="service_service",
    method="GET",
    path="/service",
    words="Say whether accounts can be made here.",
    needs=NOTHING,
    answer=answers.ServiceAnswer,
)

REGISTER = Operation(
    name="accounts_register",
    method="POST",
    path="/auth/register",
    words="Make an account, and be signed in.",
    needs=NOTHING,
    body=bodies.Register,
    answer=answers.UserAnswer,
    status=201,
    errors=(
        errors.RegistrationClosed,
        errors.EmailTaken,
        errors.UsernameTaken,
        errors.TooManyRequests,
    ),
)
LOGIN = Operation(
    name="accounts_login",
    method="POST",
    path="/auth/login",
    words="Sign in with an email or a username.",
    needs=NOTHING,
    body=bodies.Login,
    answer=answers.UserAnswer,
    errors=(errors.InvalidCredentials, errors.TooManyRequests),
)
REFRESH = Operation(
    name="accounts_refresh",
    method="POST",
    path="/auth/refresh",
    words="Get new cookies for the ones that run out.",
    needs=REFRESHABLE,
    answer=answers.UserAnswer,
)
LOGOUT = Operation(
    name="accounts_logout",
    method="POST",
    path="/auth/logout",
    words="End this session.",
    needs=NOTHING,
    status=204,
    errors=(errors.AccountChanged,),
)
LIST_SESSIONS = Operation(
    name="accounts_list_sessions",
    method="GET",
    path="/auth/sessions",
    words="List where the account is signed in.",
    needs=SIGNED_IN,
    answer=answers.SessionsAnswer,
)
REVOKE_SESSION = Operation(
    name="accounts_revoke_session",
    method="DELETE",
    path="/auth/sessions/{id}",
    words="End one of the account's sessions.",
    needs=SIGNED_IN,
    status=204,
    errors=(errors.NotFound,),
)
CHANGE_PASSWORD = Operation(
    name="accounts_change_password",
    method="POST",
    path="/auth/password",
    words="Change the password: every other session ends, this one gets new cookies.",
    needs=SIGNED_IN,
    body=bodies.ChangePassword,
    status=204,
    errors=(errors.TooManyRequests,),
)
SHOW_ACCOUNT = Operation(
    name="accounts_me",
    method="GET",
    path="/users/me",
    words="Show who is signed in.",
    needs=SIGNED_IN,
    answer=answers.UserAnswer,
)

CREATE_ROOM = Operation(
    name="rooms_create",
    method="POST",
    path="/rooms",
    words="Make a room.",
    needs=SIGNED_IN,
    body=bodies.NewRoom,
    answer=answers.Room,
    status=201,
    errors=(errors.RoomQuotaReached,),
)
LIST_ROOMS = Operation(
    name="rooms_list_own",
    method="GET",
    path="/rooms",
    words="The caller's rooms, newest first.",
    needs=SIGNED_IN,
    query=bodies.RoomsQuery,
    answer=answers.RoomsAnswer,
    errors=(errors.InvalidRequest,),
)
SHOW_ROOM = Operation(
    name="rooms_get",
    method="GET",
    path="/rooms/{code}",
    words="One room, for whoever knows its code.",
    needs=Permission.JOIN,
    answer=answers.Room,
    errors=_NO_ROOM,
)
RENAME_ROOM = Operation(
    name="rooms_rename",
    method="PATCH",
    path="/rooms/{code}",
    words="Give a room another name.",
    needs=Permission.MANAGE,
    body=bodies.RenameRoom,
    answer=answers.Room,
    errors=_NOT_HOST,
    live=True,
)
DELETE_ROOM = Operation(
    name="rooms_delete",
    method="DELETE",
    path="/rooms/{code}",
    words="Delete a room, and what was said in it; who is inside is put out.",
    needs=Permission.MANAGE,
    status=204,
    errors=_NOT_HOST,
    live=True,
)
READ_MESSAGES = Operation(
    name="history_messages",
    method="GET",
    path="/rooms/{code}/messages",
    words="The newest messages, or those before one, for who is or was inside; oldest first.",
    needs=Permission.READ,
    query=bodies.MessagesQuery,
    answer=answers.MessagesAnswer,
    errors=(errors.NeverInside, *_NO_ROOM, errors.InvalidRequest),
)

OPERATIONS = (
    SHOW_SERVICE,
    REGISTER,
    LOGIN,
    REFRESH,
    LOGOUT,
    LIST_SESSIONS,
    REVOKE_SESSION,
    CHANGE_PASSWORD,
    SHOW_ACCOUNT,
    CREATE_ROOM,
    LIST_ROOMS,
    SHOW_ROOM,
    RENAME_ROOM,
    DELETE_ROOM,
    READ_MESSAGES,
)
