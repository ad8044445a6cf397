"""People whom a program moves to another meeting: their pages go there, with what is on."""

from __future__ import annotations

import re

from playwright.async_api import expect

from support.people import People
from support.rest import get, post, register
from support.service import Service
from support.texts import text


async def test_pages_go_where_their_people_are_moved(people: People, service: Service) -> None:
    host = register(service)
    here = post(service, "/rooms", {"settings": {"access": "open"}}, host)["code"]
    there = post(service, "/rooms", {"settings": {"access": "restricted"}}, host)["code"]
    ada = await people.visit(service.url, "ada")
    await ada.enrol(service.url)
    mara = await people.visit(service.url, "mara", size=(360, 740))
    await ada.join(here)
    await ada.press(text("devices.turnOff.camera"))
    await mara.page.goto(f"/{here}")
    await mara.page.get_by_label(text("guest.name"), exact=True).fill("Mara")
    await mara.page.get_by_role("button", name=text("preJoin.join"), exact=True).click()
    for person in (ada, mara):
        await expect(person.tiles("camera")).to_have_count(1)
    for one in get(service, f"/rooms/{here}/participants", host)["items"]:
        post(service, f"/rooms/{here}/participants/{one['id']}/move", {"to": there}, host)
    for person in (ada, mara):
        await expect(person.page).to_have_url(re.compile(f"/{there}$"))
        await expect(person.call).to_have_attribute("data-state", "connected")
        await expect(person.tiles("camera")).to_have_count(1)
    await expect(ada.button(text("devices.turnOn.camera"))).to_be_visible()
    await expect(mara.button(text("devices.turnOff.camera"))).to_be_visible()
    inside = get(service, f"/rooms/{there}/participants", host)["items"]
    assert sorted((one["guest"], one["name"]) for one in inside) == [
        (False, ada.name),
        (True, "Mara"),
    ]
    # A reload asks first, as ever: nobody joins unasked again.
    await mara.page.reload()
    await expect(
        mara.page.get_by_role("button", name=text("preJoin.join"), exact=True)
    ).to_be_visible()
