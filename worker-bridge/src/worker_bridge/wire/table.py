"""One table: JSON objects to FlatBuffers and back, at the speed of `struct`.

A table's *layout* (which fields are there, and where) repeats. Each layout met is compiled once:
for writing into a `struct.Struct`, for reading into a function of its own (`table_reader`).

What is written is relocatable: a piece begins with the table's inline fields, then its vtable, then
what it refers to, and points only forwards into itself. So pieces are joined by concatenation, and
a ready piece can be kept and used again (`Encoded`).

Format: https://flatbuffers.dev/internals/
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from worker_bridge.errors import ProtocolError
from worker_bridge.wire import table_reader
from worker_bridge.wire.slot import Slot, tag_key
from worker_bridge.wire.table_reader import Reader
from worker_bridge.wire.values import InvalidValue, kind_of, padded

_i32 = struct.Struct("<i").unpack_from
_u16 = struct.Struct("<H").unpack_from
_ABSENT = object()
_LAYOUTS_KEPT = 256
"""A worker uses a handful; garbage must not fill the memory."""


class Encoded(bytes):
    """A piece that was encoded before; stands for the table it encodes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _WriteLayout:
    pack: Callable[..., bytes]
    offsets: tuple[int, ...]
    vtable: bytes
    size: int
    """Bytes of the inline fields, the distance to the vtable."""


class TableCodec:
    """Encodes and decodes one table of the schema."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._slots: tuple[Slot, ...] = ()
        self._writes: tuple[tuple[int, Slot], ...] = ()
        self._unions: dict[str, tuple[str, dict[str, tuple[int, TableCodec]]]] = {}
        self._union_decoders: dict[str, tuple[Reader, ...]] = {}
        self._write_layouts: dict[int, _WriteLayout] = {}
        self._readers: dict[bytes, Reader] = {}

    def link(self, slots: list[Slot], unions: dict[str, dict[str, tuple[int, TableCodec]]]) -> None:
        """Set what the table consists of; apart from the constructor since tables nest."""
        self._slots = tuple(slots)
        ordered = sorted(slots, key=lambda slot: (-slot.size, slot.number))
        self._writes = tuple((1 << slot.number, slot) for slot in ordered)
        self._unions = {key: (tag_key(key), members) for key, members in unions.items()}
        self._union_decoders = {
            key: tuple(codec.decode for _, codec in members.values())
            for key, members in unions.items()
        }

    def encode(self, value: Any) -> bytes:
        """A piece for the table. Raises InvalidValue; a ParameterError outside."""
        if type(value) is Encoded:
            return value
        if not isinstance(value, dict):
            raise InvalidValue(f"must be an object, not {kind_of(value)}")
        if self._unions:
            value = self._with_encoded_unions(value)
        present = 0
        inline: list[Any] = []
        children: list[tuple[int, bytes]] = []
        for bit, slot in self._writes:
            item = value.get(slot.key, _ABSENT)
            if item is _ABSENT or (item is None and slot.may_be_null):
                if slot.required:
                    raise InvalidValue("is missing").at(f".{slot.key}")
                continue
            try:
                if slot.check is not None:
                    item = slot.check(item)
                    if item == slot.default:
                        continue
                elif slot.encode is not None:
                    item = slot.encode(item)
                    children.append((len(inline), item))
            except InvalidValue as error:
                raise error.at(f".{slot.key}") from None
            inline.append(item)
            present |= bit
        layout = self._write_layouts.get(present) or self._new_write_layout(present)
        position = layout.size + len(layout.vtable)
        for index, piece in children:
            inline[index] = position - layout.offsets[index]
            position += len(piece)
        return b"".join(
            (layout.pack(-layout.size, *inline), layout.vtable, *(piece for _, piece in children))
        )

    def _with_encoded_unions(self, value: dict[str, Any]) -> dict[str, Any]:
        value = dict(value)
        for key, (tag_name, members) in self._unions.items():
            if value.get(key) is None:
                value.pop(tag_name, None)
                continue
            name = value.get(tag_name)
            if not isinstance(name, str) or name not in members:
                raise InvalidValue(f"must be one of {', '.join(members)}").at(f".{tag_name}")
            tag, codec = members[name]
            try:
                value[key] = Encoded(codec.encode(value[key]))
            except InvalidValue as error:
                raise error.at(f".{key}") from None
            value[tag_name] = tag
        return value

    def _new_write_layout(self, present: int) -> _WriteLayout:
        code, position, offsets = "<i", 4, []
        entries = [0] * max(
            (slot.number + 1 for bit, slot in self._writes if present & bit), default=0
        )
        for bit, slot in self._writes:
            if present & bit:
                pad = -position % slot.size
                code += "x" * pad + slot.code
                offsets.append(position + pad)
                entries[slot.number] = position + pad
                position += pad + slot.size
        size = padded(position)
        code += "x" * (size - position)
        vtable = struct.pack(f"<{len(entries) + 2}H", 4 + 2 * len(entries), size, *entries)
        layout = _WriteLayout(
            struct.Struct(code).pack,
            tuple(offsets),
            vtable.ljust(padded(len(vtable)), b"\0"),
            size,
        )
        self._write_layouts[present] = layout
        return layout

    def decode(self, buffer: bytes, at: int) -> dict[str, Any]:
        """The table at a position of a message. Raises ProtocolError, struct.error, IndexError."""
        vtable = at - _i32(buffer, at)[0]
        if vtable < 0:
            raise ProtocolError("a table begins before its message")
        raw = buffer[vtable : vtable + _u16(buffer, vtable)[0]]
        read = self._readers.get(raw) or self._new_reader(raw)
        return read(buffer, at)

    def place(self, buffer: bytes, at: int, key: str) -> int:
        """Position in the message of an inline field that is there."""
        (slot,) = (slot for slot in self._slots if slot.key == key)
        vtable = at - _i32(buffer, at)[0]
        offset: int = _u16(buffer, vtable + 4 + 2 * slot.number)[0]
        return at + offset

    def _new_reader(self, raw: bytes) -> Reader:
        read = table_reader.compiled(self.name, self._slots, self._union_decoders, raw)
        if len(self._readers) < _LAYOUTS_KEPT:
            self._readers[raw] = read
        return read
