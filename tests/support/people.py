"""Gathers people at their browsers, and sends them home at the end."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, ViewportSize, expect

from support.browser import FAKE_DEVICES, PATIENCE, PROBE, capturing, chromium
from support.browsers import Browsers, keeping_browsers
from support.computer import Device, having
from support.fake_media import LOOKS, Look, presenting
from support.firefox import TYPING, firefox
from support.person import Person

_numbers = itertools.count(1)


class People:
    """Makes persons, each with a browser, a look and an account of their own."""

    def __init__(self, browsers: Browsers, media: Path, stack: contextlib.AsyncExitStack) -> None:
        self.playwright = browsers.playwright
        self._browsers = browsers
        self._media = media
        self._stack = stack
        self._looks = itertools.cycle(LOOKS)
        self._shared: Browser | None = None

    async def arrive(
        self,
        url: str,
        *names: str,
        devices: Sequence[str] | None = None,
        switches: Sequence[str] = (),
        script: str = "",
        name_as_it_is: bool = False,
        small: bool = False,
        together: bool = False,
        executable: Path | None = None,
    ) -> list[Person]:
        """Open browsers at a server for people with accounts, who are at home. See `visit`."""

        async def one(name: str) -> Person:
            person = await self.visit(
                url,
                name,
                devices,
                switches,
                script=script,
                name_as_it_is=name_as_it_is,
                small=small,
                together=together,
                executable=executable,
            )
            # A request is made here, which knows neither a browser's own line nor its names.
            is_here = executable is None and urlsplit(url).hostname == "localhost"
            await (person.enrol(url) if is_here else person.register())
            return person

        # The first of those who are together opens the browser for all.
        first = [await one(name) for name in names[: together and self._shared is None]]
        return first + await asyncio.gather(*map(one, names[len(first) :]))

    async def arrive_in_firefox(self, url: str, name: str, **more: Any) -> Person:
        """Open Firefox at a server and register. See `visit_in_firefox`."""
        person = await self.visit_in_firefox(url, name, **more)
        await person.register()
        return person

    async def visit_in_firefox(
        self,
        url: str,
        name: str,
        *,
        script: str = "",
        devices: Sequence[Device] | None = None,
    ) -> Person:
        """Open Firefox for somebody without an account.

        The camera and the microphone are painted and sounded by the page, as `devices` says; none:
        they are Firefox's own, whose picture is the same for everybody."""
        look = next(self._looks)
        if devices is None:
            devices = [Device("Camera", "camera", look), Device("Microphone", "microphone", look)]
        if devices:
            script += having(devices)
        browser = await self._stack.enter_async_context(firefox(self.playwright, look, self._media))
        name += str(next(_numbers))
        return await self._seat(
            browser, url, name, look, presenting(look, asks=False) + TYPING + script
        )

    async def visit(
        self,
        url: str,
        name: str,
        devices: Sequence[str] | None = None,
        switches: Sequence[str] = (),
        *,
        script: str = "",
        size: tuple[int, int] = (1280, 720),
        name_as_it_is: bool = False,
        small: bool = False,
        together: bool = False,
        executable: Path | None = None,
    ) -> Person:
        """Open a browser for somebody without an account.

        `devices` are Chromium's switches for camera and microphone in place of a look's own,
        `switches` any others, `executable` what to run in its place; `script` runs before every
        page. `small`: the page is small and paints a camera that costs little, so that a small
        machine can hold a large call. Those who come `together` share one browser, each with a
        profile, and have the devices of the first. Names get a number, so that they can be used
        again in another test.
        """
        look = next(self._looks)
        if not name_as_it_is:
            name += str(next(_numbers))
        if small:
            size = (800, 500)
            devices = FAKE_DEVICES
            script += having(
                [Device("Small", "camera", look, 320), Device("Mic", "microphone", look)]
            )
        common = not devices and not switches and executable is None
        if devices is None:
            devices = capturing(look, self._media)
        browser = self._shared if together else None
        if browser is None:
            browser = await self._stack.enter_async_context(
                self._browsers.lent(*devices)
                if common
                else chromium(self.playwright, *devices, *switches, executable=executable)
            )
        if together:
            self._shared = browser
        return await self._seat(browser, url, name, look, presenting(look) + script, size)

    async def _seat(
        self,
        browser: Browser,
        url: str,
        name: str,
        look: Look,
        script: str,
        size: tuple[int, int] = (1280, 720),
    ) -> Person:
        """Somebody at a page of their own in this browser."""
        context = await browser.new_context(
            base_url=url, viewport=ViewportSize(width=size[0], height=size[1])
        )
        context.set_default_timeout(PATIENCE)
        await context.add_init_script(script + PROBE.read_text())
        return Person(name, await context.new_page(), look)


@contextlib.asynccontextmanager
async def gathering(media: Path, browsers: Browsers | None = None) -> AsyncIterator[People]:
    """Close or give back every browser at the end; without any to lend, all are new."""
    expect.set_options(timeout=PATIENCE)
    async with contextlib.AsyncExitStack() as stack:
        if browsers is None:
            browsers = await stack.enter_async_context(keeping_browsers())
        yield People(browsers, media, stack)
