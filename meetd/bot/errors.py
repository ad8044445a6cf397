"""What can go wrong for a bot."""

from __future__ import annotations

PASSING = frozenset(
    {
        "conflict",
        "internal",
        "media_unavailable",
        "owner_unreachable",
        "room_elsewhere",
        "server_stopping",
        "too_many_requests",
        "unavailable",
    }
)
"""Codes of what is over by itself, within seconds most likely."""


class Refused(Exception):  # noqa: N818
    """The server refuses something, for the reason that its code names."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code

    @property
    def passes(self) -> bool:
        """Whether it may be tried again."""
        return self.code in PASSING


class LineLost(ConnectionError):  # noqa: N818
    """The connection to the server broke."""


class CallEnded(Exception):  # noqa: N818
    """The call is over, for this bot at least; its code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
