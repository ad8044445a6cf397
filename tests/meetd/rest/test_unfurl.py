"""What a link shows in a messenger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, DummyCookieJar

from meetd import app
from meetd.auth.guests import LOOKS
from meetd.rest import unfurl
from meetd.rooms.service import RoomService
from support.api import Answer, Api
from support.backend import backend, settings
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = "<!doctype html><html><head><title>meetd</title></head><body>b</body></html>"
HOSTILE = """"><script>alert(1)</script><img src=x onerror='x'> $1 \\1 &quot; </head>"""


class Tags(HTMLParser):
    """All elements of a page, and what its meta elements say."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.said: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        has = dict(attrs)
        name = has.get("property") or has.get("name")
        if tag == "meta" and name:
            assert name not in self.said
            self.said[name] = has["content"] or ""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    folder = tmp_path_factory.mktemp("unfurl")
    client = folder / "client"
    client.mkdir()
    (client / "index.html").write_text(PAGE)
    picture = Path(__file__).parents[3] / "web/public/preview.png"
    (client / "preview.png").write_bytes(picture.read_bytes())
    of = settings(folder, await postgres.migrated())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "PAGES", client)
        async with backend(of) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
            yield Api(running, http)


async def page(api: Api, path: str) -> Answer:
    answer = await api.call("GET", f"/{path}", headers={"Accept": "text/html"})
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Content-Security-Policy" in answer.headers
    return answer


async def said(api: Api, path: str) -> dict[str, str]:
    return Tags((await page(api, path)).body.decode()).said


async def new_room(api: Api, name: str, **of: object) -> str:
    made = await api.call("POST", "/rooms", {"name": name, "settings": of}, token=await api.token())
    assert made.status == 201, made.body
    return str(made.json["code"])


async def test_a_link_to_an_open_meeting_says_its_name(built: Api) -> None:
    code = await new_room(built, "Standup", access="open")
    tags = await said(built, f"/{code}")
    assert tags["og:title"] == tags["twitter:title"] == "Standup"
    assert tags["og:url"] == f"http://localhost:8080/{code}"
    assert tags["og:image"] == tags["twitter:image"] == "http://localhost:8080/preview.png"
    assert tags["twitter:card"] == "summary_large_image"
    assert tags["robots"] == "noindex"
    # As it is written by hand.
    for path in (f"/{code.upper()}", f"/{code}.", f"/{code}%20", f"/{code})", f"/{code}/"):
        assert await said(built, path) == tags


@pytest.mark.parametrize("access", ["trusted", "restricted"])
async def test_a_name_that_is_not_for_everybody_is_not_said(built: Api, access: str) -> None:
    """The same as of a meeting that is not there: nobody learns that it is."""
    code = await new_room(built, "Layoffs", access=access)
    tags = await said(built, f"/{code}")
    assert tags["og:title"] == "Join the meeting"
    nowhere = await said(built, "/aaa-aaaa-aaa")
    assert {k: v for k, v in tags.items() if k != "og:url"} == {
        k: v for k, v in nowhere.items() if k != "og:url"
    }


async def test_other_pages_say_what_this_is(built: Api) -> None:
    for path in ("/", "/login", "/a/b"):
        tags = await said(built, path)
        assert (tags["og:title"], tags["robots"]) == ("meetd", "noindex")
        assert tags["og:url"] == "http://localhost:8080"


async def test_a_hostile_name_is_text(built: Api) -> None:
    code = await new_room(built, HOSTILE, access="open")
    body = (await page(built, f"/{code}")).body.decode()
    tags = Tags(body)
    assert tags.said["og:title"] == HOSTILE
    assert set(tags.elements) == {"html", "head", "title", "body", "meta"}
    assert body.count("</head>") == 1
    # Nor is what else is in the address said again.
    other = (await page(built, "/%22%3E%3Cscript%3E?q=%3Cscript%3E")).body.decode()
    assert "<script" not in other


async def test_a_page_does_not_wait_for_the_database(
    built: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await new_room(built, "Standup", access="open")

    async def never(*_: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(RoomService, "find", never)
    assert (await said(built, f"/{code}"))["og:title"] == "Join the meeting"


async def test_the_picture_is_there_for_others_to_show(built: Api) -> None:
    answer = await built.call("GET", "//preview.png", headers={"Accept": "image/*"})
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    size = [int.from_bytes(answer.body[at : at + 4]) for at in (16, 20)]
    assert size == [unfurl.WIDTH, unfurl.HEIGHT]
    kept = {"If-None-Match": answer.headers["ETag"]}
    assert (await built.call("GET", "//preview.png", headers=kept)).status == 304


async def test_codes_are_read_as_they_are_written(built: Api) -> None:
    code = await new_room(built, "Standup", access="open")
    token = await built.token()
    for written in (code.upper(), f"{code}.", f"{code}%20", code.replace("-", ""), f"{code})"):
        assert (await built.call("GET", f"/rooms/{written}/door")).json["code"] == code
        assert (await built.call("GET", f"/rooms/{written}", token=token)).json["code"] == code


async def test_who_tries_codes_is_told_no_names(
    built: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await new_room(built, "Standup", access="open")
    for _ in range(int(LOOKS) + 1):
        await page(built, "/aaa-aaaa-aaa")
    assert (await said(built, f"/{code}"))["og:title"] == "Join the meeting"
