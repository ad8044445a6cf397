"""Everything that can be wrong with a request, by a code that stays and in words that may change.

Longer than other files: it is one tree, to be looked up as one.

MeetError
├── MalformedRequest          400  malformed_request
├── InvalidRequest            422  invalid_request
│   └── MediaRejected         422  media_rejected
├── Unauthorized              401  unauthorized
│   └── InvalidCredentials    401  invalid_credentials
├── Forbidden                 403  forbidden
│   ├── OriginNotAllowed      403  origin_not_allowed
│   ├── NotOperator           403  not_operator
│   ├── NotRoomHost           403  not_room_host
│   ├── RegistrationClosed    403  registration_closed
│   ├── NotANode              403  not_a_node
│   └── NeverInside           403  never_inside
├── NotFound                  404  not_found
│   ├── RoomNotFound          404  room_not_found
│   │   └── RoomDeleted       404  room_deleted
│   ├── UnknownParticipant    404  unknown_participant
│   ├── UnknownTransport      404  unknown_transport
│   ├── UnknownProducer       404  unknown_producer
│   └── UnknownConsumer       404  unknown_consumer
├── MethodNotAllowed          405  method_not_allowed
├── RequestTimeout            408  request_timeout
├── Conflict                  409  conflict
│   ├── AccountChanged        409  account_changed
│   ├── EmailTaken            409  email_taken
│   ├── UsernameTaken         409  username_taken
│   ├── ClientIdTaken         409  client_id_taken
│   ├── NotInRoom             409  not_in_room
│   ├── AlreadyInRoom         409  already_in_room
│   ├── JoinedElsewhere       409  joined_elsewhere
│   ├── RoomFull              409  room_full
│   ├── StaleEpoch            409  stale_epoch
│   └── StaleRouter           409  stale_router
├── PayloadTooLarge           413  payload_too_large
├── UnsupportedMediaType      415  unsupported_media_type
├── TooManyRequests           429  too_many_requests
│   ├── ChatQuotaReached      429  chat_quota_reached
│   └── RoomQuotaReached      429  room_quota_reached
├── Internal                  500  internal
└── Unavailable               503  unavailable
    ├── ServerStopping        503  server_stopping
    │   ├── RoomElsewhere     503  room_elsewhere
    │   └── OwnerUnreachable  503  owner_unreachable
    └── MediaUnavailable      503  media_unavailable
"""

from __future__ import annotations

from typing import Any, ClassVar


