"""A person at a browser, who finds everything by what is written on the page."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, expect
from playwright.async_api import TimeoutError as PlaywrightTimeout

from support.browser import PATIENCE
from support.fake_media import LOOKS, Colour, Look
from support.texts import text

CODE = re.compile(r"/([a-z]{3}-[a-z]{4}-[a-z]{3})$")
PASSWORD = "correct horse battery staple"
GIVEN_UP = 8.0
"""Seconds without a picture after which somebody would look for what the page offers."""
LISTENED = 1000
"""Milliseconds in which whoever is heard says something twice. All that a call costs goes on
meanwhile, so that what is listened to for longer makes a story as much longer."""
WATCHED = 5
"""Frames in a row that are looked at."""
HEEDED = 10_000
"""Milliseconds between a voice and a picture above which WebRTC takes the estimate for wrong."""
_places = map(str, itertools.cycle(ip_network("198.18.0.0/16").hosts()))
"""Where people come from: one place may not make hundreds of accounts at once."""

Source = Literal["camera", "screen"]
Mode = Literal["p2p", "sfu"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a tile showed over some frames."""

    pictures: int
    """How many of the frames differed."""
    colour: tuple[float, float, float]
    width: int
    height: int

    @property
    def moves(self) -> bool:
        return self.pictures > 3

    @property
    def shows(self) -> tuple[Source, Look]:
        """What it is of whom."""
        return shown_in(self.colour)


def shown_in(colour: tuple[float, float, float]) -> tuple[Source, Look]:
    """What a picture of that colour is of: whose camera or screen."""
    known: dict[tuple[Source, Look], Colour] = {}
    for look in LOOKS:
        known |= {("camera", look): look.colour, ("screen", look): look.screen}

    def distance(shown: tuple[Source, Look]) -> float:
        return sum((a - b) ** 2 for a, b in zip(known[shown], colour, strict=True))

    return min(known, key=distance)


@dataclass(frozen=True, slots=True)
class Path:
    """The two ends of a candidate pair that carries media."""

    localType: str  # noqa: N815 - as getStats spells it
    localAddress: str  # noqa: N815
    localPort: int  # noqa: N815
    remoteType: str  # noqa: N815
    remotePort: int  # noqa: N815
    protocol: str
    relayProtocol: str  # noqa: N815
    """How the relay is reached: empty without one."""
    sent: int
    received: int


PICTURES = """async () => {
    const tiles = [...document.querySelectorAll("[data-testid=tile][data-source]")].map((tile) => [
        tile.innerText,
        tile.dataset.source,
        tile.querySelector("[data-reason]")?.dataset.reason,
        [...tile.querySelectorAll("video")].map((video) => {
            const [track] = video.srcObject?.getVideoTracks() ?? [];
            const { readyState, currentTime } = video;
            return [readyState, currentTime, track?.id, track?.muted, track?.readyState];
        }),
    ]);
    const comes = [];
    for (const connection of __probe.connections()) {
        for (const one of (await connection.getStats()).values()) {
            if (one.type !== "inbound-rtp" || one.kind !== "video") continue;
            const { trackIdentifier, mid, bytesReceived, framesReceived, framesDecoded } = one;
            const { keyFramesDecoded, packetsReceived, pliCount } = one;
            comes.push({
                trackIdentifier, mid, bytesReceived, framesReceived, framesDecoded,
                keyFramesDecoded, packetsReceived, pliCount,
                state: connection.connectionState,
            });
        }
    }
    const says = [...document.querySelectorAll("[role=status]")].map((one) => one.innerText);
    return { tiles, comes, says: says.filter(Boolean) };
}"""


