"""Cameras, microphones and speakers: chosen, changed, lost, found and refused."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from support.computer import Computer, Device, having
from support.fake_media import LOOKS
from support.people import People
from support.person import Person, meet
from support.service import Service

# The first three looks are those of who comes first.
DESK, HEADSET = LOOKS[3], LOOKS[4]
DESK_CAMERA = Device("Desk camera", "camera", DESK)
DESK_MICROPHONE = Device("Desk microphone", "microphone", DESK)
HEADSET_MICROPHONE = Device("Headset", "microphone", HEADSET)
OTHER_CAMERA = Device("Other camera", "camera", HEADSET)
DEAF_MICROPHONE = Device("Broken microphone", "microphone")
DESK_SPEAKER = Device("Desk speaker", "speaker")
HEADPHONES = Device("Headphones", "speaker")

PLAYED = """
window.__played = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...when) {
    // How often the recording crosses zero upwards while it is loud: its tone.
    const samples = this.buffer.getChannelData(0);
    let [crossings, loud] = [0, 0];
    for (let at = 480; at < samples.length; at += 480) {
        const piece = samples.subarray(at - 480, at);
        if (Math.max(...piece) < 0.05) continue;
        loud += 480;
        for (let i = 1; i < 480; i++) if (piece[i - 1] < 0 && piece[i] >= 0) crossings += 1;
    }
    const seconds = loud / this.buffer.sampleRate;
    const tone = loud > 0 ? crossings / seconds : 0;
    window.__played.push({ tone, seconds: this.buffer.duration });
    return start.apply(this, when);
};
"""
SOUNDING = """
window.__sounding = new Set();
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
    if (this instanceof HTMLAudioElement) window.__sounding.add(this);
    return play.call(this);
};
window.__speakers = () =>
    [...window.__sounding].filter((one) => one.srcObject).map((one) => one.sinkId);
