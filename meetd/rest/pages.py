"""Serves the built web client: its files for ever, its page anew each time."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from pathlib import Path

from aiohttp import web

from meetd.config import Settings
from meetd.errors import NotFound, Unavailable

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_ASSETS = "assets"


class Pages:
    """The files of the client, found once: what is not among them is not served."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._files = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".map"
        }
        index = self._files.pop("index.html", None)
        self._index = index.read_bytes() if index is not None else None
        scripts = _INLINE_SCRIPT.findall(self._index.decode()) if self._index else []
        self._policy = content_security_policy(scripts, settings)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A file of the client, or its page for a path that is a page's.

        Raises NotFound, Unavailable (the client was not built)."""
        name = request.path.lstrip("/")
        path = self._files.get(name)
        if path is not None:
            return self._file(name, path)
        if name.startswith(("socket.io", _ASSETS + "/")):
            raise NotFound
        if "text/html" not in request.headers.get("Accept", "text/html").replace(
            "*/*", "text/html"
        ):
            raise NotFound
        if self._index is None:
            raise Unavailable("The web client was not built.")
        response = web.Response(
            body=self._index,
            content_type="text/html",
            charset="utf-8",
            headers={"Cache-Control": "no-cache", "Content-Security-Policy": self._policy},
        )
        response.enable_compression()
        return response

    def _file(self, name: str, path: Path) -> web.StreamResponse:
        hashed = name.startswith(_ASSETS + "/")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return web.FileResponse(
            path,
            headers={
                "Content-Type": kind,
                "Cache-Control": "public, max-age=31536000, immutable" if hashed else "no-cache",
            },
        )


def content_security_policy(inline_scripts: list[str], settings: Settings) -> str:
    """Only what is ours may run; inline scripts of the built page by their hashes (CSP level 3)."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in inline_scripts
    )
    # 'self' means sockets too, but not in every browser; a source cannot be an IPv6 address.
    sockets = " ".join(
        origin.replace("http", "ws", 1) for origin in settings.allowed_origins if "[" not in origin
    )
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}".strip(),
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob: mediastream:",
            f"connect-src 'self' {sockets}".strip(),
            "font-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
