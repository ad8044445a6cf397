"""Turns JSON-shaped values into FlatBuffers and back, straight from a parsed schema.

The one idea that makes it fast: a table's *layout* (which fields are there, and where) repeats.
Each layout met is compiled once into a `struct.Struct`; after that, all of a table's inline fields
are packed or unpacked in one call.

The other: every piece written is relocatable. A piece starts with what it is named for (a table
with its inline fields, a string with its length), is padded to eight bytes, and points only
forwards into itself. So pieces are joined by concatenation, and a ready piece can be kept and used
again (`Encoded`).

Whatever is encoded has been checked against the schema first: kinds, ranges, required fields,
names of enum members, UTF-8. The worker believes what it reads.

Format: https://flatbuffers.dev/internals/
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from worker_bridge import schema as fbs
from worker_bridge import spelling
from worker_bridge.errors import ParameterError, ProtocolError, SchemaError

MAX_MESSAGE = 8 * 1024 * 1024 - 8
"""Bytes of the largest message that a worker takes, with its length prefix (4 MiB × 2)."""
MAX_ELEMENTS = 1 << 20
"""Elements of the longest list that is looked at."""

_FORMATS = {
    "bool": "?",
    "int8": "b",
    "uint8": "B",
    "int16": "h",
    "uint16": "H",
    "int32": "i",
    "uint32": "I",
    "int64": "q",
    "uint64": "Q",
    "float32": "f",
    "float64": "d",
}
_SIZES = {name: struct.calcsize("<" + code) for name, code in _FORMATS.items()}
_U32 = struct.Struct("<I")
_I32 = struct.Struct("<i")
_U16 = struct.Struct("<H")
_u32 = _U32.unpack_from
_i32 = _I32.unpack_from
_u16 = _U16.unpack_from


class Encoded(bytes):
    """A piece that was encoded before; stands for the table it encodes."""

    __slots__ = ()


class _Invalid(Exception):  # noqa: N818 - a carrier, never seen outside
    """A value that may not be encoded; gathers its path on the way up."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = ""

    def at(self, step: str) -> _Invalid:
        self.path = step + self.path
        return self


type_names = {
    type(None): "null",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "an object",
}


def _kind(value: object) -> str:
    return type_names.get(type(value), type(value).__name__)


def _padded(size: int) -> int:
    return (size + 7) & ~7


# -- scalars ---------------------------------------------------------------------------------


def _integer(name: str) -> Callable[[Any], int]:
    bits = _SIZES[name] * 8
    low, high = (0, (1 << bits) - 1) if name[0] == "u" else (-(1 << bits - 1), (1 << bits - 1) - 1)

    def check(value: Any) -> int:
        if type(value) is not int:
            if type(value) is not float or not value.is_integer():
                raise _Invalid(f"must be an integer, not {_kind(value)}")
            value = int(value)
        if not low <= value <= high:
            raise _Invalid(f"must be from {low} to {high}")
        return value  # type: ignore[no-any-return]

    return check


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise _Invalid(f"must be a boolean, not {_kind(value)}")
    return value


def _number(value: Any) -> float:
    if type(value) not in {int, float} or not math.isfinite(value):
        raise _Invalid("must be a finite number")
    return float(value)


def _scalar(name: str) -> Callable[[Any], Any]:
    if name == "bool":
        return _boolean
    return _number if name.startswith("float") else _integer(name)


# -- strings and vectors ---------------------------------------------------------------------


def encode_string(value: Any) -> bytes:
    """A string piece: length, UTF-8, a zero byte."""
    if not isinstance(value, str):
        raise _Invalid(f"must be a string, not {_kind(value)}")
    try:
        raw = value.encode()
    except UnicodeEncodeError:
        raise _Invalid("must be text that UTF-8 can carry") from None
    size = len(raw)
    return _U32.pack(size) + raw.ljust(_padded(size + 5) - 4, b"\0")