class MeetError(Exception):
    """A request that cannot be carried out, told to whoever sent it."""

    code: ClassVar[str]
    status: ClassVar[int]
    text: ClassVar[str]

    def __init__(
        self,
        text: str | None = None,
        *,
        fields: dict[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(text or self.text)
        self.fields = fields
        """Sentences on what is wrong, by field."""
        self.retry_after = retry_after
        """Seconds after which it is worth trying again."""


class MalformedRequest(MeetError):
    """Bytes that are no request of the protocol they came by."""

    code = "malformed_request"
    status = 400
    text = "This request cannot be read."


class InvalidRequest(MeetError):
    """The request says something that it may not."""

    code = "invalid_request"
    status = 422
    text = "Something in the request is not right."


class MediaRejected(InvalidRequest):
    """Media parameters that a worker would not take."""

    code = "media_rejected"
    text = "These media parameters do not fit."


class Unauthorized(MeetError):
    """No valid session."""

    code = "unauthorized"
    status = 401
    text = "Sign in first."


class InvalidCredentials(Unauthorized):
    """Unknown user, wrong password or locked account: which, is not told."""

    code = "invalid_credentials"
    text = "That did not match. After several tries, wait some minutes."


class Forbidden(MeetError):
    """Somebody else may, the caller may not."""

    code = "forbidden"
    status = 403
    text = "You may not do this."


class OriginNotAllowed(Forbidden):
    """A write with a cookie, and no proof that a page of ours asked for it."""

    code = "origin_not_allowed"
    text = "This request did not come from a page of this service."


class NotOperator(Forbidden):
    """The operator alone may see this."""

    code = "not_operator"
    text = "Ask with the operator's token, or over plain HTTP from the host itself."


class NotRoomHost(Forbidden):
    """Only who created the room may."""

    code = "not_room_host"
    text = "Only the person who created this meeting can do that."


class NeverInside(Forbidden):
    """Messages are for those who were in the room."""

    code = "never_inside"
    text = "Join this meeting first. What was said in it is for those who were there."


class RegistrationClosed(Forbidden):
    """The operator makes the accounts."""

    code = "registration_closed"
    text = "Nobody can create an account here. Ask whoever runs this service for one."


class NotANode(Forbidden):
    """It says that another server passed it on, and does not prove it."""

    code = "not_a_node"
    text = "This was not passed on by a server of this service."


class NotFound(MeetError):
    """There is no such thing."""

    code = "not_found"
    status = 404
    text = "There is nothing here."


class RoomNotFound(NotFound):
    """No room has this code."""

    code = "room_not_found"
    text = "There is no meeting with this code."


class RoomDeleted(RoomNotFound):
    """The room was there, and the caller in it."""

    code = "room_deleted"
    text = "This meeting was deleted."


class UnknownParticipant(NotFound):
    """Nobody in the room has this id."""

    code = "unknown_participant"
    text = "This participant is not in the room."


class UnknownTransport(NotFound):
    """The caller has no transport of this id."""

    code = "unknown_transport"
    text = "You have no such transport."


class UnknownProducer(NotFound):
    """No producer of this id is within reach."""

    code = "unknown_producer"
    text = "There is no such producer."


class UnknownConsumer(NotFound):
    """The caller has no consumer of this id."""

    code = "unknown_consumer"
    text = "You have no such consumer."


class MethodNotAllowed(MeetError):
    """The path exists, the method does not."""

    code = "method_not_allowed"
    status = 405
    text = "This cannot be done here."


class RequestTimeout(MeetError):
    """The rest of the request did not come."""

    code = "request_timeout"
    status = 408
    text = "The request took too long to arrive."


class Conflict(MeetError):
    """The current state forbids it."""

    code = "conflict"
    status = 409
    text = "This does not fit with what is there."


class AccountChanged(Conflict):
    """The browser is signed in as another account than the one that its page shows."""

    code = "account_changed"
    text = "This browser is signed in as another account now."


class EmailTaken(Conflict):
    """Another account has this email."""

    code = "email_taken"
    text = "There is already an account with this email."


class UsernameTaken(Conflict):
    """Another account has this username."""

    code = "username_taken"
    text = "This username is taken."


class ClientIdTaken(Conflict):
    """A client id stands for one message in one room."""

    code = "client_id_taken"
    text = "This id stands for a message in another meeting."


class NotInRoom(Conflict):
    """Join first."""

    code = "not_in_room"
    text = "You are not in a meeting."


class AlreadyInRoom(Conflict):
    """One socket, one room."""

    code = "already_in_room"
    text = "You are already in a meeting."


class JoinedElsewhere(Conflict):
    """One person is in a room once; joining with `takeOver` ends the other."""

    code = "joined_elsewhere"
    text = "You are in this meeting in another window."


class RoomFull(Conflict):
    """As many are inside as the operator allows."""

    code = "room_full"
    text = "This meeting is full."


class StaleEpoch(Conflict):
    """Media travels another way by now."""

    code = "stale_epoch"
    text = "The call has moved on."


class StaleRouter(Conflict):
    """The room has another router by now."""

    code = "stale_router"
    text = "The call has moved on."


class PayloadTooLarge(MeetError):
    """More than anybody needs to say at once."""

    code = "payload_too_large"
    status = 413
    text = "That is too much at once."


class UnsupportedMediaType(MeetError):
    """Not JSON."""

    code = "unsupported_media_type"
    status = 415
    text = "Send JSON."


class TooManyRequests(MeetError):
    """Slow down."""

    code = "too_many_requests"
    status = 429
    text = "Too many requests. Wait a moment."


class ChatQuotaReached(TooManyRequests):
    """As much was written in a day as one account may have stored."""

    code = "chat_quota_reached"
    text = "You have written as much as fits in a day. Try again later."


class RoomQuotaReached(TooManyRequests):
    """As many rooms as one account may have, or made too fast."""

    code = "room_quota_reached"
    text = "You have as many meetings as one account may have. Delete one you no longer need."


class Internal(MeetError):
    """Our fault; what it was is in the log."""

    code = "internal"
    status = 500
    text = "Something went wrong on the server."


class Unavailable(MeetError):
    """Temporarily unavailable."""

    code = "unavailable"
    status = 503
    text = "The service is not ready. Try again in a moment."


class ServerStopping(Unavailable):
    """The server stops: come back to the next one."""

    code = "server_stopping"
    text = "The server restarts. Try again in a moment."


class RoomElsewhere(ServerStopping):
    """Another server has the meeting: connect again, which leads there."""

    code = "room_elsewhere"
    text = "The meeting is on another server. Connect again to get there."


class OwnerUnreachable(ServerStopping):
    """The server that has the meeting does not answer; soon another one takes it over."""

    code = "owner_unreachable"
    text = "The server that has this meeting does not answer. Try again in a moment."


class MediaUnavailable(Unavailable):
    """No media worker can be had."""

    code = "media_unavailable"
    text = "Media is not available at the moment."
