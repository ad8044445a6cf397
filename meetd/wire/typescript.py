"""Writes the page's end of the wire: types, zod schemas that check what comes, maps of it all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import NoneType
from typing import Any
from uuid import UUID

from meetd.wire import words
from meetd.wire.answers import ANSWERS
from meetd.wire.catalogue.events import EVENTS
from meetd.wire.catalogue.sockets import REQUESTS
from meetd.wire.marks import Absent, Mark, Opaque
from meetd.wire.shape import (
    Choice,
    Either,
    Field,
    Kind,
    ListOf,
    MapOf,
    Nested,
    Scalar,
    Shape,
    name_of,
    shape,
)

_HEAD = """\
// The wire, as the server's catalogue has it. Made by `python -m meetd.wire`: do not edit.
import type { types as mediasoup } from "mediasoup-client";

import { z } from "~/lib/zod";
"""
_TAIL = """\
export type RequestName = keyof Requests;
export type Result<N extends RequestName> = z.infer<(typeof results)[N]>;
export type ServerEvent = keyof typeof serverEvents;
export type ServerPayload<E extends ServerEvent> = z.infer<(typeof serverEvents)[E]>;
"""
LINE = 120
"""Characters that the page's sources have in a line."""
_SCALARS: dict[type, str] = {
    str: "string",
    UUID: "string",
    datetime: "string",
    int: "number",
    bool: "boolean",
}


_ANSWERS_HEAD = """\
// Answers of the REST API, as the server has them. Made by `python -m meetd.wire`: do not edit.
import type { types as mediasoup } from "mediasoup-client";

import { z } from "~/lib/zod";
"""


def module() -> str:
    """The text of the page's module for the socket."""
    return "\n".join([_HEAD, *_Writer().parts(), _TAIL])


def answers_module() -> str:
    """The text of the page's module for REST, apart: pages without a call need no other."""
    return "\n".join([_ANSWERS_HEAD, *_Writer().answers()])


