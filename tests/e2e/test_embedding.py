"""A meeting in a frame of somebody else's page, on another site."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from meetd.bot import room
from support.other_site import serving_site
from support.people import People
from support.rest import delete, get, post, register
from support.service import Service
from support.signaling import connected
from support.small_pictures import LOSSY
from support.texts import text
from support.waiting import until

PAPER = Path(__file__).parents[2] / "docs" / "integrating.md"
BARE = "<!doctype html><div id=meeting></div>"
SHOWING = """([link, options]) => import("/meetd-embed/index.js").then(({ embed }) => {
    const place = document.querySelector("#meeting");
    Object.assign(place.style, { width: "480px", height: "360px" });
    window.meeting = embed(place, { url: link, ...options });
    window.told = [];
    for (const name of ["ready", "joined", "left", "participants", "muted", "camera", "language", "error",
            "closed"])
        meeting.on(name, (event) => told.push(event));
})"""  # noqa: E501 - as a page would have it


def allow(service: Service, host: str, *origins: str) -> None:
    """Have those origins show the host's rooms."""
    post(service, "/keys", {"name": "shop", "scopes": ["tokens"], "origins": origins}, host)


def link_to(service: Service, host: str, code: str) -> str:
    """Make a join token; its link."""
    said = {
        "name": "Mara of Acme", "externalId": "user-7", "picture": base64.b64encode(LOSSY).decode(),
    }  # fmt: skip
    made = post(service, f"/rooms/{code}/tokens", said, host)
    return str(made["url"])


async def told(page: Page, kind: str, /, **expected: object) -> dict[str, Any]:
    """Wait until the page around was told that."""
    said = await page.wait_for_function(
        """([type, expected]) => window.told.find((event) => event.type === type &&
            Object.entries(expected).every(([name, value]) => event[name] === value))""",
        arg=[kind, expected],
    )
    event: dict[str, Any] = await said.json_value()
    return event


async def test_the_example_shows_a_meeting(
    people: People, service: Service, tmp_path: Path
) -> None:
    host = register(service)
    code = post(service, "/rooms", {"settings": {"access": "restricted"}}, host)["code"]
    (example,) = re.findall(r"```html\n(.*?)```", PAPER.read_text(), re.DOTALL)
    assert "JOIN_LINK" in example
    link = link_to(service, host, code)
    async with serving_site({"shop": example.replace("JOIN_LINK", json.dumps(link))}) as site:
        allow(service, host, site)
        mara = await people.visit(service.url, "mara")
        page = mara.page
        await page.goto(f"{site}/shop")
        frame = page.frame_locator("iframe")
        join = frame.get_by_role("button", name=text("preJoin.join"), exact=True)
        await expect(join).to_be_visible()
        # Nothing is kept in this browser for frames of other sites: the link opens again.
        assert await page.context.cookies() == []
        await page.reload()
        await expect(join).to_be_visible()
        await page.screenshot(path=tmp_path / "before.png")
        await join.click()
        status = page.get_by_role("status").first
        await expect(status).to_have_text("Mara of Acme is in")
        picture = frame.locator("img[src^='/api/v1/pictures/']")
        await expect(picture).to_have_js_property("naturalWidth", 1)
        await page.screenshot(path=tmp_path / "call.png")
        await frame.get_by_role("button", name=text("call.leave"), exact=True).click()
        await expect(status).to_have_text("Thanks for calling")
        # Nothing leads out of the frame to where somebody acts for an account.
        await expect(frame.get_by_role("heading", name=text("left.heading"))).to_be_visible()
        await expect(frame.get_by_role("link")).to_have_count(0)
        await page.screenshot(path=tmp_path / "left.png")


