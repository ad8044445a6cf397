"""What flows in and out of a page, as its browser counts it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from support.browser import PATIENCE
from support.person import Person

QUIET = 4.0
"""Seconds without a byte after which a track is believed to rest."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One received track, from its beginning."""

    kind: str
    bytes: int
    frames: int
    """Decoded."""
    lines: int
    """Height of the newest frame."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One encoding of a picture that is sent, from its beginning."""

    active: bool
    frames: int
    lines: int


async def received(person: Person) -> dict[str, Flow]:
    """By track."""
    found: dict[str, list[object]] = await person.page.evaluate("""async () => {
        const flows = {};
        for (const connection of __probe.connections()) {
            // Not counted before its first packet.
            for (const { mid, receiver, currentDirection } of connection.getTransceivers()) {
                if (mid === "probator" || !currentDirection?.includes("recv")) continue;
                flows[receiver.track.id] = [receiver.track.kind, 0, 0, 0];
            }
            for (const one of (await connection.getStats()).values()) {
                if (one.type !== "inbound-rtp") continue;
                // What only measures the network is no picture, but it is carried.
                const kind = one.mid === "probator" ? "probe" : one.kind;
                flows[one.trackIdentifier] =
                    [kind, one.bytesReceived, one.framesDecoded ?? 0, one.frameHeight ?? 0];
            }
        }
        return flows;
    }""")
    return {track: Flow(*counted) for track, counted in found.items()}  # type: ignore[arg-type]


async def sent(person: Person) -> dict[str, Layer]:
    """Of the camera, by rid: the smallest is r0."""
    found: dict[str, list[object]] = await person.page.evaluate("""async () => {
        const layers = {};
        for (const connection of __probe.connections()) {
            for (const one of (await connection.getStats()).values()) {
                if (one.type !== "outbound-rtp" || one.kind !== "video") continue;
                layers[one.rid ?? ""] = [one.active, one.framesEncoded, one.frameHeight ?? 0];
            }
        }
        return layers;
    }""")
    return {rid: Layer(*counted) for rid, counted in found.items()}  # type: ignore[arg-type]


async def shown(person: Person) -> dict[str, str]:
    """The tracks that have a place on the page, and whose they are by their ids."""
    found: dict[str, str] = (
        await person.tiles("camera")
        .locator("video")
        .evaluate_all(
            """(videos) => Object.fromEntries(videos.map((video) => [
            video.srcObject.getTracks()[0].id,
            video.closest("[data-participant]").dataset.participant,
        ]))"""
        )
    )
    return found


async def settled(person: Person, tracks: set[str]) -> None:
    """Wait until none of these tracks has got anything for some seconds: what just came into being
    may still be on its way, and what went out of sight is kept for a moment."""
    async with asyncio.timeout(PATIENCE / 1000):
        while True:
            now = await flow(person, QUIET)
            if all(now[track].bytes == 0 for track in tracks):
                return


def videos(flows: dict[str, Flow]) -> set[str]:
    """The tracks that are pictures."""
    return {track for track, one in flows.items() if one.kind == "video"}


async def flow(person: Person, seconds: float) -> dict[str, Flow]:
    """What comes in some seconds, by track."""
    before = await received(person)
    await asyncio.sleep(seconds)
    return {
        track: Flow(
            now.kind, now.bytes - before[track].bytes, now.frames - before[track].frames, now.lines
        )
        for track, now in (await received(person)).items()
        if track in before
    }


async def until_flows(person: Person, holds: Callable[[dict[str, Flow]], bool]) -> None:
    """Wait until what has come so far is so."""
    flows: dict[str, Flow] = {}
    try:
        async with asyncio.timeout(PATIENCE / 1000):
            while not holds(flows := await received(person)):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise AssertionError(f"{person} is not to receive {flows}") from None


async def see_in_full(person: Person) -> None:
    """Ask for every picture as a window full of pixels would, without painting them."""
    await person.page.evaluate(
        """() => Object.defineProperty(window, "devicePixelRatio", {value: 4})"""
    )
    await person.page.set_viewport_size({"width": 1280, "height": 960})
