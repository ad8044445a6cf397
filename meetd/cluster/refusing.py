"""What a server refuses to one of the operator's commands, as the error that it was there."""

from __future__ import annotations

from aiohttp import ClientResponse

from meetd.errors import InvalidRequest, MeetError, NotFound, Unavailable

_KINDS = {404: NotFound, 503: Unavailable}


async def refused(answer: ClientResponse) -> MeetError:
    """Read a problem; the kind is as near as commands have to know it."""
    kind = _KINDS.get(answer.status, InvalidRequest)
    try:
        problem = await answer.json(content_type=None)
        fields = problem.get("errors")
        return kind(str(problem["detail"]), fields=fields if isinstance(fields, dict) else None)
    except (ValueError, KeyError, AttributeError):
        return kind(f"The server answers {answer.status}.")
