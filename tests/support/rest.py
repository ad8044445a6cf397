"""The REST API from a test, without a browser."""

from __future__ import annotations

import json
from http.cookies import SimpleCookie
from ipaddress import IPv4Address
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

from support.service import Served


def post(service: Served, path: str, body: object, token: str = "") -> dict[str, Any]:
    """Send JSON, signed in with a token if there is one. Raises HTTPError."""
    with urlopen(_request(service, path, body, token)) as answer:
        received: dict[str, Any] = json.loads(answer.read() or "{}")
        return received


def get(service: Served, path: str, token: str) -> dict[str, Any]:
    """Ask for JSON, signed in with a token. Raises HTTPError."""
    with urlopen(_request(service, path, None, token)) as answer:
        received: dict[str, Any] = json.loads(answer.read())
        return received


def delete(service: Served, path: str, token: str) -> None:
    """Have something deleted, signed in with a token. Raises HTTPError."""
    request = _request(service, path, None, token)
    request.method = "DELETE"
    urlopen(request).close()


def register(service: Served) -> str:
    """Make an account of a new name; its access token."""
    name = f"client-{uuid4().hex[:8]}"
    account = {"email": f"{name}@example.org", "username": name, "password": "a long password"}
    request = _request(service, "/auth/register", account, "")
    # Hundreds come from as many places: one place may not make as many at once.
    request.add_header("X-Forwarded-For", str(IPv4Address("198.18.0.0") + int(name[-4:], 16)))
    with urlopen(request) as answer:
        cookies = SimpleCookie()
        for header in answer.headers.get_all("Set-Cookie"):
            cookies.load(header)
        return cookies["meetd_access"].value


def _request(service: Served, path: str, body: object, token: str) -> Request:
    headers = {"Content-Type": "application/json", "Origin": service.url}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    url = f"http://127.0.0.1:{service.port}/api/v1{path}"
    return Request(url, None if body is None else json.dumps(body).encode(), headers)
