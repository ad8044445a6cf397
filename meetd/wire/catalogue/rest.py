"""Every operation of the REST API.

Longer than most files: it is one list."""

from __future__ import annotations

from meetd import errors
from meetd.auth.needs import NOTHING, REFRESHABLE, SIGNED_IN
from meetd.rooms.permissions import Permission
from meetd.scopes import Scope
from meetd.wire import answers, bodies, check
from meetd.wire.catalogue import (
    admin,
    admin_webhooks,
    blocks,
    breakout_plans,
    event_log,
    join_tokens,
    keys,
    live,
    rooms_by_id,
    webhooks,
)
from meetd.wire.catalogue.definitions import Header, Leaves, Operation

_NO_ROOM = (errors.RoomNotFound,)
_NOT_LEADING = (errors.NotModerator, *_NO_ROOM)
_NOT_HOST = (errors.NotRoomHost, *_NO_ROOM)

SHOW_SERVICE = Operation(
    name="service_service",
    method="GET",
    path="/service",
    words="Say whether accounts can be made here.",
    needs=NOTHING,
    answer=answers.ServiceAnswer,
)

BEGIN_CHECK = Operation(
    name="check_begin",
    method="POST",
    path="/check",
    words="See whether meetings will reach a browser: passwords for relays that end within "
    "minutes, and a transport that sends back what comes on its SCTP stream 0, for less than one.",
    needs=NOTHING,
    body=check.NewCheck,
    answer=check.CheckAnswer,
    status=201,
    errors=(errors.MediaRejected, errors.TooManyRequests),
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
    scope=Scope.ACCOUNT_READ,
    answer=answers.UserAnswer,
)

PUT_PICTURE = Operation(
    name="pictures_put",
    method="PUT",
    path="/users/me/picture",
    words="Give oneself a picture: the bytes of a JPEG or WebP of 256 pixels at most.",
    needs=SIGNED_IN,
    takes=("image/jpeg", "image/webp"),
    answer=answers.PictureAnswer,
    errors=(errors.PictureRefused, errors.PayloadTooLarge, errors.InvalidRequest),
)
REMOVE_PICTURE = Operation(
    name="pictures_remove",
    method="DELETE",
    path="/users/me/picture",
    words="Take one's picture away.",
    needs=SIGNED_IN,
    status=204,
)
SHOW_PICTURE = Operation(
    name="pictures_show",
    method="GET",
    path="/pictures/{hash}",
    words="A picture of somebody, for who was told its hash.",
    needs=NOTHING,
    media_type="image/*",
    errors=(errors.NotFound,),
)

