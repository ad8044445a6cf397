"""Values are measured before they are looked into."""

from __future__ import annotations

import pytest

from meetd.json_shape import entries, is_within


@pytest.mark.parametrize("value", [None, 7, "text" * 100, [], {}, [1, 2, 3], {"a": [1, 2]}])
def test_what_is_small(value: object) -> None:
    assert is_within(value, items=3, depth=2)


@pytest.mark.parametrize(
    "value",
    [
        [1] * 4,
        {"a": [1, 2], "b": 1},
        [[[]]],
        {"a": {"b": {}}},
        [[1, 2], [3]],
        dict.fromkeys("abcd"),
    ],
)
def test_what_is_large(value: object) -> None:
    assert not is_within(value, items=3, depth=2)


def test_depth_needs_no_stack() -> None:
    deep: object = 0
    for _ in range(100_000):
        deep = [deep]
    assert not is_within(deep, items=200_000, depth=1000)
    assert is_within(deep, items=100_000, depth=100_000)


def test_entries_are_counted() -> None:
    assert entries({"a": [1, 2], "b": {}}, items=4, depth=2) == 4
    assert entries(7, items=0, depth=1) == 0
    assert entries([1, 2], items=1, depth=1) is None
