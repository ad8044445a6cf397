"""Everything that can be wrong with a request, by a code that stays and in words that may change.

Longer than other files: it is one tree, to be looked up as one.

MeetError
├── MalformedRequest          400  malformed_request
├── InvalidRequest            422  invalid_request
│   ├── IdempotencyKeyReused  422  idempotency_key_reused
│   └── MediaRejected         422  media_rejected
├── Unauthorized              401  unauthorized
│   └── InvalidCredentials    401  invalid_credentials
├── Forbidden                 403  forbidden
│   ├── OriginNotAllowed      403  origin_not_allowed
│   ├── NotOperator           403  not_operator
│   ├── NotAdmin              403  not_admin
│   ├── NotRoomHost           403  not_room_host
│   ├── MustAsk               403  must_ask
│   ├── NotModerator          403  not_moderator
│   ├── HostForbids           403  host_forbids
│   ├── WithoutSound          403  without_sound
│   ├── NotMessageAuthor      403  not_message_author
│   ├── NotPresenter          403  not_presenter
│   ├── PresenterForbids      403  presenter_forbids
│   ├── RegistrationClosed    403  registration_closed
│   ├── NotANode              403  not_a_node
│   ├── ScopeMissing          403  scope_missing
│   ├── JoinTokenVoid         403  join_token_void
│   ├── NotThisHost           403  not_this_host
│   ├── NeverInside           403  never_inside
│   ├── Removed               403  removed
│   ├── NotAssigned           403  not_assigned
│   └── Blocked               403  blocked
├── NotFound                  404  not_found
│   ├── RoomNotFound          404  room_not_found
│   │   └── RoomDeleted       404  room_deleted
│   ├── MessageNotFound       404  message_not_found
│   ├── PollNotFound          404  poll_not_found
│   ├── FileNotFound          404  file_not_found
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
│   ├── NameInUse             409  name_in_use
│   ├── ClientIdTaken         409  client_id_taken
│   ├── NotInRoom             409  not_in_room
│   ├── AlreadyInRoom         409  already_in_room
│   ├── JoinedElsewhere       409  joined_elsewhere
│   ├── RoomFull              409  room_full
│   ├── MeetingEnded          409  meeting_ended
│   ├── NeedsAccount          409  needs_account
│   ├── ExternalIdTaken       409  external_id_taken
│   ├── RequestUnderWay       409  request_under_way
│   ├── AlreadyDone           409  already_done
│   ├── TooManyKeys           409  too_many_keys
│   ├── LastAdmin             409  last_admin
│   ├── OwnRights             409  own_rights
│   ├── TooManyJoinTokens     409  too_many_join_tokens
│   ├── TooManyPictures       409  too_many_pictures
│   ├── WaitingRoomFull       409  waiting_room_full
│   ├── DrawingFull           409  drawing_full
│   ├── PollNotOpen           409  poll_not_open
│   ├── TooManyPolls          409  too_many_polls
│   ├── ThumbnailTooLate      409  thumbnail_too_late
│   ├── NoTimer               409  no_timer
│   ├── NoBreakouts           409  no_breakouts
│   ├── BreakoutsOpen         409  breakouts_open
│   ├── BreakoutEnded         409  breakout_ended
│   ├── StaleEpoch            409  stale_epoch
│   └── StaleRouter           409  stale_router
├── EventsForgotten           410  events_forgotten
├── PayloadTooLarge           413  payload_too_large
│   └── FileTooLarge          413  file_too_large
├── UnsupportedMediaType      415  unsupported_media_type
│   ├── FileTypeRefused       415  file_type_refused
│   ├── PictureRefused        415  picture_refused
│   └── ThumbnailRefused      415  thumbnail_refused
├── TooManyRequests           429  too_many_requests
│   ├── ChatQuotaReached      429  chat_quota_reached
│   ├── FileQuotaReached      429  file_quota_reached
│   ├── RoomQuotaReached      429  room_quota_reached
│   ├── InviteQuotaReached    429  invite_quota_reached
│   └── WebhookQuotaReached   429  webhook_quota_reached
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


class IdempotencyKeyReused(InvalidRequest):
    """An `Idempotency-Key` that came with another request before."""

    code = "idempotency_key_reused"
    text = "This Idempotency-Key was sent with another request. Take a new one."


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


class ScopeMissing(Forbidden):
    """A key that does not open this."""

    code = "scope_missing"
    text = "This key may not do that."


class JoinTokenVoid(Forbidden):
    """A join token that lets nobody in, or not any more."""

    code = "join_token_void"
    text = "This link lets nobody in any more. Ask for a new one."


class NotOperator(Forbidden):
    """The operator alone may see this."""

    code = "not_operator"
    text = "Ask with the operator's token, or over plain HTTP from the host itself."


class NotAdmin(Forbidden):
    """Accounts that help to run the service alone may do this."""

    code = "not_admin"
    text = "Only an admin of this service can do that."


class NotRoomHost(Forbidden):
    """Only the host of the room may."""

    code = "not_room_host"
    text = "Only the host of this meeting can do that."


class NotModerator(Forbidden):
    """Only who leads the meeting may."""

    code = "not_moderator"
    text = "Only a host or cohost of this meeting can do that."


class HostForbids(Forbidden):
    """The meeting's rules are against it, for those who do not lead it."""

    code = "host_forbids"
    text = "The host does not allow this here at the moment."


