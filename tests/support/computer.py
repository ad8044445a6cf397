"""A person's cameras, microphones and speakers, which a test plugs in, pulls out and breaks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Page

from support.fake_media import Look

_SCRIPT = Path(__file__).with_suffix(".js")


@dataclass(frozen=True, slots=True)
class Device:
    """A camera of one colour, or a microphone of one tone, which hears nothing without a look; or
    a speaker."""

    label: str
    kind: Literal["camera", "microphone", "speaker"]
    look: Look | None = None
    width: int = 640
    """Of a camera, in pixels."""

    @property
    def description(self) -> dict[str, object]:
        """As the page's stand-in for the browser's devices has it."""
        said = {"id": self.label, "label": self.label}
        if self.kind == "camera":
            colour = self.look.colour if self.look else None
            return {**said, "kind": "videoinput", "colour": colour, "width": self.width}
        if self.kind == "speaker":
            return {**said, "kind": "audiooutput"}
        return {**said, "kind": "audioinput", "tone": self.look.tone if self.look else 0}


def having(devices: Sequence[Device]) -> str:
    """The script that gives a page these devices and no others."""
    plugged = json.dumps([device.description for device in devices])
    return f"window.__plugged = {plugged};\n{_SCRIPT.read_text()}"


class Computer:
    """What is done to the devices of a page that was opened with `having`."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def plug(self, device: Device) -> None:
        """It is there from now on."""
        await self._page.evaluate("(device) => __computer.plug(device)", device.description)

    async def pull(self, device: Device) -> None:
        """It is gone, and what was open of it ends."""
        await self._page.evaluate("(id) => __computer.pull(id)", device.label)

    async def silence(self, device: Device) -> None:
        """What is open of it gives nothing any more."""
        await self._page.evaluate("(id) => __computer.silence(id)", device.label)

    async def opened(self, device: Device, times: int) -> None:
        """Wait until it has been opened this often."""
        await self._page.wait_for_function(
            "([id, times]) => __computer.opened(id) === times", arg=[device.label, times]
        )

    async def make_standard(self, microphone: Device) -> None:
        """The system's own choice is this one."""
        await self._page.evaluate("(id) => __computer.makeStandard(id)", microphone.label)

    async def fail(self, name: str | None) -> None:
        """Nothing opens, for this DOMException's name; None: all is well again."""
        await self._page.evaluate("(name) => __computer.fail(name)", name)
