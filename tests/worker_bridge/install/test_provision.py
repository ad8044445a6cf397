"""How a worker is got: named, cached, downloaded; and what is said when that fails."""

from __future__ import annotations

import functools
import http.server
import io
import os
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from worker_bridge import Installation, ProvisionError, pins, provision
from worker_bridge.install import npm

NOT_A_WORKER = b"#!/bin/sh\nexit 41\n"
"""Passes the npm package's own check, yet is no worker."""


class Releases:
    """A place that prebuilt workers are downloaded from, on loopback."""

    def __init__(self, folder: Path) -> None:
        self.requests: list[str] = []
        self._folder = folder
        handler = functools.partial(_Handler, self.requests, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def offer(self, binary: bytes) -> None:
        """Have a tarball for this machine, named as the npm package asks for it."""
        kernel = os.uname().release.partition(".")[0]
        arch = {"x86_64": "x64", "aarch64": "arm64"}[os.uname().machine]
        name = f"mediasoup-worker-{pins.version()}-linux-{arch}-kernel{kernel}.tgz"
        folder = self._folder / pins.version()
        folder.mkdir()
        with tarfile.open(folder / name, "w:gz") as tar:
            info = tarfile.TarInfo("mediasoup-worker")
            info.size = len(binary)
            tar.addfile(info, io.BytesIO(binary))

    def stop(self) -> None:
        """No more downloads."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, requests: list[str], *args: object, **more: object) -> None:
        self._requests = requests
        super().__init__(*args, **more)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._requests.append(self.path)
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet."""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installation: Installation) -> Path:
    """A cache of the test's own, with the npm package in it already."""
    assert installation.binary.is_file()
    package = npm.fetch(provision.cache_folder(), print)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("MEDIASOUP_WORKER_BIN", raising=False)
    folder = provision.cache_folder()
    shutil.copytree(package.parents[1], folder / package.parents[1].name, symlinks=True)
    return folder


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path) -> Iterator[Releases]:
    assert cache.is_dir()
    (tmp_path / "releases").mkdir()
    its = Releases(tmp_path / "releases")
    monkeypatch.setenv("MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL", its.url)
    yield its
    its.stop()


@pytest.fixture
def no_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with Node.js and a shell, but nothing to build with."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("node", "npm", "sh", "env", "false"):
        (tools / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(tools))


SECRETS = {"MEETD_SECRET_KEY": "k", "PGPASSWORD": "p", "AWS_SECRET_KEY": "a", "HOMEPAGE": "h"}
NEEDED = {
    "HTTPS_PROXY": "http://proxy.example.org:3128",
    "no_proxy": "localhost",
    "NODE_EXTRA_CA_CERTS": "/etc/ssl/own.pem",
    "SSL_CERT_FILE": "/etc/ssl/own.pem",
    "npm_config_registry": "https://npm.example.org",
    "NPM_CONFIG_CACHE": "/var/cache/npm",
}


def test_npm_sees_what_it_needs_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (SECRETS | NEEDED).items():
        monkeypatch.setenv(name, value)
    tools, seen = tmp_path / "tools", tmp_path / "seen"
    tools.mkdir()
    for name in ("node", "npm"):
        (tools / name).write_text(f"#!/bin/sh\nenv >{seen}\nexit 1\n")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(ProvisionError, match="npm could not fetch"):
        npm.fetch(tmp_path / "cache", print)
    lines = seen.read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines if "=" in line)
    assert NEEDED.items() <= told.items()
    assert told["PATH"] == os.environ["PATH"]
    assert told["HOME"] == os.environ["HOME"]
    assert not SECRETS.keys() & told.keys()


def test_takes_the_official_prebuilt(
    releases: Releases, installation: Installation, cache: Path
) -> None:
    releases.offer(installation.binary.read_bytes())
    lines: list[str] = []
    found = provision.install(lines.append)
    assert found.binary.is_relative_to(cache)
    assert len(releases.requests) == 1
    assert not any("building" in line for line in lines)
    provision.check(found)
    assert provision.install(lines.append) == found == provision.find()
    assert len(releases.requests) == 1
    assert not list(cache.glob("worker-*")), "scratch is left behind"


