"""What a request may cost: looked at before anything is done with it."""

from __future__ import annotations

import asyncio
import json

import pytest
from marshmallow import Schema

from meetd.rest import body
from support.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_of_many_unknown_fields_few_are_named(api: Api) -> None:
    said = dict.fromkeys((f"f{number}" for number in range(50)), 1)
    problem = await api.call("POST", "/auth/login", said)
    assert 1 <= len(problem.is_problem(422, "invalid_request")["errors"]) <= 8


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(dict.fromkeys((str(number) for number in range(4000)), 1)),
        json.dumps({"login": [0] * 20_000, "password": "x"}),
        '{"login":' + "[" * 500 + "]" * 500 + "}",
    ],
    ids=["fields", "entries", "depth"],
)
async def test_no_schema_sees_too_many_entries(
    api: Api, raw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Schema, "load", lambda *_: pytest.fail("was looked into"))
    answer = await api.call("POST", "/auth/login", raw=raw.encode())
    answer.is_problem(422, "invalid_request")
    assert len(answer.body) < 1024


async def test_a_query_has_few_fields(api: Api) -> None:
    query = "&".join(f"f{number}=1" for number in range(200))
    token = await api.token()
    answer = await api.call("GET", f"/rooms?{query}", token=token)
    answer.is_problem(422, "invalid_request")
    assert len(answer.body) < 1024


async def test_a_body_that_never_ends(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BODY_LIMIT", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", api.backend.server.port)
    writer.write(
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    )
    async with asyncio.timeout(10):
        head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    writer.close()
