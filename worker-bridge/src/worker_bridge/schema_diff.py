"""Changes of another version's schemas, and the lines of this library that they touch.

For whoever moves the pin: `python -m worker_bridge changes <folder of the other .fbs files>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from worker_bridge.channel import messages
from worker_bridge.channel.messages import Notification, Request
from worker_bridge.wire import json_names
from worker_bridge.wire.schema import Enum, Field, Schema, Table, Union

Declaration = Table | Enum | Union
_SOURCES = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Change:
    """One difference."""

    what: str
    """For people: `FBS.Consumer.ConsumerLayers.spatial_layer: uint8 instead of int16`."""
    table: str
    """Full name of the declaration that it is in."""
    words: tuple[str, ...]
    """As which our code may have it: JSON keys, members."""


def compare(old: Schema, new: Schema) -> list[Change]:
    """All differences, in the order of the declarations' names."""
    return [*_declarations(old, new)]


def _declarations(old: Schema, new: Schema) -> Iterator[Change]:
    before: dict[str, Declaration] = {**old.tables, **old.enums, **old.unions}
    after: dict[str, Declaration] = {**new.tables, **new.enums, **new.unions}
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            yield Change(f"{name}: {'new' if one is None else 'gone'}", name, ())
        elif type(one) is not type(other):
            yield Change(f"{name}: of another kind", name, ())
        else:
            yield from _members(name, _described(one), _described(other))


def _members(name: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for member in [*old, *(each for each in new if each not in old)]:
        one, other = old.get(member), new.get(member)
        if one != other:
            text = f"{other or 'gone'}{' (new)' if one is None else ''}"
            if one is not None and other is not None:
                text = f"{other} instead of {one}"
            words = (member, json_names.camel_case(member))
            yield Change(f"{name}.{member}: {text}", name, tuple(dict.fromkeys(words)))


def _described(its: Declaration) -> dict[str, str]:
    """Each member, and what must be the same of it."""
    if isinstance(its, Table):
        return {field.name: _field(field) for field in its.fields}
    if isinstance(its, Enum):
        return {member: str(number) for member, number in its.members.items()}
    return {member: f"{table} as {tag}" for tag, (member, table) in enumerate(its.members, 1)}


def _field(field: Field) -> str:
    text = f"[{field.type}]" if field.vector else field.type
    text += f" = {field.default}" if field.default is not None else ""
    return f"{text}{', required' if field.required else ''} at {field.slot}"


def touched(change: Change, schema: Schema) -> list[str]:
    """`file:line: text` for the lines of this library that send, get or name what changed."""
    constants = [
        name
        for name, kind in vars(messages).items()
        if isinstance(kind, Request | Notification) and _concerns(change, kind, schema)
    ]
    words = [rf"messages\.{re.escape(name)}\b" for name in constants]
    words += [rf"\"{re.escape(word)}\"" for word in change.words]
    return [*_lines(re.compile("|".join(words)))] if words else []


def _concerns(change: Change, kind: Request | Notification, schema: Schema) -> bool:
    name = kind.method if isinstance(kind, Request) else kind.event
    if change.table in {"FBS.Request.Method", "FBS.Notification.Event"}:
        return name in change.words
    bodies = (
        (("FBS.Request.Body", kind.body), ("FBS.Response.Body", kind.response))
        if isinstance(kind, Request)
        else (("FBS.Notification.Body", kind.body),)
    )
    roots = {dict(schema.unions[union].members).get(body or "") for union, body in bodies}
    return any(change.table in _within(root, schema, set()) for root in roots if root)


def _within(name: str, schema: Schema, seen: set[str]) -> set[str]:
    """A declaration and all that it consists of."""
    if name not in seen:
        seen.add(name)
        inner = (
            [field.type for field in schema.tables[name].fields] if name in schema.tables else []
        )
        if name in schema.unions:
            inner = [table for _, table in schema.unions[name].members]
        for each in inner:
            _within(each, schema, seen)
    return seen


def _lines(pattern: re.Pattern[str]) -> Iterator[str]:
    for path in sorted(_SOURCES.rglob("*.py"), key=lambda path: path.name):
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                yield f"{path.relative_to(_SOURCES)}:{number}: {line.strip()}"


def report(old: Schema, new: Schema) -> Iterator[str]:
    """Lines for people."""
    changes = compare(old, new)
    for change in changes:
        yield change.what
        schema = old if change.table in old else new
        yield from (f"    {line}" for line in touched(change, schema))
    yield f"{len(changes)} changes"
