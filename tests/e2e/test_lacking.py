"""Browsers that lack, forbid or break something: the page says so, or does without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.async_api import Browser, expect

from support.people import People
from support.person import Person
from support.ports import free_port
from support.service import Service, serving

GONE = """
function without(owner, ...names) {
    for (const name of names) {
        Object.defineProperty(owner, name, { get: () => undefined, configurable: true });
    }
}
function strong() {
    Object.defineProperty(navigator, "hardwareConcurrency", { get: () => 8 });
}
function broken(owner, name, how = () => { throw new Error("broken") }) {
    Object.defineProperty(owner, name, { value: how, configurable: true, writable: true });
}
function forbidden(...names) {
    for (const name of names) {
        Object.defineProperty(window, name, {
            get: () => { throw new DOMException("Denied", "SecurityError") }, configurable: true,
        });
    }
}
"""
NO_TEST = "This browser cannot do the test."
LACKING = {
    "no WebRTC": (
        "strong(); without(window, 'RTCPeerConnection', 'RTCRtpReceiver', 'RTCRtpSender')",
        "This browser has no WebRTC",
    ),
    "peer connections that throw": ("strong(); broken(window, 'RTCPeerConnection')", None),
    "no devices": ("without(navigator, 'mediaDevices')", "This browser gives pages no camera"),
    "no way to open devices": (
        "without(MediaDevices.prototype, 'getUserMedia', 'getDisplayMedia')",
        "This browser gives pages no microphone",
    ),
    "no list of devices": ("without(MediaDevices.prototype, 'enumerateDevices')", None),
    "a list of devices that throws": ("broken(MediaDevices.prototype, 'enumerateDevices')", None),
    "no AudioContext": ("without(window, 'AudioContext')", NO_TEST),
    "an AudioContext that throws": ("broken(window, 'AudioContext')", NO_TEST),
    "an AudioContext of another rate": (
        "broken(AudioContext.prototype, 'createMediaStreamSource')",
        None,
    ),
    "no MediaRecorder": ("without(window, 'MediaRecorder')", NO_TEST),
    "no storage": ("forbidden('localStorage', 'sessionStorage')", None),
    "storage that takes nothing": ("broken(Storage.prototype, 'setItem')", None),
    "no observers": ("without(window, 'ResizeObserver', 'IntersectionObserver')", None),
    "no word of new frames": (
        "delete HTMLVideoElement.prototype.requestVideoFrameCallback",
        None,
    ),
    "no WebSocket": ("without(window, 'WebSocket')", None),
    "no conveniences": (
        """without(navigator, 'permissions', 'locks', 'wakeLock', 'clipboard', 'mediaSession');
        without(window, 'BroadcastChannel', 'Notification', 'OffscreenCanvas');
        without(HTMLMediaElement.prototype, 'setSinkId');
        without(crypto, 'randomUUID', 'subtle')""",
        None,
    ),
}


async def _in(browser: Browser, person: Person, script: str) -> Person:
    """The same person, in a browser of which something is missing."""
    context = await browser.new_context(
        base_url=urljoin(person.page.url, "/"),
        storage_state=await person.page.context.storage_state(),
    )
    await context.add_init_script(GONE + script)
    return Person(person.name, await context.new_page(), person.look)


async def test_whatever_is_missing_the_call_is_joined(people: People, service: Service) -> None:
    """Each in turn: into a call, something said in it, and out again."""
    [ada] = await people.arrive(service.url, "ada")
    code = await ada.new_meeting()
    browser = ada.page.context.browser
    assert browser is not None
    for name, (script, words) in LACKING.items():
        try:
            there = await _in(browser, ada, script)
            await there.page.goto(f"/{code}")
            await expect(there.page.get_by_role("button", name="Join now")).to_be_visible()
            if words == NO_TEST:
                await there.page.get_by_role("button", name="Test microphone").click()
                await expect(there.page.get_by_role("button", name="Stop")).to_have_count(0)
            if words is not None:
                await expect(there.page.get_by_text(words).first).to_be_visible()
            await there.join_now()
            await expect(there.own_tile).to_be_visible()
            await there.says(f"With {name}")
            await there.reads(f"With {name}")
            await expect(there.page.get_by_text("stopped working")).to_have_count(0)
            await there.leave()
            await there.page.context.close()
        except Exception as error:
            error.add_note(name)
            raise


@pytest.fixture
def insecure(tmp_path: Path) -> Iterator[Service]:
    """A server that is known by a name, without https."""
    port = free_port()
    with serving(tmp_path, port, public_url=f"http://meetd.test:{port}") as service:
        yield service


async def test_an_address_without_https(people: People, insecure: Service) -> None:
    """The page says once what does not work there, and the rest works."""
    switches = ("--host-resolver-rules=MAP meetd.test 127.0.0.1",)
    ada, ben = await people.arrive(insecure.url, "ada", "ben", switches=switches)
    code = await ada.new_meeting()
    assert not await ada.page.evaluate("() => isSecureContext")
    said = ada.page.get_by_text("open the page with https")
    await expect(said).to_have_count(1)
    await ada.page.get_by_role("button", name="Copy link").click()
    await expect(ada.page.get_by_text("Link copied")).to_be_visible()
    await ada.join_now()
    await ben.join(code)
    for person in (ada, ben):
        await person.in_mode("p2p")
    await ada.says("Can you read this?")
    await ben.reads("Can you read this?")
    await ben.says("I can")
    await ada.reads("I can")
    await ada.press("Turn on microphone")
    await expect(ada.page.get_by_role("alert").filter(has_text="https")).to_be_visible()
