"""The page in the hands of others: one that is translated as it is drawn, and one of which a part
fails."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from support.people import People
from support.person import PASSWORD, Person
from support.service import Service

TRANSLATOR = (Path(__file__).parents[1] / "support" / "translator.js").read_text()


async def _well(person: Person) -> None:
    """The page is translated, and nothing of it fell over."""
    assert await person.page.evaluate("() => window.__translated") > 0
    for words in ("Something went wrong", "stopped working"):
        await expect(person.page.get_by_text(words)).to_have_count(0)


async def test_a_translated_page_goes_on(people: People, service: Service) -> None:
    """From the first page to the last, through all that changes beside a text."""
    ada = await people.visit(service.url, "ada", script=TRANSLATOR)
    [ben] = await people.arrive(service.url, "ben")
    page = ada.page
    await page.goto("/register")
    await page.get_by_role("button", name="Create account").click()
    await expect(page.get_by_text("Enter an email address")).to_be_visible()
    await ada.register()
    await _well(ada)
    await ada.sign_out()
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("Enter your password.")).to_be_visible()
    await ada.fill_in_sign_in("not the password")
    await expect(page.get_by_role("alert")).to_contain_text("is not right")
    await ada.fill_in_sign_in(PASSWORD)
    await ada.at_home()
    await _well(ada)
    code = await ada.new_meeting()
    await page.goto("/")
    await page.get_by_role("button", name="More for").click()
    await page.get_by_role("menuitem", name="Rename").click()
    await page.get_by_label("Name", exact=True).fill("Translated")
    await page.get_by_role("button", name="Rename").click()
    await expect(page.get_by_text("Translated")).to_be_visible()
    await page.goto("/account")
    await expect(page.get_by_text("This browser")).to_be_visible()
    await _well(ada)

    await page.goto(f"/{code}")
    await page.get_by_role("button", name="Turn off camera").click()
    await expect(page.get_by_text("Camera is off")).to_be_visible()
    await page.get_by_role("button", name="Turn on camera").click()
    await expect(page.get_by_text("Camera is off")).to_have_count(0)
    await page.get_by_role("button", name="Test microphone").click()
    await expect(page.get_by_text("This is how others hear you.")).to_be_visible()
    await expect(page.get_by_text("If you heard yourself")).to_be_visible()
    await ada.join_now()
    await ada.press("People")
    await expect(page.get_by_text("1 person in the call")).to_be_visible()
    await ben.join(code)
    await expect(page.get_by_text("2 people in the call")).to_be_visible()
    await ada.sees(ben)
    for name in ("Turn off microphone", "Turn on microphone", "Turn off camera", "Turn on camera"):
        await ada.press(name)
    await ada.says("One")
    await ben.says("Two https://example.org and more")
    await ada.reads("One")
    await expect(ada.log.get_by_text("and more")).to_be_visible()
    await ada.press("Present screen")
    await ben.sees(ada, "screen")
    await ada.press("Stop presenting")
    await ada.press("Settings")
    await page.get_by_role("dialog").get_by_role("button", name="Test microphone").click()
    await expect(page.get_by_role("dialog").get_by_text("This is how")).to_be_visible()
    await page.keyboard.press("Escape")
    await ben.leave()
    await expect(page.get_by_text("You are the only one here")).to_be_visible()
    await _well(ada)
    await ada.leave()
    await page.get_by_role("button", name="Rejoin").click()
    await expect(page.get_by_role("button", name="Join now")).to_be_visible()
    await _well(ada)


async def test_a_part_that_fails_fails_alone(people: People, service: Service) -> None:
    """Its place says so and offers it again; pictures and voices go on meanwhile."""
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ada.page.evaluate(
        """() => {
            window.__animate = Element.prototype.animate;
            Element.prototype.animate = () => { throw new Error("broken") };
        }"""
    )
    await ben.join(code)
    broken = ada.page.get_by_role("alert").filter(has_text="stopped working")
    await expect(broken.filter(has_text=ben.name)).to_be_visible()
    await ada.hears(ben)
    await ben.sees(ada)
    await ada.says("Still here")
    await ben.reads("Still here")
    await ada.page.evaluate("() => { Element.prototype.animate = __animate }")
    await broken.filter(has_text=ben.name).get_by_role("button", name="Try again").click()
    await ada.sees(ben)
    await broken.get_by_role("button", name="Try again").click()
    await expect(broken).to_have_count(0)
