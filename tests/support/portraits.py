"""People drawn well enough to be shown in the README's picture of a call."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Playwright

from support.browser import chromium

WIDTH, HEIGHT = 1280, 720


@dataclass(frozen=True, slots=True)
class Portrait:
    """Somebody in front of a camera."""

    name: str
    wall: tuple[str, str]
    """Colours of the wall, lit side first."""
    skin: str
    hair: str
    clothes: str
    behind: str
    """SVG of hair that falls behind the shoulders."""
    front: str
    """SVG of hair over the forehead."""
    room: str
    """SVG of what stands in the room."""


_SHELF = """<g opacity=".55"><rect x="830" y="190" width="400" height="14" rx="4" fill="#5b4636"/>
<rect x="860" y="110" width="26" height="80" rx="3" fill="#b5533c"/>
<rect x="890" y="96" width="22" height="94" rx="3" fill="#33536b"/>
<rect x="916" y="120" width="30" height="70" rx="3" fill="#c9a24b"/>
<rect x="950" y="104" width="20" height="86" rx="3" fill="#4f7a5a"/>
<circle cx="1130" cy="156" r="34" fill="#d9cbb6"/></g>"""
_PLANT = """<g opacity=".8"><path d="M150 720 L170 560 L290 560 L310 720Z" fill="#b9714f"/>
<g fill="#3f6b4f"><ellipse cx="230" cy="430" rx="34" ry="140"/>
<ellipse cx="165" cy="470" rx="28" ry="120" transform="rotate(-28 165 470)"/>
<ellipse cx="295" cy="470" rx="28" ry="120" transform="rotate(28 295 470)"/></g></g>"""
_WINDOW = """<g opacity=".75"><rect x="90" y="70" width="330" height="400" rx="8" fill="#f3ede2"/>
<rect x="106" y="86" width="142" height="368" fill="#bcd3e0"/>
<rect x="262" y="86" width="142" height="368" fill="#cfe0e8"/></g>"""
_FRAMES = """<g opacity=".6"><rect x="900" y="80" width="210" height="270" rx="4" fill="#f2eee6"/>
<circle cx="1005" cy="215" r="62" fill="#d98c5f"/>
<rect x="1140" y="140" width="110" height="140" rx="4" fill="#f2eee6"/>
<path d="M1158 262 L1195 180 L1232 262Z" fill="#5a7d8c"/></g>"""

PORTRAITS = (
    Portrait(
        "Ada", ("#e9d9c3", "#c2a78a"), "#c98f6b", "#2f211b", "#2f5d62",
        '<path d="M455 330 Q455 150 640 150 Q825 150 825 330 L835 560 L445 560Z"/>',
        '<path d="M500 320 Q500 180 640 180 Q780 180 780 320 Q740 235 640 240 Q560 245 500 320Z"/>',
        _SHELF,
    ),
    Portrait(
        "Ben", ("#c8d6dd", "#8fa5b3"), "#e3b596", "#8a5a33", "#364a7d", "",
        '<path d="M498 320 Q480 170 620 160 Q790 140 784 320 Q760 250 700 236 Q600 250 498 320Z"/>',
        _WINDOW,
    ),
    Portrait(
        "Chidi", ("#d9ddc9", "#a3ab8a"), "#7a4b34", "#1d1512", "#d49a3a", "",
        '<path d="M500 300 Q500 172 640 172 Q780 172 780 300 Q755 225 640 222 Q525 225 500 300Z"/>',
        _PLANT,
    ),
    Portrait(
        "Mei", ("#e6cfcf", "#b9949a"), "#e8bd9b", "#17171c", "#7b4b73",
        '<path d="M475 330 Q470 155 640 155 Q810 155 805 330 L800 470 L480 470Z"/>',
        '<path d="M496 345 Q490 175 640 175 Q790 175 784 345 '
        'Q770 285 760 275 L520 275 Q506 290 496 345Z"/>',
        _FRAMES,
    ),
)  # fmt: skip


def _svg(portrait: Portrait) -> str:
    lit, dark = portrait.wall
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">
<defs><radialGradient id="wall" cx=".3" cy=".2" r="1">
<stop offset="0" stop-color="{lit}"/><stop offset="1" stop-color="{dark}"/></radialGradient>
<linearGradient id="side" x1="0" x2="1"><stop offset=".5" stop-opacity="0"/>
<stop offset="1" stop-opacity=".18"/></linearGradient>
<filter id="far"><feGaussianBlur stdDeviation="5"/></filter></defs>
<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#wall)"/><g filter="url(#far)">{portrait.room}</g>
<g fill="{portrait.hair}">{portrait.behind}</g>
<path d="M270 720 Q290 545 500 520 L780 520 Q990 545 1010 720Z" fill="{portrait.clothes}"/>
<path d="M575 440 L575 530 Q640 610 705 530 L705 440Z" fill="{portrait.skin}"/>
<path d="M575 470 Q640 545 705 470 L705 450 L575 450Z" opacity=".16"/>
<rect x="505" y="195" width="270" height="310" rx="132" fill="{portrait.skin}"/>
<rect x="505" y="195" width="270" height="310" rx="132" fill="url(#side)"/>
<g fill="#241a17"><ellipse cx="585" cy="345" rx="12" ry="14"/>
<ellipse cx="695" cy="345" rx="12" ry="14"/></g>
<g fill="none" stroke-linecap="round">
<path d="M562 308 Q585 296 608 306 M672 306 Q695 296 718 308" stroke="{portrait.hair}"
 stroke-width="9"/>
<path d="M640 355 Q650 388 634 394" stroke="#000" stroke-opacity=".2" stroke-width="7"/>
<path d="M596 432 Q640 466 684 432" stroke="#8a2f2f" stroke-width="9"/></g>
<g fill="{portrait.hair}">{portrait.front}</g></svg>"""


async def paint(playwright: Playwright, portrait: Portrait, folder: Path) -> Path:
    """Draw somebody, and make a film of it that a camera can show."""
    picture = folder / f"{portrait.name}.png"
    async with chromium(playwright) as browser:
        page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        await page.set_content(f"<style>body{{margin:0}}</style>{_svg(portrait)}")
        await page.screenshot(path=picture)
    film = picture.with_suffix(".y4m")
    encoder = await asyncio.create_subprocess_exec(
        "ffmpeg", "-v", "error", "-loop", "1", "-i", str(picture), "-t", "1", "-r", "10",
        "-pix_fmt", "yuv420p", str(film),
    )  # fmt: skip
    assert await encoder.wait() == 0
    return film
