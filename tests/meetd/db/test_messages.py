"""Messages: stored once, in one order, and read from either end."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from meetd.db.messages import Messages
from meetd.db.pool import Database
from meetd.db.rooms import Rooms
from meetd.db.users import Users
from meetd.errors import ClientIdTaken, RoomDeleted
from meetd.message_page import PAGE_BYTES
from meetd.model import Message, MessageId, RoomId, UserId
from meetd.rooms.chat import Chat


class Place:
    """A room with people to talk in it."""

    def __init__(self, db: Database) -> None:
        self.messages = Messages(db)
        self._db = db

    async def person(self, name: str) -> UserId:
        return (await Users(self._db).add(f"{name}@example.org", name, "hash")).id

    async def room(self, host_id: UserId) -> RoomId:
        return (await Rooms(self._db).add(host_id, "Room")).id

    async def say(self, room_id: RoomId, user_id: UserId, text: str) -> Message:
        message, new = await self.messages.add(room_id, user_id, uuid4(), text)
        assert new
        return message


@pytest.fixture
def place(db: Database) -> Place:
    return Place(db)


async def test_a_message_is_stored_as_it_was_said(place: Place) -> None:
    anna = await place.person("anna")
    room = await place.room(anna)
    client_id = uuid4()
    message, new = await place.messages.add(room, anna, client_id, "Grüße 👋\n\tzweite")
    assert new
    assert (message.content, message.username) == ("Grüße 👋\n\tzweite", "anna")
    assert (message.room_id, message.user_id, message.client_id) == (room, anna, client_id)
    assert await place.messages.page(room, None, 10) == [message]


async def test_sent_again_it_is_the_stored_one(place: Place) -> None:
    anna = await place.person("anna")
    room = await place.room(anna)
    client_id = uuid4()
    first, _ = await place.messages.add(room, anna, client_id, "once")
    again, new = await place.messages.add(room, anna, client_id, "other words")
    assert not new
    assert again == first
    assert await place.messages.page(room, None, 10) == [first]


async def test_an_id_stands_for_a_message_of_one_room(place: Place) -> None:
    anna = await place.person("anna")
    room, other = await place.room(anna), await place.room(anna)
    client_id = uuid4()
    await place.messages.add(room, anna, client_id, "hello")
    with pytest.raises(ClientIdTaken):
        await place.messages.add(other, anna, client_id, "hello")
    assert await place.messages.page(other, None, 5) == []


async def test_sent_many_times_at_once_it_is_stored_once(place: Place) -> None:
    anna = await place.person("anna")
    room = await place.room(anna)
    client_id = uuid4()
    answers = await asyncio.gather(
        *(place.messages.add(room, anna, client_id, "once") for _ in range(20))
    )
    assert sum(new for _, new in answers) == 1
    assert len({message.id for message, _ in answers}) == 1


async def test_two_senders_may_use_the_same_client_id(place: Place) -> None:
    anna, ben = await place.person("anna"), await place.person("ben")
    room = await place.room(anna)
    client_id = uuid4()
    await place.messages.add(room, anna, client_id, "anna's")
    _, new = await place.messages.add(room, ben, client_id, "ben's")
    assert new
    assert [m.content for m in await place.messages.page(room, None, 10)] == ["anna's", "ben's"]


async def test_ids_grow_in_the_order_of_commits(place: Place) -> None:
    """Whoever saw a message has missed none before it, however many write at once."""
    anna = await place.person("anna")
    room = await place.room(anna)
    last = MessageId(0)
    seen: list[Message] = []
    writing = asyncio.gather(*(place.say(room, anna, str(n)) for n in range(60)))
    while not writing.done() or await place.messages.after(room, last, 1):
        page = await place.messages.after(room, last, 7)
        seen += page
        last = page[-1].id if page else last
    stored = await writing
    assert [message.id for message in seen] == sorted(message.id for message in stored)


async def test_rooms_do_not_wait_for_each_other(place: Place, db: Database) -> None:
    anna = await place.person("anna")
    busy, free = await place.room(anna), await place.room(anna)
    async with db.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", str(busy))
        waiting = asyncio.create_task(place.say(busy, anna, "waits"))
        await place.say(free, anna, "does not")
        assert not waiting.done()
    await waiting


async def test_pages_back_from_the_newest(place: Place) -> None:
    anna = await place.person("anna")
    room = await place.room(anna)
    said = [await place.say(room, anna, str(number)) for number in range(7)]
    page = await place.messages.page(room, None, 3)
    assert page == said[4:]
    page = await place.messages.page(room, page[0].id, 3)
    assert page == said[1:4]
    page = await place.messages.page(room, page[0].id, 3)
    assert page == said[:1]
    assert await place.messages.page(room, page[0].id, 3) == []


async def test_pages_on_from_a_message(place: Place) -> None:
    anna = await place.person("anna")
    room = await place.room(anna)
    said = [await place.say(room, anna, str(number)) for number in range(5)]
    assert await place.messages.after(room, MessageId(0), 3) == said[:3]
    assert await place.messages.after(room, said[2].id, 3) == said[3:]
    assert await place.messages.after(room, said[4].id, 3) == []


async def test_cursors_of_messages_that_there_are_not(place: Place) -> None:
    anna = await place.person("anna")
    room, other = await place.room(anna), await place.room(anna)
    first = await place.say(room, anna, "first")
    between = await place.say(other, anna, "elsewhere")
    last = await place.say(room, anna, "last")
    assert await place.messages.page(room, between.id, 5) == [first]
    assert await place.messages.after(room, between.id, 5) == [last]
    assert await place.messages.page(room, MessageId(2**53), 5) == [first, last]


async def test_rooms_are_apart(place: Place) -> None:
    anna = await place.person("anna")
    room, other = await place.room(anna), await place.room(anna)
    await place.say(room, anna, "private")
    assert await place.messages.page(other, None, 5) == []
    assert await place.messages.after(other, MessageId(0), 5) == []


async def test_nothing_is_said_in_a_room_that_is_gone(place: Place, db: Database) -> None:
    anna = await place.person("anna")
    room = await place.room(anna)
    await Rooms(db).delete(room)
    with pytest.raises(RoomDeleted):
        await place.say(room, anna, "too late")


async def test_a_page_ends_where_its_bytes_do_and_the_next_goes_on(place: Place) -> None:
    anna = await place.person("anna")
    room = await place.room(anna)
    longest = "\N{SMILING FACE WITH SUNGLASSES}" * 4000
    said = [await place.say(room, anna, longest) for _ in range(12)]
    chat = Chat(room, place.messages, lambda _: None)
    back: list[Message] = []
    page = await chat.before(None, 200)
    while page.has_more:
        back = page.messages + back
        page = await chat.before(page.messages[0].id, 200)
        assert sum(len(m.content.encode()) for m in page.messages) <= PAGE_BYTES
    assert page.messages + back == said
    on: list[Message] = []
    page = await chat.since(MessageId(0))
    while page.has_more:
        on += page.messages
        page = await chat.since(on[-1].id)
        assert sum(len(m.content.encode()) for m in page.messages) <= PAGE_BYTES
    assert on + page.messages == said
    # The database hands out no more either: of 12, as many as fill a page, and one.
    assert len(await place.messages.page(room, None, 201)) == 5
    assert len(await place.messages.after(room, MessageId(0), 501)) == 5
