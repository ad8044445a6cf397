"""Frames: the one page that pages of others may show, and which of them."""

from __future__ import annotations

from html import escape

from aiohttp import web

from meetd.auth.guests import LOOK_RATE, LOOKS
from meetd.errors import RoomNotFound
from meetd.place_limit import PlaceLimit
from meetd.rest.deps import deps
from meetd.room_code import room_code

FOLDER = "/embed/"
"""Where rooms are that a frame may show."""
FRAMED = web.ResponseKey("framed", bool)
"""True of an answer that names who may show it: nothing else does."""


class Frames:
    """Finds the origins whose pages may show a page in a frame."""

    def __init__(self) -> None:
        self._looks = PlaceLimit(LOOK_RATE, LOOKS)

    async def origins(self, request: web.Request) -> tuple[str, ...]:
        """Those that the keys of the room's host name, or of an operator's service; none for any
        other page. Raises TooManyRequests, Unavailable."""
        # As it was sent: the page, which acts for no account there, looks at that too.
        path = request.rel_url.raw_path
        code = room_code(path.removeprefix(FOLDER))
        if not path.startswith(FOLDER) or code is None:
            return ()
        parts = deps(request)
        place = parts.addresses.place(request)
        self._looks.must_have(place)
        self._looks.count(place)
        try:
            room = await parts.rooms.find(code)
        except RoomNotFound:
            return ()
        return await parts.keys.origins(room.host_id)


def ancestors(origins: tuple[str, ...]) -> str:
    """Who may show a page, as its policy says it."""
    return "frame-ancestors " + (" ".join(origins) or "'none'")


def tag(origins: tuple[str, ...]) -> str:
    """The same for the page's head: whom it talks to."""
    return f'<meta name="meetd:origins" content="{escape(" ".join(origins))}"/>' if origins else ""
