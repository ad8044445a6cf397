"""Bodies and query strings of requests over REST.

Longer than other files: what is read of rooms and of their lists shares its marks and rules."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from marshmallow import ValidationError, validate

from meetd import model
from meetd.auth.passwords import MAX_LENGTH, MIN_LENGTH
from meetd.look_alikes import is_disguised, is_reserved
from meetd.names import is_line, is_username, normal
from meetd.schedule.recurrence import fits, is_zone
from meetd.schedule.rule import MAX_RULE
from meetd.wire.fields import Ids
from meetd.wire.formats import Format
from meetd.wire.marks import ABSENT, Absent, Metadata
from meetd.wire.room_settings import SettingsChange
from meetd.wire.shape import besides

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_username_length = validate.Length(2, 32)
MAX_EMAIL = 254
"""Characters in an email address (RFC 5321, section 4.5.3.1.3)."""


def plain(value: str) -> None:
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


def _guest_name(value: str) -> None:
    """Words, each as a username may be: what is not for those is not for guests."""
    words = value.split()
    if not (words and all(is_username(normal(word)) for word in words)):
        raise ValidationError("Use letters, digits, dots, dashes and underscores.")
    if is_disguised(normal("".join(words))):
        raise ValidationError("Use the letters of one alphabet.")
    if is_reserved(normal("".join(words))) or any(is_reserved(normal(word)) for word in words):
        raise ValidationError("This name is kept for the service. Choose another.")
    _guest_length(" ".join(map(normal, words)))


_guest_length = validate.Length(1, 40)


def _pronouns(value: str) -> None:
    """Words, with signs between them."""
    if not all(is_username(normal(word)) for word in re.split(r"[\s/,()'’-]+", value) if word):
        raise ValidationError("Some of these characters are not allowed.")


SEEN = Metadata("pattern", r"\S")
"""More than blanks."""
Pronouns = Annotated[str, validate.Length(0, 24), plain, _pronouns, Format.PRONOUNS]
GuestName = Annotated[str, _guest_length, plain, _guest_name, Format.GUEST_NAME]
Email = Annotated[str, validate.Length(3, MAX_EMAIL), plain, _email, Format.MAILBOX]
Username = Annotated[str, _username_length, plain, _username, Format.USERNAME]
Cursor = Annotated[str, validate.Length(1, 200), Format.CURSOR]
Password = Annotated[str, validate.Length(1, MAX_LENGTH), _not_surrogate, Format.PASSWORD]
NewPassword = Annotated[
    str, validate.Length(MIN_LENGTH, MAX_LENGTH), _not_surrogate, Format.PASSWORD
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

    login: Annotated[str, validate.Length(1, 254), _no_control, Format.LINE]
    password: Password


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    """The password as it is, and as it shall be."""

    current_password: Password
    new_password: NewPassword


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSchedule:
    """When a meeting is, once or again and again."""

    starts_at: Annotated[
        str,
        validate.Length(16, 16),
        Format.LOCAL_TIME,
        Metadata("example", "2026-03-23T10:00"),
    ]
    """When it begins, for the first time if it repeats, by the clock of its zone."""
    zone: Annotated[
        str, validate.Length(1, 64), Format.TIME_ZONE, Metadata("example", "Europe/Berlin")
    ]
    minutes: Annotated[int, validate.Range(5, 24 * 60)] = 60
    rule: Annotated[str, validate.Length(1, MAX_RULE), Format.RECURRENCE] | None = None
    """The rule by which it repeats (RFC 5545, section 3.3.10), which its first time is one of."""

    def __post_init__(self) -> None:
        if not is_zone(self.zone):
            raise ValidationError("There is no such time zone.", "zone")
        if _local(self.starts_at) is None:
            raise ValidationError("Write a time as 2026-03-23T10:00.", "startsAt")
        if not fits(self.schedule):
            raise ValidationError("The meeting cannot repeat like that.", "rule")

    @property
    def schedule(self) -> model.Schedule:
        """The same, as it is kept."""
        moment = _local(self.starts_at)
        assert moment is not None  # noqa: S101 - it was looked at.
        return model.Schedule(moment, self.zone, self.minutes, self.rule)


def _local(text: str) -> datetime | None:
    """A moment without a zone, in this century or the next: others are mistakes."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007
    except ValueError:
        return None
    return moment if 2000 <= moment.year < 2200 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoom:
    """A room; the code is made by the server."""

    name: Annotated[str, validate.Length(0, 100), plain, Format.LINE] = ""
    settings: SettingsChange | Absent = ABSENT
    """Those that are not to be as by default."""
    schedule: SetSchedule | Absent | None = ABSENT
    """When it is; null: at no time. Without it, a room that is there keeps its own."""

    @property
    def title(self) -> str | None:
        """The name that it gets; None: one is made."""
        return self.name.strip() or None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomById:
    """The id that a program has for a room."""

    external_id: Annotated[str, validate.Length(1, 100), plain, Format.LINE]


