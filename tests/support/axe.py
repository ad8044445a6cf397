"""What axe finds on pages that are looked at in several ways."""

from __future__ import annotations

from typing import Any, Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

WIDE, PHONE = (1280, 720), (390, 844)
Looks = tuple[tuple[int, int], Literal["light", "dark"]]
BOTH: tuple[Looks, ...] = ((WIDE, "light"), (PHONE, "dark"))
OTHERS: tuple[Looks, ...] = ((WIDE, "dark"), (PHONE, "light"))
ON_WIDE: tuple[Looks, ...] = ((WIDE, "light"),)
ON_PHONE: tuple[Looks, ...] = ((PHONE, "dark"),)
STILL = "() => Promise.allSettled(document.getAnimations().map((each) => each.finished))"


class Findings:
    """All that is wrong, of all states."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[str] = []

    async def look(self, state: str, looks: tuple[Looks, ...] = BOTH) -> None:
        for (width, height), scheme in looks:
            await self.page.set_viewport_size({"width": width, "height": height})
            await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            violations = await self._violations()
            if violations:
                # Something may have come meanwhile, a device's name say: what counts stays.
                violations = await self._violations()
            for violation in violations:
                where = [node["html"][:200] for node in violation["nodes"][:3]]
                self.found.append(f"{state}, {width}, {scheme}: {violation['id']} {where}")

    async def _violations(self) -> list[dict[str, Any]]:
        # What fades in has no contrast yet.
        await self.page.evaluate(STILL)
        results = await Axe().run(self.page)
        found: list[dict[str, Any]] = results.response["violations"]
        return found
