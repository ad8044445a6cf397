"""The operator's socket: a file in the data folder, by which the commands reach the server that
runs there. Who may open it is the operator: it is its owner's alone, and nothing else has to be
shown.

It is no address, so that no proxy and no browser leads there."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from aiohttp import web

from meetd.errors import Forbidden
from meetd.log import get_logger

FILE, LOCK = "operator.sock", "operator.lock"
"""In the data folder: the socket, and what says that a server that runs has it."""
LONGEST = 107
"""Bytes of a socket's path, as the system takes them."""
BACKLOG = 16
CONNECT_LIMIT = 5.0
"""Seconds that a server may take to take a connection."""

log = get_logger(__name__)


@asynccontextmanager
async def listening(runner: web.BaseRunner, folder: Path) -> AsyncIterator[None]:
    """Have the operator's commands answered there by that application, while inside. Where there
    can be no such socket, the log says why, and the server does without."""
    with contextlib.ExitStack() as stack:
        bound: socket.socket | None = None
        try:
            bound = stack.enter_context(_bound(folder))
        except OSError as error:
            log.warning("there is no operator's socket", path=str(folder / FILE), why=_why(error))
        if bound is None:
            yield
            return
        site = web.SockSite(runner, bound, backlog=BACKLOG)
        await site.start()
        try:
            yield
        finally:
            await site.stop()


@contextmanager
def reached(folder: Path) -> Iterator[str | None]:
    """Where a server that runs answers the operator, as a path that is good while inside; None:
    none does. Raises Forbidden: this user is not its operator."""
    with contextlib.ExitStack() as stack:
        path: str | None = None
        try:
            path = stack.enter_context(_short(folder))
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(CONNECT_LIMIT)
                probe.connect(path)
        except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
            path = None
        except PermissionError:
            raise Forbidden(
                f"{folder / FILE} opens to the user that the server runs as, and to root, alone."
            ) from None
        except (TimeoutError, BlockingIOError):
            log.debug("the server is slow to answer")
        yield path


def is_operators(request: web.BaseRequest) -> bool:
    """Return whether it came by the operator's socket."""
    return request.transport is not None and is_operators_transport(request.transport)


def is_operators_transport(transport: asyncio.BaseTransport) -> bool:
    """Return whether it is a connection to the operator's socket: the only one without an
    address."""
    its = transport.get_extra_info("socket")
    return its is not None and its.family == socket.AF_UNIX


@contextmanager
def _bound(folder: Path) -> Iterator[socket.socket]:
    """Raises OSError: another server has it, or the folder takes none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "r+") as lock, _short(folder) as path:
        # It goes with the process, however that ends; the socket's file stays where it was killed.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        Path(path).unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            # Before there is a file: nobody else may open it at any moment.
            os.fchmod(listener.fileno(), 0o600)
            listener.bind(path)
            try:
                Path(path).chmod(0o600)
                yield listener
            finally:
                Path(path).unlink(missing_ok=True)


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """The socket's path, however long the folder's is: of one that is too long by its number in
    this process. Raises OSError."""
    path = str(folder / FILE)
    if len(os.fsencode(path)) <= LONGEST:
        yield path
        return
    handle = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{handle}/{FILE}"
    finally:
        os.close(handle)


def _why(error: OSError) -> str:
    if isinstance(error, BlockingIOError):
        return "another server uses this data folder: give each its own MEETD_DATA_DIR"
    return error.strerror or str(error)