class _Writer:
    """Writes every shape once, before the first that needs it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._written: set[str] = set()

    def parts(self) -> list[str]:
        """All declarations, in an order in which each knows those before it."""
        results: dict[type, str] = {NoneType: "z.object({})"}
        for request in REQUESTS:
            if request.result not in results:
                results[request.result] = self._checked(shape(request.result))
        events = [(event, self._checked(shape(event.shape))) for event in EVENTS]
        for request in REQUESTS:
            self._typed(shape(request.fields))
        self._parts += [
            _block(
                "Requests, by their names.",
                "export interface Requests {",
                (
                    f"/** {request.words} */\n  {_key(request.name)}: {name_of(request.fields)};"
                    for request in REQUESTS
                ),
                "}",
            ),
            _block(
                "Their results.",
                "export const results = {",
                (f"{_key(request.name)}: {results[request.result]}," for request in REQUESTS),
                "} as const;",
            ),
            _block(
                "Everything that the server says without being asked, by its name.",
                "export const serverEvents = {",
                (f"/** {event.words} */\n  {_key(event.name)}: {name}," for event, name in events),
                "} as const;",
            ),
        ]
        return self._parts

    def answers(self) -> list[str]:
        """All declarations of answers over REST."""
        names = [self._checked(shape(answer)) for answer in ANSWERS]
        lines = [f"{name}," for name in names]
        self._parts.append(
            _block("Answers, by their names.", "export const answers = {", lines, "} as const;")
        )
        return self._parts

    def _checked(self, its: Shape) -> str:
        """Write the schema of a shape and its type."""
        if self._is_new(its.name):
            lines = [
                f"{_key(one.name)}: {self._schema(one)},"
                for one in its.fields
                if not one.has(Mark.UNREAD)
            ]
            schema = _block(None, f"const {its.name} = z.object({{", lines, "});")
            inferred = f"export type {its.name} = z.infer<typeof {its.name}>;\n"
            self._parts.append(f"/** {words.of_shape(its.type)} */\n{schema}{inferred}")
        return its.name

    def _schema(self, field: Field) -> str:
        text = "z.string()" if field.has(Mark.OPEN) else self._of_kind(field.kind)
        if field.has(Mark.LATER):
            return f"{text}.nullish()"
        text += ".nullable()" if field.nullable else ""
        return text + (".optional()" if isinstance(field.default, Absent) else "")

    def _of_kind(self, kind: Kind) -> str:
        match kind:
            case Scalar(type=type_):
                return f"z.{_SCALARS[type_]}()"
            case Choice(values=(True,)):
                return "z.literal(true)"
            case Choice(enum=None, values=values):
                return f"z.enum({_list(values)})"
            case Choice(enum=members) if members is not None:
                return self._choice(members, kind.values)
            case ListOf(item=item):
                return f"z.array({self._schema(item)})"
            case MapOf(value=value):
                return f"z.record(z.string(), {self._schema(value)})"
            case Nested(type=inner):
                return self._checked(shape(inner))
            case Either(name=name, types=types):
                return self._either(name, types)
            case Opaque(typescript=type_, test=test):
                return f"z.custom<{type_}>({f'(v) => {test}' if test else ''})"
        raise TypeError(f"{kind} has no schema")

    def _choice(self, members: type, values: tuple[Any, ...]) -> str:
        name = name_of(members)
        if self._is_new(name):
            self._parts.append(
                f"/** {words.of_shape(members)} */\nconst {name} = z.enum({_list(values)});\n"
                f"export type {name} = z.infer<typeof {name}>;\n"
            )
        return name

    def _either(self, name: str, types: tuple[type, ...]) -> str:
        if self._is_new(name):
            names = [self._checked(shape(one)) for one in types]
            self._parts.append(
                f"const {name} = z.union([{', '.join(names)}]);\n"
                f"export type {name} = z.infer<typeof {name}>;\n"
            )
        return name

    def _typed(self, its: Shape) -> str:
        """Write the type of a shape that the page says, and need not check."""
        if self._is_new(its.name):
            lines = [
                f"{_key(one.name)}{'' if one.required else '?'}: {self._type(one)};"
                for one in its.fields
            ]
            declared = (
                _block(None, f"export interface {its.name} {{", lines, "}")
                if lines
                else f"export type {its.name} = Record<string, never>;\n"
            )
            self._parts.append(f"/** {words.of_shape(its.type)} */\n{declared}")
        return its.name

    def _type(self, field: Field) -> str:
        return self._type_of_kind(field.kind) + (" | null" if field.nullable else "")

    def _type_of_kind(self, kind: Kind) -> str:
        match kind:
            case Scalar(type=type_):
                return _SCALARS[type_]
            case Choice(enum=None, values=values):
                return _union(values)
            case Choice(enum=members, values=values) if members is not None:
                name = name_of(members)
                if self._is_new(name):
                    about = f"/** {words.of_shape(members)} */\n"
                    self._parts.append(f"{about}{_named_union(name, values)}")
                return name
            case ListOf(item=item):
                return f"readonly {self._type(item)}[]"
            case Nested(type=inner):
                return self._typed(shape(inner))
            case Either(name=name, types=types):
                return self._either(name, types)
            case Opaque(typescript=type_):
                return type_
        raise TypeError(f"{kind} has no type")

    def _is_new(self, name: str) -> bool:
        new = name not in self._written
        self._written.add(name)
        return new


def _block(about: str | None, first: str, lines: Iterator[str] | list[str], last: str) -> str:
    inner = "".join(f"\n  {line}" for line in lines)
    end = "\n" if inner else ""
    return (f"/** {about} */\n" if about else "") + f"{first}{inner}{end}{last}\n"


def _key(name: str) -> str:
    return name if name.isidentifier() else f'"{name}"'


def _named_union(name: str, values: tuple[Any, ...]) -> str:
    declared = f"export type {name} = {_union(values)};\n"
    if len(declared) <= LINE + 1:
        return declared
    lines = "".join(f"\n  | {_union((value,))}" for value in values)
    return f"export type {name} ={lines};\n"


def _union(values: tuple[Any, ...]) -> str:
    return " | ".join(f'"{value}"' for value in values)


def _list(values: tuple[Any, ...]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"
