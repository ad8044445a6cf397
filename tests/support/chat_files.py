"""Files in the chat of two people: announced, sent, said and read."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from support.backend import Backend, Client

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


async def met(server: Backend, **settings: object) -> tuple[Client, Client, str]:
    ada, ben = await server.client(), await server.client()
    code = await ada.new_room(settings=settings)
    await ada.join(code)
    await ben.join(code)
    return ada, ben, code


def url(client: Client, code: str) -> str:
    return f"{client.url}/api/v1/rooms/{code}/files"


async def sent(
    client: Client, code: str, offered: dict[str, Any], data: Any, **headers: str
) -> tuple[int, dict[str, Any]]:
    """Upload: the status, and what is answered."""
    query = {"id": offered["fileId"], "key": offered["key"]}
    async with client.http.post(
        url(client, code), params=query, data=data, headers=headers
    ) as answer:
        return answer.status, await answer.json()


async def uploaded(client: Client, code: str, name: str, data: bytes, **said: str) -> str:
    offered = await client.do("file:offer", name=name, size=len(data))
    status, answer = await sent(client, code, offered, io.BytesIO(data), **said)
    assert status == 201, answer
    assert answer["size"] == len(data)
    return str(answer["id"])


async def said(client: Client, file_id: str, **more: object) -> dict[str, Any]:
    answer = await client.do(
        "chat:send", clientId=str(uuid4()), content="A file", fileId=file_id, **more
    )
    message: dict[str, Any] = answer["message"]
    return message


async def read(
    client: Client, code: str, message: dict[str, Any]
) -> tuple[int, bytes, dict[str, str]]:
    """Download with a key from inside."""
    opened = await client.do("file:open", messageId=message["id"])
    path = f"{url(client, code)}/{opened['fileId']}"
    async with client.http.get(path, params={"key": opened["key"]}) as answer:
        return answer.status, await answer.read(), dict(answer.headers)


async def by_account(client: Client, code: str, file_id: str) -> tuple[int, Any]:
    path = f"{url(client, code)}/{file_id}"
    async with client.http.get(path, headers=client.signed_in) as answer:
        return answer.status, await answer.read()
