"""A call in which everybody does something, which has to be so again after trouble."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from support.person import Person


class Scene:
    """One of these is muted, one presents a screen, one has the camera off, and they write."""

    def __init__(self, *group: Person, muted: Person, presenting: Person, unseen: Person) -> None:
        self._group = group
        self._muted = muted
        self._presenting = presenting
        self._unseen = unseen
        self._said: list[str] = []

    async def begin(self) -> None:
        """Do all that, and wait until everybody knows."""
        await self._muted.press("Turn off microphone")
        await self._unseen.press("Turn off camera")
        await self._presenting.press("Present screen")
        for person in self._group:
            await self.says(person, f"Here is {person}")
        await self.holds()

    async def says(self, person: Person, text: str) -> None:
        """Everybody has to have it once, from the next `holds` on."""
        await person.says(text)
        self._said.append(text)

    async def holds(self) -> None:
        """Wait until everything is as it should be, on every page."""
        async with asyncio.TaskGroup() as each:
            for person in self._group:
                each.create_task(self._holds_for(person))
                audible = [other for other in self._group if other not in {person, self._muted}]
                each.create_task(person.hears(*audible))

    async def _holds_for(self, person: Person) -> None:
        others = [other for other in self._group if other is not person]
        screens = [other for other in others if other is self._presenting]
        # Whoever came back is there once.
        await expect(person.tiles("camera")).to_have_count(len(others))
        await expect(person.tiles("screen")).to_have_count(len(screens))
        for other in screens:
            await person.sees(other, "screen")
        for other in others:
            mark = person.tile(other).get_by_label("Microphone off")
            await expect(mark).to_have_count(int(other is self._muted))
            if other is self._unseen:
                await expect(person.tile(other).locator("video")).not_to_be_visible()
            else:
                await person.sees(other)
        for text in self._said:
            await person.reads(text)
        for role, button in (
            (self._muted, "Turn on microphone"),
            (self._presenting, "Stop presenting"),
            (self._unseen, "Turn on camera"),
        ):
            await expect(person.button(button)).to_have_count(int(person is role))
