"""What people show: the screen, a camera or another one, or nothing."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from support.browser import several_cameras
from support.fake_media import LOOKS
from support.people import People
from support.person import Mode, meet
from support.service import Service

# Nobody's voice here has it.
SCREEN_TONE = LOOKS[4].tone
SOUNDING_SCREEN = f"""
(() => {{
    // Chromium's own stand-in for a screen makes no sound.
    const picture = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getDisplayMedia = async (wanted) => {{
        const stream = await picture({{ video: wanted.video }});
        if (!wanted.audio) return stream;
        const audio = new AudioContext();
        const tone = new OscillatorNode(audio, {{ frequency: {SCREEN_TONE} }});
        const quiet = new GainNode(audio, {{ gain: 0.3 }});
        const end = audio.createMediaStreamDestination();
        tone.connect(quiet).connect(end);
        tone.start();
        stream.addTrack(end.stream.getAudioTracks()[0]);
        return stream;
    }};
}})();
"""


@pytest.mark.parametrize(("count", "mode"), [(2, "p2p"), (3, "sfu")])
async def test_a_screen_is_shown_and_taken_back(
    people: People, service: Service, count: int, mode: Mode
) -> None:
    group = await people.arrive(service.url, *["ada", "ben", "cy"][:count])
    ada, *others = group
    await meet(*group, mode=mode)

    await ada.press("Present screen")
    for person in others:
        shown = await person.sees(ada, "screen")
        assert shown.width >= 640
        await person.sees(ada)

    await ada.press("Stop presenting")
    for person in others:
        await expect(person.tile(ada, "screen")).not_to_be_attached()
        await person.sees(ada)


@pytest.mark.parametrize(("count", "mode"), [(2, "p2p"), (3, "sfu")])
async def test_a_screen_is_heard_too(
    people: People, service: Service, count: int, mode: Mode
) -> None:
    [ada] = await people.arrive(service.url, "ada", script=SOUNDING_SCREEN)
    others = await people.arrive(service.url, *["ben", "cy"][: count - 1])
    group = [ada, *others]
    await meet(*group, mode=mode)

    await ada.press("Present screen")
    for person in others:
        await person.sees(ada, "screen")
        voices = {other.look.tone for other in group if other is not person}
        await person.hears_tones(voices | {SCREEN_TONE})
    await ada.hears(*others)

    # A muted person goes on showing a film.
    await ada.press("Turn off microphone")
    for person in others:
        voices = {other.look.tone for other in others if other is not person}
        await person.hears_tones(voices | {SCREEN_TONE})

    await ada.press("Stop presenting")
    for person in others:
        await person.hears(*(other for other in others if other is not person))


@pytest.mark.parametrize(("count", "mode"), [(2, "p2p"), (3, "sfu")])
async def test_microphone_and_camera_go_off_and_on(
    people: People, service: Service, count: int, mode: Mode
) -> None:
    group = await people.arrive(service.url, *["ada", "ben", "cy"][:count])
    ada, *others = group
    await meet(*group, mode=mode)
    for person in others:
        await person.hears(*(other for other in group if other is not person))

    await ada.press("Turn off microphone")
    await ada.press("Turn off camera")
    for person in others:
        await expect(person.tile(ada).get_by_label("Microphone off")).to_be_visible()
        await expect(person.tile(ada).locator("video")).not_to_be_visible()
        await person.hears(*(other for other in others if other is not person))

    await ada.press("Turn on microphone")
    await ada.press("Turn on camera")
    for person in others:
        await person.sees(ada)
        await person.hears(*(other for other in group if other is not person))


async def test_another_camera_is_chosen_during_the_call(people: People, service: Service) -> None:
    [ben] = await people.arrive(service.url, "ben")
    [ada] = await people.arrive(service.url, "ada", devices=several_cameras())
    await meet(ben, ada, mode="p2p")
    await ben.watches(ada)
    assert await ada.sent_from() == {"fake_device_0"}

    await ada.choose_camera("fake_device_2")
    await expect(ada.own_tile.locator("video")).to_have_count(1)
    await ben.watches(ada)
    assert await ada.sent_from() == {"fake_device_2"}


async def test_joining_with_neither_camera_nor_microphone(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada")
    [ben] = await people.arrive(service.url, "ben", devices=("--deny-permission-prompts",))
    await meet(ada, ben, mode="p2p")
    await ben.sees(ada)
    await ben.hears(ada)
    await expect(ada.tile(ben).locator("video")).not_to_be_visible()
