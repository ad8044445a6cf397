"""A backup and what comes back of it: everything, or nothing and the reason."""

from __future__ import annotations

import asyncio
import gzip
import os
import tarfile
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from click.testing import CliRunner

from meetd.cli import main
from meetd.commands.backup import back_up, restore
from meetd.commands.keys import create_key
from meetd.commands.users import add_user
from meetd.config import KEY_FILE, Settings
from meetd.db import backup
from meetd.db.backup import BackupError, dump
from meetd.db.embedded import DataInUseError, embedded_postgres
from meetd.db.migrate import migrate, migrations
from meetd.scopes import Scope
from support.backend import PASSWORD, Backend, Client, backend, settings
from support.postgres import Postgres
from support.small_pictures import LOSSY

FILE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3_000
TABLES = (
    "users", "rooms", "messages", "files", "file_pieces", "thumbnails", "api_keys",
    "refresh_tokens", "breakouts",
)  # fmt: skip
"""Those that no server changes by itself while nobody asks for anything."""
TOLD = """SELECT count(*) FROM (SELECT type FROM events UNION ALL SELECT type FROM event_inbox) told
WHERE type = 'message'"""


def kept(folder: Path, database_url: str) -> Settings:
    """Settings of a server whose key is in its data folder."""
    folder.mkdir(mode=0o700, exist_ok=True)
    of = settings(folder, database_url)
    (folder / KEY_FILE).write_text(of.secret_key)
    return of


async def rows(url: str) -> dict[str, list[str]]:
    """All that these tables have."""
    connection = await asyncpg.connect(url)
    try:
        return {
            name: [
                row["row"]
                for row in await connection.fetch(f"SELECT t::text AS row FROM {name} t ORDER BY 1")
            ]
            for name in TABLES
        }
    finally:
        await connection.close()


async def owned_by_a_plain_role(url: str) -> str:
    """The URL by which the new owner of a database comes."""
    role = f"plain_{uuid4().hex}"
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE ROLE {role}")
        name = await connection.fetchval("SELECT current_database()")
        await connection.execute(f"ALTER DATABASE {name} OWNER TO {role}")
    finally:
        await connection.close()
    return f"{url}&role={role}"


async def value(url: str, query: str, *args: object) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query, *args)
    finally:
        await connection.close()


async def send_file(client: Client, code: str) -> str:
    """Its id, once it is in the chat."""
    offered = await client.do("file:offer", name="plan.png", size=len(FILE))
    query = {"id": offered["fileId"], "key": offered["key"]}
    where = f"{client.url}/api/v1/rooms/{code}/files"
    async with client.http.post(where, params=query, data=FILE) as answer:
        file_id = str((await answer.json())["id"])
    path, query = f"{where}/{file_id}/thumbnail", {"key": offered["key"]}
    async with client.http.put(path, params=query, data=LOSSY) as answer:
        assert answer.status == 201
    await say(client, "The plan", fileId=file_id)
    return file_id


async def say(client: Client, content: str, **more: object) -> int:
    """The number of the message."""
    said = await client.do("chat:send", clientId=str(uuid4()), content=content, **more)
    return int(said["message"]["id"])


@pytest.fixture
async def empty(postgres: Postgres) -> str:
    return await postgres.empty()


@pytest.fixture
async def used(postgres: Postgres, tmp_path: Path) -> Settings:
    """Those of a service with one account."""
    of = kept(tmp_path / "used", await postgres.migrated())
    await add_user(of, "ada@example.org", "ada", PASSWORD)
    return of


