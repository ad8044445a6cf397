"""Signing in, with everything that can go wrong before a call."""

from __future__ import annotations

import asyncio
from urllib.error import HTTPError

import pytest
from playwright.async_api import expect

from support.people import People
from support.person import PASSWORD
from support.rest import post
from support.service import Service

TRIES_BEFORE_LOCKOUT = 10


async def test_somebody_signs_out_and_in_again(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada")
    await ada.sign_out()
    await ada.page.goto("/")
    await expect(ada.page.get_by_role("button", name="Sign in")).to_be_visible()
    await ada.sign_in()
    await ada.at_home()


async def test_a_wrong_password_and_an_unknown_name_read_the_same(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    await ada.sign_out()
    await ada.sign_in("not the password")
    refusal = ada.page.get_by_role("alert")
    await expect(refusal).to_be_visible()
    said = await refusal.inner_text()

    nobody = await people.visit(service.url, "nobody")
    await nobody.sign_in()
    await expect(nobody.page.get_by_role("alert")).to_have_text(said)


async def test_a_locked_account_reads_like_a_wrong_password(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    await ada.sign_out()
    await ada.sign_in("not the password")
    refusal = ada.page.get_by_role("alert")
    await expect(refusal).to_be_visible()
    said = await refusal.inner_text()
    for _ in range(TRIES_BEFORE_LOCKOUT):
        await ada.page.request.post(
            "/api/v1/auth/login",
            data={"login": ada.name, "password": "not the password"},
            headers={"Origin": service.url},
        )

    await ada.sign_in()
    await expect(refusal).to_have_text(said)
    await expect(ada.page.get_by_role("button", name="New meeting")).not_to_be_attached()


async def test_strangers_who_guess_keep_nobody_out_of_their_own_browser(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    await ada.sign_out()
    guess = {"login": ada.name, "password": "not the password"}
    right = guess | {"password": PASSWORD}
    for said in [guess] * TRIES_BEFORE_LOCKOUT + [right]:
        with pytest.raises(HTTPError, match="401"):
            await asyncio.to_thread(post, service, "/auth/login", said)
    await ada.sign_in()
    await ada.at_home()


async def test_a_name_that_is_taken_is_told_at_its_field(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada")
    other = await people.visit(service.url, "other")
    await other.fill_in_registration(ada.name)
    field = other.page.get_by_label("Username", exact=True)
    await expect(field).to_have_attribute("aria-invalid", "true")


async def test_an_unknown_room_says_so(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada")
    await ada.page.goto("/zzz-zzzz-zzz")
    await expect(ada.page.get_by_role("heading")).to_have_text("There is no meeting with this code")
    await ada.page.goto("/")
    await ada.page.get_by_label("Meeting code or link").fill("nonsense")
    await ada.page.get_by_role("button", name="Join", exact=True).click()
    await expect(ada.page.get_by_label("Meeting code or link")).to_have_attribute(
        "aria-invalid", "true"
    )


async def test_somebody_who_is_not_signed_in_comes_to_the_room_after_it(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    code = await ada.new_meeting()
    await ada.sign_out()
    await ada.page.goto(f"/{code}")
    await ada.fill_in_sign_in()
    await ada.join_now()
