"""Signing in, with everything that can go wrong before a call."""

from __future__ import annotations

import asyncio
from urllib.error import HTTPError

import pytest
from playwright.async_api import Route, expect

from support.people import People
from support.person import PASSWORD
from support.rest import post
from support.service import Service
from support.texts import text

TRIES_BEFORE_LOCKOUT = 10


async def test_somebody_signs_out_and_in_again(people: People, service: Service) -> None:
    ada = await people.visit(service.url, "ada")
    await ada.register()
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


async def test_links_and_codes_open_the_meeting_however_they_came(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    code = await ada.new_meeting()
    letters = code.replace("-", "")
    join_now = ada.page.get_by_role("button", name="Join now")
    addresses = [
        code.upper(), letters, f"{code}.", f"{code})", f"{code}%3E", f"{code}>", f"{code}%20",
        f"{code}%", f"{code}/", f"{code}/%3E", f"{letters.upper()}%E2%80%8B?from=mail#top",
    ]  # fmt: skip
    for address in addresses:
        await ada.page.goto(f"/{address}")
        await expect(join_now).to_be_visible()
        await expect(ada.page.get_by_text(code, exact=True)).to_be_visible()
    typed = [code.upper(), letters, f" <{service.url.upper()}/{code.upper()}>. ", f"{code}\u200b"]
    for said in typed:
        await ada.page.goto("/")
        await ada.page.get_by_label("Meeting code or link").fill(said)
        await ada.page.get_by_role("button", name="Join", exact=True).click()
        await expect(join_now).to_be_visible()
        await expect(ada.page.get_by_text(code, exact=True)).to_be_visible()


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


async def test_what_was_left_out_is_told_at_its_field_and_heard(
    people: People, service: Service
) -> None:
    ada = await people.visit(service.url, "ada")
    await ada.page.goto("/register")
    await ada.page.get_by_role("button", name="Create account").click()
    email = ada.page.get_by_label("Email", exact=True)
    await expect(email).to_be_focused()
    await expect(email).to_have_accessible_description(
        "Enter an email address, like ada@example.org."
    )
    for name, said in (
        ("Username", "Use at least 2 characters."),
        ("Password", "Use at least 8 characters."),
    ):
        field = ada.page.get_by_label(name, exact=True)
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(field).to_have_accessible_description(said)
    await email.fill(ada.email)
    await expect(email).to_have_attribute("aria-invalid", "false")


async def test_password_managers_know_the_fields(people: People, service: Service) -> None:
    ada = await people.visit(service.url, "ada")
    for path, fields in (
        ("/login", {"Email or username": "username", "Password": "current-password"}),
        (
            "/register",
            {"Email": "email", "Username": "username", "Password": "new-password"},
        ),
    ):
        await ada.page.goto(path)
        for name, kind in fields.items():
            field = ada.page.get_by_label(name, exact=True)
            await expect(field).to_have_attribute("autocomplete", kind)
    await ada.register()
    await ada.page.goto("/account")
    for name, kind in (("Current password", "current-password"), ("New password", "new-password")):
        field = ada.page.get_by_label(name, exact=True)
        await expect(field).to_have_attribute("autocomplete", kind)
    await expect(ada.page.locator("[autocomplete=username]")).to_have_value(ada.name)


async def test_too_many_tries_say_when_to_try_again(people: People, service: Service) -> None:
    [ada] = await people.arrive(service.url, "ada")
    await ada.sign_out()
    busy = {
        "status": 429,
        "headers": {"Retry-After": "2", "Content-Type": "application/problem+json"},
        "body": '{"status": 429, "code": "too_many_requests", "title": "", "detail": ""}',
    }
    sent = asyncio.Event()
    tries = []

    async def answer(route: Route) -> None:
        tries.append(route)
        await sent.wait()
        await route.fulfill(**busy)  # type: ignore[arg-type]

    await ada.page.route("**/api/v1/auth/login", answer)
    await ada.sign_in()
    # While it is under way, another press sends nothing.
    button = ada.page.get_by_role("button", name="Sign in")
    await expect(button).to_have_attribute("aria-disabled", "true")
    await ada.page.get_by_label("Password", exact=True).press("Enter")
    sent.set()
    await expect(ada.page.get_by_role("alert")).to_have_text(
        "That was a bit fast. Try again in 2 seconds."
    )
    assert len(tries) == 1
    await ada.page.unroute("**/api/v1/auth/login")
    await ada.fill_in_sign_in()
    await ada.at_home()


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
    await ada.page.get_by_role("link", name=text("guest.signInInstead")).click()
    await ada.fill_in_sign_in()
    await ada.join_now()
