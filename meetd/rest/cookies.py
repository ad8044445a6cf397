"""The two cookies that keep a browser signed in, and the one that tells it from a stranger's."""

from __future__ import annotations

from aiohttp import web

from meetd.auth.token_pair import SignedIn
from meetd.auth.tokens import ACCESS_LIFE, DEVICE_LIFE, REFRESH_LIFE
from meetd.config import Settings


def set_cookies(response: web.Response, settings: Settings, signed_in: SignedIn) -> None:
    """Set the cookies of somebody who signed in: HttpOnly, SameSite=Lax."""
    names = settings.cookie_names
    for name, value, life, path in (
        (names.access, signed_in.access, ACCESS_LIFE, "/"),
        (names.refresh, signed_in.refresh, REFRESH_LIFE, names.auth_path),
        (names.device, signed_in.device, DEVICE_LIFE, names.auth_path),
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
    names = settings.cookie_names
    for name, path in ((names.access, "/"), (names.refresh, names.auth_path)):
        response.del_cookie(name, path=path, httponly=True, samesite="Lax", secure=settings.secure)
