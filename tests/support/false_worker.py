"""A stand-in for a worker that does on its channel what no sound worker would.

Run as the worker binary: answers nothing by itself. `LC_FALSE_WORKER` says what it does once it has
told that it runs: `garbage`, `nonsense` (a frame that is no message), `huge` (a frame too long),
`deaf` (never reads), `closes` (ends its channel but lives on), `echo` (answers every request yes,
byte by byte and then many at once), `early` (tells of what is being created before it answers),
`quits`.
"""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from typing import Any

from worker_bridge import codec
from worker_bridge.framing import FrameReader, frame


def main() -> None:
    """Misbehave."""
    mode = os.environ["LC_FALSE_WORKER"]
    its = codec.load(Path(os.environ["LC_FALSE_WORKER_SCHEMAS"]))
    requests, answers = socket.socket(fileno=3), socket.socket(fileno=4)

    def tell(kind: str, data: dict[str, Any]) -> bytes:
        return frame(its.encode_message({"dataType": kind, "data": data}))

    if mode == "quits":
        os._exit(7)  # at once, before its sockets are seen to end
    answers.sendall(
        tell("Notification", {"handlerId": str(os.getpid()), "event": "WORKER_RUNNING"})
    )
    if mode == "deaf":
        time.sleep(600)
    reader = FrameReader()
    numbers: list[int] = []
    while data := requests.recv(1 << 20):
        for message in reader.feed(data):
            request = its.decode_message(message)["data"]
            if mode == "garbage":
                answers.sendall(b"\x10\0\0\0" + bytes(range(16)))
            elif mode == "nonsense":
                answers.sendall(
                    frame(its.encode_message({"dataType": "Log", "data": {"data": ""}}))[:-8]
                )
                answers.sendall(bytes(64))
            elif mode == "huge":
                answers.sendall(b"\xff\xff\xff\x7f")
            elif mode == "closes":
                answers.shutdown(socket.SHUT_RDWR)
                time.sleep(600)
            elif mode == "early":
                new = request["body"]["routerId"]
                for event in ("CONSUMER_PRODUCER_PAUSE", "CONSUMER_PRODUCER_RESUME"):
                    answers.sendall(tell("Notification", {"handlerId": new, "event": event}))
                answers.sendall(
                    tell("Response", {"id": request["id"], "accepted": True})
                    + tell("Notification", {"handlerId": new, "event": "PRODUCER_SCORE"})
                )
            elif mode == "echo" and "id" in request:
                numbers.append(request["id"])
        if mode == "echo":
            reply(numbers, answers, tell)
            numbers.clear()


def reply(numbers: list[int], answers: socket.socket, tell: Any) -> None:
    """Yes to all: the first byte by byte, the rest in one go, in reverse order."""
    frames = [tell("Response", {"id": number, "accepted": True}) for number in numbers]
    for byte in frames[0] if frames else b"":
        answers.sendall(bytes([byte]))
    answers.sendall(b"".join(reversed(frames[1:])))


if __name__ == "__main__":
    main()
