"""Who helps to run the service, on the page: what is under way, how it went, and ending it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import asyncpg
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from meetd.db.embedded import running_postgres
from support.people import People
from support.person import meet
from support.service import Service
from support.texts import text

PATIENCE = 60.0
"""Seconds; a page reports within two of its own."""


async def make_admin(service: Service, name: str) -> None:
    """As the operator does, beside the server."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "meetd", "users", "admin", name), env=service.environment
    )
    assert await process.wait() == 0


async def fill_a_day(service: Service) -> None:
    """A day of another server, which did not run for some hours, and an hour of one at rest."""
    url = running_postgres(Path(service.environment["MEETD_DATA_DIR"]))
    assert url is not None
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            """INSERT INTO samples SELECT 'other', 60, date_trunc('minute', now())
                - minute * interval '1 minute', 20 + 20 * sin(minute / 90.0), 4, 60, 25000,
                30, 90, 60, 12, 0.6, 0.2
            FROM generate_series(1, 1440) AS minute WHERE minute NOT BETWEEN 300 AND 500"""
        )
        await connection.execute(
            """INSERT INTO samples SELECT 'spare', 60, date_trunc('minute', now())
                - minute * interval '1 minute', 0, 0, 0, 0, 1, 0, 0, 0, 0, 0
            FROM generate_series(1, 60) AS minute"""
        )
    finally:
        await connection.close()


async def wrong(page: Page) -> list[str]:
    """What axe finds, light and dark."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        results = await Axe().run(page)
        found += [f"{scheme}: {violation['id']}" for violation in results.response["violations"]]
    return found


async def test_an_admin_sees_how_a_meeting_goes_and_ends_it(
    people: People, service: Service
) -> None:
    cy, ada, ben = await people.arrive(service.url, "cy", "ada", "ben")
    page = cy.page
    await page.goto("/admin")
    await expect(page.get_by_text(text("errors.not_admin"))).to_be_visible()
    await make_admin(service, cy.name)
    code = await meet(ada, ben, mode="p2p")

    await page.goto("/")
    await page.get_by_role("button", name=text("page.account"), exact=True).click()
    await page.get_by_role("menuitem", name=text("admin.heading")).click()
    await expect(page.get_by_role("heading", name=text("admin.servers"))).to_be_visible()
    await expect(page.get_by_text("Worker 0: ")).to_be_visible()
    await page.get_by_role("button", name="Drain ").click()
    assert await wrong(page) == []
    await page.get_by_role("button", name=text("admin.drainAction"), exact=True).click()
    await expect(page.get_by_text("being emptied")).to_be_visible()
    await page.get_by_role("button", name=" take meetings again").click()
    await expect(page.get_by_text("being emptied")).to_have_count(0)
    await page.get_by_label(text("admin.search"), exact=True).fill(ada.name)
    await page.get_by_role("button", name=text("admin.find"), exact=True).click()
    await expect(page.get_by_text(ada.email)).to_be_visible()
    await fill_a_day(service)
    await page.reload()
    load = page.get_by_role("region", name=text("load.heading"))
    await expect(load.get_by_text("at most 40 at")).to_be_visible()
    await expect(load.get_by_text("busiest server:")).to_be_visible()
    servers = load.get_by_label(text("load.server"), exact=True)
    await servers.select_option(label="spare")
    await expect(load.get_by_text("at most 40 at")).not_to_be_visible()
    await expect(load.get_by_text("server: 1 now")).to_be_visible()
    await servers.select_option(label=text("load.allServers"))
    await expect(load.get_by_text(text("load.gaps"), exact=True)).to_be_visible()
    await load.get_by_text(text("load.table"), exact=True).click()
    await expect(load.get_by_role("figure")).to_have_count(6)
    await expect(load.get_by_role("row")).not_to_have_count(0)
    await load.get_by_text("Week", exact=True).click()
    await expect(load.get_by_role("radio", name="Week", exact=True)).to_be_checked()
    await expect(page.get_by_text("MEETD_ROOM_LIMIT", exact=True)).to_be_visible()
    assert await wrong(page) == []
    # Another admin, and oneself no more, after being asked.
    accounts = page.get_by_role("list", name=text("admin.accounts"))
    hers = accounts.get_by_role("listitem").filter(has_text=ada.email)
    is_admin = hers.get_by_text(text("admin.isAdmin"), exact=True)
    await accounts.get_by_role("button", name=f"Make admin: {ada.name}", exact=True).click()
    await page.get_by_role("button", name=text("admin.promoteAction"), exact=True).click()
    await expect(is_admin).to_be_visible()
    await expect(page.get_by_text(f"made {ada.name} an admin")).to_be_visible()
    await accounts.get_by_role("button", name=f"Withdraw admin from {ada.name}", exact=True).click()
    await page.get_by_role("button", name=text("admin.takeAction"), exact=True).click()
    await expect(is_admin).to_have_count(0)
    await page.get_by_label(text("admin.code"), exact=True).fill(code)
    await page.get_by_role("button", name=text("admin.look"), exact=True).click()

    inside = page.get_by_role("region", name=text("admin.inside"))
    await expect(inside.get_by_role("listitem")).to_have_count(2)
    went = page.get_by_role("region", name=text("timelines.heading"))
    await went.get_by_role("button", name=f"Show {ben.name} alone", exact=True).first.click()
    for sentence in ("came in", "Media travels directly between two"):
        await expect(went.get_by_text(sentence).first).to_be_visible()
    # What a page says for itself comes within seconds.
    async with asyncio.timeout(PATIENCE):
        while not await went.get_by_text("was let in after").count():
            await went.get_by_role("button", name=text("timelines.again"), exact=True).click()
            await page.wait_for_timeout(300)
    assert await wrong(page) == []

    await page.get_by_label(text("admin.message"), exact=True).fill("Back at ten.")
    await page.get_by_role("button", name=text("admin.say"), exact=True).click()
    await expect(page.get_by_text(text("admin.said"))).to_be_visible()
    await inside.get_by_role("button", name=f"Remove {ben.name}", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name=text("admin.remove")).click()
    await expect(inside.get_by_role("listitem")).to_have_count(1)
    await expect(ben.page.get_by_text("You were removed")).to_be_visible()
    await page.get_by_role("button", name=text("admin.end"), exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name=text("admin.end")).click()
    await expect(inside.get_by_text(text("admin.nobodyInside"))).to_be_visible()
    await page.get_by_role("link", name=text("admin.back")).click()
    await expect(page.get_by_text(f"ended the meeting {code}")).to_be_visible()
