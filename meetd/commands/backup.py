"""`meetd backup` and `meetd restore`: all that a service keeps, in one archive.

The archive is a compressed tar: rows of the tables in pieces, as COPY has them; the key that the
data folder holds; and last a manifest with a checksum of each, without which it is none."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from meetd.cluster.by_socket import BySocket
from meetd.cluster.operator_socket import reached
from meetd.commands.operators import must_be_here
from meetd.commands.status import counted
from meetd.config import KEY_FILE, Settings
from meetd.db.backup import BackupError, Contents, Table, dump, load
from meetd.db.embedded import DataInUseError, embedded_postgres, running_postgres

FORMAT = 1
"""Of the archive; another one is not read."""
_MANIFEST, _KEY = "manifest.json", f"data/{KEY_FILE}"
_SHOWN = ("users", "rooms", "messages", "files")


async def back_up(settings: Settings, file: Path) -> str:
    """Write all that the service keeps to a new file, which only its owner may read, beside servers
    that run; what is in it, in words. Raises BackupError, OSError,
    DataInUseError, MeetError, Forbidden."""
    settings = await _of_server(settings)
    with _new_file(file) as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as tar:
        checksums: dict[str, str] = {}

        def add(name: str, data: bytes) -> None:
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(data), 0o600, datetime.now(UTC).timestamp()
            tar.addfile(info, io.BytesIO(data))
            checksums[name] = hashlib.sha256(data).hexdigest()

        async def keep(table: str, piece: bytes) -> None:
            add(f"tables/{table}/{len(checksums):06}", piece)

        async with _database(settings, new=False) as url:
            contents = await dump(url, keep)
        if (kept := _kept_key(settings)) is not None:
            add(_KEY, kept)
        manifest = {
            "format": FORMAT,
            "version": version("meetd"),
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "secret_key": _fingerprint(settings.secret_key.encode()),
            **asdict(contents),
            "checksums": dict(checksums),
        }
        add(_MANIFEST, json.dumps(manifest, indent=1).encode())
    said = f"{file} has {_counts(contents)}."
    if kept is None or _fingerprint(kept) != manifest["secret_key"]:
        said += " MEETD_SECRET_KEY is not in it: keep that too."
    return f"{said} It opens the service to whoever has it."


async def restore(settings: Settings, file: Path) -> str:
    """Put what an archive has into a database that nobody has used, and into the data folder,
    where nothing is overwritten; what came back, in words. Nothing is changed before all of the
    archive was read and is whole. Raises BackupError, MigrationError, OSError, DataInUseError,
    InvalidRequest."""
    must_be_here(settings)
    with reached(settings.data_dir) as path:
        if path is not None:
            raise BackupError(
                f"A server runs on {settings.data_dir}: stop it first, or name an empty data folder"
                " in MEETD_DATA_DIR, and an empty database."
            )
    manifest, key = _read(file)
    contents = _contents(manifest)
    before = _kept_key(settings)
    if key is not None and before not in {None, key}:
        raise BackupError(
            f"{settings.data_dir} has a secret_key already, and another one: move that away, or"
            " name an empty data folder in MEETD_DATA_DIR."
        )
    pieces = (
        (name.split("/")[1], its) for name, its in _members(file) if name.startswith("tables/")
    )
    async with AsyncExitStack() as stack:
        if key is not None and before is None:
            settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            stack.enter_context(_new_file(settings.data_dir / KEY_FILE)).write(key)
        url = await stack.enter_async_context(_database(settings, new=True))
        await load(url, contents, pieces)
    said = f"What was kept on {manifest['made_at']} is here: {_counts(contents)}."
    source = settings.sources.get("SECRET_KEY")
    given = source is not None and source.place != "default"
    in_force = key if key is not None and not given else settings.secret_key.encode()
    if _fingerprint(in_force) != manifest["secret_key"]:
        said += " Set MEETD_SECRET_KEY to what it was, or everybody has to sign in again."
    return said


async def _of_server(settings: Settings) -> Settings:
    """The settings, with what the server that runs on the data folder keeps all in and signs by."""
    must_be_here(settings)
    with BySocket.of(settings.data_dir) as by_socket:
        if by_socket is None:
            return settings
        stores = await by_socket.errand("stores", {})
    return replace(settings, database_url=stores["database_url"], secret_key=stores["secret_key"])


def _kept_key(settings: Settings) -> bytes | None:
    path = settings.data_dir / KEY_FILE
    return path.read_bytes() if path.exists() else None


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(key.strip()).hexdigest()


def _counts(contents: Contents) -> str:
    return ", ".join(
        counted(contents.tables[name].rows, name.removesuffix("s"))
        for name in _SHOWN
        if name in contents.tables
    )


@asynccontextmanager
async def _database(settings: Settings, *, new: bool) -> AsyncIterator[str]:
    """The URL of the operator's database, or of the embedded one; unless it is to be `new`, of that
    of a server that runs, too. Raises DataInUseError, BackupError."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    if not new and not (settings.data_dir / "postgres").exists():
        raise BackupError(f"There is no database in {settings.data_dir} (MEETD_DATA_DIR).")
    try:
        async with embedded_postgres(settings.data_dir) as url:
            yield url
    except DataInUseError:
        running = None if new else running_postgres(settings.data_dir)
        if running is None:
            raise
        yield running


@contextmanager
def _new_file(path: Path) -> Iterator[io.BufferedWriter]:
    """A file of one's own that was not there, and is not if it does not become whole. Raises
    BackupError: it is there; OSError."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError(f"{path} is there already: name a new file.") from None
    try:
        with os.fdopen(handle, "wb") as raw:
            yield raw
            raw.flush()
            os.fsync(raw.fileno())
    except BaseException:
        path.unlink()
        raise


def _members(file: Path) -> Iterator[tuple[str, bytes]]:
    """All that an archive has, one after another. Raises BackupError."""
    try:
        with gzip.open(file) as raw:
            with tarfile.open(fileobj=raw, mode="r|") as tar:
                for info in tar:
                    its = tar.extractfile(info)
                    if its is not None:
                        yield info.name, its.read()
            # Its own checksum is at the end.
            while raw.read(2**20):
                continue
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BackupError(f"{file} is no backup of meetd, or not all of one: {error}.") from error


def _read(file: Path) -> tuple[dict[str, Any], bytes | None]:
    """Read all of an archive, and see that it is whole: its manifest, and the key in it. Raises
    BackupError."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    key: bytes | None = None
    for name, its in _members(file):
        if name == _MANIFEST:
            manifest = json.loads(its)
        else:
            key = its if name == _KEY else key
            found[name] = hashlib.sha256(its).hexdigest()
    if manifest is None:
        raise BackupError(f"{file} is no backup of meetd, or not all of one: it has no manifest.")
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{file} was made by meetd {manifest.get('version')}: use that version.")
    if found != manifest["checksums"]:
        raise BackupError(f"{file} is damaged: its checksums are others.")
    return manifest, key


def _contents(manifest: dict[str, Any]) -> Contents:
    tables = {
        name: Table(tuple(its["columns"]), its["rows"]) for name, its in manifest["tables"].items()
    }
    return Contents(manifest["migrations"], tables, manifest["sequences"])
