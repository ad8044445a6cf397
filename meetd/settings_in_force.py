"""What is set, and where it comes from, for people; secrets are never shown."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from meetd.config import Settings

_FIELDS = {"P2P_RETURN_DELAY": "return_delay"}
"""Settings whose attributes are not called as they are."""
_UNSET = {
    "DATABASE_URL": "a PostgreSQL of its own, in the data folder",
    "SECRET_KEY": "made once, kept in the data folder",
    "REDIS_URL": "none: this is the only server",
    "RTC_LISTEN_IP": "the host's addresses",
    "RTC_ANNOUNCED_ADDRESS": "the listening ones",
}
"""What holds of those that are nothing by themselves."""


class InForce(NamedTuple):
    """A setting, for people."""

    name: str
    """Of its variable."""
    value: str
    source: str


def in_force(settings: Settings) -> list[InForce]:
    """List all settings, with where each comes from."""
    return [_shown(settings, name) for name in sorted(settings.sources)]


def _shown(settings: Settings, name: str) -> InForce:
    its = settings.sources[name]
    source = its.place if its.file is None else f"{its.file}, named in {its.place}"
    if its.place == "default" and name in _UNSET:
        value = _UNSET[name]
    elif its.secret:
        value = "none" if its.place == "default" else "(not shown)"
    elif name == "WEBHOOK_ADDRESSES":
        value = "private" if settings.webhooks_private else "public"
    elif name in {"TIMELINE_ADDRESSES", "BOT_LOOPBACK"}:
        value = "on" if getattr(settings, name.lower()) else "off"
    elif name == "TRACES":
        value = "otlp" if settings.traces else "off"
    else:
        value = _text(getattr(settings, _FIELDS.get(name, name.lower())))
    return InForce(f"MEETD_{name}", value, source)


def _text(value: object) -> str:
    match value:
        case tuple():
            return ",".join(map(str, value)) or "none"
        case None | "":
            return "none"
        case float():
            return f"{value:g}"
        case str() | int() | Path():
            return str(value)
        case _:
            raise TypeError(type(value).__name__)
