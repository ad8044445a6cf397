"""How voices are sent: so that a loss is not heard, and next to nothing while nobody speaks."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from support.browser import PATIENCE
from support.computer import Device, having
from support.people import People
from support.person import Mode, Person, meet
from support.service import Service

SILENT_MICROPHONE = Device("Silent microphone", "microphone")
WATCHED = 4.0
"""Seconds over which packets are counted."""
VOICE, SILENCE = 20, 5
"""Packets a second: of a voice at least, and of none at most. Opus sends 50, and 2.5."""

VOICES = """async () => {
    // Of each connection that sends a microphone: what the other end asks for, and what goes.
    const found = {};
    for (const connection of __probe.connections()) {
        const { sdp = "" } = connection.remoteDescription ?? {};
        const sections = sdp.split(/^(?=m=)/m);
        let voice = null;
        for (const one of (await connection.getStats()).values()) {
            if (one.type !== "outbound-rtp" || one.kind !== "audio" || !one.packetsSent) continue;
            const section = sections.find((its) => its.includes(`\\na=mid:${one.mid}\\r`));
            voice = { section, packets: one.packetsSent, bytes: one.bytesSent };
        }
        // Only the end of a worker needs no more than that of ICE.
        if (voice) found[sdp.includes("a=ice-lite") ? "sfu" : "p2p"] = voice;
    }
    return found;
}"""


@dataclass(frozen=True, slots=True)
class Voice:
    """A microphone that is sent, one way."""

    section: str
    """The m-section of the other end: what it asks for."""
    packets: int
    bytes: int

    @property
    def codecs(self) -> list[str]:
        """The best first."""
        names = dict(re.findall(r"^a=rtpmap:(\d+) ([^/]+)/", self.section, re.MULTILINE))
        return [names[number] for number in self.section.splitlines()[0].split()[3:]]

    @property
    def opus(self) -> set[str]:
        """The parameters of Opus."""
        [number] = re.findall(r"^a=rtpmap:(\d+) opus/", self.section, re.MULTILINE)
        [found] = re.findall(rf"^a=fmtp:{number} (\S+)", self.section, re.MULTILINE)
        return set(found.split(";"))


async def test_voices_carry_redundancy_between_two_and_opus_has_its_own_everywhere(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada", script=having([SILENT_MICROPHONE]))
    ben, cy = await people.arrive(service.url, "ben", "cy")
    code = await meet(ada, ben, mode="p2p")
    await ada.hears(ben)
    for person in (ada, ben):
        voice = await _voice(person, "p2p")
        assert voice.codecs[0] == "red"
        assert {"useinbandfec=1", "usedtx=1"} <= voice.opus
    await _speaks(ben, "p2p")
    between_two = await _bytes_each(ben, "p2p")
    await _is_silent(ada, "p2p")

    await cy.join(code)
    for person in (ada, ben, cy):
        await person.in_mode("sfu")
    await ada.hears(ben, cy)
    for person in (ada, ben, cy):
        voice = await _voice(person, "sfu")
        assert voice.codecs[0] == "opus"
        assert {"useinbandfec=1", "usedtx=1"} <= voice.opus
    await _speaks(ben, "sfu")
    # Each packet carries the one before it too (RFC 2198), but not to a worker.
    assert between_two > 1.5 * await _bytes_each(ben, "sfu")
    await _is_silent(ada, "sfu")
    # Nor does one who is muted send more.
    await ben.press("Turn off microphone")
    await _is_silent(ben, "sfu")


async def _voice(person: Person, mode: Mode) -> Voice:
    """What somebody sends that way of their microphone. Waits until it is sent."""
    async with asyncio.timeout(PATIENCE / 1000):
        while True:
            found = await person.page.evaluate(VOICES)
            if mode in found:
                return Voice(**found[mode])
            await asyncio.sleep(0.2)


async def _rate(person: Person, mode: Mode) -> float:
    """Packets in a second."""
    before = await _voice(person, mode)
    await asyncio.sleep(WATCHED)
    return ((await _voice(person, mode)).packets - before.packets) / WATCHED


async def _bytes_each(person: Person, mode: Mode) -> float:
    """Of a packet."""
    before = await _voice(person, mode)
    await asyncio.sleep(WATCHED)
    now = await _voice(person, mode)
    return (now.bytes - before.bytes) / (now.packets - before.packets)


async def _speaks(person: Person, mode: Mode) -> None:
    """Wait until somebody sends a voice."""
    async with asyncio.timeout(PATIENCE / 1000):
        while await _rate(person, mode) < VOICE:
            pass


async def _is_silent(person: Person, mode: Mode) -> None:
    """Wait until somebody sends next to nothing."""
    async with asyncio.timeout(PATIENCE / 1000):
        while await _rate(person, mode) > SILENCE:
            pass