"""

ALL_ON = """([speaker, voices]) => {
    const speakers = __speakers();
    return speakers.length >= voices && speakers.every((each) => each === speaker);
}"""


async def _call_of_three(
    people: People, service: Service, *devices: Device, before: str = ""
) -> tuple[Person, Person, Person]:
    """Ada, who has these devices, with Ben and Cy."""
    script = before + (having(devices) if devices else "")
    [ada] = await people.arrive(service.url, "ada", script=script)
    ben, cy = await people.arrive(service.url, "ben", "cy")
    await meet(ada, ben, cy, mode="sfu")
    return ada, ben, cy


async def test_camera_and_microphone_are_switched_in_a_group(
    people: People, service: Service
) -> None:
    ada, ben, cy = await _call_of_three(
        people, service, DESK_CAMERA, DESK_MICROPHONE, OTHER_CAMERA, HEADSET_MICROPHONE
    )
    ada.look = DESK
    for person, other in ((ben, cy), (cy, ben)):
        await person.sees(ada)
        await person.hears(ada, other)

    await ada.press("Settings")
    settings = ada.page.get_by_role("dialog")
    await settings.get_by_label("Camera", exact=True).select_option(label="Other camera")
    await settings.get_by_label("Microphone", exact=True).select_option(label="Headset")
    await ada.page.keyboard.press("Escape")

    ada.look = HEADSET
    for person, other in ((ben, cy), (cy, ben)):
        await person.sees(ada)
        await person.hears(ada, other)
    await expect(ada.own_tile.locator("video")).to_have_count(1)


async def test_devices_that_go_and_come_are_followed(people: People, service: Service) -> None:
    ada, ben, cy = await _call_of_three(people, service, DESK_CAMERA, DESK_MICROPHONE)
    computer = Computer(ada.page)
    ada.look = DESK
    await ben.hears(ada, cy)

    # A new headset that the system chooses.
    await computer.plug(HEADSET_MICROPHONE)
    await computer.make_standard(HEADSET_MICROPHONE)
    ada.look = HEADSET
    await ben.hears(ada, cy)

    # It falls silent, is opened anew, and is gone at last.
    await computer.opened(HEADSET_MICROPHONE, times=1)
    await computer.silence(HEADSET_MICROPHONE)
    await computer.opened(HEADSET_MICROPHONE, times=2)
    await ben.hears(ada, cy)
    await computer.pull(HEADSET_MICROPHONE)
    ada.look = DESK
    await ben.hears(ada, cy)

    # The only camera goes, and comes back.
    await ben.sees(ada)
    await computer.pull(DESK_CAMERA)
    await expect(ben.tile(ada).locator("video")).not_to_be_visible()
    told = ada.call.get_by_role("alert")
    await expect(told).to_contain_text("No camera was found. Plug one in, or go on without.")
    await computer.plug(DESK_CAMERA)
    await ben.sees(ada)
    await expect(told).not_to_be_attached()


async def test_a_muted_person_stays_muted_when_the_microphone_changes(
    people: People, service: Service
) -> None:
    ada, ben, cy = await _call_of_three(people, service, DESK_MICROPHONE)
    ada.look = DESK
    await ben.hears(ada, cy)
    await ada.press("Turn off microphone")
    await ben.hears(cy)

    computer = Computer(ada.page)
    await computer.plug(HEADSET_MICROPHONE)
    await computer.make_standard(HEADSET_MICROPHONE)
    await computer.pull(DESK_MICROPHONE)
    await expect(ada.button("Turn on microphone")).to_be_visible()
    await ben.hears(cy)

    await ada.press("Turn on microphone")
    ada.look = HEADSET
    await ben.hears(ada, cy)


async def test_a_device_that_does_not_open_leaves_the_old_one(
    people: People, service: Service
) -> None:
    ada, ben, cy = await _call_of_three(people, service, DESK_MICROPHONE, HEADSET_MICROPHONE)
    ada.look = DESK
    await ben.hears(ada, cy)
    computer = Computer(ada.page)
    await computer.fail("NotReadableError")
    await ada.press("Settings")
    microphones = ada.page.get_by_role("dialog").get_by_label("Microphone", exact=True)
    await microphones.select_option(label="Headset")
    await ada.page.keyboard.press("Escape")
    told = ada.call.get_by_role("alert")
    await expect(told).to_contain_text(
        "Another program has the microphone. Close it, then try again."
    )
    await ben.hears(ada, cy)

    await computer.fail(None)
    await told.get_by_role("button", name="Try again").click()
    ada.look = HEADSET
    await ben.hears(ada, cy)
    await expect(told).not_to_be_attached()


async def test_the_speaker_stays_chosen_when_somebody_joins(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada", script=SOUNDING)
    ben, cy = await people.arrive(service.url, "ben", "cy")
    code = await meet(ada, ben, mode="p2p")
    await ada.hears(ben)
    assert set(await ada.page.evaluate("() => __speakers()")) == {""}

    await ada.press("Settings")
    speakers = ada.page.get_by_role("dialog").get_by_label("Speaker", exact=True)
    await speakers.select_option(label="Fake Audio Output 2")
    chosen = await speakers.input_value()
    await ada.page.keyboard.press("Escape")
    await ada.page.wait_for_function(ALL_ON, arg=[chosen, 1])

    await cy.join(code)
    await ada.in_mode("sfu")
    await ada.hears(ben, cy)
    await ada.page.wait_for_function(ALL_ON, arg=[chosen, 2])


async def test_sound_goes_on_when_the_chosen_speaker_is_pulled(
    people: People, service: Service
) -> None:
    ada, ben, cy = await _call_of_three(
        people, service, DESK_CAMERA, DESK_MICROPHONE, DESK_SPEAKER, HEADPHONES, before=SOUNDING
    )
    await ada.hears(ben, cy)
    await ada.press("Settings")
    speakers = ada.page.get_by_role("dialog").get_by_label("Speaker", exact=True)
    await speakers.select_option(label=HEADPHONES.label)
    await ada.page.wait_for_function(ALL_ON, arg=[HEADPHONES.label, 2])

    computer = Computer(ada.page)
    await computer.pull(HEADPHONES)
    await ada.page.wait_for_function(ALL_ON, arg=["", 2])
    await expect(speakers).to_have_value("default")
    said = ada.page.get_by_text("Your speaker was unplugged")
    await expect(said).to_be_visible()
    await ada.hears(ben, cy)

    # The choice holds for when they are back.
    await computer.plug(HEADPHONES)
    await ada.page.wait_for_function(ALL_ON, arg=[HEADPHONES.label, 2])
    await expect(speakers).to_have_value(HEADPHONES.label)
    await expect(said).to_have_count(0)
    await ada.hears(ben, cy)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (
            "NotAllowedError",
            (
                "Your browser does not let this page use the {}. "
                "Allow it at the address bar, then try again."
            ),
        ),
        ("NotFoundError", "No {} was found. Plug one in, or go on without."),
        ("NotReadableError", "Another program has the {}. Close it, then try again."),
    ],
)
async def test_what_stands_in_the_way_is_said_with_the_way_out(
    people: People, service: Service, failure: str, said: str
) -> None:
    [ada] = await people.arrive(
        service.url,
        "ada",
        script=having([DESK_CAMERA, DESK_MICROPHONE]) + f"\n__computer.fail('{failure}');",
    )
    await ada.new_meeting()
    for kind in ("camera", "microphone"):
        notice = ada.page.get_by_text(said.format(kind))
        await expect(notice).to_be_visible()
    await Computer(ada.page).fail(None)
    for kind in ("camera", "microphone"):
        notice = ada.page.get_by_text(said.format(kind))
        await notice.get_by_role("button", name="Try again").click()
        await expect(ada.page.get_by_role("button", name=f"Turn off {kind}")).to_be_visible()
        await expect(notice).not_to_be_attached()


async def test_refused_devices_are_not_called_missing(people: People, service: Service) -> None:
    refused = having([DESK_CAMERA, DESK_MICROPHONE]) + "\n__computer.fail('NotAllowedError');"
    [ada] = await people.arrive(service.url, "ada", script=refused)
    code = await ada.new_meeting()
    await expect(ada.page.get_by_text("does not let this page use the camera")).to_be_visible()
    for kind in ("camera", "microphone"):
        select = ada.page.get_by_label(kind.capitalize(), exact=True)
        await expect(select).to_have_text(f"Allow the {kind} to choose one" * 2)
        await expect(select).to_be_disabled()

    # Without any of it, a call is still a call.
    await ada.join_now()
    [ben] = await people.arrive(service.url, "ben")
    await ben.join(code)
    await ada.sees(ben)
    await ada.hears(ben)
    await ben.says("I see only your name")
    await ada.reads("I see only your name")


async def test_without_any_device_the_selects_say_so(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada", script=having([]))
    await ada.new_meeting()
    for kind in ("camera", "microphone"):
        await expect(ada.page.get_by_label(kind.capitalize(), exact=True)).to_have_text(
            f"No {kind} found" * 2
        )
    await expect(
        ada.page.get_by_text("You join without camera and microphone. You can turn them on later.")
    ).to_be_visible()


async def test_one_hears_oneself_before_joining(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada", script=PLAYED)
    await ada.new_meeting()
    await expect(ada.page.get_by_role("button", name="Turn off microphone")).to_be_visible()
    await ada.page.get_by_role("button", name="Test microphone").click()
    for said in (
        "Say a few words. You will hear them next.",
        "This is how others hear you.",
        "If you heard yourself, others will too.",
    ):
        await expect(ada.page.get_by_text(said)).to_be_visible()
    [played] = await ada.page.evaluate("() => __played")
    assert played["seconds"] > 2
    assert abs(played["tone"] - ada.look.tone) < 40


async def test_a_microphone_that_hears_nothing_is_told(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada", script=having([DEAF_MICROPHONE]))
    await ada.new_meeting()
    await ada.page.get_by_role("button", name="Test microphone").click()
    await expect(
        ada.page.get_by_text("Nothing was heard. Choose another microphone, or switch this one on.")
    ).to_be_visible()


async def test_one_hears_oneself_in_the_call_and_the_others_do_not(
    people: People, service: Service
) -> None:
    ada, ben, cy = await _call_of_three(people, service, before=PLAYED)
    await ben.hears(ada, cy)
    await ada.press("Turn off microphone")
    await ben.hears(cy)
    await ada.press("Settings")
    settings = ada.page.get_by_role("dialog")
    await settings.get_by_role("button", name="Test microphone").click()
    await expect(settings.get_by_text("Say a few words. You will hear them next.")).to_be_visible()
    await asyncio.gather(
        ben.hears(cy),
        expect(settings.get_by_text("If you heard yourself, others will too.")).to_be_visible(),
    )
    [played] = await ada.page.evaluate("() => __played")
    assert abs(played["tone"] - ada.look.tone) < 40
    await expect(ada.call.locator('[aria-label="Turn on microphone"]')).to_be_attached()

    # Closed, it stops what it had begun.
    await settings.get_by_role("button", name="Test microphone").click()
    await expect(settings.get_by_role("button", name="Stop")).to_be_visible()
    await ada.page.keyboard.press("Escape")
    await expect(settings).not_to_be_attached()
    await ada.press("Turn on microphone")
    await ben.hears(ada, cy)
    assert len(await ada.page.evaluate("() => __played")) == 1
