"""Operations of the REST API for accounts that help to run the service: any meeting is seen and
led, as by its host. What they do is kept."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from meetd import errors
from meetd.auth.needs import ADMIN
from meetd.scopes import Scope
from meetd.wire import admin, live, servers
from meetd.wire.catalogue import live as catalogue
from meetd.wire.catalogue.definitions import Operation

_operation = partial(Operation, needs=ADMIN, scope=Scope.ADMIN)
_NO_ROOM = (errors.RoomNotFound,)


def _anywhere(operation: Operation, name: str) -> Operation:
    """The same as who leads a meeting may do, for any: nobody is asked whether they lead it."""
    return replace(
        operation,
        name=name,
        path=f"/admin{operation.path}",
        needs=ADMIN,
        scope=Scope.ADMIN,
        errors=tuple(one for one in operation.errors if one is not errors.NotModerator),
    )


LIST_SERVERS = _operation(
    name="admin_servers",
    method="GET",
    path="/admin/servers",
    words="The servers, their workers, and how much is on them.",
    answer=admin.ServersAnswer,
)
_ORDER = (errors.NotFound, errors.InvalidRequest, errors.Unavailable)
RESIZE = _operation(
    name="admin_resize",
    method="PUT",
    path="/admin/servers/{name}/workers",
    words="Have a server run so many workers, while people talk: people are moved away from those "
    "that are too many before they end. It lasts until the server starts anew.",
    named=servers.ServerNamed,
    body=servers.WorkersWanted,
    status=204,
    errors=_ORDER,
)
EMPTY_WORKER = _operation(
    name="admin_empty_worker",
    method="POST",
    path="/admin/servers/{name}/workers/{index}/empty",
    words="Have a server move everybody away from one of its workers, and start that anew.",
    named=servers.WorkerNamed,
    status=204,
    errors=_ORDER,
)
DRAIN = _operation(
    name="admin_drain",
    method="PUT",
    path="/admin/servers/{name}/drain",
    words="Have a server give its meetings to others while people talk, so that it can be stopped. "
    "The only one begins none, and those under way go on until the deadline.",
    named=servers.ServerNamed,
    body=servers.DrainOrder,
    status=204,
    errors=_ORDER,
)
TAKE_ROOMS = _operation(
    name="admin_take_rooms",
    method="DELETE",
    path="/admin/servers/{name}/drain",
    words="Have a server that is being drained take meetings again.",
    named=servers.ServerNamed,
    status=204,
    errors=_ORDER,
)
LIST_SAMPLES = _operation(
    name="admin_samples",
    method="GET",
    path="/admin/samples",
    words="What servers had to do in the last hours: people, rooms, streams, what is sent and "
    "lost, and how busy the server and its workers were. Each minute of a day is kept, and of a "
    "week each ten.",
    query=admin.SamplesQuery,
    answer=admin.SamplesAnswer,
    errors=(errors.InvalidRequest,),
)
LIST_OPEN_ROOMS = _operation(
    name="admin_rooms",
    method="GET",
    path="/admin/rooms",
    words="The rooms that somebody is in, on all servers.",
    answer=admin.OpenRoomsAnswer,
)
LIST_WATCHED = _operation(
    name="admin_participants",
    method="GET",
    path="/admin/rooms/{code}/participants",
    words="Who is inside, and how their media fares.",
    query=live.ParticipantsQuery,
    answer=admin.WatchedParticipantsAnswer,
    errors=(*_NO_ROOM, errors.InvalidRequest),
    live=True,
)
CHANGE_ANY = _anywhere(catalogue.CHANGE_PARTICIPANT, "admin_change_participant")
REMOVE_ANY = _anywhere(catalogue.REMOVE_PARTICIPANT, "admin_remove_participant")
MUTE_ANY = _anywhere(catalogue.MUTE_PARTICIPANTS, "admin_mute")
END_ANY = _anywhere(catalogue.END_MEETING, "admin_end")
SAY_ANYWHERE = replace(
    _anywhere(catalogue.SEND_MESSAGE, "admin_say"),
    words="Say something in the chat, to everybody.",
)
SHOW_TIMELINES = _operation(
    name="admin_timelines",
    method="GET",
    path="/admin/rooms/{code}/timelines",
    words="How those who were inside fared, the newest first: how they came in, the way of their "
    "media, what was lost or stood still, when they were away. Kept for MEETD_RETENTION days.",
    query=admin.TimelinesQuery,
    answer=admin.TimelinesAnswer,
    errors=(*_NO_ROOM, errors.InvalidRequest),
)
LIST_ACCOUNTS = _operation(
    name="admin_users",
    method="GET",
    path="/admin/users",
    words="Accounts, by their names.",
    query=admin.AccountsQuery,
    answer=admin.AccountsAnswer,
    errors=(errors.InvalidRequest,),
)
PROMOTE = Operation(
    name="admin_promote",
    method="PUT",
    path="/admin/users/{id}/admin",
    words="Make an account an admin. No key may.",
    needs=ADMIN,
    answer=admin.ServiceAccount,
    errors=(errors.NotFound,),
)
DEMOTE = Operation(
    name="admin_demote",
    method="DELETE",
    path="/admin/users/{id}/admin",
    words="Have an account be no admin any more; never the last one. No key may.",
    needs=ADMIN,
    query=admin.DemoteQuery,
    status=204,
    errors=(errors.NotFound, errors.LastAdmin, errors.OwnRights, errors.InvalidRequest),
)
SHOW_LIMITS = _operation(
    name="admin_limits",
    method="GET",
    path="/admin/limits",
    words="The limits that hold.",
    answer=admin.LimitsAnswer,
)
SHOW_ADMIN_LOG = _operation(
    name="admin_log",
    method="GET",
    path="/admin/log",
    words="What admins did, the newest first. Kept for MEETD_RETENTION days.",
    query=admin.AdminLogQuery,
    answer=admin.AdminLogAnswer,
    errors=(errors.InvalidRequest,),
)

OPERATIONS = (
    LIST_SERVERS,
    RESIZE,
    EMPTY_WORKER,
    DRAIN,
    TAKE_ROOMS,
    LIST_SAMPLES,
    LIST_OPEN_ROOMS,
    LIST_WATCHED,
    CHANGE_ANY,
    REMOVE_ANY,
    MUTE_ANY,
    END_ANY,
    SAY_ANYWHERE,
    SHOW_TIMELINES,
    LIST_ACCOUNTS,
    PROMOTE,
    DEMOTE,
    SHOW_LIMITS,
    SHOW_ADMIN_LOG,
)