def test_two_installations_at_once_do_the_work_once(
    releases: Releases, installation: Installation
) -> None:
    releases.offer(installation.binary.read_bytes())
    command = [sys.executable, "-m", "worker_bridge", "install"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    printed = {process.communicate(timeout=120)[0] for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert len(printed) == 1
    assert len(releases.requests) == 1


@pytest.mark.usefixtures("no_compiler")
def test_names_what_to_install_when_nothing_can_be_downloaded(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL", "http://127.0.0.1:9")
    lines: list[str] = []
    with pytest.raises(ProvisionError, match=r"apt-get install .*g\+\+.*pkg-config"):
        provision.install(lines.append)
    assert "no prebuilt worker: 127.0.0.1 cannot be reached" in lines
    assert provision.find() is None
    assert not list(cache.glob("worker-*"))


@pytest.mark.usefixtures("no_compiler")
def test_refuses_a_prebuilt_that_does_not_answer(releases: Releases) -> None:
    releases.offer(NOT_A_WORKER)
    lines: list[str] = []
    with pytest.raises(ProvisionError, match="apt-get install"):
        provision.install(lines.append)
    assert any("of no use here" in line for line in lines)
    assert provision.find() is None


@pytest.mark.skipif(shutil.which("cc") is None, reason="the fault is built in C")
def test_a_worker_that_dies_of_its_first_handshake_is_of_no_use(
    installation: Installation, tmp_path: Path
) -> None:
    """It answers all the same."""
    fault, source = tmp_path / "fault.so", tmp_path / "fault.c"
    source.write_text("void abort(void); int SSL_do_handshake(void *s) { abort(); }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", fault, source], check=True)
    binary = tmp_path / "mediasoup-worker"
    binary.write_text(f'#!/bin/sh\nLD_PRELOAD={fault} exec {installation.binary} "$@"\n')
    binary.chmod(0o755)
    with pytest.raises(ProvisionError, match="does not work"):
        provision.check(replace(installation, binary=binary))
    provision.check(installation)


@pytest.mark.usefixtures("no_compiler")
def test_goes_on_where_there_is_no_prebuilt(releases: Releases) -> None:
    with pytest.raises(ProvisionError, match="apt-get install"):
        provision.install(lambda line: None)
    assert len(releases.requests) == 1


def test_takes_the_worker_that_the_environment_names(
    cache: Path, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIASOUP_WORKER_BIN", str(installation.binary))
    found = provision.install(print)
    assert found.binary == installation.binary.resolve()
    assert found.schemas.is_relative_to(cache)
    provision.check(found)


def test_refuses_a_named_worker_that_cannot_run(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIASOUP_WORKER_BIN", str(cache / "nothing"))
    with pytest.raises(ProvisionError, match="MEDIASOUP_WORKER_BIN"):
        provision.install(print)


def test_says_what_to_run_when_there_is_no_worker(cache: Path) -> None:
    assert cache.is_dir()
    with pytest.raises(ProvisionError, match="python -m worker_bridge install"):
        provision.find_or_fail()


def test_fetches_the_npm_package_once(tmp_path: Path) -> None:
    lines: list[str] = []
    package = npm.fetch(tmp_path, lines.append)
    assert (package / "worker" / "fbs" / "message.fbs").is_file()
    assert not (package / "worker" / "out").exists(), "its scripts were run"
    assert npm.fetch(tmp_path, lines.append) == package
    assert len(lines) == 1
    assert [path.name for path in tmp_path.iterdir()] == [package.parents[1].name]


def test_pins_hold_the_integrity_and_no_registry() -> None:
    lock = (pins.PINS / "package-lock.json").read_text()
    assert f'"version": "{pins.version()}"' in lock
    assert '"integrity": "sha512-' in lock
    assert '"resolved"' not in lock
