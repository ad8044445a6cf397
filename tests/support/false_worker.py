"""A stand-in for a worker that does on its channel what no sound worker would.

Run as the worker binary: answers nothing by itself. `LC_FALSE_WORKER` says what it does once it has
told that it runs: `quits` does not get as far, `deaf` never reads, and all others are methods of
FalseWorker, called for each request.
"""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from typing import Any

from worker_bridge.wire import codec
from worker_bridge.wire.framing import FrameReader, frame

Request = dict[str, Any]
SPEAKER = "ACTIVESPEAKEROBSERVER_DOMINANT_SPEAKER"


class FalseWorker:
    """Both ends of the channel, and what can be done with them."""

    def __init__(self) -> None:
        self._codec = codec.load(Path(os.environ["LC_FALSE_WORKER_SCHEMAS"]))
        self._requests, self._answers = socket.socket(fileno=3), socket.socket(fileno=4)
        self._numbers: list[int] = []
        self._observer = ""

    def run(self, mode: str) -> None:
        """Misbehave until the owner has enough."""
        if mode == "quits":
            os._exit(7)  # at once, before its sockets are seen to end
        self._tell(str(os.getpid()), "WORKER_RUNNING")
        if mode == "deaf":
            time.sleep(600)
        reader, misbehave = FrameReader(), getattr(self, mode)
        while data := self._requests.recv(1 << 20):
            for message in reader.feed(data):
                misbehave(self._codec.decode_message(message)["data"])
            self._say_yes_to_all()

    def garbage(self, _request: Request) -> None:
        """A frame that is no message."""
        self._answers.sendall(b"\x10\0\0\0" + bytes(range(16)))

    def nonsense(self, _request: Request) -> None:
        """A message that ends early."""
        self._answers.sendall(self._message("Log", {"data": ""})[:-8])
        self._answers.sendall(bytes(64))

    def huge(self, _request: Request) -> None:
        """A frame too long."""
        self._answers.sendall(b"\xff\xff\xff\x7f")

    def closes(self, _request: Request) -> None:
        """Ends its channel but lives on."""
        self._answers.shutdown(socket.SHUT_RDWR)
        time.sleep(600)

    def wrong_body(self, request: Request) -> None:
        """Answers with what was not asked for."""
        body = {"bufferedAmount": 1}
        self._yes(request, bodyType="DataConsumer_GetBufferedAmountResponse", body=body)

    def no_body(self, request: Request) -> None:
        """Answers with a bare yes, whatever was asked for."""
        self._yes(request)

    def bad_notification(self, request: Request) -> None:
        """Asked for a dump, tells of a speaker and not who it is."""
        if request["method"] == "WORKER_DUMP":
            self._tell(self._observer, SPEAKER)
            return
        self._observer = (request.get("body") or {}).get("rtpObserverId", "")
        self._yes(request)

    def early_bad_notification(self, request: Request) -> None:
        """The same, before the one it is for has been made."""
        body = request.get("body") or {}
        if "rtpObserverId" in body:
            self._tell(body["rtpObserverId"], SPEAKER)
        self._yes(request)

    def early(self, request: Request) -> None:
        """Tells of what is being created before it answers."""
        new = request["body"]["routerId"]
        for event in ("CONSUMER_PRODUCER_PAUSE", "CONSUMER_PRODUCER_RESUME"):
            self._tell(new, event)
        answer = self._message("Response", {"id": request["id"], "accepted": True})
        self._tell(new, "PRODUCER_SCORE", behind=answer)

    def echo(self, request: Request) -> None:
        """Answers every request yes: the first byte by byte, the rest at once, last one first."""
        if "id" in request:
            self._numbers.append(request["id"])

    def _say_yes_to_all(self) -> None:
        numbers, self._numbers = self._numbers, []
        frames = [self._message("Response", {"id": n, "accepted": True}) for n in numbers]
        for byte in frames[0] if frames else b"":
            self._answers.sendall(bytes([byte]))
        self._answers.sendall(b"".join(reversed(frames[1:])))

    def _message(self, kind: str, data: dict[str, Any]) -> bytes:
        return frame(self._codec.encode_message({"dataType": kind, "data": data}))

    def _tell(self, handler_id: str, event: str, *, behind: bytes = b"") -> None:
        data = {"handlerId": handler_id, "event": event}
        self._answers.sendall(behind + self._message("Notification", data))

    def _yes(self, request: Request, **more: Any) -> None:
        data = {"id": request["id"], "accepted": True, **more}
        self._answers.sendall(self._message("Response", data))


if __name__ == "__main__":
    FalseWorker().run(os.environ["LC_FALSE_WORKER"])
