"""Firefox as one person has it: the system's own, headless, with a fresh profile."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, Playwright

from support.fake_media import Look

RELAY = Path(__file__).with_name("bidi_relay.py")
TYPING = """
    // Text comes as if it was typed: React does not hear of what is written into a field's value.
    Object.defineProperty(window, "__pw_bidiInsertText", {
        get: () => (text) => void document.execCommand("insertText", false, text),
        set: () => undefined,
    });
"""
"""A script for every page, which Playwright's way to fill in a field needs."""


def _preferences(look: Look) -> dict[str, str | float | bool]:
    return {
        # Its own camera and microphone, without a question: a test picture, and this tone.
        "media.navigator.streams.fake": True,
        "media.navigator.permission.disabled": True,
        "media.navigator.audio.fake_frequency": look.tone,
        # A machine without a sound card plays all the same.
        "media.cubeb.force_mock_context": True,
        "media.autoplay.default": 0,
        "media.autoplay.blocking_policy": 0,
        # The server and the others are on this machine, all of whose addresses are told only to a
        # page that may use a camera or a microphone.
        "permissions.default.camera": 1,
        "permissions.default.microphone": 1,
        "media.peerconnection.ice.loopback": True,
        "media.peerconnection.ice.obfuscate_host_addresses": False,
        # Nothing but the page goes over the network.
        "app.update.auto": False,
        "media.gmp-manager.updateEnabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
    }


@contextlib.asynccontextmanager
async def firefox(playwright: Playwright, look: Look, folder: Path) -> AsyncIterator[Browser]:
    """Run it by WebDriver BiDi, with a microphone of this look's tone."""
    program = shutil.which("firefox-esr") or shutil.which("firefox") or "firefox"
    relayed = folder / "firefox"
    command = shlex.join([sys.executable, str(RELAY), program])
    relayed.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    relayed.chmod(0o755)
    browser = await playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=relayed,
        firefox_user_prefs=_preferences(look),
    )
    try:
        yield browser
    finally:
        await browser.close()
