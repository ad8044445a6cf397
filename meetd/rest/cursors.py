"""Cursors: places in lists of rooms, as clients hand them back."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from meetd.errors import InvalidRequest
from meetd.model import RoomId


def cursor_behind(moment: datetime, room_id: UUID) -> str:
    """Write the place behind something in a list that is ordered by such moments."""
    place = f"{moment.isoformat()} {room_id}"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_of(cursor: str) -> tuple[datetime, RoomId]:
    """Read a cursor. Raises InvalidRequest."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        said, room_id = text.split(" ")
        moment = datetime.fromisoformat(said)
        if moment.tzinfo is None:
            raise ValueError(said)
        return moment.astimezone(UTC), RoomId(UUID(room_id))
    except (ValueError, OverflowError, binascii.Error):
        raise InvalidRequest(fields={"cursor": ["This is not one of our cursors."]}) from None
