"""The check of one's own setup: what is well, and what is really broken, each in its sentence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import expect

from support.axe import BOTH, OTHERS, WIDE, Findings
from support.checked import checked, of
from support.coturn import coturn
from support.people import People
from support.ports import free_port
from support.service import Service, serving
from support.swallower import swallower
from support.texts import text

TRACKS = """
window.__tracks = [];
const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await get(wanted);
    window.__tracks.push(...stream.getTracks());
    return stream;
};
"""
ALL_ENDED = "() => __tracks.length > 1 && __tracks.every((each) => each.readyState === 'ended')"


@asynccontextmanager
async def with_relay(folder: Path, *gone: str, **settings: str) -> AsyncIterator[Service]:
    """A server with a relay over UDP and TCP, and those that are `gone`."""
    async with coturn(folder) as relay:
        at = f"turn:127.0.0.1:{relay.port}"
        urls = ",".join((f"{at}?transport=udp", f"{at}?transport=tcp", *gone))
        inside = int(settings.pop("inside", "0")) or free_port()
        with serving(
            folder, inside, turn_urls=urls, turn_secret=relay.secret, **settings
        ) as service:
            yield service


async def test_all_is_well_and_ends_with_the_check(people: People, tmp_path: Path) -> None:
    async with with_relay(tmp_path) as service:
        somebody = await people.visit(service.url, "eve", script=TRACKS)
        page = somebody.page
        seen = Findings(page)
        await page.goto("/check")
        await expect(page.get_by_role("heading", name=text("check.heading"))).to_be_visible()
        await seen.look("before a check", BOTH + OTHERS)
        await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        found = await checked(page)
        ways = {title: state for title, (state, _) in found.items()}
        assert set(ways.values()) == {"well"}, found
        assert len([title for title in ways if title.startswith("Relay over")]) == 2
        assert "over UDP" in of(found, text("check.subjects.worker"))[1]
        assert "0 % of" in of(found, text("check.subjects.line"))[1]
        await expect(page.get_by_text(text("check.allWell"))).to_be_visible()
        # Camera and microphone are off.
        await page.wait_for_function(ALL_ENDED)
        report = await page.locator("pre").inner_text()
        for secret in ("127.0.0.1", "credential", "turn:"):
            assert secret not in report
        await seen.look("after a check", BOTH + OTHERS)
        await page.set_viewport_size({"width": 360, "height": 740})
        assert await page.evaluate("() => document.documentElement.scrollWidth") <= 360
        assert not seen.found

        # Leaving in the middle ends everything.
        await page.goto("/check")
        await page.get_by_role("button", name=text("check.start")).click()
        await page.wait_for_function("() => __tracks.length > 1")
        await page.get_by_role("link", name=text("product")).click()
        await page.wait_for_function(ALL_ENDED)


async def test_what_is_broken_is_said_with_what_to_do(people: People, tmp_path: Path) -> None:
    """The camera is refused, WebSockets are swallowed, the worker is where nothing is reached, and
    of four relays one is not there and one has another secret."""
    inside, outside = free_port(), free_port()
    gone = f"turns:localhost:{free_port()}?transport=tcp"
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    async with (
        coturn(stranger) as other,
        with_relay(
            tmp_path,
            gone,
            f"turn:127.0.0.1:{other.port}?transport=tcp",
            inside=str(inside),
            public_url=f"http://localhost:{outside}",
            rtc_announced_address="192.0.2.250",
        ) as service,
        swallower(inside, "unanswered", outside),
    ):
        somebody = await people.visit(
            service.url, "eve", switches=["--use-fake-ui-for-media-stream=deny"]
        )
        page = somebody.page
        found = await checked(page)
        assert of(found, text("check.subjects.camera"))[0] == "ill"
        assert "Allow it at the address bar" in of(found, text("check.subjects.camera"))[1]
        assert of(found, text("check.subjects.websocket"))[0] == "poor"
        assert of(found, text("check.subjects.polling"))[0] == "well"
        assert of(found, "Relay over UDP")[0] == "well"
        assert of(found, "Relay over TLS")[0] == "poor"
        assert of(found, f"Relay over TCP, port {other.port}")[0] == "ill"
        assert of(found, text("check.subjects.worker"))[0] == "ill"
        assert of(found, text("check.subjects.line"))[0] == "left"
        for remedy in ("noWebsocket", "relayBeside", "relayRefuses", "noWay"):
            said = page.get_by_text(text(f"check.remedies.{remedy}"), exact=True)
            await expect(said).to_be_visible()
        await expect(page.get_by_text(text("check.ill"))).to_be_visible()