class Person:
    """One account in one browser. Every method waits until the page shows that it is done."""

    def __init__(self, name: str, page: Page, look: Look) -> None:
        self.name = name
        self.email = f"{name}@example.org".lower()
        self.page = page
        self.look = look

    def __repr__(self) -> str:
        return self.name

    # Accounts

    async def enrol(self, url: str) -> None:
        """Have an account at that server and be signed in and at home, without the forms of the
        page."""
        account = {"email": self.email, "username": self.name, "password": PASSWORD}
        answer = await self.page.context.request.post(
            f"{url}/api/v1/auth/register",
            data=account,
            headers={"X-Forwarded-For": next(_places)},
            # Whom a browser was told to trust, it alone does.
            ignore_https_errors=True,
        )
        assert answer.status == 201, await answer.text()
        await self.page.goto("/")
        await self.at_home()

    async def register(self) -> None:
        await self.fill_in_registration(self.name)
        await self.at_home()

    async def fill_in_registration(self, username: str) -> None:
        """Fill in and send; what comes of it is for the caller to expect."""
        await self.page.goto("/register")
        await self.page.get_by_label(text("register.email"), exact=True).fill(self.email)
        await self.page.get_by_label(text("register.username"), exact=True).fill(username)
        await self.page.get_by_label(text("register.password"), exact=True).fill(PASSWORD)
        await self.page.get_by_role("button", name=text("register.submit")).click()

    async def sign_in(self, password: str = PASSWORD) -> None:
        """Open the page for it, fill in and send; what comes of it is for the caller to expect."""
        await self.page.goto("/login")
        await self.fill_in_sign_in(password)

    async def fill_in_sign_in(self, password: str = PASSWORD) -> None:
        """Fill in and send what the page asks for."""
        await self.page.get_by_label(text("signIn.login"), exact=True).fill(self.name)
        await self.page.get_by_label(text("signIn.password"), exact=True).fill(password)
        await self.page.get_by_role("button", name=text("signIn.submit"), exact=True).click()

    async def sign_out(self) -> None:
        await self.page.goto("/")
        await self.page.get_by_role("button", name=text("page.account")).click()
        await self.page.get_by_role("menuitem", name=text("page.signOut")).click()
        await expect(
            self.page.get_by_role("button", name=text("home.newMeeting"))
        ).not_to_be_attached()

    async def at_home(self) -> None:
        await expect(self.page.get_by_role("button", name=text("home.newMeeting"))).to_be_visible()

    # Rooms

    async def new_meeting(self) -> str:
        """Make a room; the answer is its code."""
        if urlsplit(self.page.url).path != "/":
            await self.page.goto("/")
        await self.page.get_by_role("button", name=text("home.newMeeting")).click()
        await self.page.wait_for_url(CODE)
        match = CODE.search(self.page.url)
        assert match is not None
        return match[1]

    async def join(self, code: str) -> None:
        """Open a room and go in."""
        await self.page.goto(f"/{code}")
        await self.join_now()

    async def join_now(self) -> None:
        await self.page.get_by_role("button", name=text("preJoin.join")).click()
        await expect(self.call).to_be_visible()

    async def asks_to_join(self, code: str) -> None:
        """As a guest, who then waits."""
        await self.page.goto(f"/{code}")
        await self.page.get_by_label(text("guest.name"), exact=True).fill(self.name)
        await self.page.get_by_role("button", name=text("guest.ask"), exact=True).click()
        await expect(self.page.get_by_role("heading", name=text("guest.waiting"))).to_be_visible()

    async def leave(self) -> None:
        await self.press(text("call.leave"))
        await expect(self.call).not_to_be_attached()

    # In the call

    @property
    def call(self) -> Locator:
        return self.page.get_by_test_id("call")

    def button(self, name: str) -> Locator:
        return self.call.get_by_role("button", name=name, exact=True)

    async def press(self, name: str) -> None:
        await self.button(name).click()

    async def choose_camera(self, label: str) -> None:
        await self.press(text("call.settings"))
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_label(text("devices.names.camera"), exact=True).select_option(
            label=label
        )
        await self.page.keyboard.press("Escape")
        await expect(dialog).not_to_be_attached()

    async def in_mode(self, mode: Mode) -> None:
        """Wait until the call is connected this way."""
        await expect(self.call).to_have_attribute("data-mode", mode)
        await expect(self.call).to_have_attribute("data-state", "connected")

    def tiles(self, source: Source | None = None) -> Locator:
        """Tiles of the others."""
        which = f'[data-source="{source}"]' if source else ""
        return self.call.locator(f'[data-testid="tile"][data-local="false"]{which}')

    @property
    def own_tile(self) -> Locator:
        return self.call.locator('[data-testid="tile"][data-local="true"][data-source="camera"]')

    def tile(self, other: Person, source: Source = "camera") -> Locator:
        return self.tiles(source).filter(has_text=other.name)

    async def sees(self, other: Person, source: Source = "camera") -> Seen:
        """Wait until the other's tile shows moving pictures of their own colour."""
        return await self.watches(
            other, source, until=lambda seen: seen.shows == (source, other.look)
        )

    async def watches(
        self,
        other: Person,
        source: Source = "camera",
        until: Callable[[Seen], bool] = lambda seen: True,
        *,
        moving: bool = True,
    ) -> Seen:
        """Wait until the other's tile shows new frames that are as they should be."""
        video = self.tile(other, source).locator("video")
        seen: Seen | None = None
        clock = asyncio.get_running_loop().time
        last_tried = clock()
        try:
            async with asyncio.timeout(PATIENCE / 1000):
                while True:
                    seen = await _watch(video)
                    if seen and (seen.moves or not moving) and until(seen):
                        return seen
                    if clock() - last_tried > GIVEN_UP:
                        last_tried = clock()
                        await self._try_for_all_pictures()
        except TimeoutError:
            raise AssertionError(
                f"{self} should see {other}'s {source}, sees {seen}: {await self._pictures()}"
            ) from None

    async def _try_for_all_pictures(self) -> None:
        """As somebody does whose machine was too busy for them, which looks like a slow line: by
        itself the page waits for longer each time."""
        again = self.page.get_by_role("status").get_by_role(
            "button", name=text("actions.tryAgain"), exact=True
        )
        if await again.count():
            with contextlib.suppress(PlaywrightTimeout):
                await again.click(timeout=1000)

    async def _pictures(self) -> Any:
        """What there is on each tile, what the page says, and what of it comes, for who looks for
        the reason."""
        return await self.page.evaluate(PICTURES)

    async def hears(self, *others: Person) -> None:
        """Wait until the tones of just these people have been heard."""
        await self.hears_tones({other.look.tone for other in others})

    async def hears_tones(self, expected: set[int]) -> None:
        """Wait until just these have been heard, in hertz: those of `LOOKS`.

        Each has to be played once, by what is not muted, and nobody by two elements at a time."""
        heard: list[int] = []
        players = 0
        try:
            async with asyncio.timeout(PATIENCE / 1000):
                while True:
                    heard, players = await self._listen()
                    if heard == sorted(expected) and players <= await self.tiles().count():
                        return
        except TimeoutError:
            raise AssertionError(
                f"{self} should hear {sorted(expected)} Hz, hears {heard} from {players} players"
            ) from None

    async def _listen(self) -> tuple[list[int], int]:
        """Tones of people over two of their beeps, as often as there are players that bring them,
        and how many players were audible: also one that brings nothing is one too many for a
        tile."""
        players: list[list[float]] = await self.page.evaluate(
            "(ms) => __probe.listen(ms)", LISTENED
        )
        tones = [tone for heard in players for tone in set(map(_known, heard)) if tone]
        return sorted(tones), len(players)

    async def sent_from(self) -> set[str]:
        """Names of the cameras that pictures are sent from now."""
        names: list[str] = await self.page.evaluate("() => __probe.cameras()")
        return set(names)

    async def apart(self) -> float:
        """How many milliseconds lie between what is heard and what is seen now, by the clocks of
        those who send it. Waits until they have told of both, and of a stream that rested more than
        once: until then Chromium's estimate may be hours off, and it heeds none of over 10 s."""
        async with asyncio.timeout(PATIENCE / 1000):
            while True:
                clocks = await self.page.evaluate("() => __probe.clocks()")
                if {clock["kind"] for clock in clocks} == {"audio", "video"}:
                    captured = [clock["captured"] for clock in clocks]
                    apart = float(max(captured) - min(captured))
                    if apart < HEEDED:
                        return apart
                await asyncio.sleep(0.1)

    async def paths(self) -> list[Path]:
        """How media travels now."""
        return [Path(**path) for path in await self.page.evaluate("() => __probe.paths()")]

    # Chat

    @property
    def log(self) -> Locator:
        return self.call.get_by_role("log")

    @property
    def chat_button(self) -> Locator:
        return self.button(text("call.chat"))

    async def open_chat(self) -> None:
        if not await self.log.is_visible():
            await self.chat_button.click()

    async def says(self, words: str) -> None:
        await self.open_chat()
        await self.page.get_by_label(text("chat.message"), exact=True).fill(words)
        await self.page.get_by_role("button", name=text("chat.send"), exact=True).click()

    async def reads(self, words: str) -> None:
        """Wait until it is there; twice would be an error."""
        await self.open_chat()
        await expect(self.log.get_by_text(words, exact=True)).to_be_visible()


