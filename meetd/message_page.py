"""How many messages make a page."""

from __future__ import annotations

from meetd.model import Message

PAGE_BYTES = 64 * 1024
"""Bytes of text in a page, whatever its limit of messages: JSON makes up to three of each."""


def within_page(messages: list[Message], limit: int) -> int:
    """Count those that make a page, from the first on: `limit` at most, PAGE_BYTES of text."""
    room = PAGE_BYTES
    for count, message in enumerate(messages):
        room -= len(message.content.encode())
        if count == limit or room < 0:
            return max(count, 1)
    return len(messages)
