"""What `make clients` makes of the description: a Python client that a program uses, and types that
a program in TypeScript is compiled with."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import tarfile
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from meetd.commands.keys import create_key
from meetd.scopes import Scope
from support.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")
TOP = Path(__file__).parents[3]
WEB = TOP / "web"
TYPES = json.loads((WEB / "api-types" / "package.json").read_text())
PROGRAM = (TOP / "tests" / "support" / "integrator.ts").read_bytes()
SCOPES = [Scope.ROOMS_READ, Scope.ROOMS_WRITE, Scope.TOKENS, Scope.LIVE_READ, Scope.LIVE_WRITE]
STRICT = (
    "--strict", "--target", "ES2022", "--module", "NodeNext", "--types", "node",
    "--typeRoots", str(WEB / "node_modules" / "@types"),
)  # fmt: skip


async def run(*command: object, cwd: Path, **environment: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *map(str, command), cwd=cwd, env=os.environ | environment, stdout=PIPE, stderr=STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `make` puts both of them."""
    folder = tmp_path_factory.mktemp("clients")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    await run("make", "made-clients", f"DIST={folder}", cwd=TOP, PATH=path)
    return folder


async def key_of(api: Api, service: str) -> str:
    return await create_key(
        api.backend.settings, service, SCOPES, owner=service, service=True, expires_at=None
    )


@pytest.fixture
def importable(tmp_path: Path) -> Iterator[Path]:
    sys.path.insert(0, str(tmp_path))
    yield tmp_path
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "meetd_client"]:
        del sys.modules[name]


async def test_a_generated_client_has_its_meeting(api: Api, made: Path, importable: Path) -> None:
    await run(
        sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install",
        "--no-index", "--no-deps", "--no-build-isolation", "--target", importable,
        made / "meetd-client", cwd=importable,
    )  # fmt: skip

    def operation(name: str) -> Any:
        return importlib.import_module(f"meetd_client.api.rooms.{name}")

    models: Any = importlib.import_module("meetd_client.models")
    clients: Any = importlib.import_module("meetd_client")
    async with clients.AuthenticatedClient(
        base_url=f"{api.backend.url}/api/v1", token=await key_of(api, "client")
    ) as client:
        wanted = models.NewRoom(name="Algebra")
        room = await operation("rooms_create").asyncio(client=client, body=wanted)
        ada = models.NewJoinToken(name="Ada", external_id="user-7")
        link = await operation("join_tokens_create").asyncio(room.code, client=client, body=ada)
        person = await api.backend.guest(room.code, token=link.secret)
        await person.join(room.code)
        inside = await operation("live_participants").asyncio(room.code, client=client)
        assert [(one.name, one.external_id) for one in inside.items] == [("Ada", "user-7")]
        ended = await operation("live_end").asyncio_detailed(room.code, client=client)
        assert ended.status_code == 204
        inside = await operation("live_participants").asyncio(room.code, client=client)
        assert inside.count == 0
        gone = await operation("rooms_get").asyncio("abc-defg-hij", client=client)
        assert (gone.code, gone.status) == ("room_not_found", 404)


async def test_a_program_is_compiled_with_the_types(api: Api, made: Path, tmp_path: Path) -> None:
    packed = made / f"meetd-api-types-{TYPES['version']}.tgz"
    modules = tmp_path / "node_modules"
    with tarfile.open(packed) as tar:
        tar.extractall(modules, filter="data")
    (modules / "package").rename(modules / "meetd-api-types")
    binaries = WEB / "node_modules" / ".bin"
    (tmp_path / "package.json").write_text('{"type": "module"}')
    program = tmp_path / "integrator.ts"
    program.write_bytes(PROGRAM)
    await run(binaries / "tsc", *STRICT, program, cwd=tmp_path)
    key = await key_of(api, "types")
    said = await run(
        "node", program.with_suffix(".js"), cwd=tmp_path, MEETD=api.backend.url, KEY=key
    )
    assert json.loads(said) == {
        "role": "viewer",
        "count": 0,
        "nobody": {"name": "Ada", "role": "king"},
        "nameless": {"role": "viewer"},
    }
