"""Headers for browsers and caches, on every answer, whatever made it."""

from __future__ import annotations

from aiohttp import web

from meetd.rest.authority import PRINCIPAL
from meetd.rest.deps import deps
from meetd.rest.framing import FRAMED
from meetd.rooms.quotas import WRITE_BURST, WRITE_RATE

NOT_A_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Nothing runs or loads in what a browser should never show as a page. Pages bring their own."""

_POLICY = f'"writes";q={WRITE_BURST:.0f};w={WRITE_BURST / WRITE_RATE:.0f}'
"""The limit on writes (draft-ietf-httpapi-ratelimit-headers)."""
_EVERYWHERE = {
    "Content-Security-Policy": NOT_A_PAGE,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self)",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Files say how long they are kept; everything else is for this moment and this person.
    "Cache-Control": "no-store",
}


def guard(response: web.StreamResponse) -> None:
    """Say what holds for any answer, also where no application has seen the request."""
    headers = response.headers
    headers["Server"] = "meetd"  # Not which versions of what.
    for name, value in _EVERYWHERE.items():
        headers.setdefault(name, value)
    if response.get(FRAMED, False):
        # It knows none and all only; the page's policy names some.
        del headers["X-Frame-Options"]


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Say what was not said by whoever made the answer."""
    guard(response)
    headers = response.headers
    caller = request.get(PRINCIPAL)
    if caller is not None:
        left, seconds = deps(request).quotas.writes_left(caller.limited_as)
        headers["RateLimit-Policy"] = _POLICY
        headers["RateLimit"] = f'"writes";r={left};t={seconds}'
    if deps(request).settings.secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
