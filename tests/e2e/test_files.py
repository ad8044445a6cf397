"""Files in the chat: chosen, shown to the others, and saved."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from playwright.async_api import expect

from support.people import People
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
