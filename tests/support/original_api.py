"""What the mediasoup package itself declares: its classes' members, events, options and dumps.

Read from its TypeScript declarations, which are regular enough for a few expressions.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from worker_bridge import provision
from worker_bridge.install import npm

_COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
_HIDDEN = re.compile(r"/\*\*(?:(?!\*/).)*@(?:private|deprecated)\b(?:(?!\*/).)*\*/", re.DOTALL)
_INTERFACE = re.compile(r"export interface (\w+)[^{]*\bextends (\w+)[^{]*\{(.*?)\n\}", re.DOTALL)
_TYPE = re.compile(r"^(?:export )?type (\w+)(?:<[^=]*(?:= \w+)?>)? = ", re.MULTILINE)
_MEMBER = re.compile(r"^    (?:get )?(\w+)(?:<[^(]*>)?\(", re.MULTILINE)
_FIELD = re.compile(r"^    (\w+)(\??):", re.MULTILINE)
_EXPORT = re.compile(r"^export (?:\{ (?:\w+ as )?|\* as )(\w+)", re.MULTILINE)
_FUNCTION = re.compile(r"export declare function (\w+)")


def package() -> Path:
    """Folder of the pinned mediasoup package."""
    return npm.fetch(provision.cache_folder(), print)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an object type."""

    required: frozenset[str]
    optional: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Those that must be there and those that may."""
        return self.required | self.optional


class Declarations:
    """All `*Types.d.ts` of the package; what is marked private or deprecated is left out."""

    def __init__(self, folder: Path) -> None:
        self._bodies: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}
        self._bases: dict[str, str] = {}
        for path in sorted(folder.glob("*Types.d.ts")):
            text = _without_hidden(path.read_text(encoding="utf-8"))
            for name, base, body in _INTERFACE.findall(text):
                self.members[name] = list(dict.fromkeys(_MEMBER.findall(body)))
                self._bases[name] = base
            for match in _TYPE.finditer(text):
                self._bodies[match[1]] = _statement(text, match.end())
        index = (folder / "index.d.ts").read_text(encoding="utf-8")
        self.functions = _FUNCTION.findall(index)
        self.exports = set(_EXPORT.findall(index)) - {"types", "ortc"}
        self.ortc = _FUNCTION.findall((folder / "ortc.d.ts").read_text(encoding="utf-8"))
        self.ortc.remove("serializeRtpMapping")  # an inner one that happens to be exported

    def own_members(self, name: str) -> list[str]:
        """Members of a class, without those that it declares again for their types' sake."""
        inherited = self.members.get(self._bases[name], [])
        narrowed = {"type", "observer"}.intersection(inherited)
        return [member for member in self.members[name] if member not in narrowed]

    def all_members(self, name: str) -> list[str]:
        """Members of a class with those that it inherits."""
        inherited = self.all_members(self._bases[name]) if name in self._bases else []
        return list(dict.fromkeys([*inherited, *self.members.get(name, [])]))

    def own_events(self, name: str, suffix: str = "Events") -> frozenset[str]:
        """Events of a class, or of its observer (`ObserverEvents`), that its base lacks."""
        base = self._bases[name] + suffix
        return self.fields(name + suffix).all - (
            self.fields(base).all if base in self._bodies else frozenset()
        )

    def fields(self, name: str) -> Fields:
        """Fields of an object type and of those that it is an intersection with."""
        body = self._bodies[name]
        found = _FIELD.findall(body)
        required = {field for field, mark in found if not mark}
        optional = {field for field, mark in found if mark}
        for part in re.findall(r"\b[A-Z]\w+", re.sub(r"\{.*\}", "", body, flags=re.DOTALL)):
            if part in self._bodies:
                its = self.fields(part)
                required |= its.required
                optional |= its.optional
        return Fields(frozenset(required), frozenset(optional))


@cache
def declared() -> Declarations:
    """What the pinned package declares."""
    return Declarations(package() / "node" / "lib")


def _statement(text: str, start: int) -> str:
    """The text up to the semicolon that is not inside braces."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if text[place] == ";" and depth == 0:
            return text[start:place]
    raise ValueError("a declaration without an end")


def _without_hidden(text: str) -> str:
    """The text without comments, and without what a comment says not to use."""
    text = re.sub(_HIDDEN.pattern + r"\s*(?:get )?\w+[^;]*;", "", text, flags=re.DOTALL)
    return _COMMENT.sub("", text)


def snake(name: str) -> str:
    """`create_webrtc_transport` for `createWebRtcTransport`."""
    name = name.replace("ebRtc", "ebrtc")
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: f"_{match[1].lower()}", name).lower()


def version() -> str:
    """Version of the package that is there."""
    manifest = json.loads((package() / "package.json").read_text(encoding="utf-8"))
    its: str = manifest["version"]
    return its
