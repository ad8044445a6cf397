"""The two cookies that keep a browser signed in, and the one that tells it from a stranger's."""

from __future__ import annotations

from aiohttp import web

from meetd.auth.sessions import SignedIn
from meetd.auth.tokens import ACCESS_LIFE, DEVICE_LIFE, REFRESH_LIFE
from meetd.config import Settings

ACCESS = "meetd_access"
REFRESH = "meetd_refresh"
DEVICE = "meetd_device"
AUTH_PATH = "/api/v1/auth"


def set_cookies(response: web.Response, settings: Settings, signed_in: SignedIn) -> None:
    """No script reads them, and other sites' requests go without them."""
    for name, value, life, path in (
        (ACCESS, signed_in.access, ACCESS_LIFE, "/"),
        (REFRESH, signed_in.refresh, REFRESH_LIFE, AUTH_PATH),
        (DEVICE, signed_in.device, DEVICE_LIFE, AUTH_PATH),
    ):
        response.set_cookie(
            name,
            value,
            max_age=int(life.total_seconds()),
            path=path,
            httponly=True,
            samesite="Lax",
            secure=settings.secure,
        )


def clear_cookies(response: web.Response, settings: Settings) -> None:
    """Sign the browser out. It stays known."""
    for name, path in ((ACCESS, "/"), (REFRESH, AUTH_PATH)):
        response.del_cookie(name, path=path, httponly=True, samesite="Lax", secure=settings.secure)
