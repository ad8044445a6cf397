"""Join tokens, as they are asked for and told of."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from marshmallow import ValidationError, validate

from meetd import model
from meetd.auth.join_tokens import Pass
from meetd.db.pictures import Picture
from meetd.model import UserId
from meetd.picture_format import small_format_of
from meetd.rooms.permissions import PERMISSIONS, TAKEABLE, Permission, Role
from meetd.wire.bodies import SEEN, Cursor, PageSize, plain
from meetd.wire.formats import Format
from meetd.wire.keys import TO_COME, must_be_to_come
from meetd.wire.marks import ABSENT, Absent, Later
from meetd.wire.shape import besides, shape_of

LIFE = timedelta(days=1)
"""How long a token lets in, where nothing is said."""
MOST = timedelta(days=366)
LARGEST = 60_000
"""Characters of a picture in base64: 45,000 bytes, so that the whole body is within its limit."""


@shape_of(model.JoinToken)
class JoinToken:
    """A token that lets one person into a room."""

    id: UserId
    """The `userId` of who comes by it."""
    name: str
    role: str
    external_id: str | None
    without: tuple[str, ...]
    """What it does not allow of what others of the role may."""
    once: bool
    bot: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    """When somebody came by it first."""
    revoked_at: datetime | None
    picture: Later[str | None]
    """The hash by which their picture is fetched; null: they have none, or have it no more."""


@dataclass(frozen=True, slots=True)
class NewJoinTokenAnswer:
    """A token that was made, what opens, and the link that has it."""

    token: model.JoinToken
    secret: str
    url: str


@dataclass(frozen=True, slots=True)
class JoinTokensAnswer:
    """A page of a room's join tokens, newest first, and where the next begins."""

    items: list[model.JoinToken]
    next_cursor: str | None


def _picture_of(text: str) -> Picture | None:
    """Read a picture in base64; None: it is none, or not a small one."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
    found = small_format_of(data)
    return None if found is None else Picture(found.media_type, data)


def _may(role: Role) -> dict[str, Any]:
    return {"may": {"items": {"enum": sorted(PERMISSIONS[role] & TAKEABLE)}}}


@besides(
    **{"if": {"properties": {"role": {"const": "viewer"}}, "required": ["role"]}},
    then={"properties": _may(Role.VIEWER)},
    properties=_may(Role.PARTICIPANT),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class NewJoinToken:
    """Somebody to let in."""

    name: Annotated[str, validate.Length(1, 60), plain, Format.LINE, SEEN]
    """Others read it."""
    role: Literal["cohost", "participant", "viewer"] = "participant"
    external_id: Annotated[str, validate.Length(1, 200), plain, Format.LINE] | None = None
    """Your id of them: it comes back with the participant, and with events."""
    may: list[Permission] | None = None
    """What they may do of what their role may; null: all of it."""
    once: bool = False
    """True: for the browser that shows it first, and no other."""
    bot: bool = False
    """True: a program comes by it, and everybody sees that. Of keys it takes the scope `bots`."""
    expires_at: Annotated[datetime, TO_COME] | None = None
    """Until when it lets in; null: for a day."""
    picture: Annotated[str, validate.Length(1, LARGEST), Format.PICTURE] | None = None
    """What stands for them where no camera shows them, for as long as the token is there."""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValidationError("Give it a name.", "name")
        must_be_to_come(self.expires_at)
        if self.expires_at is not None and self.expires_at > datetime.now(UTC) + MOST:
            raise ValidationError("Name a moment within a year.", "expiresAt")
        if self.may is not None and not set(self.may) <= PERMISSIONS[Role(self.role)] & TAKEABLE:
            raise ValidationError("Somebody of that role may not do all of this.", "may")
        if self.picture is not None and _picture_of(self.picture) is None:
            raise ValidationError("This is no small picture in base64.", "picture")

    @property
    def wanted(self) -> Pass:
        """The same, as it is made."""
        its = PERMISSIONS[Role(self.role)] & TAKEABLE
        without = () if self.may is None else sorted(its - set(self.may))
        return Pass(
            name=self.name.strip(),
            role=self.role,
            expires_at=self.expires_at or datetime.now(UTC) + LIFE,
            external_id=self.external_id,
            without=without,
            once=self.once,
            bot=self.bot,
            picture=None if self.picture is None else _picture_of(self.picture),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinTokensQuery:
    """The page of join tokens that is asked for."""

    cursor: Cursor | Absent = ABSENT
    limit: PageSize = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeQuery:
    """Whether who came by it has to go at once."""

    remove: Literal["true", "false"] = "false"
