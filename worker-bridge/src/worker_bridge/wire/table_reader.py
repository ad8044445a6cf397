"""Readers of tables of one layout: a Python function for each, made when the layout is first met.

A layout says which fields a table has and where. All its inline fields are unpacked in one call,
and the function for it is a single dict display, without a loop or a lookup that does not depend
on the bytes. For a table with a text and an enum member:

    def read(buffer, at):
        v0, v1 = unpack(buffer, at)
        return {'id': d0(buffer, at + 4 + v0), 'state': n1[v1], 'paused': False}
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from worker_bridge.errors import ProtocolError
from worker_bridge.wire.slot import Slot

Reader = Callable[[bytes, int], dict[str, Any]]


def compiled(
    table: str,
    slots: Sequence[Slot],
    unions: Mapping[str, Sequence[Reader]],
    vtable: bytes,
) -> Reader:
    """Compile a reader of tables that have this vtable. Raises ProtocolError for an impossible one.

    `unions`: by the key of a union's value, what reads each of its members."""
    present, absent = _fields(table, slots, vtable)
    known: dict[str, Any] = {"unpack": _unpacker(table, present), "named": _named}
    numbers = {slot.key: number for number, (_, slot) in enumerate(present)}
    entries: list[str] = []
    for number, (offset, slot) in enumerate(present):
        value = f"v{number}"
        if slot.decode is not None:
            known[f"d{number}"] = slot.decode
            value = f"d{number}(buffer, at + {offset} + {value})"
        elif slot.tag is not None:
            if slot.tag not in numbers:
                raise ProtocolError(f"{table}: {slot.tag} is missing")
            known[f"u{number}"] = unions[slot.key]
            value = f"u{number}[v{numbers[slot.tag]} - 1](buffer, at + {offset} + {value})"
        elif slot.names is not None:
            known[f"n{number}"] = slot.names
            value = f"named({slot.key!r}, n{number}, {value})"
            if None not in slot.names:
                value = f"n{number}[v{number}]"
        # A tag stands before its union's value in a display, and so refuses an unknown member.
        entries.insert(0 if slot.names else len(entries), f"{slot.key!r}: {value}")
    entries += [f"{key!r}: {value!r}" for key, value in absent.items()]
    values = "".join(f"v{number}, " for number in range(len(present)))
    lines = [f"{values}= unpack(buffer, at)"] if present else []
    lines.append(f"return {{{', '.join(entries)}}}")
    source = "\n    ".join(["def read(buffer, at):", *lines])
    exec(source, known)  # noqa: S102 - made of the schema's names and of numbers alone
    read: Reader = known["read"]
    return read


def _fields(
    table: str, slots: Sequence[Slot], vtable: bytes
) -> tuple[list[tuple[int, Slot]], dict[str, Any]]:
    """Fields that are there, in the order of their offsets, and values of those that are not."""
    if len(vtable) < 4 or len(vtable) % 2:
        raise ProtocolError(f"{table}: not a table")
    _, inline_size, *offsets = struct.unpack(f"<{len(vtable) // 2}H", vtable)
    present: list[tuple[int, Slot]] = []
    absent: dict[str, Any] = {}
    for slot in slots:
        offset = offsets[slot.number] if slot.number < len(offsets) else 0
        if offset:
            if offset + slot.size > inline_size:
                raise ProtocolError(f"{table}: a field ends behind its table")
            present.append((offset, slot))
        elif slot.required:
            raise ProtocolError(f"{table}: {slot.key} is missing")
        elif slot.default is not None:
            shown = slot.names[slot.default] if slot.names else slot.default
            if shown is not None:
                absent[slot.key] = shown
    present.sort(key=lambda entry: entry[0])
    return present, absent


def _unpacker(table: str, present: Sequence[tuple[int, Slot]]) -> Callable[..., tuple[Any, ...]]:
    code, position = "<", 0
    for offset, slot in present:
        if offset < position:
            raise ProtocolError(f"{table}: fields overlap")
        code += "x" * (offset - position) + slot.code
        position = offset + slot.size
    return struct.Struct(code).unpack_from


def _named(key: str, names: Sequence[str | None], number: int) -> str:
    """The member of that number. Raises ProtocolError if there is none."""
    name = names[number]
    if name is None:
        raise ProtocolError(f"{key}: unknown value {number}")
    return name
