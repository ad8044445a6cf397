"""Formats of texts that JSON Schema has no words for, as OpenAPI names them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Format(StrEnum):
    """What a text has to be besides its length and pattern; a mark on its type."""

    LINE = "line"
    USERNAME = "username"
    GUEST_NAME = "guest-name"
    PRONOUNS = "pronouns"
    MAILBOX = "mailbox"
    INVITEE = "invitee"
    ATTENDEE = "attendee"
    PASSWORD = "password"  # noqa: S105 - the word that OpenAPI has for it.
    MESSAGE = "message"
    CURSOR = "cursor"
    TIME_ZONE = "time-zone"
    LOCAL_TIME = "local-time"
    RECURRENCE = "recurrence"
    WEBHOOK_URL = "webhook-url"
    ORIGIN = "origin"
    PICTURE = "small-picture"


FORMATS: Mapping[Format, str] = MappingProxyType(
    {
        Format.LINE: "Text on one line, of characters that are seen.",
        Format.USERNAME: "Letters of one alphabet, digits, dots, dashes and underscores; none of "
        "the names of those who speak for the service.",
        Format.GUEST_NAME: "Words, each as a username may be.",
        Format.PRONOUNS: "Words of letters and digits, with signs between them.",
        Format.MAILBOX: "An email address, such as ada@example.com.",
        Format.INVITEE: "An email address or a username.",
        Format.ATTENDEE: "An email address, a username, the name of a guest or the id of a join "
        "token.",
        Format.PASSWORD: "A new one is none of those that are guessed first.",
        Format.MESSAGE: "At most 4000 characters, one of which is seen.",
        Format.CURSOR: "The nextCursor of an answer.",
        Format.TIME_ZONE: "A zone of the IANA database, such as Europe/Berlin.",
        Format.LOCAL_TIME: "A minute by the clock on the wall, such as 2026-03-23T10:00, of the "
        "years 2000 to 2199; not over, for good.",
        Format.RECURRENCE: "A rule of RFC 5545, section 3.3.10, such as FREQ=WEEKLY;COUNT=10, by "
        "days or longer; what it repeats is the first of its times.",
        Format.WEBHOOK_URL: "A URL of https, of a host in the internet, without a name and a "
        "password; of http and the operator's networks too, where the operator has it so.",
        Format.ORIGIN: "The origin of pages, such as https://example.com; of http for one's own "
        "computer alone.",
        Format.PICTURE: "The base64 of a JPEG or WebP of 256 pixels at most, with nothing else "
        "in it.",
    }
)
"""What each means."""
