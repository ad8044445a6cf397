"""The picture of a call in the README: made here, and kept when MEETD_PICTURE is set."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.async_api import expect

from support.browser import filming
from support.people import People
from support.person import meet
from support.portraits import PORTRAITS, paint
from support.service import serving

KEPT = Path(__file__).with_name("call.png")


async def test_four_people_fill_the_picture(people: People, tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        group = []
        for portrait in PORTRAITS:
            film = await paint(people.playwright, portrait, tmp_path)
            group += await people.arrive(
                service.url, portrait.name, devices=filming(film), name_as_it_is=True
            )
        ada, *others = group
        await meet(*group, mode="sfu")
        for other in others:
            seen = await ada.watches(other, moving=False, until=lambda seen: seen.width >= 640)
            assert seen.height * 16 == seen.width * 9
        await ada.says("Shall we begin?")
        await ada.reads("Shall we begin?")
        await ada.chat_button.click()
        await expect(ada.log).not_to_be_visible()
        await ada.page.mouse.move(640, 5)
        picture = KEPT if os.environ.get("MEETD_PICTURE") else tmp_path / "call.png"
        await ada.page.screenshot(path=picture)
