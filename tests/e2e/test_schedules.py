"""Meetings by their times, on the first page."""

from __future__ import annotations

from icalendar import Calendar
from playwright.async_api import expect

from support.people import People
from support.service import Service
from support.texts import text


async def test_a_meeting_is_scheduled_found_and_put_into_a_calendar(
    people: People, service: Service
) -> None:
    [ada] = await people.arrive(service.url, "ada")
    page = ada.page
    await page.get_by_role("button", name=text("schedule.heading")).click()
    await page.get_by_label(text("myMeetings.name")).fill("Planning")
    await page.get_by_label(text("schedule.day"), exact=True).fill("2199-03-25")
    await page.get_by_label(text("schedule.time"), exact=True).fill("10:30")
    await page.get_by_label(text("schedule.repeats")).select_option("weekly")
    await page.get_by_role("button", name=text("schedule.save")).click()
    coming = page.get_by_role("region", name=text("schedule.coming"))
    await expect(coming.get_by_text("Planning")).to_be_visible()
    await coming.get_by_role("link", name="Open Planning").click()
    # Before joining one sees when it begins.
    await expect(page.locator("time[datetime^='2199-03-25']")).to_be_visible()
    await page.goto("/")
    async with page.expect_download() as download:
        await coming.get_by_role("button", name="Planning for your calendar").click()
    (event,) = Calendar.from_ical((await (await download.value).path()).read_bytes()).walk("VEVENT")
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO"
    await page.goto("/account")
    await page.get_by_role("button", name=text("schedule.makeAddress")).click()
    url = await page.get_by_label(text("schedule.address")).input_value()
    feed = await page.request.get(url)
    assert b"SUMMARY:Planning" in await feed.body()
    await page.goto("/")
    await coming.get_by_role("button", name="Set a time for Planning").click()
    await page.get_by_role("button", name=text("schedule.clear")).click()
    await expect(coming).to_have_count(0)


async def test_a_meeting_of_somebody_else_is_found_again(people: People, service: Service) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ben.join(code)
    await ben.leave()
    await ben.page.goto("/")
    visited = ben.page.get_by_role("region", name=text("schedule.visited"))
    # Called by whose it is, and the day.
    await expect(visited.get_by_text(f"{ada.name}’s meeting, ")).to_be_visible()
