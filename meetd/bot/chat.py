"""Messages, as a bot reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """Something that was written."""

    id: int
    user_id: str
    author: str
    text: str
    at: datetime
    private: bool
    """For the bot alone."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Message:
        """Read one."""
        return cls(
            told["id"],
            told["userId"],
            told["username"],
            told["content"],
            datetime.fromisoformat(told["createdAt"]),
            told.get("to") is not None,
        )
