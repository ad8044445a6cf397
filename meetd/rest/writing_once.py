"""Writes that are sent again, by their `Idempotency-Key`: carried out once, and answered alike."""

from __future__ import annotations

import hashlib
import uuid
from uuid import UUID

from aiohttp import web

from meetd.auth.principal import Principal
from meetd.client_address import FORWARDED_FOR
from meetd.db.kept_answers import KeptAnswer
from meetd.errors import (
    AlreadyDone,
    IdempotencyKeyReused,
    InvalidRequest,
    MeetError,
    RequestUnderWay,
)
from meetd.log import get_logger
from meetd.rest.body import raw_body
from meetd.rest.deps import SAFE, deps
from meetd.rest.route import Handler
from meetd.wire.catalogue.definitions import Operation, Repeat

log = get_logger(__name__)

HEADER = "Idempotency-Key"
LONGEST = 200
MAX_KEPT = 64 * 1024
"""Bytes of an answer that is kept; of longer ones there are none that writes have."""
_IDS = UUID("5c0cbbd6-6f0b-4f3f-9b66-0d3f0c9d5c44")


async def once(
    request: web.Request, caller: Principal, operation: Operation, handler: Handler
) -> web.StreamResponse:
    """Carry out a write unless that was done already. What is refused is not kept. Raises
    InvalidRequest, RequestUnderWay, IdempotencyKeyReused, AlreadyDone."""
    key = request.headers.get(HEADER)
    # Who passed it on has looked at it.
    if key is None or request.method in SAFE or FORWARDED_FOR in request:
        return await handler(request)
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise InvalidRequest(f"An {HEADER} is of 1 to {LONGEST} characters of ASCII.")
    said = f"{request.method} {request.rel_url.raw_path_qs}\n".encode() + await raw_body(request)
    hashed = hashlib.sha256(said).digest()
    kept = await deps(request).kept_answers.begin(caller.id, key, hashed)
    if kept is None:
        return await _carried_out(request, caller, operation, handler, hashed)
    if kept.request_hash != hashed:
        raise IdempotencyKeyReused
    if kept.status is None:
        raise RequestUnderWay(retry_after=1)
    match operation.repeat:
        case Repeat.REFUSED:
            raise AlreadyDone
        case Repeat.ANEW:
            answer = await handler(request)
        case Repeat.KEPT:
            answer = web.Response(status=kept.status, body=kept.body, headers=_headers(kept))
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def id_by_key(request: web.Request, caller: Principal) -> UUID | None:
    """The id of what a write makes, the same whenever it is sent again; None: it has no key."""
    key = request.headers.get(HEADER)
    return None if key is None else uuid.uuid5(_IDS, f"{caller.id} {request.path} {key}")


async def _carried_out(
    request: web.Request, caller: Principal, operation: Operation, handler: Handler, hashed: bytes
) -> web.StreamResponse:
    key, kept_answers = request.headers[HEADER], deps(request).kept_answers
    done = False
    try:
        answer = await handler(request)
        body = answer.body if isinstance(answer, web.Response) else None
        kept = body if isinstance(body, bytes) else b""
        if answer.status < 300 and len(kept) <= MAX_KEPT:
            done = True
            its = KeptAnswer(
                hashed,
                answer.status,
                answer.headers.get("Content-Type"),
                answer.headers.get("Location"),
                kept if operation.repeat is Repeat.KEPT else None,
            )
            try:
                await kept_answers.keep(caller.id, key, its)
            except MeetError as error:
                log.warning("an answer is not kept", error=error.code)
        return answer
    finally:
        if not done:
            try:
                await kept_answers.forget(caller.id, key)
            except MeetError as error:
                log.debug("a request stays begun", error=error.code)


def _headers(kept: KeptAnswer) -> dict[str, str]:
    headers = {"Content-Type": kept.content_type, "Location": kept.location}
    return {name: value for name, value in headers.items() if value is not None}