@besides(minProperties=1)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRoom:
    """Another name for a room, or some other settings."""

    name: Annotated[str, validate.Length(1, 100), plain, Format.LINE, SEEN] | Absent = ABSENT
    settings: SettingsChange | Absent = ABSENT

    def __post_init__(self) -> None:
        if self.name is ABSENT and self.settings is ABSENT:
            raise ValidationError("Missing data for required field.", "name")
        if self.title == "":
            raise ValidationError("Give it a name.", "name")

    @property
    def title(self) -> str | None:
        """The name that it gets; None: it keeps its own."""
        return None if self.name is ABSENT else self.name.strip()


def _invitee(value: str) -> None:
    if "@" in value:
        _email(value)
    elif not is_username(normal(value)):
        raise ValidationError("That is neither an email address nor a username.")


Invitee = Annotated[str, validate.Length(2, MAX_EMAIL), plain, _invitee, Format.INVITEE]


def _attendee(value: str) -> None:
    """Who has an account, a guest's name, or an id."""
    if "@" in value:
        _email(value)
    elif not (words := value.split()) or not all(is_username(normal(word)) for word in words):
        raise ValidationError("Write an email address, a username or the name of a guest.")


Attendee = Annotated[str, validate.Length(1, MAX_EMAIL), plain, _attendee, Format.ATTENDEE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """People to invite, by their email or their username."""

    invitees: Annotated[list[Invitee], validate.Length(1, 50)]


@besides(
    **{"if": {"required": ["token"]}},
    then={"not": {"required": ["name"]}},
    **{"else": {"required": ["name"]}},
)
@dataclass(frozen=True, slots=True, kw_only=True)
class NewGuest:
    """Somebody without an account: by a name of their own, or by a join token, which has one."""

    name: GuestName | Absent = ABSENT
    token: Annotated[str, validate.Length(1, 200)] | Absent = ABSENT
    embedded: bool = False
    """True of a page in a frame, which has no cookies: the answer has what it shows instead."""

    def __post_init__(self) -> None:
        if (self.name is ABSENT) is (self.token is ABSENT):
            raise ValidationError("Missing data for required field.", "name")

    @property
    def shown(self) -> str:
        """The name that others read."""
        return "" if self.name is ABSENT else " ".join(map(normal, self.name.split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerKnocks:
    """What becomes of those who ask to come in; all of them where none are named."""

    admit: bool
    knock_ids: Ids | None = None
    block: bool = False
    """True if they may not come in for good, where they are not let in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnocksQuery:
    """The page of those who ask to come in: who asked later than the last of the page before."""

    cursor: Annotated[int, validate.Range(0, 2**53)] = 0
    limit: PageSize = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomsQuery:
    """The page of rooms that is asked for, or of what else is listed by its age."""

    cursor: Cursor | Absent = ABSENT
    limit: PageSize = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """The page of a room's log that is asked for: the lines before one."""

    before: Annotated[int, validate.Range(0, 2**53)] | Absent = ABSENT
    limit: PageSize = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadKey:
    """The proof that a file is the sender's."""

    key: Annotated[str, validate.Length(64, 64)]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadQuery(UploadKey):
    """The file whose bytes follow, and that proof."""

    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadQuery:
    """The proof that a file may be read, where that is not the caller's account."""

    key: Annotated[str, validate.Length(1, 100)] | Absent = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesQuery:
    """The page of messages that is asked for: those before a message."""

    before: Annotated[int, validate.Range(0, 2**53)] | Absent = ABSENT
    limit: PageSize = 50
