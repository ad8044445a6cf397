"""Many people in one call on a small machine: each sends, and one looks."""

from __future__ import annotations

import asyncio

from support.painted import painted
from support.people import People
from support.person import Person


async def gather(people: People, url: str, code: str, count: int, **camera: object) -> list[Person]:
    """Guests who send pictures, quietly, and receive none."""

    async def arrive(number: int) -> Person:
        (guest,) = await people.arrive(
            url, f"guest{number}", script=painted(number, **camera), devices=(), together=True
        )
        return guest

    # The first opens the browser for all, and nobody is in the call while others still arrive.
    guests = [await arrive(1), *await asyncio.gather(*map(arrive, range(2, count + 1)))]
    for guest in guests:
        await guest.join(code)
        # Nobody watches the guests: they should not decode what all of them say.
        await guest.press("Turn off microphone")
        await look_away(guest)
    return guests


async def look_away(person: Person) -> None:
    """Receive no pictures: only one page of these can be decoded on a small machine."""
    # Constructed, since the page's policy lets no style element in.
    await person.page.evaluate("""() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('[data-testid="tile"] { display: none !important }');
        document.adoptedStyleSheets.push(sheet);
    }""")
