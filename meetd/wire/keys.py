"""API keys, as they are asked for and told of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from marshmallow import ValidationError, validate

from meetd import model
from meetd.model import KeyId
from meetd.places import embedding_origin
from meetd.scopes import OF_PEOPLE, Scope
from meetd.wire.bodies import SEEN, plain
from meetd.wire.formats import Format
from meetd.wire.marks import Later, Metadata, Open
from meetd.wire.shape import besides, shape_of


@shape_of(model.ApiKey)
class ApiKey:
    """A key by which a program acts for an account."""

    id: KeyId
    name: str
    hint: str
    """The beginning of the key."""
    scopes: Later[tuple[Open[Scope], ...]]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    """Give or take a minute; null: never."""
    origins: Later[tuple[str, ...]]
    """Origins whose pages may show the account's rooms in a frame."""


@dataclass(frozen=True, slots=True)
class KeysAnswer:
    """A page of an account's keys, newest first, and where the next begins."""

    items: list[model.ApiKey]
    next_cursor: Later[str | None] = None


@dataclass(frozen=True, slots=True)
class NewKeyAnswer:
    """A key that was made, and what opens: nobody can show that again."""

    key: model.ApiKey
    secret: str


KeyName = Annotated[str, validate.Length(1, 60), plain, Format.LINE, SEEN]
Scopes = Annotated[list[Scope], validate.Length(1, len(Scope))]
_Origin = Annotated[str, validate.Length(1, 300), Format.ORIGIN]
Origins = Annotated[list[_Origin], validate.Length(max=20)]
TO_COME = Metadata("description", "A moment to come.")


@besides(properties={"scopes": {"items": {"enum": list(OF_PEOPLE)}}})
@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key to make, for the account that is signed in."""

    name: KeyName
    scopes: Scopes
    expires_at: Annotated[datetime, TO_COME] | None = None
    """Null: it opens until it is revoked."""
    origins: Origins = field(default_factory=list)
    """Origins whose pages may show the account's rooms in a frame: `https://example.com`."""

    def __post_init__(self) -> None:
        if not self.title:
            raise ValidationError("Give it a name.", "name")
        if not set(self.scopes) <= set(OF_PEOPLE):
            raise ValidationError("Keys of services alone have all of these scopes.", "scopes")
        must_be_to_come(self.expires_at)
        must_be_origins(self.origins)

    @property
    def framing(self) -> tuple[str, ...]:
        """The origins as browsers spell them, each once. Raises ValueError."""
        return _spelled(self.origins)

    @property
    def title(self) -> str:
        """The name that it gets."""
        return self.name.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeKey:
    """What is to be otherwise with a key."""

    origins: Origins
    """Origins whose pages may show the account's rooms in a frame, in place of those before."""

    def __post_init__(self) -> None:
        must_be_origins(self.origins)

    @property
    def framing(self) -> tuple[str, ...]:
        """The origins as browsers spell them, each once."""
        return _spelled(self.origins)


def must_be_origins(origins: list[str]) -> None:
    """Raises ValidationError: one of them is none."""
    try:
        _spelled(origins)
    except ValueError:
        raise ValidationError("Write an origin as https://example.com.", "origins") from None


def _spelled(origins: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(embedding_origin, origins)))


def must_be_to_come(moment: datetime | None, name: str = "expiresAt") -> None:
    """Raises ValidationError: it is over, or of no zone."""
    if moment is not None and (moment.tzinfo is None or moment <= datetime.now(UTC)):
        raise ValidationError("Name a moment to come, with its zone.", name)
