"""The head of a message: all of it but its body, encoded once for each kind of message."""

from __future__ import annotations

from typing import Any

from worker_bridge.channel.messages import Notification, Request
from worker_bridge.wire import template
from worker_bridge.wire.codec import Codec, Encoded
from worker_bridge.wire.template import Template, pack_u32


def message_head(codec: Codec, kind: Request | Notification, has_handler: bool) -> Template:
    """Encode the head of such a message, with holes for a request's number and the handler's id."""

    def make() -> tuple[bytes, list[bytes]]:
        handler = template.mark_id() if has_handler else ""
        data: dict[str, Any] = {"handlerId": handler}
        marks = [handler.encode()] if has_handler else []
        if isinstance(kind, Request):
            number = template.mark_number()
            data |= {"id": number, "method": kind.method}
            marks.insert(0, pack_u32(number))
        else:
            data["event"] = kind.event
        if kind.body is not None:
            data |= {"bodyType": kind.body, "body": Encoded()}
        message = {"dataType": type(kind).__name__, "data": data}
        return codec.encode_message(message), marks

    return template.from_marks(make)
