"""Messages that are changed, deleted, answered, reacted to, and for one person alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from uuid import uuid4

import pytest

from meetd.db import messages as table
from meetd.db.leases import Leases, Node
from meetd.db.messages import Messages
from meetd.db.pool import Database
from meetd.db.rooms import Rooms
from meetd.db.users import Users
from meetd.errors import MessageNotFound, NotMessageAuthor, RoomElsewhere
from meetd.model import Addressee, Message, MessageId, MessageReaction, RoomId, UserId
from meetd.rooms.chat import Chat


class Talk:
    """Anna, Ben and Carl in Anna's room."""

    def __init__(self, db: Database, room: RoomId, people: list[Addressee]) -> None:
        self.db, self.room, self.messages = db, room, Messages(db)
        self.anna, self.ben, self.carl = people

    async def say(
        self,
        who: Addressee,
        text: str,
        to: Addressee | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        answered = None if reply_to is None else reply_to.id
        message, new = await self.messages.add(
            self.room, who.user_id, uuid4(), text, to=to, reply_to=answered
        )
        assert new
        return message

    async def read(self, who: Addressee | None = None) -> list[Message]:
        reader = None if who is None else who.user_id
        return await self.messages.page(self.room, None, 100, reader)

    async def since(self, place: int, who: Addressee | None = None) -> list[Message]:
        reader = None if who is None else who.user_id
        return await self.messages.after(self.room, place, 100, reader)

    async def edit(self, who: Addressee, message: Message, text: str) -> Message:
        return (await self.messages.edit(self.room, message.id, who.user_id, text))[0]

    async def delete(self, who: Addressee, message: Message, *, anybodys: bool = False) -> Message:
        return (await self.messages.delete(self.room, message.id, who.user_id, anybodys=anybodys))[
            0
        ]

    async def react(
        self, who: Addressee, message: Message, emoji: str, *, on: bool = True
    ) -> tuple[Message, bool]:
        return await self.messages.react(self.room, message.id, who.user_id, emoji, on=on)


@pytest.fixture
async def talk(db: Database) -> Talk:
    people = []
    for name in ("anna", "ben", "carl"):
        user = await Users(db).add(f"{name}@example.org", name, "hash")
        people.append(Addressee(user.id, name))
    room = await Rooms(db).add(people[0].user_id, "Room")
    return Talk(db, room.id, people)


async def test_a_changed_message_keeps_its_place_and_comes_again_to_who_was_away(
    talk: Talk,
) -> None:
    first, second = await talk.say(talk.anna, "frist"), await talk.say(talk.ben, "second")
    changed = await talk.edit(talk.anna, first, "first")
    assert (changed.content, changed.edited, changed.deleted) == ("first", True, False)
    assert changed.change > second.id
    assert await talk.read() == [changed, second]
    assert await talk.since(second.id) == [changed]
    assert await talk.since(first.id) == [second, changed]
    assert await talk.since(changed.place) == []
    # Said again, it is no change.
    assert await talk.messages.edit(talk.room, first.id, talk.anna.user_id, "first") == (
        changed,
        False,
    )


async def test_only_its_author_changes_a_message(talk: Talk) -> None:
    message = await talk.say(talk.anna, "mine")
    with pytest.raises(NotMessageAuthor):
        await talk.edit(talk.ben, message, "not mine")
    with pytest.raises(NotMessageAuthor):
        await talk.delete(talk.ben, message)
    assert await talk.read() == [message]


async def test_nothing_is_left_of_a_deleted_message(talk: Talk, db: Database) -> None:
    quoted = await talk.say(talk.anna, "to be answered")
    message = await talk.say(talk.ben, "a secret", reply_to=quoted)
    await talk.react(talk.anna, message, "👍")
    gone = await talk.delete(talk.ben, message)
    assert (gone.content, gone.deleted, gone.reply_to, gone.reactions) == ("", True, None, ())
    assert await talk.read() == [quoted, gone]
    assert await talk.since(message.id) == [gone]
    stored = await db.fetch("SELECT messages::text AS row FROM messages")
    assert not any("secret" in row["row"] for row in stored)
    assert await db.fetchval("SELECT count(*) FROM message_reactions") == 0
    # Who is late with it is told the same; nobody changes or answers what is gone.
    assert await talk.delete(talk.ben, message) == gone
    late: list[Awaitable[object]] = [
        talk.edit(talk.ben, message, "again"),
        talk.react(talk.anna, message, "👍"),
        talk.say(talk.anna, "well", reply_to=message),
    ]
    for one in late:
        with pytest.raises(MessageNotFound):
            await one


async def test_a_resent_message_does_not_come_back_to_life(talk: Talk) -> None:
    client_id = uuid4()
    message, _ = await talk.messages.add(talk.room, talk.anna.user_id, client_id, "once")
    gone = await talk.delete(talk.anna, message)
    again = await talk.messages.add(talk.room, talk.anna.user_id, client_id, "once")
    assert again == (gone, False)


async def test_who_leads_deletes_what_anybody_said_but_not_what_is_not_for_them(
    talk: Talk,
) -> None:
    message = await talk.say(talk.ben, "rude")
    assert (await talk.delete(talk.anna, message, anybodys=True)).deleted
    private = await talk.say(talk.ben, "between us", to=talk.carl)
    with pytest.raises(MessageNotFound):
        await talk.delete(talk.anna, private, anybodys=True)
    assert (await talk.read(talk.carl))[-1] == private


async def test_messages_of_other_rooms_are_not_there(talk: Talk, db: Database) -> None:
    elsewhere = await Rooms(db).add(talk.anna.user_id, "Other")
    message, _ = await talk.messages.add(elsewhere.id, talk.anna.user_id, uuid4(), "elsewhere")
    attempts: list[Awaitable[object]] = [
        talk.edit(talk.anna, message, "changed"),
        talk.delete(talk.anna, message, anybodys=True),
        talk.react(talk.anna, message, "👍"),
        talk.say(talk.anna, "an answer", reply_to=message),
    ]
    for attempt in attempts:
        with pytest.raises(MessageNotFound):
            await attempt
    assert await talk.messages.page(elsewhere.id, None, 5) == [message]


async def test_reactions_are_counted_once_a_person(talk: Talk) -> None:
    message = await talk.say(talk.anna, "cake")
    assert (await talk.react(talk.ben, message, "👍"))[1]
    assert not (await talk.react(talk.ben, message, "👍"))[1]
    await talk.react(talk.carl, message, "👍")
    await talk.react(talk.carl, message, "🎉")
    [seen] = await talk.read(talk.ben)
    assert seen.reactions == (MessageReaction("👍", 2, True), MessageReaction("🎉", 1, False))
    [seen] = await talk.read()
    assert [reaction.own for reaction in seen.reactions] == [False, False]
    back, changed = await talk.react(talk.carl, message, "🎉", on=False)
    assert changed
    assert back.reactions == (MessageReaction("👍", 2, True),)
    assert not (await talk.react(talk.carl, message, "🎉", on=False))[1]
    assert await talk.since(seen.change, talk.carl) == [back]
    assert not back.edited


async def test_an_answer_shows_what_it_answers_as_it_is_now(talk: Talk) -> None:
    message = await talk.say(talk.anna, "x" * 300)
    answer = await talk.say(talk.ben, "yes", reply_to=message)
    assert answer.reply_to is not None
    assert (answer.reply_to.id, answer.reply_to.username) == (message.id, "anna")
    assert answer.reply_to.content == "x" * 200
    await talk.edit(talk.anna, message, "short")
    quote = (await talk.read())[-1].reply_to
    assert quote is not None
    assert quote.content == "short"
    await talk.delete(talk.anna, message)
    quote = (await talk.read())[-1].reply_to
    assert quote is not None
    assert quote.content == ""


async def test_a_private_message_is_read_by_two(talk: Talk) -> None:
    private = await talk.say(talk.anna, "between us", to=talk.ben)
    assert private.to == talk.ben
    for reader, expected in (
        (talk.anna, [private]), (talk.ben, [private]), (talk.carl, []), (None, []),
    ):  # fmt: skip
        assert await talk.read(reader) == expected
        assert await talk.since(0, reader) == expected
        user_id = None if reader is None else reader.user_id
        found = await talk.messages.search(talk.room, ["us"], None, 5, user_id)
        assert found == (expected, None)
    for attempt in (
        talk.edit(talk.carl, private, "changed"),
        talk.delete(talk.carl, private),
    ):
        with pytest.raises(MessageNotFound):
            await attempt
    with pytest.raises(MessageNotFound):
        await talk.react(talk.carl, private, "👍")
    await talk.react(talk.ben, private, "👍")
    await talk.edit(talk.anna, private, "still between us")
    assert await talk.since(0, talk.carl) == []


async def test_a_private_message_is_answered_among_its_two_alone(talk: Talk) -> None:
    private = await talk.say(talk.anna, "between us", to=talk.ben)
    for who, to in (
        (talk.ben, None), (talk.anna, None), (talk.ben, talk.carl), (talk.carl, talk.ben),
        (talk.carl, None),
    ):  # fmt: skip
        with pytest.raises(MessageNotFound):
            await talk.say(who, "as you said", to=to, reply_to=private)
    for who, to in ((talk.ben, talk.anna), (talk.anna, talk.ben)):
        answer = await talk.say(who, "as you said", to=to, reply_to=private)
        assert answer.reply_to is not None
    public = await talk.say(talk.carl, "for all")
    assert (await talk.say(talk.anna, "did you?", to=talk.ben, reply_to=public)).reply_to


async def test_changes_come_in_the_order_of_commits(talk: Talk) -> None:
    """Whoever saw a place has missed nothing before it, however many write and change at once."""
    said = [await talk.say(talk.anna, str(number)) for number in range(20)]
    last = said[-1].id
    seen: list[Message] = []
    place: int = last
    changing = asyncio.gather(
        *(talk.edit(talk.anna, message, f"{message.content}!") for message in said),
        *(talk.say(talk.ben, "new") for _ in range(20)),
    )
    while not changing.done() or await talk.since(place):
        page = await talk.messages.after(talk.room, place, 3)
        seen += page
        place = page[-1].place if page else place
    await changing
    assert [message.place for message in seen] == sorted(message.place for message in seen)
    assert {m.id for m in seen if m.content.endswith("!")} == {m.id for m in said}
    assert len(seen) == 40


async def test_pages_of_changes_leave_nothing_out(talk: Talk) -> None:
    said = [await talk.say(talk.anna, str(number)) for number in range(9)]
    for message in (said[7], said[1], said[4]):
        await talk.edit(talk.anna, message, f"{message.content}!")
    chat = Chat(talk.room, talk.messages, lambda _: None)
    read: list[str] = []
    place, more = said[2].id, True
    while more:
        page = await chat.since(MessageId(place), 2)
        read += [message.content for message in page.messages]
        place, more = MessageId(page.messages[-1].place), page.has_more
    assert read == ["3", "5", "6", "8", "7!", "1!", "4!"]


async def test_words_are_found_in_any_order_and_case(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["The red House", "a house", "100% wrong_word", "HOUSE, red", "Ünder"]
    said = [await talk.say(talk.anna, text) for text in texts]
    gone = await talk.say(talk.anna, "a red house, deleted")
    await talk.delete(talk.anna, gone)
    reader: UserId = talk.ben.user_id
    chat = Chat(talk.room, talk.messages, lambda _: None)

    async def find(words: str, before: MessageId | None = None, limit: int = 20) -> list[int]:
        found = await chat.search(words, before, limit, reader=reader)
        return [said.index(message) for message in found.messages]

    assert await find("house RED") == [0, 3]
    assert await find("house", said[3].id) == [0, 1]
    assert await find("% _w") == [2]
    assert await find("%h") == []
    assert await find("üNDER") == [4]
    page = await chat.search("house", None, 2, reader=reader)
    assert ([m.content for m in page.messages], page.next_cursor) == (
        ["a house", "HOUSE, red"],
        said[1].id,
    )
    # A search looks at so many and says where to go on.
    monkeypatch.setattr(table, "SEARCHED", 3)
    page = await chat.search("house", None, 20, reader=reader)
    assert ([m.content for m in page.messages], page.next_cursor) == (["HOUSE, red"], said[3].id)
    page = await chat.search("house", page.next_cursor, 20, reader=reader)
    assert ([m.content for m in page.messages], page.next_cursor) == (
        ["The red House", "a house"],
        said[0].id,
    )


async def test_a_former_owner_of_the_room_changes_nothing(talk: Talk, db: Database) -> None:
    message = await talk.say(talk.anna, "mine")
    leases = Leases(db, Node("one", "http://one", uuid4()))
    epoch = await leases.claim(talk.room)
    assert isinstance(epoch, int)
    former = Messages(db, epoch - 1)
    anna = talk.anna.user_id
    attempts: list[Awaitable[object]] = [
        former.edit(talk.room, message.id, anna, "changed"),
        former.delete(talk.room, message.id, anna, anybodys=True),
        former.react(talk.room, message.id, anna, "👍", on=True),
        former.add(talk.room, anna, uuid4(), "an answer", reply_to=message.id),
    ]
    for attempt in attempts:
        with pytest.raises(RoomElsewhere):
            await attempt
    assert await talk.read() == [message]
    assert (await Messages(db, epoch).edit(talk.room, message.id, anna, "changed"))[1]
