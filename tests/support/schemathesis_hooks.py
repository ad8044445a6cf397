"""Teaches schemathesis our formats, and times that are to come: it reads this file by itself."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

import schemathesis
from hypothesis import strategies as st
from marshmallow import ValidationError

from meetd.names import is_line
from meetd.rest.cursors import cursor_behind
from meetd.wire import bodies
from meetd.wire.formats import Format
from support.small_pictures import LOSSLESS, LOSSY, jpeg

SOON = timedelta(hours=1)


def passes(check: Callable[[str], None]) -> Callable[[str], bool]:
    def passed(value: str) -> bool:
        try:
            check(value)
        except ValidationError:
            return False
        return True

    return passed


_is_attendee = passes(bodies._attendee)
_letters = st.characters(categories=["Lu", "Ll", "Lo", "Nd"])
_seen = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Zl", "Zp"])
_ascii = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
_moments = st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1))  # noqa: DTZ001
_mailboxes = st.builds("{}@{}.example".format, _ascii, _ascii)
_usernames = (_ascii | st.text(_letters, min_size=2, max_size=8)).filter(passes(bodies._username))
STRATEGIES: dict[Format, st.SearchStrategy[str]] = {
    Format.LINE: st.text(_seen, max_size=100).filter(is_line),
    Format.USERNAME: _usernames,
    Format.GUEST_NAME: st.lists(_usernames, min_size=1, max_size=3)
    .map(" ".join)
    .filter(passes(bodies._guest_name)),
    Format.PRONOUNS: st.sampled_from(["she/her", "they", "er, ihm", "彼"]),
    Format.MAILBOX: _mailboxes,
    Format.INVITEE: _mailboxes | _usernames,
    Format.ATTENDEE: _mailboxes | _usernames | st.uuids().map(str),
    Format.PASSWORD: st.uuids().map(str),
    Format.MESSAGE: st.text(_seen, min_size=1, max_size=4000).filter(lambda text: text.strip()),
    Format.CURSOR: st.builds(
        cursor_behind, _moments.map(lambda moment: moment.replace(tzinfo=UTC)), st.uuids()
    ),
    Format.TIME_ZONE: st.sampled_from(
        sorted(zone for zone in available_timezones() if not zone.startswith("posix"))
    ),
    Format.LOCAL_TIME: st.datetimes(datetime(2150, 1, 1), datetime(2199, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.isoformat(timespec="minutes")
    ),
    Format.RECURRENCE: st.builds(
        "FREQ={};INTERVAL={};COUNT={}".format,
        st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        st.integers(1, 99),
        st.integers(1, 1000),
    ),
    Format.WEBHOOK_URL: st.builds(
        "https://{}.example:{}/{}".format, _ascii, st.integers(1, 65535), _ascii
    ),
    Format.ORIGIN: st.builds("https://{}.example:{}".format, _ascii, st.integers(1, 65535))
    | st.just("http://localhost:3000"),
    Format.PICTURE: st.sampled_from([LOSSY, LOSSLESS, jpeg(), jpeg(256, 1)]).map(
        lambda data: base64.b64encode(data).decode()
    ),
}
for _format, _strategy in STRATEGIES.items():
    schemathesis.openapi.format(_format.value, _strategy)
schemathesis.openapi.media_type(
    "image/jpeg", st.builds(jpeg, st.integers(1, 256), st.integers(1, 256))
)
schemathesis.openapi.media_type("image/webp", st.just(LOSSY))


@schemathesis.hook
def map_body(_context: Any, body: Any) -> Any:
    """A moment is one to come, and nobody is in two breakout rooms: no shape says either."""
    if isinstance(body, dict) and isinstance(rooms := body.get("rooms"), list):
        for number, room in enumerate(rooms):
            if isinstance(room, dict) and isinstance(people := room.get("people"), list):
                room["people"] = [
                    f"{number}x{place}x{one}" if isinstance(one, str) and _is_attendee(one) else one
                    for place, one in enumerate(people)
                ]
    if isinstance(body, dict) and isinstance(said := body.get("expiresAt"), str):
        try:
            datetime.fromisoformat(said.upper())
        except ValueError:
            return body
        body["expiresAt"] = (datetime.now(UTC) + SOON).isoformat()
    return body


@schemathesis.hook
def map_headers(_context: Any, headers: Any) -> Any:
    """No other request had that key."""
    key = (headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch("[!-~]{1,200}", key):
        headers["Idempotency-Key"] = str(uuid.uuid4())
    return headers


@schemathesis.hook
def map_query(context: Any, query: Any) -> Any:
    """Events after the first that there may be: no shape says which number was given yet."""
    after = (query or {}).get("after")
    if context.operation.path == "/events" and isinstance(after, int) and 0 <= after <= 2**53:
        query["after"] = 0
    return query
