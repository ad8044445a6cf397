"""H.264 `profile-level-id`: which profile a stream has and which level two sides can agree on.

RFC 6184, sections 8.1 and 8.2.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from worker_bridge.errors import ParameterError


class Profile(IntEnum):
    """Profiles that WebRTC tells apart."""

    CONSTRAINED_BASELINE = 1
    BASELINE = 2
    MAIN = 3
    CONSTRAINED_HIGH = 4
    HIGH = 5
    PREDICTIVE_HIGH_444 = 6


_LEVEL_1B = 0
_LEVELS = {10, 11, 12, 13, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 52}
_CONSTRAINT_SET3 = 0x10

_PATTERNS = (
    (0x42, "x1xx0000", Profile.CONSTRAINED_BASELINE),
    (0x4D, "1xxx0000", Profile.CONSTRAINED_BASELINE),
    (0x58, "11xx0000", Profile.CONSTRAINED_BASELINE),
    (0x42, "x0xx0000", Profile.BASELINE),
    (0x58, "10xx0000", Profile.BASELINE),
    (0x4D, "0x0x0000", Profile.MAIN),
    (0x64, "00000000", Profile.HIGH),
    (0x64, "00001100", Profile.CONSTRAINED_HIGH),
    (0xF4, "00000000", Profile.PREDICTIVE_HIGH_444),
)
"""profile_idc, the bits of profile_iop (x: either), profile."""

_WRITTEN = {
    Profile.CONSTRAINED_BASELINE: "42e0",
    Profile.BASELINE: "4200",
    Profile.MAIN: "4d00",
    Profile.CONSTRAINED_HIGH: "640c",
    Profile.HIGH: "6400",
    Profile.PREDICTIVE_HIGH_444: "f400",
}
_WRITTEN_1B = {
    Profile.CONSTRAINED_BASELINE: "42f00b",
    Profile.BASELINE: "42100b",
    Profile.MAIN: "4d100b",
}


@dataclass(frozen=True, slots=True)
class ProfileLevelId:
    """A parsed `profile-level-id`."""

    profile: Profile
    level: int
    """Ten times the level's number; 0 for level 1b."""

    def __str__(self) -> str:
        if self.level == _LEVEL_1B:
            return _WRITTEN_1B.get(self.profile, "")
        return f"{_WRITTEN[self.profile]}{self.level:02x}"


DEFAULT = ProfileLevelId(Profile.CONSTRAINED_BASELINE, 31)
"""Profile of a stream without the parameter, as WebRTC implementations have it."""


def parse(text: str) -> ProfileLevelId | None:
    """The id that six hex digits stand for; None if they stand for nothing known."""
    if not re.fullmatch(r"[0-9a-fA-F]{6}", text):
        return None
    number = int(text, 16)
    level, iop, idc = number & 0xFF, number >> 8 & 0xFF, number >> 16
    if level == 11 and iop & _CONSTRAINT_SET3:
        level = _LEVEL_1B
    elif level not in _LEVELS:
        return None
    bits = f"{iop:08b}"
    for pattern_idc, pattern, profile in _PATTERNS:
        if idc == pattern_idc and all(p in {"x", b} for p, b in zip(pattern, bits, strict=True)):
            return ProfileLevelId(profile, level)
    return None


def _of(parameters: dict[str, Any]) -> ProfileLevelId | None:
    text = parameters.get("profile-level-id")
    if not text:
        return DEFAULT
    return parse(text) if isinstance(text, str) else None


def is_same_profile(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two sets of codec parameters name the same profile."""
    first, second = _of(one), _of(other)
    return first is not None and second is not None and first.profile == second.profile


def answer(local: dict[str, Any], remote: dict[str, Any]) -> str | None:
    """The `profile-level-id` to answer with; None where neither side gave one.

    Raises ParameterError if either cannot be understood or the profiles differ."""
    if not local.get("profile-level-id") and not remote.get("profile-level-id"):
        return None
    ours, theirs = _of(local), _of(remote)
    if ours is None or theirs is None or ours.profile != theirs.profile:
        raise ParameterError("H264 profile-level-id mismatch")
    asymmetry = _allows_asymmetry(local) and _allows_asymmetry(remote)
    level = ours.level if asymmetry else _lower(ours.level, theirs.level)
    return str(ProfileLevelId(ours.profile, level)) or None


def _lower(ours: int, theirs: int) -> int:
    """The lower level, as WebRTC implementations decide it where 1b is involved."""
    if ours == _LEVEL_1B:
        less = theirs not in {10, _LEVEL_1B}
    elif theirs == _LEVEL_1B:
        less = ours != 10
    else:
        less = ours < theirs
    return ours if less else theirs


def _allows_asymmetry(parameters: dict[str, Any]) -> bool:
    return parameters.get("level-asymmetry-allowed") in {1, "1"}