async def test_a_page_leads_the_meeting_in_its_frame(
    people: People, service: Service, tmp_path: Path
) -> None:
    host = register(service)
    code = post(service, "/rooms", {}, host)["code"]
    link = link_to(service, host, code)
    async with serving_site({"shop": BARE}) as site, serving_site({"spy": BARE}) as spy:
        allow(service, host, site)
        page = (await people.visit(service.url, "mara", size=(480, 360))).page
        await page.goto(f"{site}/shop")
        options = {"theme": "light", "language": "tlh-Latn", "join": True}
        await page.evaluate(SHOWING, [link, options])
        assert (await told(page, "ready", language="en"))["languages"] == ["en"]
        await told(page, "error", code="language_unknown")
        await told(page, "language", language="en")
        joined = await told(page, "joined", name="Mara of Acme")
        await page.evaluate("() => { told.length = 0; meeting.language('en-GB'); }")
        await told(page, "language", language="en")
        assert not await page.evaluate("() => told.some(({ type }) => type === 'error')")
        await page.screenshot(path=tmp_path / "call.png")

        # A frame beside it says what only the page around may.
        await page.evaluate(
            """(url) => { const beside = document.createElement("iframe");
                beside.src = url; document.body.append(beside);
                return new Promise((loaded) => { beside.onload = loaded; }); }""",
            f"{spy}/spy",
        )
        await page.frames[-1].evaluate(
            """() => { for (const type of ["leave", "mute"])
                parent.frames[0].postMessage({ meetd: 1, type }, "*"); }"""
        )
        await page.evaluate("() => meeting.camera(false)")
        await told(page, "camera", on=False)
        assert not await page.evaluate("() => told.some(({ type }) => type === 'left')")
        assert not await page.evaluate("() => told.some(({ type }) => type === 'muted')")

        await page.evaluate("() => meeting.mute()")
        await page.wait_for_function("told.findLast(({ type }) => type === 'muted').muted")
        (inside,) = get(service, f"/rooms/{code}/participants", host)["items"]
        assert inside["id"] == joined["participantId"]
        await page.wait_for_function(
            """() => told.some(({ type, participants, count }) => type === "participants" &&
                count === 1 && participants[0].self && !participants[0].microphone)"""
        )
        delete(service, f"/rooms/{code}", host)
        await told(page, "left", code="room_deleted")
        await told(page, "closed", code="room_deleted")
        await page.evaluate("() => meeting.theme('dark')")
        await expect(page.frame_locator("iframe").first.locator("html")).to_have_attribute(
            "data-theme", "dark"
        )
        await page.screenshot(path=tmp_path / "over.png")


async def test_the_page_around_knows_who_is_inside(
    people: People, service: Service, tmp_path: Path
) -> None:
    host = register(service)
    me = get(service, "/users/me", host)["user"]
    code = post(service, "/rooms", {}, host)["code"]
    said = {"name": "Echo", "externalId": "bot-1", "bot": True}
    made = post(service, f"/rooms/{code}/tokens", said, host)
    async with serving_site({"shop": BARE}) as site:
        allow(service, host, site)
        page = (await people.visit(service.url, "mara")).page
        await page.goto(f"{site}/shop")
        await page.evaluate(SHOWING, [link_to(service, host, code), {"join": True}])
        joined = await told(page, "joined", name="Mara of Acme")
        async with connected(service, {"token": host}) as socket, room(made["url"]) as bot:
            await bot.raise_hand()
            await socket.call("join", {"code": code, "microphone": True, "camera": False})
            await socket.call("hand", {"raised": True})
            shown = await page.wait_for_function(
                """() => told.findLast(({ type, participants }) => type === "participants" &&
                    participants.filter(({ hand }) => hand).length === 2)"""
            )
            mara, echo, ada = (await shown.json_value())["participants"]
        picture = mara.pop("picture")
        assert mara == {
            "id": joined["participantId"], "userId": mara["userId"], "externalId": "user-7",
            "name": "Mara of Acme", "role": "participant", "guest": True, "bot": False,
            "microphone": True, "camera": True, "screen": False, "hand": None, "self": True,
        }  # fmt: skip
        # What others were called by who made their links is not for everybody inside.
        assert (echo["userId"], echo["externalId"], echo["picture"]) == (
            made["token"]["id"],
            None,
            None,
        )
        assert (echo["name"], echo["bot"], echo["guest"], echo["hand"]) == ("Echo", True, True, 1)
        assert ada == ada | {
            "userId": me["id"], "name": me["username"], "role": "host", "guest": False,
            "bot": False, "microphone": True, "camera": False, "hand": 2, "self": False,
        }  # fmt: skip
        # The page around may show it, though it is of another origin.
        size = await page.evaluate(
            """(src) => new Promise((resolve, reject) => Object.assign(new Image(), { src,
                onload() { resolve(this.naturalWidth); }, onerror: reject }))""",
            picture,
        )
        assert size == 1


async def test_no_other_page_shows_it(people: People, service: Service) -> None:
    host = register(service)
    code = post(service, "/rooms", {}, host)["code"]
    link = link_to(service, host, code)
    async with serving_site({"shop": BARE}) as site, serving_site({"shop": BARE}) as evil:
        allow(service, host, site)
        page = (await people.visit(service.url, "eve")).page

        async def refused(frames: int) -> None:
            def are_refused() -> bool:
                shown = [frame.url for frame in page.frames[1:]]
                errors = [url for url in shown if url.startswith("chrome-error:")]
                return len(shown) == len(errors) == frames

            await until(are_refused)

        await page.goto(f"{evil}/shop")
        await page.evaluate(SHOWING, [link, {}])
        await refused(1)
        assert await page.evaluate("() => told") == []
        # Nor does one that may show rooms show anything else.
        await page.goto(f"{site}/shop")
        await page.evaluate(
            """(urls) => { for (const url of urls) {
                const frame = document.createElement("iframe");
                frame.src = url; document.body.append(frame); } }""",
            [service.url + path for path in (f"/{code}", "/", "/account")],
        )
        await refused(3)