CREATE_ROOM = Operation(
    name="rooms_create",
    method="POST",
    path="/rooms",
    words="Make a room, perhaps with a time.",
    needs=SIGNED_IN,
    scope=Scope.ROOMS_WRITE,
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
    scope=Scope.ROOMS_READ,
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
    scope=Scope.ROOMS_READ,
    answer=answers.Room,
    errors=_NO_ROOM,
)
CHANGE_ROOM = Operation(
    name="rooms_rename",
    method="PATCH",
    path="/rooms/{code}",
    words="Give a room another name, or some other settings; those inside are told.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_WRITE,
    body=bodies.ChangeRoom,
    answer=answers.Room,
    errors=_NOT_HOST,
    live=True,
    leaves=Leaves.ROOM,
)
DELETE_ROOM = Operation(
    name="rooms_delete",
    method="DELETE",
    path="/rooms/{code}",
    words="Delete a room, and what was said in it; who is inside is put out.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_WRITE,
    status=204,
    errors=_NOT_HOST,
    live=True,
    leaves=Leaves.ROOM,
)
LIST_INVITATIONS = Operation(
    name="invitations_list",
    method="GET",
    path="/rooms/{code}/invitations",
    words="List who is invited.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_READ,
    answer=answers.InvitationsAnswer,
    errors=_NOT_HOST,
)
INVITE = Operation(
    name="invitations_add",
    method="POST",
    path="/rooms/{code}/invitations",
    words="Invite people, besides those who are invited.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_WRITE,
    body=bodies.Invite,
    answer=answers.InvitationsAnswer,
    errors=(*_NOT_HOST, errors.InviteQuotaReached),
)
WITHDRAW_INVITATION = Operation(
    name="invitations_withdraw",
    method="DELETE",
    path="/rooms/{code}/invitations/{invitee}",
    words="Invite somebody no longer; who is inside stays.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_WRITE,
    status=204,
    errors=(*_NOT_HOST, errors.NotFound),
)
LIST_INVITED = Operation(
    name="invitations_of_caller",
    method="GET",
    path="/users/me/invitations",
    words="Others' rooms that the caller is invited to, the newest invitation first.",
    needs=SIGNED_IN,
    scope=Scope.ROOMS_READ,
    query=bodies.RoomsQuery,
    answer=answers.VisitsAnswer,
    errors=(errors.InvalidRequest,),
)
SCHEDULE_ROOM = Operation(
    name="schedules_set",
    method="PUT",
    path="/rooms/{code}/schedule",
    words="Say when a meeting is.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_WRITE,
    body=bodies.SetSchedule,
    answer=answers.Room,
    errors=_NOT_HOST,
    live=True,
    leaves=Leaves.ROOM,
)
UNSCHEDULE_ROOM = Operation(
    name="schedules_clear",
    method="DELETE",
    path="/rooms/{code}/schedule",
    words="Let a meeting have no time any more.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_WRITE,
    answer=answers.Room,
    errors=_NOT_HOST,
    live=True,
    leaves=Leaves.ROOM,
)
SHOW_ROOM_CALENDAR = Operation(
    name="schedules_calendar",
    method="GET",
    path="/rooms/{code}/calendar.ics",
    words="The meeting as a calendar (RFC 5545), if it has a time.",
    needs=Permission.JOIN,
    scope=Scope.ROOMS_READ,
    media_type="text/calendar",
    errors=(errors.NotFound, *_NO_ROOM),
)
LIST_COMING = Operation(
    name="schedules_coming",
    method="GET",
    path="/users/me/agenda",
    words="The caller's meetings whose time is now or is to come, the next one first.",
    needs=SIGNED_IN,
    scope=Scope.ROOMS_READ,
    answer=answers.AgendaAnswer,
)
LIST_VISITS = Operation(
    name="schedules_visits",
    method="GET",
    path="/users/me/visits",
    words="Others' rooms that the caller was in, the last one first.",
    needs=SIGNED_IN,
    scope=Scope.ROOMS_READ,
    query=bodies.RoomsQuery,
    answer=answers.VisitsAnswer,
    errors=(errors.InvalidRequest,),
)
OPEN_CALENDAR = Operation(
    name="schedules_open_feed",
    method="POST",
    path="/users/me/calendar",
    words="Make an address at which other programs find the caller's agenda; one before is void.",
    needs=SIGNED_IN,
    answer=answers.CalendarAnswer,
    status=201,
)
CLOSE_CALENDAR = Operation(
    name="schedules_close_feed",
    method="DELETE",
    path="/users/me/calendar",
    words="Void that address.",
    needs=SIGNED_IN,
    status=204,
)
SHOW_CALENDAR = Operation(
    name="schedules_feed",
    method="GET",
    path="/calendars/{secret}",
    words="The agenda of that secret as a calendar (RFC 5545).",
    needs=NOTHING,
    media_type="text/calendar",
    errors=(errors.NotFound,),
)
READ_MESSAGES = Operation(
    name="history_messages",
    method="GET",
    path="/rooms/{code}/messages",
    words="The newest messages, or those before one, for who is or was inside; oldest first.",
    needs=Permission.READ,
    scope=Scope.MESSAGES_READ,
    query=bodies.MessagesQuery,
    answer=answers.MessagesAnswer,
    errors=(errors.NeverInside, *_NO_ROOM, errors.InvalidRequest),
)
EXPORT_MESSAGES = Operation(
    name="history_export",
    method="GET",
    path="/rooms/{code}/messages/export",
    words="All that was said, as text, for the host; in UTC.",
    needs=Permission.MANAGE,
    scope=Scope.MESSAGES_READ,
    media_type="text/plain",
    errors=_NOT_HOST,
)

