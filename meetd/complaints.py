"""Complaints about the fields of a request: in words, and as codes with what they are about."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from marshmallow import ValidationError, validate

from meetd.errors import EmailTaken, UsernameTaken

MAX_FIELDS = 8
"""Fields that are named, of all that are wrong; and entries of a list."""

_Coded = dict[str, str | int]
"""A `code`, and by their names what it is about."""

_CODES: dict[str, _Coded] = {
    "Missing data for required field.": {"code": "required"},
    "Field may not be null.": {"code": "required"},
    "Unknown field.": {"code": "unknown_field"},
    "Number too large.": {"code": "too_large"},
    EmailTaken.text: {"code": "taken"},
    UsernameTaken.text: {"code": "taken"},
    "Some of these characters are not allowed.": {"code": "characters"},
    "Not text.": {"code": "characters"},
    "Not an object.": {"code": "wrong_type", "type": "object"},
    "Invalid type.": {"code": "wrong_type", "type": "object"},
    "Invalid input type.": {"code": "wrong_type", "type": "object"},
    "That is not an email address.": {"code": "email"},
    "Use letters, digits, dots, dashes and underscores.": {"code": "username_characters"},
    "Use the letters of one alphabet.": {"code": "mixed_alphabets"},
    "This name is kept for the service. Choose another.": {"code": "reserved"},
    "Give it a name.": {"code": "blank_name"},
    "Write something first.": {"code": "blank"},
    "This is among the passwords that are guessed first.": {"code": "password_guessed"},
    "Use more than your name or your email.": {"code": "password_is_name"},
    "That is not your password.": {"code": "password_wrong"},
    "This is not one of our cursors.": {"code": "cursor"},
    "There is no such event yet.": {"code": "cursor"},
    "That is not one of our events.": {"code": "cursor"},
    "Write an address such as https://example.com/events.": {"code": "url"},
    "Write an address that begins with https://.": {"code": "url"},
    "Leave out the name and the password.": {"code": "url"},
    "Write a port from 1 to 65535.": {"code": "url"},
    "There can be no such host.": {"code": "url"},
    "This address is not one of the internet.": {"code": "url_not_public"},
    "That is neither an email address nor a username.": {"code": "invitee"},
    "Write an email address, a username or the name of a guest.": {"code": "attendee"},
    "Somebody is in two rooms.": {"code": "in_two_rooms"},
    "There is no such time zone.": {"code": "zone"},
    "Write a time as 2026-03-23T10:00.": {"code": "local_time"},
    "The meeting cannot repeat like that.": {"code": "rule"},
    "This time is over.": {"code": "over"},
    "Name a moment to come, with its zone.": {"code": "moment"},
    "Name a moment within a year.": {"code": "too_late"},
    "Write an origin as https://example.com.": {"code": "origin"},
    "Keys of services alone have all of these scopes.": {"code": "service_scopes"},
    "Somebody of that role may not do all of this.": {"code": "role_may_not"},
    "They are there already.": {"code": "there_already"},
    "This is no small picture in base64.": {"code": "small_picture"},
    "Points have an x and a y.": {"code": "points"},
    "Give either this or consumerId.": {"code": "either", "other": "consumerId"},
}
_FORMS: dict[str, str] = {
    validate.Length.message_all: "length",
    "Use {min} to {max} characters.": "length",
    validate.Length.message_min: "too_short",
    validate.Length.message_max: "too_long",
    "At most {max} characters.": "too_long",
    "At most {max} people.": "too_many_people",
    "Use {min} to {max} words.": "word_count",
    "Must be greater than or equal to {min} and less than or equal to {max}.": "range",
    validate.OneOf.default_message: "choice",
    "A {source} is {kind}.": "kind",
    "Not a valid {type}.": "wrong_type",
}
"""Sentences that say what they are about in braces."""
_PATTERNS = [
    (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(form))), code)
    for form, code in _FORMS.items()
]


def complaints(error: ValidationError) -> dict[str, Any]:
    """Say what is wrong, field by field; `_schema`: the whole is. The first few fields only."""
    messages = error.messages
    return _few(messages) if isinstance(messages, dict) else {"_schema": messages[:MAX_FIELDS]}


def flat(complaint: dict[str, Any], before: str = "") -> dict[str, list[str]]:
    """Say the same without fields in fields: `settings.limit`."""
    found: dict[str, list[str]] = {}
    for name, inner in complaint.items():
        if isinstance(inner, dict):
            found |= flat(inner, f"{before}{name}.")
        else:
            found[before + name] = inner
    return found


def coded(complaint: dict[str, Any]) -> dict[str, Any]:
    """Give the same as codes, for who words them in another language; `invalid`: for want of a
    code of its own."""
    return {
        name: coded(inner) if isinstance(inner, dict) else [_code(sentence) for sentence in inner]
        for name, inner in complaint.items()
    }


def _code(sentence: str) -> _Coded:
    known = _CODES.get(sentence)
    if known is not None:
        return known
    for pattern, code in _PATTERNS:
        if match := pattern.fullmatch(sentence):
            found = match.groupdict()
            return {"code": code} | {name: _number(text) for name, text in found.items()}
    return {"code": "invalid"}


def _number(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def _few(messages: dict[Any, Any]) -> dict[str, Any]:
    return {
        str(name): _few(inner) if isinstance(inner, dict) else inner[:MAX_FIELDS]
        for name, inner in islice(messages.items(), MAX_FIELDS)
    }
