"""The limits that hold: what the operator set, and what is the same everywhere."""

from __future__ import annotations

from meetd.auth import guests, sessions
from meetd.config import Settings
from meetd.db import files as stored_files
from meetd.db import join_tokens, keys, users
from meetd.rest import webhooks
from meetd.rooms import chat, files, invitations, message_text, quotas, waiting_room
from meetd.wire.admin import LimitInForce, LimitUnit

COUNT, BYTES, SECONDS, DAYS, MEGABITS, PER_SECOND, PER_MINUTE = LimitUnit


def limits_in_force(settings: Settings) -> list[LimitInForce]:
    """All of them: first those that the operator sets, by their variables."""
    by_variable = (
        ("peopleOfRoom", settings.room_limit, COUNT, "ROOM_LIMIT"),
        ("streamsOfWorker", settings.worker_consumers, COUNT, "WORKER_CONSUMERS"),
        ("egressOfWorker", settings.worker_egress, MEGABITS, "WORKER_EGRESS"),
        ("keptFor", settings.retention, DAYS, "RETENTION"),
        ("awayFor", settings.resume_timeout, SECONDS, "RESUME_TIMEOUT"),
    )
    fixed = (
        ("roomsOfAccount", quotas.MAX_ROOMS, COUNT),
        ("roomsMade", quotas.ROOM_RATE * 60, PER_MINUTE),
        ("waitingForRoom", waiting_room.MOST, COUNT),
        ("invitedToRoom", invitations.MOST, COUNT),
        ("linksOfRoom", join_tokens.MOST, COUNT),
        ("picturesOfLinks", join_tokens.PICTURE_BYTES, BYTES),
        ("messageLength", message_text.MAX_LENGTH, COUNT),
        ("messagesSent", chat.RATE, PER_SECOND),
        ("messagesOfDay", quotas.CHAT_BYTES, BYTES),
        ("messagesOfGuests", quotas.GUESTS_BYTES, BYTES),
        ("fileSize", files.MAX_SIZE, BYTES),
        ("filesOfDay", stored_files.DAY_BYTES, BYTES),
        ("filesOfRoom", stored_files.ROOM_BYTES, BYTES),
        ("filesOfHost", stored_files.HOST_BYTES, BYTES),
        ("keysOfAccount", keys.MOST, COUNT),
        ("webhooksOfAccount", webhooks.MOST, COUNT),
        ("signInsOfAccount", sessions.MAX_SESSIONS, COUNT),
        ("writes", quotas.WRITE_RATE, PER_SECOND),
        ("wrongPasswordsOfAccount", users.TRIES, COUNT),
        ("wrongPasswordsOfPlace", sessions.FAILURES, COUNT),
        ("registrationsOfPlace", sessions.REGISTRATION_RATE * 60, PER_MINUTE),
        ("guestsOfPlace", guests.GUEST_RATE * 60, PER_MINUTE),
    )
    return [
        *(
            LimitInForce(name, round(value), unit, f"MEETD_{variable}")
            for name, value, unit, variable in by_variable
        ),
        *(LimitInForce(name, round(value), unit, None) for name, value, unit in fixed),
    ]
