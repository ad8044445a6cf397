"""Webhooks on the page: made and tried by a person, and what did not arrive sent again, by them
and by an admin."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import asyncpg
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from meetd.db.embedded import running_postgres
from support.people import People
from support.receiver import Receiver, receiver
from support.service import Service, serving
from support.texts import text

SIZES = ((1280, 720), (360, 740))


async def wrong(page: Page) -> list[str]:
    """What axe finds, wide and narrow, light and dark."""
    found: list[str] = []
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            results = await Axe().run(page)
            found += [f"{width} {scheme}: {one['id']}" for one in results.response["violations"]]
            assert await page.evaluate("document.body.scrollWidth <= innerWidth"), (width, scheme)
    return found


async def give_up(service: Service) -> None:
    """Have the newest event count as one that did not arrive, as after three days."""
    url = running_postgres(Path(service.environment["MEETD_DATA_DIR"]))
    assert url is not None
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            """INSERT INTO webhook_dead_letters (webhook_id, seq, attempts, last_status, last_error)
            SELECT webhooks.id, max(events.seq), 31, 503, 'It answered with 503.'
            FROM webhooks, events GROUP BY webhooks.id"""
        )
    finally:
        await connection.close()


async def sent_again(page: Page, place: Receiver) -> None:
    """Look at what did not arrive, and have it arrive."""
    before = len(place.received)
    await page.get_by_role("button", name="1 did not arrive", exact=True).click()
    dialog = page.get_by_role("dialog", name=text("deadLetters.heading"))
    await expect(dialog.get_by_role("listitem")).to_contain_text("answered with 503")
    assert await wrong(page) == []
    await dialog.get_by_role("button", name=text("deadLetters.send")).click()
    await place.until(lambda: len(place.received) == before + 1)
    await expect(dialog.get_by_text(text("deadLetters.none"), exact=True)).to_be_visible()
    await dialog.get_by_role("button", name=text("actions.close"), exact=True).click()
    await expect(page.get_by_role("button", name="did not arrive")).to_have_count(0)


async def test_a_webhook_is_made_tried_and_sent_what_did_not_arrive(
    people: People, tmp_path: Path
) -> None:
    with serving(tmp_path, webhook_addresses="private") as service:
        async with receiver() as place:
            await story(people, service, place)


async def story(people: People, service: Service, place: Receiver) -> None:
    ada = await people.visit(service.url, "ada")
    await ada.enrol(service.url)
    page = ada.page
    await page.goto("/account")
    hooks = page.get_by_role("region", name=text("webhooks.heading"))
    await expect(hooks.get_by_text(text("webhooks.none"), exact=True)).to_be_visible()
    await hooks.get_by_role("button", name=text("webhooks.make"), exact=True).click()
    dialog = page.get_by_role("dialog")
    create = dialog.get_by_role("button", name=text("webhooks.create"), exact=True)
    address = dialog.get_by_label(text("webhooks.url"), exact=True)
    await address.fill("ftp://example.com")
    await create.click()
    await expect(address).to_have_attribute("aria-invalid", "true")
    assert await wrong(page) == []
    await address.fill(place.url)
    await dialog.get_by_label(text("webhooks.note"), exact=True).fill("Billing")
    for name in ("role", "message"):
        await dialog.get_by_label(text(f"eventTypes.{name}"), exact=True).uncheck()
    await create.click()
    secret = hooks.get_by_label(text("webhooks.secret"), exact=True)
    place.secret = await secret.input_value()
    assert place.secret.startswith("whsec_")
    assert await wrong(page) == []

    async def choose(name: str) -> None:
        await hooks.get_by_role("button", name="More for Billing", exact=True).click()
        await page.get_by_role("menuitem", name=text(f"webhooks.{name}"), exact=True).click()

    await choose("try")
    await expect(page.get_by_text(text("webhooks.arrived"), exact=True)).to_be_visible()
    assert place.types() == ["test"]
    await choose("rotate")
    await page.get_by_role("button", name=text("webhooks.rotateAction"), exact=True).click()
    await expect(secret).not_to_have_value(place.secret)
    place.secret = await secret.input_value()

    await page.goto("/")
    await page.get_by_role("button", name=text("home.newMeeting"), exact=True).click()
    await place.until(lambda: "room.created" in place.types())
    # Nobody can show it again.
    await page.goto("/account")
    await expect(hooks.get_by_role("listitem")).to_contain_text(text("eventTypes.knock"))
    await expect(secret).not_to_be_attached()
    await give_up(service)
    await page.reload()
    await sent_again(page, place)

    await choose("pause")
    await expect(hooks.get_by_role("listitem")).to_contain_text(text("webhooks.paused"))
    await choose("resume")
    await expect(hooks.get_by_role("listitem")).not_to_contain_text(text("webhooks.paused"))

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "meetd", "users", "admin", ada.name), env=service.environment
    )
    assert await process.wait() == 0
    await give_up(service)
    await page.goto("/admin")
    theirs = page.get_by_role("region", name=text("webhooks.heading"))
    await expect(theirs.get_by_role("listitem")).to_contain_text("Billing")
    # An address may have a secret in it.
    assert place.url not in await theirs.inner_text()
    await sent_again(page, place)
    await expect(theirs.get_by_text(text("admin.allArrives"), exact=True)).to_be_visible()
    await expect(page.get_by_text("had an event sent again")).to_be_visible()

    await page.goto("/account")
    await choose("delete")
    await page.get_by_role("button", name=text("webhooks.deleteAction"), exact=True).click()
    await expect(hooks.get_by_text(text("webhooks.none"), exact=True)).to_be_visible()