def _decode_string(buffer: bytes, at: int) -> str:
    start = at + 4
    end = start + _u32(buffer, at)[0]
    if end > len(buffer):
        raise ProtocolError("a string ends behind its message")
    return buffer[start:end].decode("utf-8", "replace")


def _elements(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise _Invalid(f"must be an array, not {_kind(value)}")
    if len(value) > MAX_ELEMENTS:
        raise _Invalid(f"has more than {MAX_ELEMENTS} elements")
    return value  # type: ignore[return-value]


def _each(encode: Callable[[Any], Any], value: Any) -> list[Any]:
    encoded = []
    for item in _elements(value):
        try:
            encoded.append(encode(item))
        except _Invalid as error:
            raise error.at(f"[{len(encoded)}]") from None
    return encoded


def _encode_bytes(value: Any) -> bytes:
    if not isinstance(value, bytes | bytearray | memoryview):
        raise _Invalid(f"must be bytes, not {_kind(value)}")
    raw = bytes(value)
    return _U32.pack(len(raw)) + raw.ljust(_padded(len(raw) + 4) - 4, b"\0")


def _decode_bytes(buffer: bytes, at: int) -> bytes:
    start = at + 4
    end = start + _u32(buffer, at)[0]
    if end > len(buffer):
        raise ProtocolError("a vector ends behind its message")
    return buffer[start:end]


def _scalar_vector(code: str, check: Callable[[Any], Any]) -> Callable[[Any], bytes]:
    def encode(value: Any) -> bytes:
        items = _each(check, value)
        raw = struct.pack(f"<I{len(items)}{code}", len(items), *items)
        return raw.ljust(_padded(len(raw)), b"\0")

    return encode


def _scalar_vector_decoder(
    code: str, names: tuple[str | None, ...] | None
) -> Callable[[bytes, int], list[Any]]:
    def decode(buffer: bytes, at: int) -> list[Any]:
        (size,) = _u32(buffer, at)
        if size > len(buffer):
            raise ProtocolError("a vector ends behind its message")
        items = struct.unpack_from(f"<{size}{code}", buffer, at + 4)
        return list(items) if names is None else [names[item] for item in items]

    return decode


def _piece_vector(encode_one: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    def encode(value: Any) -> bytes:
        pieces = _each(encode_one, value)
        count = len(pieces)
        position = head = _padded(4 + 4 * count)
        offsets = []
        for index, piece in enumerate(pieces):
            offsets.append(position - 4 - 4 * index)
            position += len(piece)
        raw = struct.pack(f"<{count + 1}I", count, *offsets)
        return b"".join((raw.ljust(head, b"\0"), *pieces))

    return encode


def _piece_vector_decoder(
    decode_one: Callable[[bytes, int], Any],
) -> Callable[[bytes, int], list[Any]]:
    def decode(buffer: bytes, at: int) -> list[Any]:
        (size,) = _u32(buffer, at)
        if size * 4 > len(buffer):
            raise ProtocolError("a vector ends behind its message")
        offsets = struct.unpack_from(f"<{size}I", buffer, at + 4)
        at += 4
        return [decode_one(buffer, at + 4 * index + offset) for index, offset in enumerate(offsets)]

    return decode


def tag_key(key: str) -> str:
    """Key of the name that says which member a union's value is."""
    return key + "Type"


# -- tables ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place in a table's vtable."""

    key: str
    number: int
    code: str
    size: int
    required: bool
    default: Any
    """Value of an absent field; None if absence shows."""
    check: Callable[[Any], Any] | None
    """Scalar: value to number."""
    encode: Callable[[Any], bytes] | None
    """Reference: value to piece."""
    decode: Callable[[bytes, int], Any] | None
    """Reference: piece to value. None for a union's value."""
    names: tuple[str | None, ...] | None
    """Enum or union tag: number to text."""
    tag: str | None
    """Union's value: key of its tag."""


@dataclass(frozen=True, slots=True)
class _WriteLayout:
    pack: Callable[..., bytes]
    offsets: tuple[int, ...]
    vtable: bytes
    size: int
    """Bytes of the inline fields, the distance to the vtable."""


@dataclass(frozen=True, slots=True)
class _ReadLayout:
    unpack: Callable[[bytes, int], tuple[Any, ...]]
    keys: tuple[str, ...]
    defaults: dict[str, Any]
    references: tuple[tuple[str, int, Callable[[bytes, int], Any]], ...]
    unions: tuple[tuple[str, int, str], ...]
    names: tuple[tuple[str, tuple[str | None, ...]], ...]


class TableCodec:
    """Encodes and decodes one table of the schema."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._slots: tuple[_Slot, ...] = ()
        self._writes: tuple[tuple[int, _Slot], ...] = ()
        self._unions: dict[str, tuple[str, dict[str, tuple[int, TableCodec]]]] = {}
        self._union_decoders: dict[str, dict[str, TableCodec]] = {}
        self._write_layouts: dict[int, _WriteLayout] = {}
        self._read_layouts: dict[bytes, _ReadLayout] = {}

    def link(
        self, slots: list[_Slot], unions: dict[str, dict[str, tuple[int, TableCodec]]]
    ) -> None:
        """Set what the table consists of; apart from the constructor since tables nest."""
        self._slots = tuple(slots)
        ordered = sorted(slots, key=lambda slot: (-slot.size, slot.number))
        self._writes = tuple((1 << slot.number, slot) for slot in ordered)
        self._unions = {key: (tag_key(key), members) for key, members in unions.items()}
        self._union_decoders = {
            key: {name: codec for name, (_, codec) in members.items()}
            for key, members in unions.items()
        }

    def encode(self, value: Any) -> bytes:
        """A piece for the table. Raises _Invalid, which `Codec.encode` makes a ParameterError."""
        if type(value) is Encoded:
            return value
        if not isinstance(value, dict):
            raise _Invalid(f"must be an object, not {_kind(value)}")
        if self._unions:
            value = self._with_encoded_unions(value)
        present = 0
        inline: list[Any] = []
        children: list[tuple[int, bytes]] = []
        for bit, slot in self._writes:
            item = value.get(slot.key)
            if item is None:
                if slot.required:
                    raise _Invalid("is missing").at(f".{slot.key}")
                continue
            try:
                if slot.check is not None:
                    item = slot.check(item)
                    if item == slot.default:
                        continue
                elif slot.encode is not None:
                    item = slot.encode(item)
                    children.append((len(inline), item))
            except _Invalid as error:
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
                value[tag_name] = None
                continue
            name = value.get(tag_name)
            if not isinstance(name, str) or name not in members:
                raise _Invalid(f"must be one of {', '.join(members)}").at(f".{tag_name}")
            tag, codec = members[name]
            try:
                value[key] = Encoded(codec.encode(value[key]))
            except _Invalid as error:
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
        size = _padded(position)
        code += "x" * (size - position)
        vtable = struct.pack(f"<{len(entries) + 2}H", 4 + 2 * len(entries), size, *entries)
        layout = _WriteLayout(
            struct.Struct(code).pack,
            tuple(offsets),
            vtable.ljust(_padded(len(vtable)), b"\0"),
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
        layout = self._read_layouts.get(raw) or self._new_read_layout(raw)
        found = layout.defaults.copy()
        found.update(zip(layout.keys, layout.unpack(buffer, at), strict=True))
        for key, names in layout.names:
            name = names[found[key]]
            if name is None:
                raise ProtocolError(f"{self.name}.{key}: unknown value {found[key]}")
            found[key] = name
        for key, offset, decode in layout.references:
            found[key] = decode(buffer, at + offset + found[key])
        for key, offset, tag in layout.unions:
            codec = self._union_decoders[key][found[tag]]
            found[key] = codec.decode(buffer, at + offset + found[key])
        return found

    def _new_read_layout(self, raw: bytes) -> _ReadLayout:
        if len(raw) < 4 or len(raw) % 2:
            raise ProtocolError(f"{self.name}: not a table")
        entries = struct.unpack(f"<{len(raw) // 2}H", raw)
        inline_size = entries[1]
        offsets = entries[2:]
        present, defaults = [], {}
        for slot in self._slots:
            offset = offsets[slot.number] if slot.number < len(offsets) else 0
            if offset:
                if offset + slot.size > inline_size:
                    raise ProtocolError(f"{self.name}: a field ends behind its table")
                present.append((offset, slot))
            elif slot.required:
                raise ProtocolError(f"{self.name}: {slot.key} is missing")
            elif slot.default is not None:
                shown = slot.names[slot.default] if slot.names else slot.default
                if shown is not None:
                    defaults[slot.key] = shown
        present.sort(key=lambda entry: entry[0])
        code, position = "<", 0
        for offset, slot in present:
            if offset < position:
                raise ProtocolError(f"{self.name}: fields overlap")
            code += "x" * (offset - position) + slot.code
            position = offset + slot.size
        layout = _ReadLayout(
            struct.Struct(code).unpack_from,
            tuple(slot.key for _, slot in present),
            defaults,
            tuple(
                (slot.key, offset, slot.decode)
                for offset, slot in present
                if slot.decode is not None
            ),
            tuple((slot.key, offset, slot.tag) for offset, slot in present if slot.tag is not None),
            tuple((slot.key, slot.names) for _, slot in present if slot.names is not None),
        )
        if len(self._read_layouts) < 256:  # a worker uses a handful; garbage must not fill memory
            self._read_layouts[raw] = layout
        return layout


# -- the whole schema ------------------------------------------------------------------------


class Codec:
    """All tables of a schema, and the message that holds every request and answer."""

    def __init__(self, schema: fbs.Schema) -> None:
        self._schema = schema
        self._tables = {name: TableCodec(name) for name in schema.tables}
        for table in schema.tables.values():
            self._link(table)
        self._message = self.table("FBS.Message.Message")
        self._members = {name: dict(union.members) for name, union in schema.unions.items()}

    def table(self, name: str) -> TableCodec:
        """The codec of one table, by its full name."""
        try:
            return self._tables[name]
        except KeyError:
            raise SchemaError(f"this worker's schemas have no {name}") from None

    def member(self, union: str, name: str) -> str:
        """Full name of the table that is a union's member of that name."""
        members = self._members[union]
        if name not in members:
            raise SchemaError(f"this worker's schemas have no {union}.{name}")
        return members[name]

    def encode(self, table: str, value: object) -> Encoded:
        """A piece for a table. Raises ParameterError for a value that the schema forbids."""
        try:
            piece = self.table(table).encode(value)
        except _Invalid as error:
            path = error.path.removeprefix(".") or "value"
            raise ParameterError(f"{path} {error.problem}") from None
        if len(piece) > MAX_MESSAGE:
            raise ParameterError(f"message of {len(piece)} bytes; a worker takes {MAX_MESSAGE}")
        return Encoded(piece)

    def encode_message(self, value: object) -> bytes:
        """A complete message, without length prefix."""
        return _U32.pack(8) + b"\0\0\0\0" + self.encode("FBS.Message.Message", value)

    def decode_message(self, buffer: bytes) -> dict[str, Any]:
        """The message in a frame. Raises ProtocolError."""
        try:
            return self._message.decode(buffer, _u32(buffer, 0)[0])
        except (struct.error, IndexError, KeyError, RecursionError) as error:
            raise ProtocolError(f"not a message of this version: {error!r}") from error

    def _link(self, table: fbs.Table) -> None:
        slots: list[_Slot] = []
        unions: dict[str, dict[str, tuple[int, TableCodec]]] = {}
        for field in table.fields:
            key = spelling.key(table.name, field.name)
            if field.type in self._schema.unions:
                union = self._schema.unions[field.type]
                members = {
                    name: (tag, self._tables[target])
                    for tag, (name, target) in enumerate(union.members, start=1)
                }
                names = (None, *members)
                slots.append(
                    _Slot(
                        tag_key(key),
                        field.slot,
                        "B",
                        1,
                        field.required,
                        0,
                        int,
                        None,
                        None,
                        names,
                        None,
                    )
                )
                slots.append(
                    _Slot(
                        key,
                        field.slot + 1,
                        "I",
                        4,
                        field.required,
                        None,
                        None,
                        bytes,
                        None,
                        None,
                        tag_key(key),
                    )
                )
                unions[key] = members
            else:
                slots.append(self._slot(key, field))
        self._tables[table.name].link(slots, unions)

    def _slot(self, key: str, field: fbs.Field) -> _Slot:
        names, base = None, field.type
        if field.type in self._schema.enums:
            enum = self._schema.enums[field.type]
            names, base = _enum_names(enum), enum.base
        if field.vector or base == "string" or base in self._tables:
            encode, decode = self._reference(field, base, names)
            return _Slot(
                key, field.slot, "I", 4, field.required, None, None, encode, decode, None, None
            )
        check = _scalar(base) if names is None else _enum_check(names)
        default = _default(field, base, self._schema.enums.get(field.type))
        return _Slot(
            key,
            field.slot,
            _FORMATS[base],
            _SIZES[base],
            field.required,
            default,
            check,
            None,
            None,
            names,
            None,
        )

    def _reference(
        self, field: fbs.Field, base: str, names: tuple[str | None, ...] | None
    ) -> tuple[Callable[[Any], bytes], Callable[[bytes, int], Any]]:
        encode: Callable[[Any], bytes]
        decode: Callable[[bytes, int], Any]
        if base == "string":
            encode, decode = encode_string, _decode_string
        elif base in self._tables:
            codec = self._tables[base]
            if field.vector and base == spelling.PARAMETER:
                return _parameters(codec)
            encode, decode = codec.encode, codec.decode
        elif base == "uint8" and field.name == "data":
            return _encode_bytes, _decode_bytes
        else:
            if _SIZES[base] > 4:
                raise SchemaError(f"{field.name}: a vector of {base} would not be aligned")
            code = _FORMATS[base]
            check = _scalar(base) if names is None else _enum_check(names)
            return _scalar_vector(code, check), _scalar_vector_decoder(code, names)
        if field.vector:
            return _piece_vector(encode), _piece_vector_decoder(decode)
        return encode, decode


def _enum_names(enum: fbs.Enum) -> tuple[str | None, ...]:
    names: list[str | None] = [None] * (max(enum.members.values()) + 1)
    for name, number in enum.members.items():
        names[number] = spelling.member(enum.name, name)
    return tuple(names)


def _enum_check(names: tuple[str | None, ...]) -> Callable[[Any], int]:
    numbers = {name: number for number, name in enumerate(names) if name is not None}

    def check(value: Any) -> int:
        number = numbers.get(value) if isinstance(value, str) else None
        if number is None:
            raise _Invalid(f"must be one of {', '.join(numbers)}")
        return number

    return check


def _default(field: fbs.Field, base: str, enum: fbs.Enum | None) -> Any:
    if field.default == "null":
        return None
    if field.default is None:
        return False if base == "bool" else 0
    if enum is not None and field.default in enum.members:
        return enum.members[field.default]
    if base == "bool":
        return field.default == "true"
    return float(field.default) if base.startswith("float") else int(field.default)


def _parameters(
    codec: TableCodec,
) -> tuple[Callable[[Any], bytes], Callable[[bytes, int], dict[str, object]]]:
    encode_vector = _piece_vector(codec.encode)
    decode_vector = _piece_vector_decoder(codec.decode)

    def encode(value: Any) -> bytes:
        if not isinstance(value, dict):
            raise _Invalid(f"must be an object, not {_kind(value)}")
        return encode_vector([spelling.parameter_table(k, v) for k, v in value.items()])

    def decode(buffer: bytes, at: int) -> dict[str, object]:
        return spelling.parameters_object(decode_vector(buffer, at))

    return encode, decode


@lru_cache(maxsize=4)
def load(schemas: Path) -> Codec:
    """The codec for a folder of schemas, compiled once in a process."""
    return Codec(fbs.load(schemas))
