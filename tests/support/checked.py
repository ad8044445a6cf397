"""What the page `/check` finds, read as it is written there."""

from __future__ import annotations

from playwright.async_api import Page, expect

from support.texts import text

ENDS_WITHIN = 60_000
"""Milliseconds."""


async def checked(page: Page) -> dict[str, tuple[str, str]]:
    """What is found, by its title: the state and the sentence, once all is."""
    await page.goto("/check")
    await page.get_by_role("button", name=text("check.start")).click()
    await expect(page.get_by_role("button", name=text("check.again"))).to_be_visible(
        timeout=ENDS_WITHIN
    )
    found: dict[str, tuple[str, str]] = {}
    for row in await page.get_by_test_id("finding").all():
        title, sentence = await row.locator("p").all_inner_texts(), row.locator("p").nth(1)
        state = await row.get_attribute("data-state") or ""
        found[title[0].split("\n")[0].strip()] = (state, await sentence.inner_text())
    return found


def of(found: dict[str, tuple[str, str]], subject: str) -> tuple[str, str]:
    """Of the one that begins with this."""
    [one] = [value for title, value in found.items() if title.startswith(subject)]
    return one
