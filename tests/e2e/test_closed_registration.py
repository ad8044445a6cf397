"""What a visitor finds where accounts are made by whoever runs the service."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from playwright.async_api import expect

from support.browser import FAKE_DEVICES
from support.people import People
from support.person import PASSWORD
from support.service import serving


async def make_account(folder: Path, name: str) -> None:
    """As the operator does, before the server runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "meetd", "users", "add", f"{name}@example.org", name,
        env=os.environ | {"MEETD_DATA_DIR": str(folder / "data")},
        stdin=PIPE, stdout=PIPE,
    )  # fmt: skip
    said, _ = await process.communicate(PASSWORD.encode())
    assert said.decode() == f"{name} can sign in.\n"


async def test_a_visitor_is_told_and_who_has_an_account_gets_in(
    people: People, tmp_path: Path
) -> None:
    await make_account(tmp_path, "ada")
    with serving(tmp_path, registration="closed", workers="1") as service:
        ada = await people.visit(service.url, "ada", FAKE_DEVICES, name_as_it_is=True)
        page = ada.page
        await page.goto("/account")
        await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        await expect(page.get_by_text("Ask whoever runs this service")).to_be_visible()
        await expect(page.get_by_role("link", name="Create an account")).to_have_count(0)

        await page.goto("/register?next=%2Faccount")
        await expect(page.get_by_role("heading", name="Accounts are made for you")).to_be_visible()
        await expect(page.get_by_text("Ask whoever runs this service")).to_be_visible()
        await expect(page.get_by_role("textbox")).to_have_count(0)
        await expect(page.get_by_role("button", name="Create account")).to_have_count(0)
        await page.get_by_role("link", name="Sign in").click()
        await ada.fill_in_sign_in()
        await expect(page).to_have_url(re.compile("/account$"))