def _known(tone: float) -> int | None:
    """The tone of a person, if it is one."""
    known = min((look.tone for look in LOOKS), key=lambda known: abs(known - tone))
    return known if abs(known - tone) < 40 else None


async def _watch(video: Locator) -> Seen | None:
    """What one video shows; None while it shows nothing, or one picture takes over from another."""
    found: dict[str, Any] | None = await video.evaluate_all(
        "(videos, frames) => (videos.length === 1 ? __probe.watch(videos[0], frames) : null)",
        WATCHED,
    )
    if found is None:
        await asyncio.sleep(0.1)
        return None
    return Seen(**{**found, "colour": tuple(found["colour"])})


async def meet(first: Person, *others: Person, mode: Mode) -> str:
    """The first makes a room, and all join it, one after the other; the answer is its code.

    Waits until everybody is connected this way."""
    code = await first.new_meeting()
    await first.join_now()
    for person in others:
        await person.join(code)
    for person in (first, *others):
        await person.in_mode(mode)
    return code


async def all_see_and_hear_each_other(*people: Person, muted: Person | None = None) -> None:
    """Every direction between these people, with pictures and sound."""

    async def all_others(person: Person) -> None:
        for other in people:
            if other is not person:
                await person.sees(other)

    async with asyncio.TaskGroup() as each:
        for person in people:
            each.create_task(all_others(person))
            audible = {other for other in people if other not in {person, muted}}
            each.create_task(person.hears(*audible))