SHOW_LOG = Operation(
    name="meeting_log_show",
    method="GET",
    path="/rooms/{code}/log",
    words="Who came, went, was put out, by whom and when: the newest lines, or those before one.",
    needs=Permission.MODERATE,
    scope=Scope.EVENTS_READ,
    query=bodies.LogQuery,
    answer=answers.LogAnswer,
    errors=(errors.NotModerator, *_NO_ROOM, errors.InvalidRequest),
)
EXPORT_LOG = Operation(
    name="meeting_log_export",
    method="GET",
    path="/rooms/{code}/log.csv",
    words="The same as a table, the oldest first.",
    needs=Permission.MODERATE,
    scope=Scope.EVENTS_READ,
    media_type="text/csv",
    errors=(errors.NotModerator, *_NO_ROOM),
)
EXPORT_POLLS = Operation(
    name="polls_export",
    method="GET",
    path="/rooms/{code}/polls.csv",
    words="All polls and their results as a table, for the host; with names where they have them.",
    needs=Permission.MANAGE,
    media_type="text/csv",
    errors=_NOT_HOST,
)
SHOW_DOOR = Operation(
    name="guests_door",
    method="GET",
    path="/rooms/{code}/door",
    words="How one comes into a room without an account.",
    needs=NOTHING,
    answer=answers.DoorAnswer,
    errors=(*_NO_ROOM, errors.TooManyRequests),
)
SHOW_PRESENT = Operation(
    name="present_show",
    method="GET",
    path="/rooms/{code}/present",
    words="Who is in already, as far as the room allows: names, how many, or neither.",
    needs=NOTHING,
    answer=answers.PresentAnswer,
    errors=(*_NO_ROOM, errors.TooManyRequests, errors.AccountChanged, errors.ScopeMissing),
    live=True,
)
UPLOAD_FILE = Operation(
    name="files_upload",
    method="POST",
    path="/rooms/{code}/files",
    words="Send the bytes of a file that was announced by `file:offer`, as they are.",
    needs=NOTHING,
    query=bodies.UploadQuery,
    takes=("application/octet-stream",),
    answer=answers.FileAnswer,
    status=201,
    errors=(
        errors.FileNotFound,
        *_NO_ROOM,
        errors.InvalidRequest,
        errors.FileTypeRefused,
        errors.TooManyRequests,
    ),
)
FILE_KEY = Header(
    "Meetd-File-Key",
    "The key to read a file, in place of the query's: so its address stays the same for caches.",
)
_NOT_READ = (
    errors.FileNotFound,
    *_NO_ROOM,
    errors.InvalidRequest,
    errors.Unauthorized,
    errors.AccountChanged,
    errors.NeverInside,
    errors.Blocked,
    errors.ScopeMissing,
)
DOWNLOAD_FILE = Operation(
    name="files_download",
    method="GET",
    path="/rooms/{code}/files/{id}",
    words="A file to save, for who may read the message that it is in, or has a key to it.",
    needs=NOTHING,
    query=bodies.DownloadQuery,
    headers=(FILE_KEY,),
    media_type="application/octet-stream",
    errors=_NOT_READ,
)
PUT_THUMBNAIL = Operation(
    name="thumbnails_put",
    method="PUT",
    path="/rooms/{code}/files/{id}/thumbnail",
    words="Give a picture that was sent its thumbnail, before it is in a message: the bytes of a "
    "JPEG or WebP of 480 pixels at most.",
    needs=NOTHING,
    query=bodies.UploadKey,
    takes=("image/jpeg", "image/webp"),
    answer=answers.ThumbnailAnswer,
    status=201,
    errors=(
        errors.FileNotFound,
        *_NO_ROOM,
        errors.InvalidRequest,
        errors.PayloadTooLarge,
        errors.ThumbnailRefused,
        errors.ThumbnailTooLate,
        errors.FileQuotaReached,
    ),
)
SHOW_THUMBNAIL = Operation(
    name="thumbnails_show",
    method="GET",
    path="/rooms/{code}/files/{id}/thumbnail",
    words="The thumbnail of a file, for who may read that.",
    needs=NOTHING,
    query=bodies.DownloadQuery,
    headers=(FILE_KEY,),
    media_type="image/*",
    errors=_NOT_READ,
)
ENTER_AS_GUEST = Operation(
    name="guests_enter",
    method="POST",
    path="/rooms/{code}/guest",
    words="Be a guest of a room, or the same one again: its cookie opens a socket, for that room. "
    "Who has a join token shows it in place of a name.",
    needs=NOTHING,
    body=bodies.NewGuest,
    answer=answers.EnteredAnswer,
    status=201,
    errors=(*_NO_ROOM, errors.JoinTokenVoid, errors.TooManyRequests),
)
LIST_KNOCKS = Operation(
    name="knocks_list",
    method="GET",
    path="/rooms/{code}/knocks",
    words="Those who ask to come in; first who waits longest.",
    needs=Permission.ADMIT,
    scope=Scope.LIVE_READ,
    query=bodies.KnocksQuery,
    answer=answers.KnocksAnswer,
    errors=(*_NOT_LEADING, errors.InvalidRequest),
    live=True,
)
ANSWER_KNOCKS = Operation(
    name="knocks_answer",
    method="POST",
    path="/rooms/{code}/knocks",
    words="Let some of those in who ask, or all, or do not.",
    needs=Permission.ADMIT,
    scope=Scope.LIVE_WRITE,
    body=bodies.AnswerKnocks,
    status=204,
    errors=_NOT_LEADING,
    live=True,
    leaves=Leaves.ROOM,
)