class WithoutSound(Forbidden):
    """A companion is heard over another computer in their room."""

    code = "without_sound"
    text = "Another computer in the same room has the sound."


class MustAsk(Forbidden):
    """Somebody inside has to let the caller in: `knock`."""

    code = "must_ask"
    text = "Ask to be let into this meeting."


class NotThisHost(Forbidden):
    """Not a bot beside the worker that carries its media: on the same host, without a proxy."""

    code = "not_this_host"
    text = "Only a bot on the server's own host sends and receives without ICE."


class NeverInside(Forbidden):
    """Messages are for those who were in the room."""

    code = "never_inside"
    text = "Join this meeting first. What was said in it is for those who were there."


class NotPresenter(Forbidden):
    """The drawing is on what somebody else presents."""

    code = "not_presenter"
    text = "Only who presents, or opened the board, can do that, or who leads the meeting."


class PresenterForbids(Forbidden):
    """Who presents lets nobody draw on it."""

    code = "presenter_forbids"
    text = "Whoever presents does not allow drawing at the moment."


class NotMessageAuthor(Forbidden):
    """The message is somebody else's."""

    code = "not_message_author"
    text = "Only who wrote a message can change it."


class Removed(Forbidden):
    """Somebody who leads the meeting put the caller out of it."""

    code = "removed"
    text = "You were removed from the meeting."


class Blocked(Forbidden):
    """The same, for good."""

    code = "blocked"
    text = "You cannot come into this meeting any more."


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


class FileNotFound(NotFound):
    """No file of this id is there for the caller."""

    code = "file_not_found"
    text = "This file is no longer there."


class MessageNotFound(NotFound):
    """No message of this id is there for the caller."""

    code = "message_not_found"
    text = "This message is no longer there."


class PollNotFound(NotFound):
    """No poll of this id is there for the caller."""

    code = "poll_not_found"
    text = "This poll is no longer there."


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


class NameInUse(Conflict):
    """Somebody else in the meeting is called like that, or nearly."""

    code = "name_in_use"
    text = "Somebody else in the meeting has this name."


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


class MeetingEnded(Conflict):
    """Somebody who leads the meeting ended it for all."""

    code = "meeting_ended"
    text = "The meeting was ended for everybody."


class NeedsAccount(Conflict):
    """A guest cannot be the host."""

    code = "needs_account"
    text = "Only somebody with an account can host a meeting."


class ExternalIdTaken(Conflict):
    """A room of that id was made in the same moment."""

    code = "external_id_taken"
    text = "A meeting has this id already."


class RequestUnderWay(Conflict):
    """A request of the same `Idempotency-Key` that is not answered yet."""

    code = "request_under_way"
    text = "This request is being carried out. Ask again in a moment."


class AlreadyDone(Conflict):
    """A request of that `Idempotency-Key` was carried out, and what it told is told once."""

    code = "already_done"
    text = "This was done, and its secret was told then. Make another."


class TooManyKeys(Conflict):
    """An account has as many keys as it may."""

    code = "too_many_keys"
    text = "There are as many keys as there may be. Revoke one first."


class LastAdmin(Conflict):
    """Nobody else helps to run the service."""

    code = "last_admin"
    text = "There has to be an admin. Make somebody else one first."


class OwnRights(Conflict):
    """Who asks would not be an admin any more, and did not say that they want that."""

    code = "own_rights"
    text = "You would not be an admin any more. Say oneself=true if you want that."


