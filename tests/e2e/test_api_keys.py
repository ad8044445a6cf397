"""API keys on the account page: made for a program, shown once, and revoked."""

from __future__ import annotations

from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.async_api import Route, expect

from support.people import People
from support.rest import get
from support.service import Service
from support.texts import text


async def test_a_key_is_made_shown_once_and_revoked(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada = await people.visit(service.url, "ada", size=(360, 740))
    await ada.enrol(service.url)
    page = ada.page

    async def away(route: Route) -> None:
        await route.abort()

    await page.route("**/api/v1/keys?*", away)
    await page.goto("/account")
    again = page.get_by_role("button", name=text("actions.tryAgain"), exact=True)
    await expect(again).to_be_visible()
    await page.screenshot(path=tmp_path / "failed.png", full_page=True)
    await page.unroute("**/api/v1/keys?*", away)
    await again.click()
    await expect(page.get_by_text(text("apiKeys.none"), exact=True)).to_be_visible()

    await page.get_by_role("button", name=text("apiKeys.make"), exact=True).click()
    name = page.get_by_label(text("apiKeys.name"), exact=True)
    create = page.get_by_role("button", name=text("apiKeys.create"), exact=True)
    await create.click()
    await expect(name).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text(text("apiKeys.chooseScopes"), exact=True)).to_be_visible()
    await name.fill("calendar")
    for scope in ("account:read", "rooms:read"):
        await page.get_by_label(text(f"apiKeys.scopes.{scope}"), exact=True).check()
    await page.screenshot(path=tmp_path / "new.png")
    await create.click()
    secret = page.get_by_label(text("apiKeys.secret"), exact=True)
    await expect(secret).to_have_attribute("readonly", "")
    key = await secret.input_value()
    assert get(service, "/users/me", key)["user"]["username"] == ada.name
    assert get(service, "/rooms", key)["items"] == []
    with pytest.raises(HTTPError, match="403"):
        get(service, "/auth/sessions", key)

    # Nobody can show it again; what it may do is in words.
    await page.reload()
    row = page.get_by_role("list", name=text("apiKeys.heading")).get_by_role("listitem")
    await expect(row).to_contain_text(text("apiKeys.scopes.rooms:read"))
    await expect(row).to_contain_text(key[:7])
    await expect(secret).not_to_be_attached()
    await page.screenshot(path=tmp_path / "list.png", full_page=True)
    await row.get_by_role("button", name="Sites of the key calendar", exact=True).click()
    sites = page.get_by_role("dialog").get_by_label(text("apiKeys.origins"), exact=True)
    save = page.get_by_role("dialog").get_by_role("button", name=text("apiKeys.saveOrigins"))
    await sites.fill("http://shop.example.com")
    await save.click()
    await expect(sites).to_have_attribute("aria-invalid", "true")
    await sites.fill("https://shop.example.com, http://localhost:3000")
    await save.click()
    await expect(row).to_contain_text("https://shop.example.com, http://localhost:3000")
    await page.screenshot(path=tmp_path / "sites.png", full_page=True)
    await row.get_by_role("button", name="Revoke the key calendar", exact=True).click()
    await page.get_by_role("dialog").screenshot(path=tmp_path / "revoke.png")
    await page.get_by_role("button", name=text("apiKeys.revoke"), exact=True).click()
    await expect(page.get_by_text(text("apiKeys.none"), exact=True)).to_be_visible()
    with pytest.raises(HTTPError, match="401"):
        get(service, "/users/me", key)
