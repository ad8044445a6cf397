"""The shapes of requests and answers: they check, and they are the documentation."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

from marshmallow import INCLUDE, RAISE, Schema, ValidationError, fields, post_load, validate
from marshmallow.types import UnknownOption

from meetd.auth.passwords import MAX_LENGTH, MIN_LENGTH
from meetd.look_alikes import is_disguised, is_reserved
from meetd.names import is_line, is_username, normal

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_username_length = validate.Length(2, 32)
MAX_EMAIL = 254
"""Characters in an email address (RFC 5321, section 4.5.3.1.3)."""


def _plain(value: str) -> None:
    """Text that a person could have typed on one line."""
    if not is_line(value):
        raise ValidationError("Some of these characters are not allowed.")


def _no_control(value: str) -> None:
    if any(unicodedata.category(c) in {"Cc", "Cs", "Cn", "Zl", "Zp"} for c in value):
        raise ValidationError("Some of these characters are not allowed.")


def _not_surrogate(value: str) -> None:
    if any(unicodedata.category(c) == "Cs" for c in value):
        raise ValidationError("Some of these characters are not allowed.")


def _email(value: str) -> None:
    email = normal(value)
    if not (_EMAIL.fullmatch(email) and len(email) <= MAX_EMAIL):
        raise ValidationError("That is not an email address.")


def _username(value: str) -> None:
    username = normal(value)
    if not is_username(username):
        raise ValidationError("Use letters, digits, dots, dashes and underscores.")
    if is_disguised(username):
        raise ValidationError("Use the letters of one alphabet.")
    if is_reserved(username):
        raise ValidationError("This name is kept for the service. Choose another.")
    # Again, as it is stored: one letter may stand for many, and spaces go.
    _username_length(username)


class _Time(fields.DateTime):
    """ISO 8601 in UTC."""

    def _serialize(self, value: datetime | None, *args: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class _Password(fields.String):
    def __init__(self, *, low: int = 1) -> None:
        super().__init__(
            required=True,
            validate=[validate.Length(low, MAX_LENGTH), _not_surrogate],
            metadata={"format": "password"},
        )


class _Page(fields.Integer):
    def __init__(self) -> None:
        super().__init__(load_default=50, validate=validate.Range(1, 200))


class _Body(Schema):
    """These fields and no others."""

    class Meta:
        unknown: UnknownOption = RAISE


class Register(_Body):
    """A new account."""

    email = fields.String(required=True, validate=[validate.Length(3, MAX_EMAIL), _plain, _email])
    username = fields.String(required=True, validate=[_username_length, _plain, _username])
    password = _Password(low=MIN_LENGTH)


class Login(_Body):
    """An email or a username, and the password."""

    login = fields.String(required=True, validate=[validate.Length(1, 254), _no_control])
    password = _Password()


class ChangePassword(_Body):
    """The password as it is, and as it shall be."""

    currentPassword = _Password()
    newPassword = _Password(low=MIN_LENGTH)


class NewRoom(_Body):
    """A room; the code is made by the server."""

    name = fields.String(load_default="", validate=[validate.Length(0, 100), _plain])

    @post_load
    def _named(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"name": data["name"].strip() or "Meeting"}


class RenameRoom(_Body):
    """A name for a room."""

    name = fields.String(required=True, validate=[validate.Length(1, 100), _plain])

    @post_load
    def _trimmed(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        name = data["name"].strip()
        if not name:
            raise ValidationError({"name": ["Give it a name."]})
        return {"name": name}


class RoomsQuery(_Body):
    """The page of rooms that is asked for."""

    cursor = fields.String(validate=validate.Length(1, 200))
    limit = _Page()


class MessagesQuery(_Body):
    """The page of messages that is asked for: those before a message."""

    before = fields.Integer(validate=validate.Range(0, 2**53))
    limit = _Page()


class ServiceAnswer(Schema):
    """The service, as it is before signing in."""

    registration = fields.String(required=True, validate=validate.OneOf(["open", "closed"]))


class UserSchema(Schema):
    """An account, as its owner sees it."""

    id = fields.UUID(required=True)
    email = fields.String(required=True)
    username = fields.String(required=True)
    createdAt = _Time(attribute="created_at", required=True)


class UserAnswer(Schema):
    """The account that is signed in."""

    user = fields.Nested(UserSchema, required=True)


class SessionSchema(Schema):
    """A sign-in on a device."""

    id = fields.UUID(required=True)
    device = fields.String(required=True)
    createdAt = _Time(attribute="created_at", required=True)
    lastUsedAt = _Time(attribute="last_used_at", required=True)
    expiresAt = _Time(attribute="expires_at", required=True)
    current = fields.Boolean(required=True)


class SessionsAnswer(Schema):
    """All sign-ins of an account."""

    items = fields.List(fields.Nested(SessionSchema), required=True)


class RoomSchema(Schema):
    """A place to meet."""

    id = fields.UUID(required=True)
    code = fields.String(required=True, metadata={"example": "abc-defg-hij"})
    name = fields.String(required=True)
    hostId = fields.UUID(attribute="host_id", required=True)
    url = fields.String(required=True)
    createdAt = _Time(attribute="created_at", required=True)
    updatedAt = _Time(attribute="updated_at", required=True)


class RoomsAnswer(Schema):
    """A page of rooms, and where the next begins."""

    items = fields.List(fields.Nested(RoomSchema), required=True)
    nextCursor = fields.String(required=True, allow_none=True)


class MessageSchema(Schema):
    """Something said in a room."""

    id = fields.Integer(required=True)
    roomId = fields.UUID(attribute="room_id", required=True)
    userId = fields.UUID(attribute="user_id", required=True)
    username = fields.String(required=True)
    content = fields.String(required=True)
    createdAt = _Time(attribute="created_at", required=True)
    clientId = fields.UUID(attribute="client_id", required=True)


class MessagesAnswer(Schema):
    """A page of messages, oldest first, and the message before which the next page ends."""

    items = fields.List(fields.Nested(MessageSchema), required=True)
    nextCursor = fields.Integer(required=True, allow_none=True)


class FieldError(Schema):
    """What is wrong with a field: a code, and what that is about, as `min` and `max`."""

    class Meta:
        unknown: UnknownOption = INCLUDE

    code = fields.String(required=True, metadata={"description": "Stays the same; test this."})
    min = fields.Integer()
    max = fields.Integer()


class Problem(Schema):
    """A problem (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stays the same; test this."})
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    fieldErrors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Nested(FieldError)),
        metadata={
            "description": "`errors` as codes, for who sends `Accept: application/problem+json`."
        },
    )