async def test_all_is_there_again_elsewhere(
    postgres: Postgres, tmp_path: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The file alone has several pieces.
    monkeypatch.setattr(backup, "PIECE", 100_000)
    here = kept(tmp_path / "here", await postgres.migrated())
    file = tmp_path / "meetd.backup"
    async with backend(here) as server:
        ada = await server.client()
        code = await ada.new_room(name="The *room*\\ of Ada")
        await ada.join(code)
        await ada.do("breakouts:plan", names=["Red", "Blue"], others="random", seconds=600)
        await ada.do("breakouts:expect", name="ben@example.org", room=1)
        last = await say(ada, 'Line\nand \\N, "quoted" ü')
        file_id = await send_file(ada, code)
        key = await create_key(
            here, "reader", [Scope.ROOMS_READ], owner=ada.name, service=False, expires_at=None
        )
        assert "1 room, 2 messages, 1 file." in await back_up(here, file)
        before = await rows(here.database_url or "")
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as tar:
        assert sum(name.startswith("tables/file_pieces/") for name in tar.getnames()) > 1

    # By a role that owns the database, and nothing else.
    owned = await owned_by_a_plain_role(empty)
    there = replace(here, data_dir=tmp_path / "there", database_url=owned, secret_key="x" * 32)
    assert "1 room, 2 messages, 1 file." in await restore(there, file)
    assert await rows(empty) == before
    assert await value(empty, TOLD) == 2
    assert (there.data_dir / KEY_FILE).read_text() == here.secret_key
    assert (there.data_dir / KEY_FILE).stat().st_mode & 0o777 == 0o600
    there = replace(there, secret_key=(there.data_dir / KEY_FILE).read_text())
    async with backend(there) as server:
        await _comes_back(server, ada, code, file_id, key)
        # The sign-in of before is still good: the secret is the same.
        again = Client(server.url, (await server.account()).http, ada.name, ada.token)
        await again.connect()
        await again.join(code)
        assert await say(again, "Later") > last + 1
        await again.socket.disconnect()


async def _comes_back(server: Backend, ada: Client, code: str, file_id: str, key: str) -> None:
    rest = f"{server.url}/api/v1"
    somebody = await server.account()
    said = {"login": ada.name, "password": PASSWORD}
    async with somebody.http.post(f"{rest}/auth/login", json=said) as answer:
        assert answer.status == 200
    signed_in = ada.signed_in
    async with somebody.http.get(f"{rest}/rooms/{code}/messages", headers=signed_in) as answer:
        texts = [message["content"] for message in (await answer.json())["items"]]
        assert sorted(texts) == ['Line\nand \\N, "quoted" ü', "The plan"]
    path = f"{rest}/rooms/{code}/files/{file_id}"
    async with somebody.http.get(path, headers=signed_in) as answer:
        assert await answer.read() == FILE
    async with somebody.http.get(f"{path}/thumbnail", headers=signed_in) as answer:
        assert await answer.read() == LOSSY
    async with somebody.http.get(
        f"{rest}/rooms", headers={"Authorization": f"Bearer {key}"}
    ) as answer:
        assert [room["code"] for room in (await answer.json())["items"]] == [code]


async def test_it_is_of_one_moment(used: Settings) -> None:
    url = used.database_url or ""
    came: dict[str, bytes] = {}

    async def keep(table: str, piece: bytes) -> None:
        if not came:
            came["users"] = b""
            await add_user(used, "ben@example.org", "ben", PASSWORD)
        came[table] = came.get(table, b"") + piece

    contents = await dump(url, keep)
    assert await value(url, "SELECT count(*) FROM users") == 2
    assert contents.tables["users"].rows == 1
    assert b"ben" not in came["users"]


async def test_nothing_is_overwritten(
    used: Settings, tmp_path: Path, empty: str, postgres: Postgres
) -> None:
    file = tmp_path / "backup"
    await back_up(used, file)
    before = file.read_bytes()
    with pytest.raises(BackupError, match="is there already"):
        await back_up(used, file)
    assert file.read_bytes() == before
    digests = await rows(used.database_url or "")
    with pytest.raises(BackupError, match="it has users"):
        await restore(used, file)
    assert await rows(used.database_url or "") == digests
    other = settings(tmp_path / "other", empty)
    other.data_dir.mkdir()
    (other.data_dir / KEY_FILE).write_text("another secret of this data folder")
    with pytest.raises(BackupError, match="has a secret_key already"):
        await restore(other, file)
    assert await value(empty, "SELECT to_regclass('users')") is None
    # One that a server has started on, and nobody has used, is as good as an empty one.
    await restore(settings(tmp_path / "new", await postgres.migrated()), file)


async def test_what_is_not_whole_changes_nothing(
    used: Settings, tmp_path: Path, empty: str
) -> None:
    file = tmp_path / "backup"
    await back_up(used, file)
    whole = file.read_bytes()
    there = settings(tmp_path / "there", empty)
    tar = gzip.decompress(whole)
    assert tar.count(b"ada@example.org") == 1
    for damaged in (
        b"",
        b"no archive at all",
        whole[: len(whole) // 2],
        whole[:-30],
        gzip.compress(tar[: tar.index(b"manifest.json")] + bytes(1024)),
        gzip.compress(tar.replace(b"ada@example.org", b"eve@example.org")),
        gzip.compress(tar.replace(b'"format": 1', b'"format": 9')),
    ):
        file.write_bytes(damaged)
        with pytest.raises(BackupError):
            await restore(there, file)
    assert await value(empty, "SELECT to_regclass('users')") is None
    assert not there.data_dir.exists()


async def test_a_disk_that_is_full_leaves_no_file(
    used: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        await back_up(used, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


async def test_an_older_one_is_brought_up_to_date(
    tmp_path: Path, empty: str, postgres: Postgres
) -> None:
    older = kept(tmp_path / "older", await postgres.empty())
    await migrate(older.database_url or "", migrations()[:-1])
    row = "INSERT INTO users (id, email, username, password_hash) VALUES ($1, $2, $3, 'x')"
    await value(older.database_url or "", row, uuid4(), "ada@example.org", "ada")
    file = tmp_path / "backup"
    await back_up(older, file)
    await restore(settings(tmp_path / "new", empty), file)
    assert await value(empty, "SELECT max(name) FROM migrations") == migrations()[-1].name
    assert await value(empty, "SELECT username FROM users") == "ada"
    newer = await postgres.migrated()
    with pytest.raises(BackupError, match="a database with no tables in it"):
        await restore(settings(tmp_path / "newer", newer), file)
    assert not (tmp_path / "newer" / KEY_FILE).exists()


async def test_one_of_a_newer_version_is_refused(
    used: Settings, tmp_path: Path, empty: str
) -> None:
    url = used.database_url or ""
    await value(url, "INSERT INTO migrations (name, checksum) VALUES ('9999_later', 'x')")
    file = tmp_path / "backup"
    await back_up(used, file)
    with pytest.raises(BackupError, match="9999_later, which this one does not know"):
        await restore(settings(tmp_path / "new", empty), file)


async def test_the_operator_s_own_key_is_not_in_it(
    used: Settings, tmp_path: Path, empty: str
) -> None:
    (used.data_dir / KEY_FILE).unlink()
    said = await back_up(used, tmp_path / "backup")
    assert "MEETD_SECRET_KEY is not in it" in said
    another = settings(tmp_path / "new", empty, secret_key="another secret key of thirty-two")
    assert "Set MEETD_SECRET_KEY to what it was" in await restore(another, tmp_path / "backup")


async def test_the_embedded_database_beside_a_server_or_not(used: Settings, tmp_path: Path) -> None:
    await back_up(used, tmp_path / "first")
    there = settings(tmp_path / "there", None)
    with pytest.raises(BackupError, match="There is no database in"):
        await back_up(there, tmp_path / "nothing")
    assert "1 user, 0 rooms" in await restore(there, tmp_path / "first")
    async with embedded_postgres(there.data_dir) as url:
        assert "1 user, 0 rooms" in await back_up(there, tmp_path / "second")
        with pytest.raises(DataInUseError):
            await restore(there, tmp_path / "first")
        assert await value(url, "SELECT username FROM users") == "ada"


async def test_the_commands_say_what_is_done_and_what_is_wrong(
    used: Settings, tmp_path: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("MEETD_")]:
        monkeypatch.delenv(name)

    async def meetd(command: str, of: Settings) -> tuple[int, str]:
        monkeypatch.setenv("MEETD_DATA_DIR", str(of.data_dir))
        monkeypatch.setenv("MEETD_DATABASE_URL", of.database_url or "")
        arguments = (command, str(tmp_path / "backup"))
        result = await asyncio.to_thread(CliRunner().invoke, main, arguments)
        return result.exit_code, result.output

    code, said = await meetd("backup", used)
    assert (code, "has 1 user, 0 rooms" in said, "MEETD_SECRET_KEY" in said) == (0, True, False)
    code, said = await meetd("backup", used)
    assert (code, "is there already" in said) == (1, True)
    there = settings(tmp_path / "there", empty)
    code, said = await meetd("restore", there)
    assert (code, "1 user, 0 rooms" in said, "MEETD_SECRET_KEY" in said) == (0, True, False)
    code, said = await meetd("restore", there)
    assert (code, "The database is in use: it has users" in said) == (1, True)
