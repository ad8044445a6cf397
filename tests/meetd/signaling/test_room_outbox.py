"""What a room tells: in order, once made for all, and never in another room's way."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetd.media.events import DominantSpeakerChanged
from meetd.model import ParticipantId
from meetd.rooms.events import LeftReason, ModeSettled, ParticipantLeft
from meetd.signaling import room_outbox
from meetd.signaling.frame import Message
from meetd.signaling.rendering import rendered
from meetd.signaling.room_outbox import SLICE, RoomOutbox

pytestmark = pytest.mark.asyncio

LARGE = 10 * SLICE


class Wire:
    """What was sent, in its order."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Message]] = []

    def send(self, sid: str, message: Message) -> None:
        self.sent.append((sid, message))

    @property
    def sent_to_large(self) -> int:
        """How many of the large room's were told."""
        return len([sid for sid, _ in self.sent if sid[0] == "l"])

    def to(self, sid: str) -> list[object]:
        """What a socket was told, as it reads it."""
        return [json.loads(message.data[1:]) for its, message in self.sent if its == sid]


def room(wire: Wire, sids: list[str], large: int = 10_000) -> RoomOutbox:
    outbox = RoomOutbox(wire.send, large=large)
    for sid in sids:
        outbox.enter(sid)
    return outbox


async def turns(outbox: RoomOutbox) -> None:
    """Until all that was told before has been sent."""
    done = asyncio.get_running_loop().create_future()
    outbox.post(lambda: done.set_result(None))
    await done


async def test_a_large_room_sends_a_slice_in_each_turn_of_the_loop() -> None:
    wire = Wire()
    large = room(wire, [f"l{number}" for number in range(LARGE)])
    small = room(wire, ["s0", "s1"])
    await turns(large)
    large.tell_all(ModeSettled(1))
    small.tell_all(ModeSettled(2))
    await turns(small)
    # The one inside the small room is told after a slice of the others, not after all of them.
    assert [sid for sid, _ in wire.sent].index("s0") <= SLICE
    assert wire.to("s0") == wire.to("s1") == [["mode:settled", {"epoch": 2}]]
    # Whatever else the loop has to do comes between, too.
    counted = [wire.sent_to_large]
    while counted[-1] < LARGE:
        await asyncio.sleep(0)
        counted.append(wire.sent_to_large)
        assert counted[-1] - counted[-2] <= SLICE


async def test_what_is_told_to_all_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(event: ModeSettled) -> object:
        made.append(event)
        return rendered(event)

    monkeypatch.setattr(room_outbox, "rendered", counted)
    wire = Wire()
    outbox = room(wire, [f"l{number}" for number in range(LARGE)])
    outbox.tell_all(ModeSettled(1))
    await turns(outbox)
    messages = {id(message) for _, message in wire.sent}
    assert (len(wire.sent), len(made), len(messages)) == (LARGE, 1, 1)
    assert wire.sent[0][1].frame.plain is wire.sent[-1][1].frame.plain


async def test_one_that_cannot_be_told_keeps_no_other_from_being_told() -> None:
    wire = Wire()

    def send(sid: str, message: Message) -> None:
        if sid == "b":
            raise OSError
        wire.send(sid, message)

    outbox = RoomOutbox(send, large=100)
    for sid in "abc":
        outbox.enter(sid)
    outbox.tell_all(ModeSettled(1))
    await turns(outbox)
    assert [sid for sid, _ in wire.sent] == ["a", "c"]


async def test_an_empty_room_is_given_up_once_it_has_told_everything() -> None:
    wire = Wire()
    given_up = asyncio.Event()
    outbox = RoomOutbox(wire.send, given_up.set, large=0)
    outbox.enter("a")
    await turns(outbox)
    outbox.gather(ParticipantLeft(ParticipantId("x"), LeftReason.LEFT))
    outbox.tell("a", ModeSettled(1))
    outbox.leave("a")
    assert not given_up.is_set()
    await given_up.wait()
    assert [sid for sid, _ in wire.sent] == ["a"]


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["enter", "leave", "tell"]), st.integers(0, 1), st.sampled_from("abc")
        ),
        st.tuples(st.just("all"), st.integers(0, 1), st.sampled_from(["a", "b", "", ""])),
        st.tuples(st.just("turn"), st.just(0), st.just("")),
    ),
    max_size=40,
)


@given(steps=STEPS)
async def test_each_room_keeps_its_order_whatever_others_do(
    steps: list[tuple[str, int, str]],
) -> None:
    wire = Wire()
    rooms = [RoomOutbox(wire.send, large=10_000), RoomOutbox(wire.send, large=10_000)]
    inside: list[dict[str, None]] = [{}, {}]
    expected: dict[str, list[str]] = {}
    for step, number, sid in steps:
        outbox, members = rooms[number], inside[number]
        who, mark = f"{number}{sid}", str(uuid4())
        event = DominantSpeakerChanged(ParticipantId(mark))
        match step:
            case "enter":
                members.setdefault(who)
                outbox.enter(who)
            case "leave":
                members.pop(who, None)
                outbox.leave(who)
            case "tell":
                expected.setdefault(who, []).append(mark)
                outbox.tell(who, event)
            case "all":
                for one in members:
                    if one != who:
                        expected.setdefault(one, []).append(mark)
                outbox.tell_all(event, who)
            case _:
                await asyncio.sleep(0)
    for outbox in rooms:
        await turns(outbox)
    heard = {sid: [event[1]["dominant"] for event in wire.to(sid)] for sid, _ in wire.sent}  # type: ignore[index]
    assert heard == expected
