"""Servers and workers, as those order them about who run the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from marshmallow import validate

from meetd.wire.fields import encodable


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerNamed:
    """A server, in a path."""

    name: Annotated[str, validate.Length(1, 64), encodable]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerNamed:
    """A worker of a server, in a path."""

    name: Annotated[str, validate.Length(1, 64), encodable]
    index: Annotated[int, validate.Range(0, 9999)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkersWanted:
    """How many workers a server is to run."""

    count: Annotated[int, validate.Range(1, 1024)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrainOrder:
    """In how many seconds a server is to have given its meetings away or, if it is the only one, to
    have ended them."""

    seconds: Annotated[int, validate.Range(0, 9_999_999)]
