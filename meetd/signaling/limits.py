"""Limits of what comes over sockets and what waits for them: see PROTOCOL.md. Those of each request
are with it, in the catalogue."""

from __future__ import annotations

from meetd.wire.limits import KIB

MAX_MESSAGE = 256 * KIB
"""Bytes of one message of a client, inflated, and of one body over polling."""
MAX_PACKETS = 1000
"""Messages in one body over polling: more than the rate of requests lets through at once."""
MAX_ATTACHMENTS = 4
"""Binary attachments of a message. No request takes any: they are read, and refused."""
MAX_WAITING = 2 * KIB * KIB
"""Bytes that wait for a socket. With more it is cut: it does not read, or its line is gone."""
ALL_WAITING, CROWDED_WAITING = 128 * KIB * KIB, 128 * KIB
"""Bytes that wait for all sockets together; while there are more, so many may wait for one."""
BATCH = 64 * KIB
"""Bytes that are taken from what waits at once, and so roughly what one poll is answered with."""
WORTH_DEFLATING = 1 * KIB
"""Bytes of a message that are worth the work of compressing them, and of inflating them again."""
MAX_UNANSWERED = 100
"""Requests of a socket that are being answered at one time."""

SIGN_IN_LIMIT = 10.0
"""Seconds from the opening of a socket until it has to be signed in."""
AGAIN_LIMIT = 5.0
"""Seconds from being signed out by the server until it has to be signed in again."""
BODY_LIMIT = 10.0
"""Seconds in which a body over polling, or the first message of an upgrade, has to arrive."""
LINGER = 2.0
"""Seconds that the last words get to leave once a socket is closed."""
EARLY_MESSAGE = 4 * KIB
"""Bytes of a message before one is signed in: a token, and nothing else, has to fit."""
EARLY_MESSAGES = 12
"""Packets before one is signed in, pongs and what the WebSocket itself has of them too."""
MAX_TRIES = 2
"""Attempts to sign in on one connection."""
ARRIVALS_RATE, ARRIVALS_BURST = 50.0, 1000.0
"""Sockets that one address opens, per second and at once: an office of 200 comes back together,
several times in a row."""
MAX_EARLY_PLACE, MAX_EARLY = 400, 2000
"""Sockets that are not signed in yet, of one address and in all."""
EARLY_SHARE = 200
"""Sockets of one site, an office that comes back together, for which older ones of other sites have
to go when there are as many in all as there may be."""
MAX_OPEN_PLACE, MAX_OPEN = 2000, 10_000
"""Open sockets of one address and in all."""
OPEN_SHARE = 100
"""Those that one address may have, however few may be opened in all yet; more only while they are
no more than half of these: so a few addresses together do not have all either."""

BUDGET_RATE, BUDGET_BURST = 256.0 * KIB, 2.0 * KIB * KIB
"""The cost that one account's requests may have, per second and at once, in bytes. Beyond, they are
read later."""
MESSAGE_COST = 256
"""Cost of any message, besides its bytes."""
ANSWER_SHARE = 0.25
"""Cost of a byte of an answer."""
