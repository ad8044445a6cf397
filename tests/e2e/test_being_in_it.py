"""Being in a call beyond talking: hands and reactions."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from support.painted import painted
from support.people import People
from support.person import Person, meet
from support.service import Service
from support.texts import text

SMALL_PHONE = (360, 640)
FLOATING = "[data-signs] > .sign"
VOLUMES = """() => __probe.volumes()"""
LOADED = """() => [...document.querySelectorAll("img[src^='/api/v1/pictures/']")]
    .every(({ naturalWidth, naturalHeight }) => naturalWidth === 256 && naturalHeight === 256)"""
COUNTING = """() => {
    window.signs = 0;
    const count = (records) => {
        for (const { addedNodes } of records) {
            for (const node of addedNodes) window.signs += node.classList?.contains("sign") ? 1 : 0;
        }
    };
    new MutationObserver(count).observe(document.body, { childList: true, subtree: true });
}"""


async def test_hands_and_reactions_are_seen_by_all(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    cy = await people.visit(service.url, "cy", size=SMALL_PHONE)
    await cy.enrol(service.url)
    await meet(ada, ben, cy, mode="sfu")

    # By keys, by the toolbar, and by a phone's sheet.
    await ben.page.keyboard.press("Control+Alt+KeyH")
    await expect(ben.button(text("hands.lower"))).to_be_visible()
    await expect(ada.tile(ben)).to_have_attribute("data-hand", "1")
    await cy.press(text("actions.more"))
    await cy.page.screenshot(path=tmp_path / "sheet.png")
    await cy.page.get_by_role("button", name=text("hands.raise")).click()
    await expect(ada.tile(cy)).to_have_attribute("data-hand", "2")
    await ada.press(text("hands.raise"))
    for person in (ben, cy):
        await expect(person.tile(ada)).to_have_attribute("data-hand", "3")
    await expect(ada.own_tile).to_have_attribute("data-hand", "3")
    await expect(ada.page.get_by_text("and 1 other raised a hand")).to_be_visible()
    await ada.page.screenshot(path=tmp_path / "hands.png")
    await cy.page.screenshot(path=tmp_path / "hands-phone.png")
    await ben.press(text("call.people"))
    rows = ben.call.get_by_role("list", name=text("call.people")).get_by_role("listitem")
    await expect(rows).to_contain_text([ben.name, cy.name, ada.name])
    await ben.press(text("hands.lower"))
    await expect(ada.tile(ben)).not_to_have_attribute("data-hand", "1")
    await expect(ben.tile(cy)).to_have_attribute("data-hand", "1")
    await expect(rows.first).to_contain_text(cy.name)

    await ada.page.evaluate(COUNTING)
    await ada.press(text("reactions.button"))
    signs = ada.page.get_by_role("group", name=text("reactions.give"))
    await ada.page.screenshot(path=tmp_path / "signs.png")
    await signs.get_by_role("button", name=text("reactions.names.heart")).click()
    for person in (ben, cy):
        await expect(person.tile(ada).locator(FLOATING)).to_be_visible()
    await expect(ada.own_tile.locator(FLOATING)).to_be_visible()
    await signs.get_by_role("button", name=text("reactions.names.applause")).press("Enter")
    await expect(ben.tile(ada).locator(FLOATING)).to_have_count(2)
    await ben.page.screenshot(path=tmp_path / "reactions.png")
    await ada.page.keyboard.press("Escape")
    await expect(signs).not_to_be_attached()

    # Who does not want them is shown none.
    await ada.press(text("call.settings"))
    await ada.page.get_by_role("switch", name=text("reactions.show")).click()
    await ada.page.screenshot(path=tmp_path / "settings.png")
    await ada.page.keyboard.press("Escape")
    await cy.press(text("actions.more"))
    await cy.page.get_by_role("button", name=text("reactions.names.party")).click()
    await expect(ben.tile(cy).locator(FLOATING)).to_be_visible()
    assert await ada.page.evaluate("window.signs") == 2


async def test_each_person_has_a_volume_and_a_place_of_their_own(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben, cy = await people.arrive(service.url, "ada", "ben", "cy")
    await meet(ada, ben, cy, mode="sfu")
    await ada.hears(ben, cy)

    await ada.tile(ben).hover()
    options = ada.tile(ben).get_by_role("button", name=f"Options for {ben.name}")
    await options.focus()
    await ada.page.keyboard.press("Enter")
    await ada.page.screenshot(path=tmp_path / "menu.png")
    item = ada.page.get_by_role("menuitem", name=text("volume.item"), exact=True)
    await item.press("Enter")
    slider = ada.page.get_by_role("slider", name=text("volume.item"))
    await slider.press("Home")
    await slider.press("ArrowRight")
    await ada.page.screenshot(path=tmp_path / "volume.png")
    await ada.page.keyboard.press("Escape")
    assert sorted(await ada.page.evaluate(VOLUMES)) == [0.05, 1]
    await options.press("Enter")
    await ada.page.get_by_role("menuitem", name=text("volume.mute")).press("Enter")
    await expect(ada.tile(ben).get_by_label(text("tile.mutedForMe"))).to_be_visible()
    await ada.hears(cy)
    await options.press("Enter")
    await ada.page.get_by_role("menuitem", name=text("volume.unmute")).press("Enter")
    await ada.hears(ben, cy)
    assert sorted(await ada.page.evaluate(VOLUMES)) == [0.05, 1]

    # Large for oneself, in whatever view.
    await options.press("Enter")
    await ada.page.get_by_role("menuitem", name=text("tile.pinItem")).press("Enter")
    await _larger(ada, ben, cy)
    await ada.press(text("actions.more"))
    await ada.page.screenshot(path=tmp_path / "more.png")
    await ada.page.get_by_role("menuitemradio", name=text("views.names.spotlight")).click()
    await expect(ada.tiles()).to_have_count(1)
    await ada.sees(ben)
    await ada.page.screenshot(path=tmp_path / "spotlight.png")
    await ada.press(text("actions.more"))
    await ada.page.get_by_role("menuitemradio", name=text("views.names.tiles")).click()
    await ada.page.get_by_role("button", name=f"Unpin {ben.name}").click()
    await expect(ada.tiles()).to_have_count(2)
    await ada.press(text("actions.more"))
    await ada.page.get_by_role("menuitem", name=text("views.hideOwn")).click()
    await expect(ada.own_tile).not_to_be_attached()
    await ada.sees(cy)
    # The others still see it.
    await ben.sees(ada)


async def test_who_talks_while_muted_is_told_and_holds_the_space_bar_to_talk(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    await meet(ada, ben, mode="p2p")
    await ben.hears(ada)
    await ada.press(text("devices.turnOff.microphone"))
    told = ada.page.get_by_role("status").filter(has_text=text("mutedVoice.talking"))
    await expect(told).to_be_visible()
    await ada.page.screenshot(path=tmp_path / "muted.png")
    await ben.hears()
    # Not where somebody types.
    await ada.open_chat()
    field = ada.page.get_by_label(text("chat.message"), exact=True)
    await field.press("Space")
    await expect(ada.button(text("devices.turnOn.microphone"))).to_be_visible()
    await ada.page.get_by_role("button", name=text("call.closePanel")).click()
    await ada.page.evaluate("document.activeElement.blur()")
    await ada.page.keyboard.down("Space")
    await expect(ada.button(text("devices.turnOff.microphone"))).to_be_visible()
    await expect(told).not_to_be_attached()
    await ben.hears(ada)
    # Also where the key is let go elsewhere.
    await ada.page.evaluate("window.dispatchEvent(new Event('blur'))")
    await expect(ada.button(text("devices.turnOn.microphone"))).to_be_visible()


async def test_who_are_heard_in_one_room_are_offered_one_sound(
    people: People, service: Service, tmp_path: Path
) -> None:
    (ada,) = await people.arrive(service.url, "ada", script=painted(1, talks=True), devices=())
    (ben,) = await people.arrive(service.url, "ben", script=painted(2, talks=True), devices=())
    width, height = SMALL_PHONE
    await ben.page.set_viewport_size({"width": width, "height": height})
    await meet(ada, ben, mode="p2p")
    for person, other in ((ada, ben), (ben, ada)):
        heard = person.page.get_by_role("status").filter(has_text=text("sameRoom.leaveIt"))
        await expect(heard).to_contain_text(other.name)
        await person.page.screenshot(path=tmp_path / f"{person.name}.png")
    await ben.page.get_by_role("button", name=text("sameRoom.leaveIt")).click()
    await expect(ada.tile(ben)).to_contain_text(f"with {ada.name}")
    # To whom it was said need not do anything any more.
    for person in (ada, ben):
        await expect(person.page.get_by_text(text("sameRoom.leaveIt"))).not_to_be_attached()


async def test_of_two_computers_in_one_room_one_has_the_sound(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await meet(ada, ben, mode="p2p")
    cy = await people.visit(service.url, "cy", size=SMALL_PHONE)
    await cy.enrol(service.url)
    await cy.page.goto(f"/{code}")
    await cy.page.get_by_role("button", name=text("sameRoom.without")).click()
    await cy.page.screenshot(path=tmp_path / "whose.png")
    await cy.page.get_by_role("menuitem", name=ben.name).click()
    await expect(cy.call).to_be_visible()
    for person in (ada, ben):
        await expect(person.tile(cy)).to_contain_text(f"with {ben.name}")
    await ada.sees(cy)
    await ada.hears(ben)
    await cy.hears()
    await cy.press(text("devices.turnOn.microphone"))
    await expect(cy.page.get_by_text(text("sameRoom.silent"))).to_be_visible()
    await ada.press(text("call.people"))
    rows = ada.call.get_by_role("list", name=text("call.people")).get_by_role("listitem")
    await expect(rows).to_contain_text([ada.name, ben.name, f"with {ben.name}"])
    await ada.page.screenshot(path=tmp_path / "people.png")
    await cy.page.screenshot(path=tmp_path / "beside.png")

    # The other computer goes: this one is heard over again, once its person wants that.
    await ben.leave()
    await expect(cy.page.get_by_text(text("sameRoom.again"))).to_be_visible()
    await cy.hears(ada)
    await cy.press(text("devices.turnOn.microphone"))
    await ada.hears(cy)


async def test_somebodys_picture_stands_where_their_camera_is_off(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    await ben.page.goto("/account")
    files = ben.page.get_by_label(text("ownPicture.file"))
    await files.set_input_files(files={"name": "no.png", "mimeType": "image/png", "buffer": b"no"})
    await expect(ben.page.get_by_text(text("ownPicture.unreadable"))).to_be_visible()
    wide = await ada.page.screenshot(type="png")
    await files.set_input_files(files={"name": "ben.png", "mimeType": "image/png", "buffer": wide})
    await expect(ben.page.get_by_role("button", name=text("ownPicture.remove"))).to_be_visible()
    await ben.page.screenshot(path=tmp_path / "account.png")
    await ben.page.goto("/")
    await meet(ada, ben, mode="p2p")
    await ben.press(text("devices.turnOff.camera"))
    await ada.press(text("call.people"))
    shown = ada.call.locator("img[src^='/api/v1/pictures/']")
    await expect(shown).to_have_count(2)
    await ada.page.wait_for_function(LOADED)
    await ada.page.screenshot(path=tmp_path / "picture.png")


async def _larger(person: Person, large: Person, small: Person) -> None:
    """Wait until one tile is larger than the other."""
    boxes = [await person.tile(each).bounding_box() for each in (large, small)]
    while not (boxes[0] and boxes[1] and boxes[0]["width"] > 2 * boxes[1]["width"]):
        await person.page.wait_for_timeout(50)
        boxes = [await person.tile(each).bounding_box() for each in (large, small)]
