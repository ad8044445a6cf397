"""What a whole server writes while people use it, and while it fails: never a secret."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import pytest
import structlog
from aiohttp import ClientSession, DummyCookieJar

from meetd.db.messages import Messages
from meetd.db.rooms import Rooms
from meetd.log import configure
from support.api import ORIGIN, Api
from support.backend import backend, settings
from support.postgres import Postgres
from support.produced import rtp_parameters

PASSWORD = "correct horse battery"
ANOTHER = "staple of a battery"
SDP = "v=0\r\no=- 77 2 IN IP4 127.0.0.1\r\na=ice-pwd:very-private-word\r\n"
TURN_SECRET = "north-of-everything"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Logging is the process's: give it back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def api(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Api]:
    of = settings(
        tmp_path,
        await postgres.migrated(),
        turn_urls=("turn:turn.example.org",),
        turn_secret=TURN_SECRET,
    )
    async with backend(of) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
        yield Api(running, http)


async def _fails(*_args: object, **_kwargs: object) -> object:
    raise RuntimeError("out of order")


@pytest.mark.parametrize("log_format", ["json", "console"])
async def test_nothing_secret_is_written(
    api: Api,
    log_format: Literal["json", "console"],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configure(log_format, "DEBUG")
    secrets = {PASSWORD, ANOTHER, TURN_SECRET, "very-private-word", settings(Path()).secret_key}
    ours = {"Origin": ORIGIN}

    async def call(method: str, path: str, said: object = None, **how: Any) -> dict[str, str]:
        answer = await api.call(method, path, said, headers=ours, **how)
        secrets.update(value for value in answer.cookies.values() if len(value) > 2)
        return answer.cookies

    account = {"email": "ada@example.org", "username": "ada", "password": PASSWORD}
    await call("POST", "/auth/register", account)
    await call("POST", "/auth/register", account)
    await call("POST", "/auth/login", {"login": "ada", "password": ANOTHER})
    cookies = await call("POST", "/auth/login", {"login": "ada", "password": PASSWORD})
    renewed = await call("POST", "/auth/refresh", cookies=cookies)
    change = {"currentPassword": PASSWORD, "newPassword": ANOTHER}
    await call("POST", "/auth/password", change, cookies=renewed)
    await call("POST", "/auth/refresh", cookies=renewed)

    anna, ben, carl = [await api.backend.client() for _ in range(3)]
    code = await anna.new_room()
    for person in (anna, ben, carl):
        secrets |= {person.token, (await person.join(code))["resumeToken"]}
        secrets.add(person.joined["iceServers"][-1]["credential"])
    payload = {"description": {"type": "offer", "sdp": SDP}}
    await anna.ask("p2p:signal", epoch=1, to=ben.id, payload=payload)
    made = await carl.do(
        "sfu:transport:create", routerId=carl.joined["mode"]["routerId"], direction="send"
    )
    secrets.add(made["iceParameters"]["password"])
    await carl.ask("sfu:transport:connect", transportId=made["id"], dtlsParameters={"sdp": SDP})
    broken = rtp_parameters("video") | {"mid": SDP}
    await carl.ask(
        "sfu:produce", transportId=made["id"], kind="video", source="camera",
        rtpParameters=broken, paused=False,
    )  # fmt: skip

    # And when something is wrong that nobody foresaw, in the middle of all that.
    monkeypatch.setattr(Rooms, "add", _fails)
    monkeypatch.setattr(Messages, "add", _fails)
    failed = await api.call("POST", "/rooms", {}, token=anna.token)
    failed.is_problem(500, "internal")
    answer = await anna.ask("chat:send", clientId=str(uuid4()), content="private words")
    assert answer["error"]["code"] == "internal"
    secrets.add("private words")

    out, err = capfd.readouterr()
    assert err.count("out of order") >= 2
    assert "request" in err
    if log_format == "json":
        told = [json.loads(line) for line in err.splitlines() if '"request failed"' in line]
        assert all(len(line["request"]) == 12 for line in told)
        assert (told[-1]["room"], told[-1]["participant"]) == (code, anna.id)
    written = out + err
    spellings = {s for secret in secrets for s in (secret, json.dumps(secret)[1:-1])}
    assert [secret for secret in spellings if secret in written] == []
