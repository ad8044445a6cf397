"""Turns what somebody wrote or pasted into the text of a message."""

from __future__ import annotations

import re

from meetd.errors import InvalidRequest

MAX_LENGTH = 4000
"""Characters in a message: code points, once it is `cleaned`."""

_LINE_BREAK = re.compile("\r\n|[\r\v\f\x0e\x85\u2028\u2029]")
_HYPHEN = "\x1e"
_NO_TEXT = re.compile("[\x00-\x08\x0f-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffc]")


def cleaned(content: str) -> str:
    """Make of a text what was meant by it, as the page does too (`messageText.ts`).

    Office programs break lines, columns and pages with control characters, and write a hyphen
    that holds words together as one. Any other control character, half of a surrogate pair, byte
    order mark or place of an object stands for nothing that a text can show."""
    text = _LINE_BREAK.sub("\n", content).replace(_HYPHEN, "\u2011")
    return _NO_TEXT.sub("", text).strip()


def checked(content: str) -> str:
    """The text as it is stored. Raises InvalidRequest: nothing is left of it, or too much."""
    text = cleaned(content)
    if not text:
        raise InvalidRequest(fields={"content": ["Write something first."]})
    if len(text) > MAX_LENGTH:
        raise InvalidRequest(fields={"content": [f"At most {MAX_LENGTH} characters."]})
    return text
