"""What a link shows in a messenger: title and picture, and nothing that is not for everybody."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from html import escape

from aiohttp import web

from meetd.auth.guests import LOOK_RATE, LOOKS
from meetd.client_address import Network
from meetd.errors import MeetError
from meetd.place_limit import PlaceLimit
from meetd.rest.deps import deps
from meetd.room_code import room_code

PICTURE = "preview.png"
"""Among the files of the client, WIDTH × HEIGHT pixels."""
WIDTH, HEIGHT = 1200, 630
PATIENCE = 0.3
"""Seconds that a page waits for what its meeting is called."""
PRODUCT = "meetd"
_HEAD = b"</head>"


@dataclass(frozen=True, slots=True)
class Preview:
    """A link, as it is shown to whoever it is sent to."""

    title: str
    description: str
    url: str
    picture: str

    def tags(self) -> str:
        """The same for the head of a page (Open Graph), without an address in any search."""
        properties = {
            "og:type": "website",
            "og:site_name": PRODUCT,
            "og:title": self.title,
            "og:description": self.description,
            "og:url": self.url,
            "og:image": self.picture,
            "og:image:type": "image/png",
            "og:image:width": str(WIDTH),
            "og:image:height": str(HEIGHT),
            "og:image:alt": PRODUCT,
        }
        names = {
            "robots": "noindex",
            "description": self.description,
            "twitter:card": "summary_large_image",
            "twitter:title": self.title,
            "twitter:description": self.description,
            "twitter:image": self.picture,
        }
        return "".join(
            f'<meta {attribute}="{name}" content="{escape(value)}"/>'
            for attribute, values in (("property", properties), ("name", names))
            for name, value in values.items()
        )


def in_head(page: bytes, tags: str) -> bytes:
    """The page with these in its head; one without a head stays as it is."""
    before, head, after = page.partition(_HEAD)
    return before + tags.encode() + head + after if head else page


class Previews:
    """Finds what the links to pages show."""

    def __init__(self) -> None:
        self._looks = PlaceLimit(LOOK_RATE, LOOKS)

    async def of(self, request: web.Request) -> Preview:
        """The preview of a page, soon: of a meeting whose name cannot be told by then, or to this
        place, the same as of one whose name is not for everybody."""
        parts = deps(request)
        home = parts.settings.public_url
        code = room_code(request.path.strip("/"))
        name = None
        if code is not None:
            name = await self._name(request, code, parts.addresses.place(request))
        return Preview(
            title=PRODUCT if code is None else name or "Join the meeting",
            description="Video meetings in the browser."
            if code is None
            else "A video meeting in the browser. Open the link to join.",
            url=home if code is None else f"{home}/{code}",
            picture=f"{home}/{PICTURE}",
        )

    async def _name(self, request: web.Request, code: str, place: Network | None) -> str | None:
        try:
            self._looks.must_have(place)
            self._looks.count(place)
            async with asyncio.timeout(PATIENCE):
                return (await deps(request).rooms.find(code)).public_name
        except (MeetError, TimeoutError):
            return None
