"""Ends connections to a worker's TCP port on which nothing comes any more. Linux only.

Whoever opens one and stays silent keeps a descriptor of the worker for ever, and the worker itself
sets no limit. Its connections are seen, and ended, through descriptors that are shared with it."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

IDLE_LIMIT = 60.0
"""Seconds of silence. A browser checks each path that it keeps every 25 seconds or more often."""
_PIDFD_GETFD = 438
_ESTABLISHED = 1
_TCP_INFO = struct.Struct("=B51xI")  # state … last_data_recv, in milliseconds
_libc = ctypes.CDLL(None, use_errno=True)


def end_idle(pid: int, limit: float) -> int:
    """End what was silent for so many seconds; how many that were. Blocks for milliseconds.

    Raises OSError where the process is gone, or the system lets nobody share its descriptors."""
    ended = 0
    handle = os.pidfd_open(pid)
    try:
        for connection in _connections(pid, handle):
            with connection:
                state, silent = _TCP_INFO.unpack(
                    connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)
                )
                if state == _ESTABLISHED and silent >= limit * 1000:
                    with contextlib.suppress(OSError):
                        connection.shutdown(socket.SHUT_RDWR)
                    ended += 1
    finally:
        os.close(handle)
    return ended


def _connections(pid: int, handle: int) -> Iterator[socket.socket]:
    for path in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if not str(path.readlink()).startswith("socket:"):
                continue
        except FileNotFoundError:
            continue
        fd = _libc.syscall(_PIDFD_GETFD, handle, int(path.name), 0)
        if fd < 0:
            number = ctypes.get_errno()
            if number == errno.EBADF:
                continue  # Closed by now.
            raise OSError(number, os.strerror(number))
        shared = socket.socket(fileno=fd)
        internet = shared.family in {socket.AF_INET, socket.AF_INET6}
        if internet and shared.type == socket.SOCK_STREAM:
            yield shared
        else:
            shared.close()
