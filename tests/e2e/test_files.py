"""Files in the chat: chosen, shown to the others, and saved."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

from playwright.async_api import expect

from support.people import People
from support.person import Person
from support.service import Service
from support.texts import text


def picture() -> bytes:
    """A small picture, all of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    row = b"\x00" + b"\x24\x56\xd6" * 64
    head = struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * 48)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


PHOTOGRAPH = """async () => {
    const canvas = new OffscreenCanvas(800, 600);
    const context = canvas.getContext("2d");
    context.fillStyle = "#3b62c4";
    context.fillRect(0, 0, 800, 600);
    context.fillStyle = "#b0483c";
    context.fillRect(0, 0, 800, 300);
    const blob = await canvas.convertToBlob({ type: "image/jpeg" });
    return [...new Uint8Array(await blob.arrayBuffer())];
}"""
CORNERS = """(image) => {
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const redder = (x) => {
        const [red, , blue] = context.getImageData(x, canvas.height / 2, 1, 1).data;
        return red > blue;
    };
    return [canvas.width, canvas.height, redder(20), redder(canvas.width - 20)];
}"""


FETCHED = """() => {
    // Bytes of thumbnails that came from the server since the page was opened.
    const all = performance.getEntriesByType("resource");
    const theirs = all.filter(({ name }) => name.endsWith("/thumbnail"));
    return theirs.reduce((sum, { transferSize }) => sum + transferSize, 0);
}"""


async def photograph(person: Person) -> bytes:
    """As a phone that was held upright writes it: lying, with a word about how it is to be turned
    (Exif). What is above in the file is at the right for who looks at it."""
    lying = bytes(await person.page.evaluate(PHOTOGRAPH))
    turned = b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"
    exif = b"Exif\0\0MM\0*\x00\x00\x00\x08\x00\x01" + turned + bytes(4)
    return lying[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif + lying[2:]


async def test_a_picture_is_sent_seen_and_saved(
    people: People, service: Service, tmp_path: Path
) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.join(code)
    for each in (ada, ben):
        await each.press(text("call.chat"))
    async with ada.page.expect_file_chooser() as chosen:
        await ada.press(text("files.attach"))
    sent = [
        {"name": "plan.png", "mimeType": "image/png", "buffer": picture()},
        {"name": "run.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\x00"},
    ]
    await (await chosen.value).set_files(sent)  # type: ignore[arg-type]
    await expect(ada.page.get_by_text(text("errors.file_type_refused"))).to_be_visible()
    await ada.press("Cancel run.exe")
    await expect(ada.page.get_by_text(text("errors.file_type_refused"))).not_to_be_attached()
    shown = ben.page.get_by_role("img", name="plan.png")
    await expect(shown).to_be_visible()
    async with ben.page.expect_download() as saved:
        await ben.press("Save plan.png")
    download = await saved.value
    assert download.suggested_filename == "plan.png"
    await download.save_as(tmp_path / "plan.png")
    assert (tmp_path / "plan.png").read_bytes() == picture()

    # A large one comes small, the right way up, and is opened large; so it is after a reload.
    whole = await photograph(ada)
    await given(ada, "drop", "holiday.jpg", whole, "image/jpeg")
    for comes_again in (False, True):
        if comes_again:
            await ben.join(code)
            await ben.press(text("call.chat"))
        small = ben.page.get_by_role("img", name="holiday.jpg")
        await expect(small).to_be_visible()
        assert await small.evaluate(CORNERS) == [360, 480, False, True]
        # The second time the browser has it still.
        assert (await ben.page.evaluate(FETCHED) == 0) is comes_again
        await ben.press("Open holiday.jpg")
        dialog = ben.page.get_by_role("dialog", name="holiday.jpg")
        large = dialog.get_by_role("img", name="holiday.jpg")
        await expect(large).to_be_visible()
        assert await large.evaluate(CORNERS) == [600, 800, False, True]
        async with ben.page.expect_download() as save:
            await dialog.get_by_role("button", name="Save holiday.jpg", exact=True).click()
        assert (await (await save.value).path()).read_bytes() == whole
        await ben.page.keyboard.press("Escape")
        await expect(dialog).not_to_be_attached()
        await expect(ben.button("Open holiday.jpg")).to_be_focused()


GIVE = """([event, name, bytes, type]) => {
    // As the browser does for who pastes or drops a file.
    const given = new DataTransfer();
    given.items.add(new File([new Uint8Array(bytes)], name, { type }));
    const field = document.querySelector("textarea");
    const options = { bubbles: true, cancelable: true };
    if (event === "paste") {
        const paste = new ClipboardEvent(event, { ...options, clipboardData: given });
        return !field.dispatchEvent(paste);
    }
    const log = document.querySelector("[role=log]");
    return !log.dispatchEvent(new DragEvent(event, { ...options, dataTransfer: given }));
}"""


async def given(
    person: Person, event: str, name: str, content: bytes, kind: str = "text/plain"
) -> None:
    """Paste a file, drop it, or hold it there; the page has to take it."""
    assert await person.page.evaluate(GIVE, [event, name, list(content), kind])


async def saved(person: Person, name: str) -> bytes:
    async with person.page.expect_download() as save:
        await person.press(f"Save {name}")
    return (await (await save.value).path()).read_bytes()


async def test_files_are_pasted_dropped_and_tried_again(people: People, service: Service) -> None:
    ada, ben = await people.arrive(service.url, "ada", "ben")
    code = await ada.new_meeting()
    await ada.join_now()
    await ben.join(code)
    for each in (ada, ben):
        await each.press(text("call.chat"))
    await given(ada, "paste", "pasted.txt", b"From the clipboard")
    assert await saved(ben, "pasted.txt") == b"From the clipboard"
    # Words are pasted as words.
    assert await ada.page.evaluate("""() => {
        const words = new DataTransfer();
        words.setData("text/plain", "words");
        const options = { bubbles: true, cancelable: true, clipboardData: words };
        const paste = new ClipboardEvent("paste", options);
        return document.querySelector("textarea").dispatchEvent(paste);
    }""")

    target = ada.page.get_by_text(text("files.drop"), exact=True)
    await given(ada, "dragover", "dropped.txt", b"")
    await expect(target).to_be_visible()
    await given(ada, "drop", "dropped.txt", b"Let go here")
    await expect(target).not_to_be_attached()
    assert await saved(ben, "dropped.txt") == b"Let go here"

    # The line breaks in the middle; what was chosen is there to be tried again, once.
    uploads = re.compile(r"/api/v1/rooms/[^/]+/files\?")
    await ada.page.route(uploads, lambda route: route.abort())
    await given(ada, "drop", "later.txt", b"In the end")
    await expect(ada.page.get_by_text(text("errors.offline"))).to_be_visible()
    await ada.press("Try later.txt again")
    await expect(ada.page.get_by_text(text("errors.offline"))).to_be_visible()
    await ada.page.unroute(uploads)
    await ada.press("Try later.txt again")
    assert await saved(ben, "later.txt") == b"In the end"
    await expect(ada.button("Cancel later.txt")).not_to_be_attached()
    await expect(ben.button("Save later.txt")).to_have_count(1)
