"""Frames survive however the stream is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker_bridge import ParameterError, ProtocolError
from worker_bridge.wire.framing import MAX_FRAME, MAX_MESSAGE, FrameReader, frame


@given(st.lists(st.binary(min_size=1, max_size=50)), st.lists(st.integers(1, 30)))
def test_messages_arrive_whole_and_in_order(messages: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(frame(message) for message in messages)
    reader, arrived, at = FrameReader(), [], 0
    for cut in [*cuts, len(stream)]:
        arrived += reader.feed(stream[at : at + cut])
        at += cut
    assert arrived == messages


def test_a_frame_holds_several_pieces() -> None:
    assert frame(b"ab", b"c") == b"\x03\0\0\0abc"
    assert len(frame(bytes(MAX_MESSAGE - 1), b"c")) == MAX_FRAME
    with pytest.raises(ParameterError, match="a worker takes"):
        frame(bytes(MAX_MESSAGE), b"c")


@pytest.mark.parametrize("length", [0, MAX_FRAME + 1, 0xFFFFFFFF])
def test_refuses_lengths_that_cannot_be(length: int) -> None:
    with pytest.raises(ProtocolError):
        FrameReader().feed(length.to_bytes(4, "little") + b"xxxx")
