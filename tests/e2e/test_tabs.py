"""Several tabs of one browser, which has one account at a time, and what tabs wait for."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Page, Route, expect

from support.cable import Cable, cable
from support.people import People
from support.person import PASSWORD, Person, meet
from support.ports import free_port
from support.service import Service, serving

REFRESH = "**/api/v1/auth/refresh"

SIGN_IN = """(body) => fetch("/api/v1/auth/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
})"""
TO_COME = """() => {
    const toCome = String(Date.now() + 3.6e6);
    for (const key of Object.keys(localStorage)) {
        if (/refresh/i.test(key)) localStorage.setItem(key, toCome);
    }
    localStorage.setItem("meetd.refreshedAt", toCome);
}"""


@contextlib.asynccontextmanager
async def _behind_a_cable(folder: Path) -> AsyncIterator[tuple[str, Cable]]:
    """A server of one's own: where it is, and the cable to it."""
    inside, outside = free_port(), free_port()
    with serving(folder, inside, public_url=f"http://localhost:{outside}") as service:
        async with cable(inside, outside) as laid:
            yield service.url, laid


async def _lose_access(person: Person) -> None:
    """As when it has run out: what gets another one is kept."""
    cookies = await person.page.context.cookies()
    await person.page.context.clear_cookies()
    await person.page.context.add_cookies(
        [cookie for cookie in cookies if not cookie["name"].endswith("meetd_access")]  # type: ignore[misc]
    )


async def _sign_in_unseen(page: Page, name: str) -> None:
    """No tab is told of it."""
    await page.evaluate(SIGN_IN, {"login": name, "password": PASSWORD})


async def _second_tab(person: Person) -> Person:
    return Person(person.name, await person.page.context.new_page(), person.look)


async def _account(page: Page, name: str) -> None:
    """Wait until the page shows this account."""
    await page.get_by_role("button", name="Account").click()
    await expect(page.get_by_role("menu").get_by_text(name, exact=True)).to_be_visible()
    await page.keyboard.press("Escape")


async def _sign_in_beside(person: Person, other: Person) -> Person:
    """The other account signs in, in a second tab of the person's browser."""
    tab = await _second_tab(person)
    await tab.sign_out()
    beside = Person(other.name, tab.page, other.look)
    await beside.sign_in()
    await beside.at_home()
    return beside


async def test_a_tab_notices_at_once_who_signs_in_and_out_beside_it(
    people: People, service: Service
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    await _account(ada.page, ada.name)
    beside = await _sign_in_beside(ada, ben)
    # Signed out beside it, it asks who it is.
    await expect(ada.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    await ada.page.goto("/")
    await _account(ada.page, ben.name)

    await _sign_in_unseen(beside.page, ada.name)
    # No tab was told. What is pressed is not done, and the page shows who it would be.
    await ada.page.get_by_role("button", name="New meeting").click()
    await _account(ada.page, ada.name)
    await expect(ada.page).to_have_url(f"{service.url}/")

    # The one that was told shows it at once.
    await beside.page.reload()
    await beside.sign_out()
    await expect(ada.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


async def test_a_call_goes_on_as_whom_it_began_and_ends_with_a_word(
    people: People, tmp_path: Path
) -> None:
    async with _behind_a_cable(tmp_path) as (url, laid):
        ada, ben, cy = await people.arrive(url, "ada", "ben", "cy")
        await meet(ada, ben, mode="p2p")
        tab = await _second_tab(ada)
        await tab.page.goto("/")
        await _sign_in_unseen(tab.page, cy.name)
        await tab.page.reload()
        await _account(tab.page, cy.name)
        await expect(ada.page.get_by_text(f"This call goes on as {ada.name}.")).to_be_visible()
        await ada.says("Still me")
        await ben.reads("Still me")
        await expect(ben.log.get_by_text(ada.name)).to_be_visible()

        # It cannot come back as another one.
        laid.cut()
        await expect(ada.call).to_have_attribute("data-state", "reconnecting")
        laid.mend()
        await expect(ada.page.get_by_text("signed in as another account now")).to_be_visible()
        await ada.page.get_by_role("button", name="Rejoin").click()
        await ada.join_now()
        await expect(ben.tile(cy)).to_be_visible()


async def test_a_refresh_that_is_never_answered_blocks_no_tab(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    tab = await _second_tab(ada)
    asked = asyncio.Event()

    async def never(_: Route) -> None:
        asked.set()

    async def refused(route: Route) -> None:
        await route.fulfill(
            status=401,
            content_type="application/problem+json",
            body='{"status": 401, "code": "unauthorized"}',
        )

    await ada.page.route(REFRESH, never)
    for page in (ada.page, tab.page):
        await page.route("**/api/v1/users/me", refused, times=1)
    going = asyncio.create_task(ada.page.goto("/"))
    await asked.wait()
    # It waits its turn, and then goes on.
    await tab.page.goto("/")
    await tab.at_home()
    await going
    # The other one says what is wrong, and does not turn for ever.
    await expect(ada.page.get_by_text("The server did not answer in time")).to_be_visible()


async def test_a_clock_that_was_set_back_signs_nobody_out(people: People, tmp_path: Path) -> None:
    async with _behind_a_cable(tmp_path) as (url, laid):
        ada, ben = await people.arrive(url, "ada", "ben")
        refreshed: list[str] = []
        ada.page.context.on(
            "request", lambda sent: refreshed.append(sent.url) if REFRESH[3:] in sent.url else None
        )
        # Each time that its access is over it gets another, whatever an hour fast left behind.
        for count in (1, 2):
            await ada.page.evaluate(TO_COME)
            await _lose_access(ada)
            await ada.page.goto("/")
            await ada.at_home()
            assert len(refreshed) == count

        await meet(ada, ben, mode="p2p")
        await ada.page.evaluate("() => { const now = Date.now; Date.now = () => now() - 8.64e7; }")
        await ada.page.evaluate(TO_COME)
        await _lose_access(ada)
        laid.cut()
        await expect(ada.call).to_have_attribute("data-state", "reconnecting")
        laid.mend()
        await ada.in_mode("p2p")
        await ada.says("Back again")
        await ben.reads("Back again")
        assert len(refreshed) == 3
