"""Messages of data channels: their kind travels as SCTP's payload protocol id (RFC 8831)."""

from __future__ import annotations

from worker_bridge.errors import ParameterError

_TEXT, _BINARY, _EMPTY_TEXT, _EMPTY_BINARY = 51, 53, 56, 57


def encode(message: str | bytes, ppid: int | None) -> tuple[int, bytes]:
    """Payload protocol id and bytes of a message. Raises ParameterError.

    SCTP cannot carry nothing, so an empty message is one byte that its id declares empty."""
    if isinstance(message, str):
        try:
            data, kinds = message.encode(), (_TEXT, _EMPTY_TEXT)
        except UnicodeEncodeError:
            raise ParameterError("message must be text that UTF-8 can carry") from None
    elif isinstance(message, bytes | bytearray | memoryview):
        data, kinds = bytes(message), (_BINARY, _EMPTY_BINARY)
    else:
        raise ParameterError("message must be a string or bytes")
    if ppid is None:
        ppid = kinds[0] if data else kinds[1]
    if ppid == _EMPTY_TEXT:
        data = b" "
    elif ppid == _EMPTY_BINARY:
        data = b"\0"
    return ppid, data
