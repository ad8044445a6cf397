"""All messages between us and a worker, encoded and decoded straight from its parsed schemas.

Whatever is encoded has been checked against the schema first: kinds, ranges, required fields,
names of enum members, UTF-8. The worker believes what it reads.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from worker_bridge.errors import ParameterError, ProtocolError, SchemaError
from worker_bridge.wire import json_names
from worker_bridge.wire import schema as fbs
from worker_bridge.wire.framing import MAX_MESSAGE
from worker_bridge.wire.response_cache import ResponseCache
from worker_bridge.wire.slot import Slot, tag_key
from worker_bridge.wire.table import Encoded, TableCodec
from worker_bridge.wire.values import (
    FORMATS,
    NO_BYTES,
    SIZES,
    InvalidValue,
    decode_bytes,
    decode_string,
    decode_strings,
    encode_bytes,
    encode_string,
    kind_of,
    piece_vector,
    piece_vector_decoder,
    scalar,
    scalar_vector,
    scalar_vector_decoder,
)

_ROOT = struct.pack("<II", 8, 0)
"""Offset of a message's table, and padding."""
_u32 = struct.Struct("<I").unpack_from

__all__ = ["Codec", "Encoded", "load"]


class Codec:
    """All tables of a schema, and the message that holds every request and answer."""

    def __init__(self, schema: fbs.Schema) -> None:
        self._schema = schema
        self._tables = {name: TableCodec(name) for name in schema.tables}
        for table in schema.tables.values():
            self._link(table)
        self._message = self.table("FBS.Message.Message")
        self._response = self.table("FBS.Response.Response")
        self._answers = ResponseCache()
        self._data_starts: dict[str, bytes] = {}
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
        except InvalidValue as error:
            path = error.path.removeprefix(".") or "value"
            raise ParameterError(f"{path} {error.problem}") from None
        if len(piece) > MAX_MESSAGE:
            raise ParameterError(f"message of {len(piece)} bytes; a worker takes {MAX_MESSAGE}")
        return Encoded(piece)

    def encode_data(self, table: str, data: bytes) -> bytes:
        """A piece for a table that holds bytes and nothing else. Raises ParameterError."""
        start = self._data_starts.get(table)
        if start is None:
            start = self._data_starts[table] = self.encode(table, {"data": b""})[: -len(NO_BYTES)]
        try:
            return start + encode_bytes(data)
        except InvalidValue as error:
            raise ParameterError(f"data {error.problem}") from None

    def encode_message(self, value: object) -> bytes:
        """A complete message, without length prefix."""
        return _ROOT + self.encode("FBS.Message.Message", value)

    def decode_message(self, buffer: bytes) -> dict[str, Any]:
        """The message in a frame. Raises ProtocolError."""
        known = self._answers.find(buffer)
        if known is not None:
            return known
        try:
            root = _u32(buffer, 0)[0]
            message = self._message.decode(buffer, root)
            if self._answers.is_worth_keeping(buffer, message):
                data = self._message.place(buffer, root, "data")
                response = data + _u32(buffer, data)[0]
                self._answers.keep(buffer, self._response.place(buffer, response, "id"), message)
            return message
        except ProtocolError:
            raise
        except Exception as error:
            raise ProtocolError(f"not a message of this version: {error!r}") from error

    def _link(self, table: fbs.Table) -> None:
        slots: list[Slot] = []
        unions: dict[str, dict[str, tuple[int, TableCodec]]] = {}
        for field in table.fields:
            key = json_names.key(table.name, field.name)
            if field.type in self._schema.unions:
                union = self._schema.unions[field.type]
                members = {
                    name: (tag, self._tables[target])
                    for tag, (name, target) in enumerate(union.members, start=1)
                }
                tag = tag_key(key)
                slots += [
                    Slot(
                        tag,
                        field.slot,
                        field.required,
                        code="B",
                        size=1,
                        default=0,
                        check=int,
                        names=(None, *members),
                    ),
                    Slot(key, field.slot + 1, field.required, encode=bytes, tag=tag),
                ]
                unions[key] = members
            else:
                slots.append(self._slot(key, field))
        self._tables[table.name].link(slots, unions)

    def _slot(self, key: str, field: fbs.Field) -> Slot:
        names, base = None, field.type
        if field.type in self._schema.enums:
            enum = self._schema.enums[field.type]
            names, base = _enum_names(enum), enum.base
        if field.vector or base == "string" or base in self._tables:
            encode, decode = self._reference(field, base, names)
            return Slot(key, field.slot, field.required, encode=encode, decode=decode)
        return Slot(
            key,
            field.slot,
            field.required,
            code=FORMATS[base],
            size=SIZES[base],
            default=_default(field, base, self._schema.enums.get(field.type)),
            check=scalar(base) if names is None else _enum_check(names),
            names=names,
        )

    def _reference(
        self, field: fbs.Field, base: str, names: tuple[str | None, ...] | None
    ) -> tuple[Callable[[Any], bytes], Callable[[bytes, int], Any]]:
        encode: Callable[[Any], bytes]
        decode: Callable[[bytes, int], Any]
        if base == "string":
            if field.vector:
                return piece_vector(encode_string), decode_strings
            return encode_string, decode_string
        if base in self._tables:
            codec = self._tables[base]
            if field.vector and base == json_names.PARAMETER:
                return _parameters(codec)
            encode, decode = codec.encode, codec.decode
        elif base == "uint8" and field.name == "data":
            return encode_bytes, decode_bytes
        else:
            if SIZES[base] > 4:
                raise SchemaError(f"{field.name}: a vector of {base} would not be aligned")
            code = FORMATS[base]
            check = scalar(base) if names is None else _enum_check(names)
            return scalar_vector(code, check), scalar_vector_decoder(code, names)
        if field.vector:
            return piece_vector(encode), piece_vector_decoder(decode)
        return encode, decode


def _enum_names(enum: fbs.Enum) -> tuple[str | None, ...]:
    names: list[str | None] = [None] * (max(enum.members.values()) + 1)
    for name, number in enum.members.items():
        names[number] = json_names.member(enum.name, name)
    return tuple(names)


def _enum_check(names: tuple[str | None, ...]) -> Callable[[Any], int]:
    numbers = {name: number for number, name in enumerate(names) if name is not None}

    def check(value: Any) -> int:
        number = numbers.get(value) if isinstance(value, str) else None
        if number is None:
            raise InvalidValue(f"must be one of {', '.join(numbers)}")
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
    encode_vector = piece_vector(codec.encode)
    decode_vector = piece_vector_decoder(codec.decode)

    def encode(value: Any) -> bytes:
        if not isinstance(value, dict):
            raise InvalidValue(f"must be an object, not {kind_of(value)}")
        return encode_vector([json_names.parameter_table(k, v) for k, v in value.items()])

    def decode(buffer: bytes, at: int) -> dict[str, object]:
        return json_names.parameters_object(decode_vector(buffer, at))

    return encode, decode


@lru_cache(maxsize=4)
def load(schemas: Path) -> Codec:
    """The codec for a folder of schemas, compiled once in a process."""
    return Codec(fbs.load(schemas))
