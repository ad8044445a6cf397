"""A worker process: spawned with its channel on fds 3 and 4, watched until its exit. Linux only.

It runs in a session of its own, so that Ctrl-C in a terminal reaches only its owner, who then
closes it in order. It ends by itself when its channel does, so it cannot outlive its owner,
however that one ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from worker_bridge.errors import WorkerStartError

_FIRST_FREE_FD = 16
"""Ends of pipes are moved above the numbers that the child gives them."""
_INHERITED = ("PATH", "HOME", "LANG", "TZ", "LC_", "LD_", "OPENSSL_", "ASAN_", "UBSAN_")
"""Beginnings of the environment variables that a worker may see; never the owner's secrets."""
_TAKEN = -1
"""In place of a wait status that somebody else in this process has taken."""
_log = logging.getLogger("worker_bridge.worker")


def describe(status: int) -> str:
    """Text for a wait status: `exit code 1`, `killed by SIGKILL`."""
    if status == _TAKEN:
        return "ended, nobody knows how"
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        try:
            return f"killed by {signal.Signals(number).name}"
        except ValueError:
            return f"killed by signal {number}"
    return f"exit code {os.waitstatus_to_exitcode(status)}"


class Process:
    """A running worker process and our ends of its channel."""

    def __init__(
        self, binary: Path, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        """Start it. Raises WorkerStartError."""
        self._loop = asyncio.get_running_loop()
        self.exited: asyncio.Future[int] = self._loop.create_future()
        """Done with the wait status when the process is over."""
        ours: list[socket.socket] = []
        theirs: list[int] = []
        try:
            for _ in range(4):  # stdout, stderr, requests, answers
                our_end, their_end = socket.socketpair()
                our_end.setblocking(False)
                ours.append(our_end)
                with their_end:
                    theirs.append(fcntl.fcntl(their_end, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE_FD))
            self.pid = _spawn(binary, arguments, environment, theirs)
            self._pidfd = _pidfd(self.pid)
        except OSError as error:
            for our_end in ours:
                our_end.close()
            raise WorkerStartError(f"cannot start {binary}: {error.strerror or error}") from error
        finally:
            for fd in theirs:
                os.close(fd)
        self._outputs = {
            ours[0]: logging.DEBUG,  # libraries inside the worker write there
            ours[1]: logging.ERROR,  # the worker itself, when it has lost its channel
        }
        self.requests, self.answers = ours[2], ours[3]
        for output, level in self._outputs.items():
            self._loop.add_reader(output.fileno(), self._read_output, output, level)
        self._loop.add_reader(self._pidfd, self._reap)

    def kill(self) -> None:
        """End it at once."""
        if not self.exited.done():
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def _read_output(self, output: socket.socket, level: int) -> None:
        try:
            data = output.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        for line in data.decode("utf-8", "replace").splitlines():
            if line.strip():
                _log.log(level, "worker %d: %s", self.pid, line)
        if not data:
            self._drop_output(output)

    def _drop_output(self, output: socket.socket) -> None:
        if self._outputs.pop(output, None) is not None:
            self._loop.remove_reader(output.fileno())
            output.close()

    def _reap(self) -> None:
        self._loop.remove_reader(self._pidfd)
        os.close(self._pidfd)
        try:
            _, status = os.waitpid(self.pid, 0)
        except ChildProcessError:
            status = _TAKEN
        for output, level in list(self._outputs.items()):
            self._read_output(output, level)
            self._drop_output(output)
        if not self.exited.done():
            self.exited.set_result(status)


def _spawn(
    binary: Path, arguments: Sequence[str], environment: Mapping[str, str], fds: Sequence[int]
) -> int:
    actions: list[tuple[int, ...] | tuple[int, int, str, int, int]] = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
    ]
    actions += [(os.POSIX_SPAWN_DUP2, fd, number) for number, fd in enumerate(fds, start=1)]
    inherited = {k: v for k, v in os.environ.items() if k.startswith(_INHERITED)}
    return os.posix_spawn(
        binary,
        [str(binary), *arguments],
        {**inherited, **environment},
        file_actions=actions,
        setsid=True,
        setsigmask=[],
        setsigdef=[signal.SIGPIPE, signal.SIGINT, signal.SIGTERM],
    )


def _pidfd(pid: int) -> int:
    """A handle of a child of ours; without one, the child ends. Raises OSError."""
    try:
        return os.pidfd_open(pid)
    except OSError:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise


async def connect(
    process: Process, protocol: Callable[[], asyncio.Protocol]
) -> tuple[asyncio.BaseTransport, asyncio.WriteTransport]:
    """Put our ends of the channel on the loop: what is read goes to `protocol`'s result, which is
    told as well when writing is to pause."""
    loop = asyncio.get_running_loop()
    the_protocol = protocol()
    try:
        writer, _ = await loop.create_unix_connection(
            lambda: _WriteEnd(the_protocol), sock=process.requests
        )
        reader, _ = await loop.create_unix_connection(lambda: the_protocol, sock=process.answers)
    except BaseException:  # the one that is on the loop already sees the worker end
        process.answers.close()
        raise
    return reader, writer


class _WriteEnd(asyncio.Protocol):
    """The end for writing: tells the channel when to; nothing is ever read from it."""

    def __init__(self, channel: asyncio.Protocol) -> None:
        self._channel = channel

    def pause_writing(self) -> None:
        self._channel.pause_writing()

    def resume_writing(self) -> None:
        self._channel.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._channel.connection_lost(exc)
