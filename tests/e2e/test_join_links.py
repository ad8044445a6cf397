"""Links that let one person in: no account, no name to type, nobody to ask."""

from __future__ import annotations

import base64
from urllib.error import HTTPError

import pytest
from playwright.async_api import expect

from support.people import People
from support.rest import get, post, register
from support.service import Service
from support.small_pictures import LOSSY
from support.texts import text

PICTURE = base64.b64encode(LOSSY).decode()


async def test_a_link_lets_one_person_in_as_who_they_are(people: People, service: Service) -> None:
    host = register(service)
    code = post(service, "/rooms", {"settings": {"access": "restricted"}}, host)["code"]
    said = {"name": "Mara of Acme", "externalId": "acme-7", "once": True, "picture": PICTURE}
    made = post(service, f"/rooms/{code}/tokens", said, host)
    mara = await people.visit(service.url, "mara", size=(360, 740))
    await mara.page.goto(f"/{code}#{made['url'].partition('#')[2]}")
    join = mara.page.get_by_role("button", name=text("preJoin.join"), exact=True)
    await expect(join).to_be_visible()
    await expect(mara.page.get_by_label(text("guest.name"), exact=True)).not_to_be_attached()
    assert "token" not in mara.page.url
    await join.click()
    await expect(mara.call).to_be_visible()
    (inside,) = get(service, f"/rooms/{code}/participants", host)["items"]
    assert (inside["name"], inside["externalId"]) == ("Mara of Acme", "acme-7")
    await expect(mara.call.locator("img[src^='/api/v1/pictures/']")).to_have_js_property(
        "naturalWidth", 1
    )
    # The same browser is the same person again; another one is nobody.
    await mara.page.reload()
    await join.click()
    await expect(mara.call).to_be_visible()
    with pytest.raises(HTTPError):
        post(service, f"/rooms/{code}/guest", {"token": made["secret"]})
    eve = await people.visit(service.url, "eve")
    await eve.page.goto(f"/{code}#token={made['secret']}")
    await expect(
        eve.page.get_by_role("heading", name=text("errors.join_token_void"), exact=True)
    ).to_be_visible()
