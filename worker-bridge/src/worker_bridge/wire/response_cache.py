"""Decoded responses: most are the same bytes as an earlier one, but for the request's number.

Empty responses, and those to producing and consuming, repeat by the thousand. Without its number a
response is looked up in a dict; only the first of a kind is decoded.
"""

from __future__ import annotations

import struct
from typing import Any

_u32 = struct.Struct("<I").unpack_from
_REPEATING = {None, "Transport_ProduceResponse", "Transport_ConsumeResponse"}
_SHORT = 256
_KEPT = 1024

Message = dict[str, Any]


class ResponseCache:
    """Decoded responses by their bytes without the number. They are shared: not to be changed."""

    def __init__(self) -> None:
        self._places: dict[int, set[int]] = {}
        self._answers: dict[bytes, Message] = {}

    def find(self, buffer: bytes) -> Message | None:
        """Look up a message by its bytes.

        All offsets of a message lie outside the number, so bytes that are equal around it have it
        at the same place."""
        for place in self._places.get(len(buffer), ()):
            data = self._answers.get(buffer[:place] + buffer[place + 4 :])
            if data is not None:
                return {"dataType": "Response", "data": {**data, "id": _u32(buffer, place)[0]}}
        return None

    def is_worth_keeping(self, buffer: bytes, message: Message) -> bool:
        """Tell whether to cache it."""
        return (
            len(buffer) <= _SHORT
            and message["dataType"] == "Response"
            and message["data"].get("accepted", False)
            and message["data"].get("bodyType") in _REPEATING
            and "id" in message["data"]
        )

    def keep(self, buffer: bytes, place: int, message: Message) -> None:
        """Remember a message whose number stands at `place`."""
        if len(self._answers) >= _KEPT:
            self._answers.clear()
            self._places.clear()
        self._places.setdefault(len(buffer), set()).add(place)
        self._answers[buffer[:place] + buffer[place + 4 :]] = message["data"]
