"""Many people in one call on a small machine: each sends, and one looks."""

from __future__ import annotations

from support.painted import painted
from support.people import People
from support.person import Person


async def gather(people: People, url: str, code: str, count: int, **camera: object) -> list[Person]:
    """Guests who send pictures, quietly, and receive none."""
    guests: list[Person] = []
    for number in range(1, count + 1):
        (guest,) = await people.arrive(
            url, f"guest{number}", script=painted(number, **camera), devices=(), together=True
        )
        await guest.join(code)
        # Nobody watches the guests: they should not decode what all of them say.
        await guest.press("Turn off microphone")
        await look_away(guest)
        guests.append(guest)
    return guests


async def look_away(person: Person) -> None:
    """Receive no pictures: only one page of these can be decoded on a small machine."""
    # Constructed, since the page's policy lets no style element in.
    await person.page.evaluate("""() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('[data-testid="tile"] { display: none !important }');
        document.adoptedStyleSheets.push(sheet);
    }""")
