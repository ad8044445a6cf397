"""A burst at once, a rate for long."""

from __future__ import annotations

import time

import pytest

from meetd.errors import TooManyRequests
from meetd.token_bucket import TokenBucket, TokenBuckets


class Clock:
    """Goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "monotonic", made)
    return made


def taken(bucket: TokenBucket) -> int:
    """How many it gives."""
    count = 0
    while True:
        try:
            bucket.take()
        except TooManyRequests:
            return count
        count += 1


def test_a_burst_is_given_once_and_comes_back_at_its_rate(clock: Clock) -> None:
    bucket = TokenBucket(2.0, 5.0)
    assert taken(bucket) == 5
    clock.now += 1
    assert taken(bucket) == 2
    clock.now += 0.25
    assert taken(bucket) == 0
    clock.now += 0.25
    assert taken(bucket) == 1
    clock.now += 1000
    assert taken(bucket) == 5


def test_it_says_when_there_will_be_one(clock: Clock) -> None:
    bucket = TokenBucket(0.1, 1.0)
    bucket.take()
    clock.now += 2
    with pytest.raises(TooManyRequests) as refused:
        bucket.must_have()
    assert refused.value.retry_after == 8
    clock.now += 8
    bucket.must_have()
    bucket.take()


def test_it_is_full_when_it_is_as_new(clock: Clock) -> None:
    bucket = TokenBucket(1.0, 2.0)
    assert bucket.full
    bucket.take()
    assert not bucket.full
    clock.now += 1
    assert bucket.full


def test_several_are_taken_at_once_or_none(clock: Clock) -> None:
    bucket = TokenBucket(2, 10)
    bucket.take(8)
    with pytest.raises(TooManyRequests) as refusal:
        bucket.take(8)
    assert refusal.value.retry_after == 3
    assert taken(bucket) == 2


def test_each_has_its_own_and_few_are_kept(clock: Clock) -> None:
    buckets = TokenBuckets[str](1, 3, kept=2)
    assert [taken(buckets.of(name)) for name in ("a", "b", "a")] == [3, 3, 0]
    # Of three the one that was used longest ago is let go.
    assert taken(buckets.of("c")) == 3
    assert len(buckets) == 2
    assert taken(buckets.of("a")) == 0
    assert taken(buckets.of("b")) == 3
