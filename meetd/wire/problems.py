"""Problems, as REST tells of errors (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from meetd.wire.marks import ABSENT, Absent, Metadata
from meetd.wire.shape import with_others

Code = Annotated[str, Metadata("description", "Stays the same; test this.")]


@with_others
@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with a field: a code, and what that is about, as `min` and `max`."""

    code: Code
    min: int | Absent = ABSENT
    max: int | Absent = ABSENT


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem (RFC 9457)."""

    type: str
    title: str
    status: int
    code: Code
    detail: str
    errors: dict[str, list[str]] | Absent = ABSENT
    field_errors: Annotated[
        dict[str, list[FieldError]] | Absent,
        Metadata(
            "description", "`errors` as codes, for who sends `Accept: application/problem+json`."
        ),
    ] = ABSENT
