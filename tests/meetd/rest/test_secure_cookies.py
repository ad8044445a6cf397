"""Over HTTPS no host beside ours, and nothing unencrypted, can plant a cookie."""

from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar

from support.api import Api
from support.backend import PASSWORD, backend, settings
from support.postgres import Postgres
from support.socket_client import Socket

ORIGIN = "https://meet.example.org"
NAMES = {"__Host-meetd_access", "__Host-meetd_refresh", "__Host-meetd_device"}


async def test_cookies_belong_to_this_host(postgres: Postgres, tmp_path: Path) -> None:
    of = settings(tmp_path, await postgres.migrated(), public_url=ORIGIN)
    account = {"email": "ada@example.org", "username": "ada", "password": PASSWORD}
    ours = {"Origin": ORIGIN}
    async with backend(of) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
        api = Api(running, http)
        made = await api.call("POST", "/auth/register", account, headers=ours)
        cookies: SimpleCookie = SimpleCookie()
        for line in made.headers.getall("Set-Cookie"):
            cookies.load(line)
        assert set(cookies) == NAMES
        for cookie in cookies.values():
            assert (cookie["path"], cookie["domain"]) == ("/", "")
            assert cookie["secure"]
            assert cookie["httponly"]

        assert (await api.call("GET", "/users/me", cookies=made.cookies)).status == 200
        renewed = await api.call("POST", "/auth/refresh", cookies=made.cookies, headers=ours)
        assert renewed.status == 200
        pairs = "; ".join(f"{name}={value}" for name, value in renewed.cookies.items())
        socket = Socket()
        await socket.connect(running.url, headers={"Cookie": pairs})
        await socket.disconnect()

        planted = {n.removeprefix("__Host-"): v for n, v in renewed.cookies.items()}
        (await api.call("GET", "/users/me", cookies=planted)).is_problem(401, "unauthorized")
        for name in NAMES - {"__Host-meetd_device"}:
            answer = await api.call("POST", "/rooms", {}, cookies={name: "x"})
            answer.is_problem(403, "origin_not_allowed")
        gone = await api.call("POST", "/auth/logout", cookies=renewed.cookies, headers=ours)
        assert set(gone.cookies) == NAMES - {"__Host-meetd_device"}
        assert all("Secure" in line for line in gone.headers.getall("Set-Cookie"))
