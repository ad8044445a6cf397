"""Writes that are sent again with their `Idempotency-Key`, and what is left of their limit."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import asyncpg
import pytest

from meetd import token_bucket
from meetd.db import kept_answers
from support.api import Answer, Api

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def send(
    api: Api, token: str, key: str, said: object, path: str = "/rooms", method: str = "POST"
) -> Answer:
    return await api.call(method, path, said, token=token, headers={"Idempotency-Key": key})


async def test_a_write_is_carried_out_once_and_answered_alike(api: Api) -> None:
    token, key = await api.token(), str(uuid4())
    first = await send(api, token, key, {"name": "Once"})
    again = await send(api, token, key, {"name": "Once"})
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert len((await api.call("GET", "/rooms", token=token)).json["items"]) == 1
    # Somebody else's key is another.
    other = await send(api, await api.token(), key, {"name": "Once"})
    assert other.json["code"] != first.json["code"]


async def test_a_key_is_of_one_request(api: Api) -> None:
    token, key = await api.token(), str(uuid4())
    await send(api, token, key, {"name": "One"})
    reused = await send(api, token, key, {"name": "Another"})
    reused.is_problem(422, "idempotency_key_reused")
    for wrong in ("x" * 201, " é"):
        answer = await send(api, token, wrong, {})
        answer.is_problem(422, "invalid_request")


async def test_of_several_at_once_one_is_carried_out(api: Api) -> None:
    token, key = await api.token(), str(uuid4())
    answers = await asyncio.gather(*(send(api, token, key, {"name": "x"}) for _ in range(5)))
    assert {answer.status for answer in answers} <= {201, 409}
    for answer in answers:
        if answer.status == 409:
            answer.is_problem(409, "request_under_way")
    assert len((await api.call("GET", "/rooms", token=token)).json["items"]) == 1


async def test_what_was_refused_is_carried_out_when_it_may_be(api: Api) -> None:
    token, key = await api.token(), str(uuid4())
    made = (await api.call("POST", "/rooms", {}, token=token)).json
    path = f"/rooms/{made['code']}"
    refused = await send(api, token, key, {"name": ""}, path, "PATCH")
    refused.is_problem(422, "invalid_request")
    assert (await send(api, token, key, {"name": "Now"}, path, "PATCH")).json["name"] == "Now"


async def test_one_that_was_broken_off_is_carried_out_later(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, key = await api.token(), str(uuid4())
    await send(api, token, key, {})
    connection = await asyncpg.connect(api.backend.settings.database_url)
    try:
        # As a server that died leaves it.
        await connection.execute("UPDATE kept_answers SET status = NULL WHERE key = $1", key)
    finally:
        await connection.close()
    (await send(api, token, key, {})).is_problem(409, "request_under_way")
    monkeypatch.setattr(kept_answers, "GIVEN_UP", timedelta(seconds=-1))
    assert (await send(api, token, key, {})).status == 201


async def test_secrets_are_not_kept(api: Api) -> None:
    token = await api.token()
    code = (await api.call("POST", "/rooms", {}, token=token)).json["code"]
    path, said, key = f"/rooms/{code}/tokens", {"name": "Ada"}, str(uuid4())
    first, again = [await send(api, token, key, said, path) for _ in range(2)]
    assert (again.status, again.json) == (201, first.json)
    said = {"name": "k", "scopes": ["rooms:read"]}  # type: ignore[dict-item]
    other = str(uuid4())
    made = await send(api, token, other, said, "/keys")
    (await send(api, token, other, said, "/keys")).is_problem(409, "already_done")
    connection = await asyncpg.connect(api.backend.settings.database_url)
    try:
        rows = await connection.fetch("SELECT body FROM kept_answers WHERE body IS NOT NULL")
    finally:
        await connection.close()
    kept = b"".join(row["body"] for row in rows)
    assert made.json["secret"].encode() not in kept
    assert first.json["secret"].encode() not in kept


async def test_what_is_left_of_the_limit_is_told(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    # It fills up again meanwhile, by one in each tenth of a second.
    now = time.monotonic()
    monkeypatch.setattr(token_bucket, "time", SimpleNamespace(monotonic=lambda: now))
    token = await api.token()
    answers = [await api.call("POST", "/rooms", {}, token=token) for _ in range(2)]
    left = []
    for answer in answers:
        assert answer.headers["RateLimit-Policy"] == '"writes";q=300;w=30'
        found = re.fullmatch(r'"writes";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
        assert found is not None
        left.append(int(found[1]))
    assert left == [299, 298]
    assert "RateLimit" not in (await api.call("GET", "/service")).headers


async def test_what_is_kept_of_one_account_ends(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "MOST_BYTES", 4 * kept_answers.OF_ROW)
    token, other = await api.token(), await api.token()
    kept = await send(api, other, "theirs", {"name": "Theirs"})
    keys = [str(number) for number in range(9)]
    made = [await send(api, token, key, {"name": key}) for key in keys]
    newest = await send(api, token, keys[-1], {"name": keys[-1]})
    assert newest.body == made[-1].body
    # Forgotten: it is carried out again.
    oldest = await send(api, token, keys[0], {"name": keys[0]})
    assert oldest.json["code"] != made[0].json["code"]
    assert (await send(api, other, "theirs", {"name": "Theirs"})).body == kept.body
