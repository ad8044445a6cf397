"""The page as people meet it: on a phone, by keyboard, in the dark, and within its own policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from support.browser import whole
from support.people import People
from support.person import PASSWORD, Person
from support.service import Service

CONTRAST = Path(__file__).parents[1] / "support" / "contrast.js"
PHONE = (390, 844)
REACHED = """(button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    // Above and below: at its sides there may be others.
    return [y - 21.5, y + 21.5].every((y) => document.elementFromPoint(x, y) === button);
}"""
MOTIONS = """
window.__motions = [];
const animate = Element.prototype.animate;
Element.prototype.animate = function (...how) {
    window.__motions.push("tile");
    return animate.apply(this, how);
};
// By their styles: on a busy machine a motion may be over when its beginning is told.
const lasts = (durations) => durations.split(", ").some((each) => parseFloat(each) > 0.001);
document.addEventListener("animationstart", ({ target, pseudoElement, animationName }) => {
    const { animationDuration } = getComputedStyle(target, pseudoElement);
    if (lasts(animationDuration)) window.__motions.push(animationName);
});
document.addEventListener("transitionrun", ({ target, pseudoElement, propertyName }) => {
    const { transitionDuration } = getComputedStyle(target, pseudoElement);
    if (lasts(transitionDuration)) window.__motions.push(propertyName);
});
"""

WAKE_LOCKS = """
window.__locks = [];
const request = WakeLock.prototype.request;
WakeLock.prototype.request = async function (...how) {
    const lock = await request.apply(this, how);
    window.__locks.push(lock);
    return lock;
};
"""


async def _fits(page: Page) -> None:
    """Nothing sticks out at the side."""
    sizes = "() => [document.documentElement.scrollWidth, innerWidth]"
    width, window = await page.evaluate(sizes)
    assert width <= window, page.url


async def test_a_call_on_a_phone(people: People, service: Service) -> None:
    [ben] = await people.arrive(service.url, "ben")
    ada = await people.visit(service.url, "ada", size=PHONE)
    await ada.page.goto("/login")
    await _fits(ada.page)
    await ada.page.goto("/register")
    await _fits(ada.page)
    await ada.register()
    code = await ada.new_meeting()
    await expect(ada.page.get_by_role("button", name="Join now")).to_be_in_viewport()
    await _fits(ada.page)
    await ada.join_now()
    await _fits(ada.page)
    await ben.join(code)
    await ada.sees(ben)
    await _fits(ada.page)

    controls = ada.call.get_by_role("contentinfo").get_by_role("button")
    await expect(controls).to_have_count(5)
    for control in await controls.all():
        box = await control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 48

    await ada.says("Good morning from the train, " + "with a word that is long " * 8 + "x" * 120)
    await _fits(ada.page)
    await ben.says("Good morning")
    await ada.reads("Good morning")
    # A finger needs 44 pixels, also where 40 are drawn.
    fingers = await ada.page.context.new_cdp_session(ada.page)
    await fingers.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    assert await ada.page.get_by_role("button", name="Close panel").evaluate(REACHED)
    await ada.page.get_by_role("button", name="Close panel").click()

    await ada.press("More")
    await _fits(ada.page)
    sheet = ada.page.get_by_role("dialog", name="More")
    await sheet.get_by_role("button", name="People").click()
    await expect(ada.page.get_by_text("2 people in the call")).to_be_visible()
    await _fits(ada.page)
    await ada.page.get_by_role("button", name="Close panel").click()
    await ada.press("More")
    await sheet.get_by_role("button", name="Settings").click()
    await expect(ada.page.get_by_role("dialog", name="Settings")).to_be_visible()
    await _fits(ada.page)
    await ada.page.keyboard.press("Escape")
    await ada.leave()
    await _fits(ada.page)
    for path in ("/", "/account", "/zzz-zzzz-zzz"):
        await ada.page.goto(path)
        await expect(ada.page.get_by_role("heading").first).to_be_visible()
        await _fits(ada.page)


async def _go_to(page: Page, target: Locator) -> None:
    """Tab until it has the focus, and see that it shows."""
    for _ in range(60):
        if await target.evaluate("(element) => element === document.activeElement"):
            outline = await target.evaluate(
                "(element) => [element, element.parentElement]"
                ".map((each) => getComputedStyle(each).outlineStyle)"
            )
            assert "solid" in outline or "auto" in outline, "focus is seen"
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached by keyboard")


async def test_all_of_a_call_by_keyboard(people: People, service: Service) -> None:
    ada = await people.visit(service.url, "ada")
    page, keys = ada.page, ada.page.keyboard
    await page.goto("/register")
    for label, text in (("Email", ada.email), ("Username", ada.name), ("Password", PASSWORD)):
        await _go_to(page, page.get_by_label(label, exact=True))
        await keys.type(text)
    await keys.press("Enter")
    await ada.at_home()
    await _go_to(page, page.get_by_role("button", name="New meeting"))
    await keys.press("Enter")

    await _go_to(page, page.get_by_label("Microphone", exact=True))
    await keys.press("Space")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    chosen = page.get_by_label("Microphone", exact=True).locator("option:checked")
    await expect(chosen).to_have_text("Fake Audio Input 1")
    await _go_to(page, page.get_by_role("button", name="Join now"))
    await keys.press("Enter")
    await expect(ada.call).to_be_visible()

    await _go_to(page, ada.button("Turn off microphone"))
    await keys.press("Enter")
    await expect(ada.button("Turn on microphone")).to_be_focused()
    await keys.press("Control+d")
    await expect(ada.button("Turn off microphone")).to_be_visible()

    await _go_to(page, ada.chat_button)
    await keys.press("Enter")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()
    await keys.type("Only keys")
    await keys.press("Enter")
    await expect(ada.log.get_by_text("Only keys")).to_be_visible()
    await keys.press("Escape")
    await expect(ada.log).not_to_be_attached()
    await expect(ada.chat_button).to_be_focused()

    await _go_to(page, ada.button("Settings"))
    await keys.press("Enter")
    settings = page.get_by_role("dialog", name="Settings")
    await expect(settings.get_by_label("Microphone", exact=True)).to_be_focused()
    await keys.press("Escape")
    await expect(ada.button("Settings")).to_be_focused()
    await _go_to(page, ada.button("Leave call"))
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="You left the meeting")).to_be_focused()


async def test_one_sees_oneself_as_in_a_mirror_and_others_as_they_are(
    people: People, service: Service
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    across = "(video) => new DOMMatrix(getComputedStyle(video).transform).a"
    assert await ada.page.get_by_label("Self view").evaluate(across) == -1
    await ada.join_now()
    await ben.join(code)
    await ada.sees(ben)
    assert await ada.own_tile.locator("video").evaluate(across) == -1
    assert await ada.tile(ben).locator("video").evaluate(across) == 1
    await ada.press("Present screen")
    shown = ada.call.locator('[data-local="true"][data-source="screen"] video')
    await expect(shown).to_be_visible()
    assert await shown.evaluate(across) == 1


async def test_nothing_on_any_page_is_against_its_policy(people: People, service: Service) -> None:
    ada = await people.visit(service.url, "ada")
    [ben] = await people.arrive(service.url, "ben")
    against: list[str] = []

    async def note(_: object, what: str) -> None:
        against.append(what)

    await ada.page.expose_binding("__against", note)
    await ada.page.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) =>"
        " __against(`${event.violatedDirective} ${event.blockedURI} ${location.pathname}`));"
    )
    await ada.page.goto("/login")
    await ada.page.get_by_role("button", name="Sign in").click()
    await ada.register()
    code = await ada.new_meeting()
    await ada.page.get_by_label("Camera", exact=True).click()
    await ada.page.keyboard.press("Escape")
    await ada.page.get_by_role("button", name="Test microphone").click()
    await expect(ada.page.get_by_text("If you heard yourself")).to_be_visible()
    await ada.join_now()
    await ben.join(code)
    await ada.sees(ben)
    await ada.button("Present screen").hover()
    await expect(ada.page.get_by_role("tooltip", include_hidden=True)).to_be_attached()
    for menu in ("Choose microphone and speaker", "Choose camera"):
        await ada.press(menu)
        await expect(ada.page.get_by_role("menu")).to_be_focused()
        await ada.page.keyboard.press("Escape")
        await expect(ada.page.get_by_role("menu")).not_to_be_attached()
    await ada.press("Settings")
    await expect(
        ada.page.get_by_role("dialog").get_by_label("Microphone", exact=True)
    ).to_be_focused()
    await ada.page.keyboard.press("Escape")
    await ada.press("People")
    await ada.says("https://example.org")
    await ada.press("Present screen")
    await ben.sees(ada, "screen")
    await ada.leave()
    await ada.page.goto("/account")
    await expect(ada.page.get_by_text("This browser")).to_be_visible()
    await ada.page.goto("/zzz-zzzz-zzz")
    await expect(ada.page.get_by_role("heading")).to_be_visible()
    await ada.page.goto("/")
    await ada.page.get_by_role("button", name="Account").click()
    await expect(ada.page.get_by_role("menu")).to_be_visible()
    assert against == []

    # And it would have been noticed.
    await ada.page.evaluate("() => { document.createElement('img').src = 'https://example.org/' }")
    await ada.page.wait_for_function("() => true")
    assert [each.split()[0] for each in against] == ["img-src"]


@pytest.mark.parametrize("less", [False, True])
async def test_motion_stops_for_who_wants_less(
    people: People, service: Service, less: bool
) -> None:
    [ada] = await people.arrive(service.url, "ada", script=MOTIONS)
    [ben] = await people.arrive(service.url, "ben")
    await ada.page.emulate_media(reduced_motion="reduce" if less else "no-preference")
    await ada.page.goto("/")  # What moved before that was asked is not counted.
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.join(code)
    await ada.sees(ben)
    await ada.says("Calm")
    await ada.press("Settings")
    await expect(
        ada.page.get_by_role("dialog").get_by_label("Microphone", exact=True)
    ).to_be_focused()
    await ada.page.keyboard.press("Escape")
    await expect(ada.page.get_by_role("dialog")).not_to_be_attached()
    motions = set(await ada.page.evaluate("() => __motions"))
    if less:
        assert motions == set()
    else:
        assert {"tile", "slide", "rise"} <= motions


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_can_be_read(
    people: People, service: Service, tmp_path: Path, scheme: str
) -> None:
    """Text stands out from its ground as WCAG's AA asks, in the dark as in the light."""
    [ada] = await people.arrive(service.url, "ada", script=CONTRAST.read_text())
    stranger = await people.visit(service.url, "stranger", script=CONTRAST.read_text())
    for person in (ada, stranger):
        await person.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    async def readable(person: Person, name: str) -> None:
        await person.page.screenshot(path=tmp_path / f"{name}.png", animations="disabled")
        assert await person.page.evaluate("() => __faint()") == [], name

    ground = "() => getComputedStyle(document.body).backgroundColor"
    await stranger.page.goto("/login")
    shown = await stranger.page.evaluate(ground)
    assert shown == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(16, 19, 23)")
    await stranger.page.get_by_role("button", name="Sign in").click()
    await expect(stranger.page.get_by_text("Enter your password.")).to_be_visible()
    await readable(stranger, "login")
    await stranger.page.goto("/register")
    await readable(stranger, "register")

    await ada.page.goto("/")
    await expect(ada.page.get_by_text("Meetings that you start stay here")).to_be_visible()
    await readable(ada, "home-empty")
    await ada.new_meeting()
    await readable(ada, "prejoin")
    await ada.join_now()
    await readable(ada, "alone")
    await ada.says("Is this easy to read? https://example.org")
    await readable(ada, "chat")
    await ada.press("People")
    await readable(ada, "people")
    await ada.press("Settings")
    await expect(
        ada.page.get_by_role("dialog").get_by_label("Microphone", exact=True)
    ).to_be_focused()
    await readable(ada, "settings")
    await ada.page.keyboard.press("Escape")
    await ada.leave()
    await readable(ada, "left")
    for path in ("/", "/account", "/zzz-zzzz-zzz"):
        await ada.page.goto(path)
        await expect(ada.page.get_by_role("heading").first).to_be_visible()
        await readable(ada, path.strip("/") or "home")