OPERATIONS = (
    LIST_INVITATIONS,
    INVITE,
    WITHDRAW_INVITATION,
    LIST_INVITED,
    SHOW_LOG,
    EXPORT_LOG,
    EXPORT_POLLS,
    SHOW_SERVICE,
    BEGIN_CHECK,
    REGISTER,
    LOGIN,
    REFRESH,
    LOGOUT,
    LIST_SESSIONS,
    REVOKE_SESSION,
    CHANGE_PASSWORD,
    SHOW_ACCOUNT,
    PUT_PICTURE,
    REMOVE_PICTURE,
    SHOW_PICTURE,
    CREATE_ROOM,
    LIST_ROOMS,
    SHOW_ROOM,
    CHANGE_ROOM,
    DELETE_ROOM,
    READ_MESSAGES,
    SHOW_DOOR,
    SHOW_PRESENT,
    UPLOAD_FILE,
    DOWNLOAD_FILE,
    PUT_THUMBNAIL,
    SHOW_THUMBNAIL,
    ENTER_AS_GUEST,
    LIST_KNOCKS,
    ANSWER_KNOCKS,
    EXPORT_MESSAGES,
    SCHEDULE_ROOM,
    UNSCHEDULE_ROOM,
    SHOW_ROOM_CALENDAR,
    LIST_COMING,
    LIST_VISITS,
    OPEN_CALENDAR,
    CLOSE_CALENDAR,
    SHOW_CALENDAR,
    *keys.OPERATIONS,
    *event_log.OPERATIONS,
    *webhooks.OPERATIONS,
    *join_tokens.OPERATIONS,
    *live.OPERATIONS,
    *blocks.OPERATIONS,
    *breakout_plans.OPERATIONS,
    *rooms_by_id.OPERATIONS,
    *admin.OPERATIONS,
    *admin_webhooks.OPERATIONS,
)
