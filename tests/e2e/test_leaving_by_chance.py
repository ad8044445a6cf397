"""A step back or a reload in a call: a question first, and a way back with one press."""

from __future__ import annotations

from playwright.async_api import expect

from support.people import People
from support.service import Service


async def test_a_step_back_asks_first(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada")
    page = ada.page
    code = await ada.new_meeting()
    await ada.join_now()
    question = page.get_by_role("dialog", name="Leave the call?")
    await page.evaluate("() => history.back()")
    await question.get_by_role("button", name="Stay").click()
    await expect(question).not_to_be_attached()
    await expect(ada.call).to_be_visible()
    assert page.url.endswith(code)

    await ada.press("Turn off microphone")
    await page.evaluate("() => history.back()")
    await question.get_by_role("button", name="Leave", exact=True).click()
    await ada.at_home()
    await page.evaluate("() => history.forward()")
    await expect(page.get_by_role("button", name="Turn on microphone")).to_be_visible()
    await expect(page.get_by_role("button", name="Turn off camera")).to_be_visible()
    await ada.join_now()
    await expect(ada.button("Turn on microphone")).to_be_visible()
    await ada.leave()
    await expect(page.get_by_role("heading", name="You left the meeting")).to_be_visible()
    await page.get_by_role("link", name="Back home").click()
    await ada.at_home()


async def test_a_reload_asks_first_and_comes_back_as_one_was(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    page = ada.page
    await ada.new_meeting()
    await ada.join_now()
    await ada.press("Turn off camera")
    for stays in (True, False):
        async with page.expect_event("dialog") as asked:
            await page.evaluate("() => void setTimeout(() => location.reload())")
        dialog = await asked.value
        assert dialog.type == "beforeunload"
        if stays:
            await dialog.dismiss()
            await expect(ada.button("Turn on camera")).to_be_visible()
        else:
            await dialog.accept()
    await expect(page.get_by_role("button", name="Join now")).to_be_visible()
    await expect(page.get_by_role("button", name="Turn on camera")).to_be_visible()
    await expect(page.get_by_role("button", name="Turn off microphone")).to_be_visible()
    await ada.join_now()
    await expect(ada.button("Turn on camera")).to_be_visible()