async def test_names_are_no_part_of_each_other(people: People, service: Service) -> None:
    """Whoever looks for a control finds one, also by a part of its name."""
    [ada] = await people.arrive(service.url, "ada")
    page = ada.page
    await page.goto("/")
    for role, name in (("button", "New meeting"), ("button", "Join")):
        await expect(page.get_by_role(role, name=name)).to_have_count(1)  # type: ignore[arg-type]
    await ada.new_meeting()
    for label in ("Camera", "Microphone", "Speaker"):
        await expect(page.get_by_label(label, exact=True)).to_have_count(1)
        await expect(page.get_by_role("combobox", name=label)).to_have_count(1)
    await expect(page.get_by_role("button", name="Join now")).to_have_count(1)
    await ada.join_now()
    controls = (
        "Turn off microphone",
        "Turn off camera",
        "Present screen",
        "Chat",
        "People",
        "Settings",
        "Leave call",
    )
    for panel in (None, "Chat", "People"):
        if panel:
            await ada.press(panel)
        for name in controls:
            await expect(page.get_by_role("button", name=name)).to_have_count(1)
        if panel == "Chat":
            await expect(page.get_by_label("Message")).to_have_count(1)
            await expect(page.get_by_role("log")).to_have_count(1)
            await expect(page.get_by_role("button", name="Send")).to_have_count(1)


async def test_a_chosen_theme_stays(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada")
    await ada.page.emulate_media(color_scheme="light")
    await ada.page.goto("/account")
    await ada.page.get_by_text("Dark", exact=True).click()
    await ada.page.goto("/")
    await expect(ada.page.locator("body")).to_have_css("background-color", "rgb(16, 19, 23)")
    await expect(ada.page.locator("html")).to_have_css("color-scheme", "dark")


async def test_the_screen_stays_awake_in_a_call(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada", script=WAKE_LOCKS, executable=whole())
    await ada.new_meeting()
    released = "() => __locks.map(({ released }) => released)"
    assert await ada.page.evaluate(released) == []
    await ada.join_now()
    await ada.page.wait_for_function("() => __locks.length === 1 && !__locks[0].released")
    # The browser lets go of it itself when the page is hidden.
    await ada.page.evaluate("() => __locks[0].release()")
    await ada.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await ada.page.wait_for_function("() => __locks.length === 2 && !__locks[1].released")
    await ada.leave()
    await ada.page.wait_for_function("() => __locks[1].released")
    assert await ada.page.evaluate(released) == [True, True]
