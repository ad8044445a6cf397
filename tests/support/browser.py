"""Chromium as one person has it: a process, a profile, a camera and a microphone of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, Playwright

from support.fake_media import Look, write_picture, write_sound

PROBE = Path(__file__).with_name("probe.js")
PATIENCE = 60_000
"""Milliseconds that a page may take for anything."""

_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
WHOLE = "chromium"
_PROGRAMS = ["chromium-headless-shell", WHOLE]
FAKE_DEVICES = ("--use-fake-device-for-media-stream",)
"""Switches that give Chromium's own test picture, sound and screen."""


def program() -> str:
    """Where Chromium is: the one that `CHROMIUM` names, else without windows of its own, which
    needs a tenth of the processor to open a page, else the whole one."""
    names = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else _PROGRAMS
    found = [path for path in map(shutil.which, names) if path is not None]
    assert found, f"there is no {' and no '.join(names)}"
    return found[0]


def whole() -> Path:
    """Where the whole Chromium is, for what it does not do without windows."""
    found = shutil.which(WHOLE)
    assert found is not None
    return Path(found)


@contextlib.asynccontextmanager
async def chromium(
    playwright: Playwright, *switches: str, executable: Path | None = None
) -> AsyncIterator[Browser]:
    """Run Debian's Chromium, or what runs it, headless, with a fresh profile."""
    browser = await playwright.chromium.launch(
        executable_path=executable or program(), args=[*_SWITCHES, *switches]
    )
    try:
        yield browser
    finally:
        await browser.close()


def capturing(look: Look, folder: Path) -> tuple[str, ...]:
    """Switches that make the camera and the microphone those of this look."""
    picture = folder / f"{look.tone}.y4m"
    sound = folder / f"{look.tone}.wav"
    if not sound.exists():
        write_picture(picture, look)
        write_sound(sound, look)
    return (
        *FAKE_DEVICES,
        f"--use-file-for-fake-video-capture={picture}",
        f"--use-file-for-fake-audio-capture={sound}",
    )


def filming(film: Path) -> tuple[str, ...]:
    """Switches that make the camera show a film, YUV4MPEG2."""
    return (*FAKE_DEVICES, f"--use-file-for-fake-video-capture={film}")


def several_cameras() -> tuple[str, ...]:
    """Switches that give some cameras and microphones, with Chromium's own test pictures.

    The second one, fake_device_1, measures depth, which WebRTC does not send: use 0 and 2."""
    return ("--use-fake-device-for-media-stream=device-count=3",)
