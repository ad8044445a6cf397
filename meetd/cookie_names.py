"""The names of the cookies that keep a browser signed in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CookieNames:
    """Names of the browser's cookies, and the path that they are sent to."""

    access: str
    refresh: str
    device: str
    auth_path: str
    """The paths that get the refresh and the device cookie."""

    def guest(self, code: str) -> str:
        """Name the cookie of a guest of the room of that code."""
        return f"{self.access.removesuffix('access')}guest_{code.replace('-', '')}"


_PLAIN = CookieNames("meetd_access", "meetd_refresh", "meetd_device", "/api/v1/auth")
# `__Host-` keeps hosts beside ours, and http, from planting cookies here; it asks for every path.
_HOST = CookieNames(
    "__Host-meetd_access", "__Host-meetd_refresh", "__Host-meetd_device", auth_path="/"
)


def cookie_names(*, secure: bool) -> CookieNames:
    """Name the cookies of a service that browsers reach over TLS, or not."""
    return _HOST if secure else _PLAIN
