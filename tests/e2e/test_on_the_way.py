"""What stands between people in production: a relay, and a proxy with HTTPS."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.caddy import caddy
from support.coturn import coturn
from support.people import People
from support.person import all_see_and_hear_each_other, meet
from support.ports import free_port
from support.service import serving

RELAY_ONLY = "window.__relayOnly = true;"


@pytest.mark.parametrize("count", [2, 3])
async def test_a_call_over_a_relay_only(people: People, tmp_path: Path, count: int) -> None:
    async with coturn(tmp_path) as relay:
        with serving(tmp_path, turn_urls=relay.url, turn_secret=relay.secret) as service:
            names = ["ada", "ben", "cy"][:count]
            group = await people.arrive(service.url, *names, script=RELAY_ONLY)
            await meet(*group, mode="p2p" if count == 2 else "sfu")
            await all_see_and_hear_each_other(*group)
            for person in group:
                paths = await person.paths()
                assert paths
                assert {path.localType for path in paths} == {"relay"}


async def test_a_call_through_the_shipped_proxy(people: People, tmp_path: Path) -> None:
    port = free_port()
    public_url = f"https://localhost:{port}"
    with serving(tmp_path, public_url=public_url) as service:
        async with caddy(tmp_path, public_url, f"127.0.0.1:{service.port}") as trusting:
            ada, ben, cy = await people.arrive(public_url, "ada", "ben", "cy", switches=(trusting,))
            code = await meet(ada, ben, mode="p2p")
            await cy.join(code)
            for person in (ada, ben, cy):
                await person.in_mode("sfu")
            await all_see_and_hear_each_other(ada, ben, cy)
            await ada.says("Over HTTPS")
            await cy.reads("Over HTTPS")

            cookies = {cookie["name"]: cookie for cookie in await ada.page.context.cookies()}
            assert cookies["__Host-meetd_access"]["secure"]
            assert cookies["__Host-meetd_access"]["httpOnly"]
            for path in ("/metrics", "/readyz"):
                answer = await ada.page.request.get(path, ignore_https_errors=True)
                assert answer.status == 404
                assert answer.headers["cross-origin-resource-policy"] == "same-origin"
                assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
