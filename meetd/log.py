"""Structured logs that never hold a secret."""

from __future__ import annotations

import logging
import math
import re
import sys
import time
import uuid
from collections.abc import Callable, MutableMapping
from contextvars import ContextVar, Token
from typing import Any, Literal

import structlog

REDACTED = "[redacted]"
LONGEST, LONGEST_TRACE = 2000, 20_000
"""Characters of one value of a line, and of an exception with where it was raised: what a client
sends, and an error repeats, may be as long as a request."""
_SECRET_KEY = re.compile(
    r"token|passw|cookie|authorization|secret|credential|sdp|ice_?pwd|candidate|fingerprint",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(
    r"eyJ[\w-]+\.[\w-]+\.[\w-]*"  # a JSON web token
    r"|\bm[jk]_[\w-]{20,}"  # a key, or a join token
    r"|\bwhsec_[\w+/-]+=*"  # what signs webhooks
    r"|v=0(?:\r|\n|\\r|\\n).*"  # an SDP, to its end, also as `repr` writes it
    r"|(?:postgres(?:ql)?|rediss?)://[^\s/@]+@"  # a URL with a password
    r"|\bpassword=[^\s&]+",  # the same in a query string
    re.DOTALL,
)
# Controls, and what turns lines around or hides in them; but for lines' ends.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger


class Described:
    """Adds to all that is logged while a request is answered which one it is, and what `facts`
    finds of it then: where nothing is logged, nothing is looked for. What the request has begun and
    goes on after it says nothing of it any more."""

    __slots__ = ("_before", "_facts", "_id")

    def __init__(self, facts: Callable[[], dict[str, str]], request_id: str = "") -> None:
        """Without an id it gets one once it is needed."""
        self._facts: Callable[[], dict[str, str]] | None = facts
        self._id = request_id
        self._before: Token[Described | None] | None = None

    def __enter__(self) -> None:
        self._before = _answered.set(self)

    def __exit__(self, *_: object) -> None:
        self._facts = None
        if self._before is not None:
            _answered.reset(self._before)

    def found(self) -> dict[str, str]:
        """What there is to say."""
        if self._facts is None:
            return {}
        self._id = self._id or new_request_id()
        return {"request": self._id, **self._facts()}


_answered: ContextVar[Described | None] = ContextVar("answered", default=None)


def new_request_id() -> str:
    """What the lines of one request have in common."""
    return uuid.uuid4().hex[:12]


class Seldom:
    """Lets a line through once a minute: what clients can bring about is a sample and a count."""

    INTERVAL = 60.0

    def __init__(self) -> None:
        self._due_at = -math.inf
        self._left_out = 0

    def due(self) -> int | None:
        """Count this time and those since the last line; None: say nothing."""
        self._left_out += 1
        now = time.monotonic()
        if now < self._due_at:
            return None
        self._due_at = now + self.INTERVAL
        times, self._left_out = self._left_out, 0
        return times


def redacted(value: Any) -> Any:
    """The value without what must not be read in a log."""
    if isinstance(value, str):
        return _SECRET_VALUE.sub(REDACTED, value)
    if isinstance(value, dict):
        return {
            key: REDACTED if _SECRET_KEY.search(str(key)) and inner is not None else redacted(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    # Anything else would be written as its `repr`, with what is inside.
    return _SECRET_VALUE.sub(REDACTED, repr(value))


def _redact(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    clean: MutableMapping[str, Any] = redacted(dict(event))
    return clean


def _bound(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {
        key: bounded(value, LONGEST_TRACE if key == "exception" else LONGEST)
        for key, value in event.items()
    }


def bounded(value: Any, longest: int) -> Any:
    """The value, and of a longer text its beginning and its end."""
    if isinstance(value, str):
        if len(value) <= longest:
            return value
        half = longest // 2
        return f"{value[:half]}[{len(value) - 2 * half} more]{value[-half:]}"
    if isinstance(value, dict):
        return {key: bounded(inner, longest) for key, inner in value.items()}
    if isinstance(value, list):
        return [bounded(inner, longest) for inner in value]
    return value


def _visible(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    seen = {key: shown(value) for key, value in event.items()}
    return {
        key: value.replace("\n", "\\n") if isinstance(value, str) and key != "exception" else value
        for key, value in seen.items()
    }


def shown(value: Any) -> Any:
    """The value, with what a terminal would carry out written as Python writes it: what a client
    says is logged too. Lines stay lines."""
    if isinstance(value, str):
        return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], value)
    if isinstance(value, dict):
        return {key: shown(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shown(inner) for inner in value]
    return value


def _describe(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    described = _answered.get()
    return event if described is None else {**described.found(), **event}


def configure(log_format: Literal["json", "console"], level: str) -> None:
    """Send all logs, other libraries' too, to standard error in one format."""
    shared: list[structlog.types.Processor] = [
        _describe,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    # Exceptions become text before anything is redacted, and without the values of variables.
    render: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _redact,
                # Last: half a secret would not be known as one.
                _bound,
                # JSON is ASCII by itself.
                *(() if log_format == "json" else (_visible,)),
                render,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Whatever a library has set up for itself would go past all this.
    for logger in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
    logging.captureWarnings(True)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
