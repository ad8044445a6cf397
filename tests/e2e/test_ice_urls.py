"""What the server takes for the address of a STUN or TURN server, a browser takes too."""

from __future__ import annotations

from playwright.async_api import async_playwright

from meetd.ice_urls import stun_url, turn_url
from support.browser import chromium

STUN = ("stun:Host", "stun:a_b:1", "stuns:h:65535", "stun:192.0.2.1", "stun:[2001:DB8::1]:3478")
TURN = (
    "turn:h", "turns:h", "turn:h:1?transport=udp", "TURN:h?transport=TCP", "turn:bücher.example",
    "turns:h:443?transport=tcp", "turn:[2001:db8::1]?transport=udp", "turn:[::1]:3478",
)  # fmt: skip
REFUSED = """urls => urls.filter((url) => {
    try {
        const server = { urls: [url], username: "name", credential: "word" };
        new RTCPeerConnection({ iceServers: [server] }).close();
        return false;
    } catch {
        return true;
    }
})"""


async def test_browsers_take_what_the_server_takes() -> None:
    urls = [*map(stun_url, STUN), *map(turn_url, TURN)]
    refused = ["stun:host:3478?transport=udp", "turn://host:3478"]
    async with async_playwright() as playwright, chromium(playwright) as browser:
        page = await browser.new_page()
        assert await page.evaluate(REFUSED, urls) == []
        assert await page.evaluate(REFUSED, refused) == refused
