"""Settings of a worker, as its process gets them."""

from __future__ import annotations

from typing import Literal

from worker_bridge.errors import ParameterError

LogLevel = Literal["debug", "warn", "error", "none"]
LogTag = Literal[
    "info",
    "ice",
    "dtls",
    "rtp",
    "srtp",
    "rtcp",
    "rtx",
    "bwe",
    "score",
    "simulcast",
    "svc",
    "sctp",
    "message",
]
_LONGEST_ARGUMENT = 4096
"""Characters."""


def argument(option: str, value: object, kind: type) -> list[str]:
    """Render a setting for the command line; nothing without a value. Raises ParameterError."""
    if value is None:
        return []
    text = f"--{option}={value}"
    if type(value) is not kind or "\0" in text or len(text) > _LONGEST_ARGUMENT:
        raise ParameterError(f"{option}: not a value for it")
    if isinstance(value, int) and not 0 <= value <= 65535:
        raise ParameterError(f"{option} must be from 0 to 65535")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ParameterError(f"{option} must be text that UTF-8 can carry") from None
    return [text]
