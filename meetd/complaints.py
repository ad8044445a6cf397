"""What a schema says about a request that does not fit."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError


def complaints(error: ValidationError) -> dict[str, Any]:
    """What is wrong, field by field; `_schema` where it is the whole."""
    said = error.messages
    return said if isinstance(said, dict) else {"_schema": said}
