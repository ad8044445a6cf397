"""Complaints of a schema about a request that does not fit."""

from __future__ import annotations

from itertools import islice
from typing import Any

from marshmallow import ValidationError

MAX_FIELDS = 8
"""Fields that are named, of all that are wrong; and entries of a list."""


def complaints(error: ValidationError) -> dict[str, Any]:
    """Say what is wrong, field by field; `_schema`: the whole is. The first few fields only."""
    said = error.messages
    return _few(said) if isinstance(said, dict) else {"_schema": said[:MAX_FIELDS]}


def _few(said: dict[Any, Any]) -> dict[str, Any]:
    return {
        str(name): _few(inner) if isinstance(inner, dict) else inner[:MAX_FIELDS]
        for name, inner in islice(said.items(), MAX_FIELDS)
    }
