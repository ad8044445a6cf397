"""A reader of the FlatBuffers schemas that come with a worker: tables, enums and unions, no code.

Only the part of the language that mediasoup uses is understood; anything else is an error, so
that a newer worker's schema cannot be half understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from worker_bridge.errors import SchemaError

_TOKEN = re.compile(
    r'\s+|//[^\n]*|(?P<token>"[^"]*"|[A-Za-z_][\w.]*|-?\d+(?:\.\d+)?|[:;={}()\[\],])'
)

_SCALARS = {
    "bool": "bool",
    "byte": "int8",
    "ubyte": "uint8",
    "short": "int16",
    "ushort": "uint16",
    "int": "int32",
    "uint": "uint32",
    "float": "float32",
    "long": "int64",
    "ulong": "uint64",
    "double": "float64",
    "string": "string",
}
_SCALARS.update({name: name for name in set(_SCALARS.values())})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table."""

    name: str
    """As written in the schema: `producer_id`."""
    type: str
    """A scalar's canonical name, `string`, or the full name of a table, enum or union."""
    vector: bool
    slot: int
    """Index in the vtable. A union's tag has this slot, its value the one after."""
    required: bool
    default: str | None
    """As written: a number, an enum member, `null` for an optional scalar; None where not given."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: named fields, each of which may be absent."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Enum:
    """Named numbers of one scalar type."""

    name: str
    base: str
    members: dict[str, int]


@dataclass(frozen=True, slots=True)
class Union:
    """One of several tables, told apart by a tag that starts at 1 (0: none)."""

    name: str
    members: tuple[tuple[str, str], ...]
    """Name of the member and full name of its table, in the order of their tags."""


@dataclass(slots=True)
class Schema:
    """All declarations of a set of schema files, by full name."""

    tables: dict[str, Table] = field(default_factory=dict)
    enums: dict[str, Enum] = field(default_factory=dict)
    unions: dict[str, Union] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.tables or name in self.enums or name in self.unions


def load(folder: Path) -> Schema:
    """Read every `.fbs` file of a folder. Raises SchemaError."""
    paths = sorted(folder.glob("*.fbs"))
    if not paths:
        raise SchemaError(f"no schemas in {folder}")
    return parse({path.name: path.read_text(encoding="utf-8") for path in paths})


def parse(sources: dict[str, str]) -> Schema:
    """Read schema texts by file name. Raises SchemaError."""
    schema = Schema()
    readers = [_Reader(name, text, schema) for name, text in sources.items()]
    for reader in readers:
        reader.read()
    return _resolved(schema)


class _Reader:
    """Recursive descent over one file."""

    def __init__(self, file: str, text: str, schema: Schema) -> None:
        self._file = file
        self._tokens = list(self._split(text))
        self._at = 0
        self._schema = schema
        self._namespace = ""

    def _split(self, text: str) -> list[str]:
        tokens, at = [], 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                line = text.count("\n", 0, at) + 1
                raise SchemaError(f"{self._file}:{line}: unexpected {text[at]!r}")
            if match["token"]:
                tokens.append(match["token"])
            at = match.end()
        return tokens

    def _next(self) -> str:
        if self._at == len(self._tokens):
            raise SchemaError(f"{self._file}: ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _accept(self, token: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == token:
            self._at += 1
            return True
        return False

    def _expect(self, token: str) -> None:
        found = self._next()
        if found != token:
            raise SchemaError(f"{self._file}: expected {token!r}, found {found!r}")

    def read(self) -> None:
        while self._at < len(self._tokens):
            keyword = self._next()
            if keyword in {"include", "root_type"}:
                self._next()
                self._expect(";")
            elif keyword == "namespace":
                self._namespace = self._next()
                self._expect(";")
            elif keyword == "table":
                self._table()
            elif keyword == "enum":
                self._enum()
            elif keyword == "union":
                self._union()
            else:
                raise SchemaError(f"{self._file}: unknown declaration {keyword!r}")

    def _name(self) -> str:
        name = f"{self._namespace}.{self._next()}"
        if name in self._schema:
            raise SchemaError(f"{self._file}: {name} is declared twice")
        return name

    def _table(self) -> None:
        name = self._name()
        fields: list[Field] = []
        slot = 0
        self._expect("{")
        while not self._accept("}"):
            field_name = self._next()
            self._expect(":")
            vector = self._accept("[")
            type_name = self._next()
            if vector:
                self._expect("]")
            default = self._next() if self._accept("=") else None
            required = False
            if self._accept("("):
                self._expect("required")
                self._expect(")")
                required = True
            self._expect(";")
            fields.append(Field(field_name, type_name, vector, slot, required, default))
            slot += 1
        self._schema.tables[name] = Table(name, tuple(fields))

    def _enum(self) -> None:
        name = self._name()
        self._expect(":")
        base = _SCALARS[self._next()]
        members: dict[str, int] = {}
        following = 0
        self._expect("{")
        while not self._accept("}"):
            member = self._next()
            if self._accept("="):
                following = int(self._next())
            members[member] = following
            following += 1
            self._accept(",")
        self._schema.enums[name] = Enum(name, base, members)

    def _union(self) -> None:
        name = self._name()
        members: list[tuple[str, str]] = []
        self._expect("{")
        while not self._accept("}"):
            member = self._next()
            table = self._next() if self._accept(":") else member
            members.append((member.rpartition(".")[2], table))
            self._accept(",")
        self._schema.unions[name] = Union(name, tuple(members))


def _resolved(schema: Schema) -> Schema:
    """The same declarations with every type name made full, and union tags given their slots."""

    def full(name: str, owner: str) -> str:
        namespace = owner.rpartition(".")[0]
        for candidate in (f"{namespace}.{name}", name):
            if candidate in schema:
                return candidate
        raise SchemaError(f"{owner}: unknown type {name}")

    tables = {}
    for table in schema.tables.values():
        fields, slot = [], 0
        for its in table.fields:
            type_name = _SCALARS.get(its.type) or full(its.type, table.name)
            fields.append(Field(its.name, type_name, its.vector, slot, its.required, its.default))
            slot += 2 if type_name in schema.unions else 1
        tables[table.name] = Table(table.name, tuple(fields))
    unions = {}
    for union in schema.unions.values():
        members = tuple((name, full(table, union.name)) for name, table in union.members)
        for _, table_name in members:
            if table_name not in schema.tables:
                raise SchemaError(f"{union.name}: {table_name} is not a table")
        unions[union.name] = Union(union.name, members)
    return Schema(tables, schema.enums, unions)
