"""Headers for browsers and caches, on every answer, whatever made it."""

from __future__ import annotations

from aiohttp import web

from meetd.rest.deps import deps

NOT_A_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Nothing runs or loads in what a browser should never show as a page. Pages bring their own."""

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


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Say what was not said by whoever made the answer."""
    guard(response)
    headers = response.headers
    if deps(request).settings.secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
