"""Bodies and query strings of requests over REST."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated

from marshmallow import ValidationError, validate

from meetd.auth.passwords import MAX_LENGTH, MIN_LENGTH
from meetd.look_alikes import is_disguised, is_reserved
from meetd.names import is_line, is_username, normal
from meetd.wire.marks import ABSENT, Absent, Metadata

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


Email = Annotated[str, validate.Length(3, MAX_EMAIL), _plain, _email]
Username = Annotated[str, _username_length, _plain, _username]
Password = Annotated[
    str, validate.Length(1, MAX_LENGTH), _not_surrogate, Metadata("format", "password")
]
NewPassword = Annotated[
    str, validate.Length(MIN_LENGTH, MAX_LENGTH), _not_surrogate, Metadata("format", "password")
]
PageSize = Annotated[int, validate.Range(1, 200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A new account."""

    email: Email
    username: Username
    password: NewPassword


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An email or a username, and the password."""

    login: Annotated[str, validate.Length(1, 254), _no_control]
    password: Password


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    """The password as it is, and as it shall be."""

    current_password: Password
    new_password: NewPassword


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoom:
    """A room; the code is made by the server."""

    name: Annotated[str, validate.Length(0, 100), _plain] = ""

    @property
    def title(self) -> str:
        """The name that it gets."""
        return self.name.strip() or "Meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameRoom:
    """A name for a room."""

    name: Annotated[str, validate.Length(1, 100), _plain]

    def __post_init__(self) -> None:
        if not self.title:
            raise ValidationError("Give it a name.", "name")

    @property
    def title(self) -> str:
        """The name that it gets."""
        return self.name.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomsQuery:
    """The page of rooms that is asked for."""

    cursor: Annotated[str, validate.Length(1, 200)] | Absent = ABSENT
    limit: PageSize = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesQuery:
    """The page of messages that is asked for: those before a message."""

    before: Annotated[int, validate.Range(0, 2**53)] | Absent = ABSENT
    limit: PageSize = 50
