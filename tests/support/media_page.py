"""A page that does nothing but send or show one film, over a transport that a test made."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, Route

from support.browser import PATIENCE, PROBE
from worker_bridge import Consumer, Producer, Router, WebRtcTransport

_CLIENT = Path(__file__).with_name("media_client.js")
_MODULES = Path(__file__).parents[2] / "web" / "node_modules"
_ADDRESS = "https://page.example/"
"""Answered by the test itself: only a page over HTTPS gets a camera."""


@cache
def _script() -> str:
    """The client in one piece with the libraries that it uses."""
    return subprocess.run(
        [_MODULES / ".bin" / "esbuild", _CLIENT, "--bundle", "--format=iife"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "NODE_PATH": str(_MODULES)},
    ).stdout


class MediaPage:
    """One page and its transport."""

    def __init__(self, page: Page, router: Router, transport: WebRtcTransport) -> None:
        self._page, self._router, self._transport = page, router, transport
        self._produced: Producer | None = None

    @classmethod
    async def open(cls, browser: Browser, router: Router, transport: WebRtcTransport) -> MediaPage:
        """A new page."""
        page = await browser.new_page()
        page.set_default_timeout(PATIENCE)
        its = cls(page, router, transport)

        async def answer(route: Route) -> None:
            await route.fulfill(content_type="text/html", body="<video muted></video>")

        await page.route("**", answer)
        await page.expose_function("signal", its._signal)
        await page.add_init_script(path=PROBE)
        await page.goto(_ADDRESS)
        await page.add_script_tag(content=_script())
        return its

    async def _signal(self, name: str, details: Any) -> str:
        if name == "connect":
            await self._transport.connect(dtls_parameters=details["dtlsParameters"])
            return ""
        self._produced = await self._transport.produce(
            kind=details["kind"], rtp_parameters=details["rtpParameters"]
        )
        return self._produced.id

    def _description(self) -> Any:
        its = self._transport
        return {
            "capabilities": self._router.rtp_capabilities,
            "parameters": {
                "id": its.id,
                "iceParameters": its.ice_parameters,
                "iceCandidates": its.ice_candidates,
                "dtlsParameters": its.dtls_parameters,
            },
        }

    async def send(self) -> Producer:
        """Send the camera."""
        await self._page.evaluate("(its) => client.send(its)", self._description())
        assert self._produced is not None
        return self._produced

    async def show(self, producer_id: str) -> Consumer:
        """Show a producer of the router."""
        capabilities = await self._page.evaluate(
            "(its) => client.prepare(its)", self._description()
        )
        consumer = await self._transport.consume(
            producer_id=producer_id, rtp_capabilities=capabilities, paused=True
        )
        description = {
            "id": consumer.id,
            "producerId": producer_id,
            "kind": consumer.kind,
            "rtpParameters": consumer.rtp_parameters,
        }
        await self._page.evaluate("(its) => client.show(its)", description)
        await consumer.resume()
        return consumer

    async def sees(self, colour: tuple[int, int, int]) -> None:
        """Wait for a picture of that colour which moves."""
        while True:
            watch = "() => __probe.watch(document.querySelector('video'), 12)"
            seen: Any = await self._page.evaluate(watch)
            if seen is None or seen["pictures"] < 3:
                continue
            if all(abs(got - its) < 40 for got, its in zip(seen["colour"], colour, strict=True)):
                return
