"""Serves the built web client: its files for ever, its page anew each time."""

from __future__ import annotations

import base64
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from meetd.config import Settings
from meetd.errors import NotFound, Unavailable
from meetd.rest.framing import FRAMED, Frames, ancestors, tag
from meetd.rest.unfurl import PICTURE, Previews, in_head

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_ASSETS = "assets"


@dataclass(frozen=True)
class File:
    """One file of the client, kept in memory.

    They are few and small, and a file that is read while it is sent costs a thread and a
    descriptor for each reader, and is left open when the reader goes."""

    body: bytes
    kind: str
    cache: str
    shared: bool = False
    """True if other pages may show it."""

    @classmethod
    def read(cls, name: str, path: Path) -> File:
        """Read the file called so: for ever where its name says its content's hash."""
        hashed = name.startswith(_ASSETS + "/")
        return cls(
            path.read_bytes(),
            mimetypes.guess_type(name)[0] or "application/octet-stream",
            "public, max-age=31536000, immutable" if hashed else "no-cache",
            shared=name == PICTURE,
        )

    @cached_property
    def etag(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:32]

    @cached_property
    def gzipped(self) -> bytes | None:
        """The file in gzip; None where that saves nothing, as with fonts."""
        packed = gzip.compress(self.body, mtime=0)
        return packed if len(packed) < 0.9 * len(self.body) else None

    def answer(self, request: web.Request) -> web.Response:
        """The file, or that it has not changed (RFC 9110, 13.1.2)."""
        response = web.Response(headers={"Cache-Control": self.cache, "Vary": "Accept-Encoding"})
        if self.shared:
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.etag = self.etag
        if any(known.value in (self.etag, "*") for known in request.if_none_match or ()):
            response.set_status(HTTPStatus.NOT_MODIFIED)
            return response
        response.content_type = self.kind
        response.body = self.body
        if "gzip" in request.headers.get("Accept-Encoding", "").lower() and self.gzipped:
            response.headers["Content-Encoding"] = "gzip"
            response.body = self.gzipped
        return response


class Pages:
    """The files of the client, read once: what is not among them is not served."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._files = {
            (name := path.relative_to(folder).as_posix()): File.read(name, path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".map"
        }
        index = self._files.pop("index.html", None)
        self._index = index.body if index is not None else None
        self._previews, self._frames = Previews(), Frames()
        scripts = _INLINE_SCRIPT.findall(self._index.decode()) if self._index else []
        self._policy = content_security_policy(scripts, settings)

    async def serve(self, request: web.Request) -> web.Response:
        """A file of the client, or its page for a path that is a page's.

        Raises NotFound, TooManyRequests, Unavailable (the client was not built)."""
        name = request.path.lstrip("/")
        file = self._files.get(name)
        if file is not None:
            return file.answer(request)
        if name.startswith(("socket.io", _ASSETS + "/")):
            raise NotFound
        if "text/html" not in request.headers.get("Accept", "text/html").replace(
            "*/*", "text/html"
        ):
            raise NotFound
        if self._index is None:
            raise Unavailable("The web client was not built.")
        preview, origins = await self._previews.of(request), await self._frames.origins(request)
        response = web.Response(
            body=in_head(self._index, preview.tags() + tag(origins)),
            content_type="text/html",
            charset="utf-8",
            headers={
                "Cache-Control": "no-cache",
                "Content-Security-Policy": f"{self._policy}; {ancestors(origins)}",
            },
        )
        response[FRAMED] = bool(origins)
        response.enable_compression()
        return response


def content_security_policy(inline_scripts: list[str], settings: Settings) -> str:
    """Only what is ours may run; inline scripts of the built page by their hashes (CSP level 3).
    Who may show it in a frame comes behind."""
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
        )
    )
