"""The two cookies that keep a browser signed in."""

from __future__ import annotations

from aiohttp import web

from meetd.auth.sessions import SignedIn
from meetd.auth.tokens import ACCESS_LIFE, REFRESH_LIFE
from meetd.config import Settings

ACCESS = "meetd_access"
REFRESH = "meetd_refresh"
REFRESH_PATH = "/api/v1/auth"


def set_cookies(response: web.Response, settings: Settings, signed_in: SignedIn) -> None:
    """No script reads them, and other sites' requests go without them."""
    response.set_cookie(
        ACCESS,
        signed_in.access,
        max_age=int(ACCESS_LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings.secure,
    )
    response.set_cookie(
        REFRESH,
        signed_in.refresh,
        max_age=int(REFRESH_LIFE.total_seconds()),
        path=REFRESH_PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.secure,
    )


def clear_cookies(response: web.Response, settings: Settings) -> None:
    """Sign the browser out."""
    for name, path in ((ACCESS, "/"), (REFRESH, REFRESH_PATH)):
        response.del_cookie(name, path=path, httponly=True, samesite="Lax", secure=settings.secure)