class TooManyJoinTokens(Conflict):
    """A room has as many join tokens as it may."""

    code = "too_many_join_tokens"
    text = "This meeting has as many join tokens as it may. Older ones go once they have run out."


class TooManyPictures(Conflict):
    """The pictures of a room's join tokens are as large together as they may be."""

    code = "too_many_pictures"
    text = "The pictures of this meeting's join tokens take as much as they may. Send smaller ones."


class DrawingFull(Conflict):
    """There are as many strokes on it as there may be."""

    code = "drawing_full"
    text = "No more fits on this drawing. Take something back, or clear it."


class WaitingRoomFull(Conflict):
    """As many ask to come in as a host can look at."""

    code = "waiting_room_full"
    text = "Many people wait for this meeting already. Try again in a few minutes."


class PollNotOpen(Conflict):
    """A poll takes votes while it is open, and so many."""

    code = "poll_not_open"
    text = "This poll takes no votes now."


class TooManyPolls(Conflict):
    """As many polls as one room may have."""

    code = "too_many_polls"
    text = "This meeting has as many polls as it can have. Delete one that is not needed any more."


class NotAssigned(Forbidden):
    """Somebody belongs to another breakout room, or to none."""

    code = "not_assigned"
    text = "You belong to another breakout room."


class NoBreakouts(Conflict):
    """There are no breakout rooms, or they are not open."""

    code = "no_breakouts"
    text = "There are no breakout rooms."


class BreakoutsOpen(Conflict):
    """People are in the breakout rooms."""

    code = "breakouts_open"
    text = "The breakout rooms are open."


class BreakoutEnded(Conflict):
    """All go back to the main room."""

    code = "breakout_ended"
    text = "The breakout rooms are closed."


class ThumbnailTooLate(Conflict):
    """A file has its thumbnail already, or is in a message, and stays as it is."""

    code = "thumbnail_too_late"
    text = "This file gets no other thumbnail."


class NoTimer(Conflict):
    """There is no timer to change."""

    code = "no_timer"
    text = "The timer is over."


class StaleEpoch(Conflict):
    """Media travels another way by now."""

    code = "stale_epoch"
    text = "The call has moved on."


class StaleRouter(Conflict):
    """The room has another router by now."""

    code = "stale_router"
    text = "The call has moved on."


class EventsForgotten(MeetError):
    """The events after that one are not kept any more, or not all of them."""

    code = "events_forgotten"
    status = 410
    text = "The next events are not kept any more. Read the oldest that are."


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


class FileTooLarge(PayloadTooLarge):
    """A file is larger than those in the chat may be."""

    code = "file_too_large"
    text = "This file is too large."


class FileTypeRefused(UnsupportedMediaType):
    """A file is a program, or not what its sender says."""

    code = "file_type_refused"
    text = "Files of this kind cannot be sent here."


class PictureRefused(UnsupportedMediaType):
    """A picture of somebody is not as a browser's canvas makes it, or too large."""

    code = "picture_refused"
    text = "This is not a JPEG or WebP picture of 256 pixels at most, with nothing else in it."


class ThumbnailRefused(UnsupportedMediaType):
    """A thumbnail is not as a browser's canvas makes it, too large, or of a file that is no
    picture."""

    code = "thumbnail_refused"
    text = "This is not a JPEG or WebP picture of 480 pixels at most, of a file that is a picture."


class TooManyRequests(MeetError):
    """Slow down."""

    code = "too_many_requests"
    status = 429
    text = "Too many requests. Wait a moment."


class FileQuotaReached(TooManyRequests):
    """As much was sent in files as one room keeps, or as one person may send in a day."""

    code = "file_quota_reached"
    text = "There is no room for more files today."


class ChatQuotaReached(TooManyRequests):
    """As much was written in a day as one account may have stored."""

    code = "chat_quota_reached"
    text = "You have written as much as fits in a day. Try again later."


class RoomQuotaReached(TooManyRequests):
    """As many rooms as one account may have, or made too fast."""

    code = "room_quota_reached"
    text = "You have as many meetings as one account may have. Delete one you no longer need."


class InviteQuotaReached(TooManyRequests):
    """As many as may be invited to one room."""

    code = "invite_quota_reached"
    text = "As many are invited as one meeting may have. Let everybody with an account in instead."


class WebhookQuotaReached(TooManyRequests):
    """An account has as many webhooks as it may."""

    code = "webhook_quota_reached"
    text = "You have as many webhooks as you can. Delete one first."


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
