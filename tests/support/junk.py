"""Values that no sound client sends: JSON-like, broken in one place or in several."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

_NUMBERS = [
    -1,
    0,
    1,
    127,
    128,
    255,
    256,
    65535,
    65536,
    2**31,
    2**32 - 1,
    2**32,
    2**53,
    2**63,
    2**64,
]
_TEXTS = [
    "",
    "0",
    "nobody",
    "true",
    "video/VP8",
    "127.0.0.1",
    "::",
    "x" * 70_000,
    "\ud800",
    "\0",
    "ä",
]
_WORDS = ["id", "kind", "codecs", "encodings", "ssrc", "parameters", "mid", "rid", "rtx", "uri"]

SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(_NUMBERS),
    st.integers(),
    st.floats(),
    st.sampled_from(_TEXTS),
    st.text(max_size=20),
    st.binary(max_size=8),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(_WORDS), st.text(max_size=6)), inner, max_size=4),
    ),
    max_leaves=8,
)


@st.composite
def broken(draw: st.DrawFn, sound: Any) -> Any:
    """A sound value with up to three places changed, dropped or repeated."""
    value = copy.deepcopy(sound)
    for _ in range(draw(st.integers(1, 3))):
        value = draw(_once(value))
    return value


@st.composite
def _once(draw: st.DrawFn, value: Any, depth: int = 0) -> Any:
    if depth == 0 and not value:
        return value
    replaced = depth > 0 and draw(st.integers(0, 3)) == 0
    if replaced or not isinstance(value, dict | list) or not value:
        return draw(VALUES)
    keys = sorted(value) if isinstance(value, dict) else range(len(value))
    key = draw(st.sampled_from(list(keys)))
    action = draw(st.sampled_from(["change", "change", "change", "drop", "repeat", "add"]))
    changed: Any = copy.copy(value)
    if action == "drop":
        del changed[key]
    elif isinstance(changed, list) and action == "repeat":
        changed += [copy.deepcopy(changed[key])] * draw(st.sampled_from([1, 2, 50]))
    elif isinstance(changed, dict) and action == "add" and depth:
        changed[draw(st.sampled_from(_WORDS))] = draw(VALUES)
    else:
        changed[key] = draw(_once(changed[key], depth + 1))
    return changed
