"""What the operator may set, what it is otherwise, and what is said of a mistake."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from meetd.config import KEY_FILE, ConfigError, Settings
from meetd.cpus import usable_cpus
from meetd.listening import must_fit_host
from support.backend import settings

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and nothing set."""
    for name in list(os.environ):
        if name.startswith("MEETD_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read the settings with these variables, named without their prefix."""

    def reading(**variables: str) -> Settings:
        for name, value in variables.items():
            monkeypatch.setenv(f"MEETD_{name}", value)
        return Settings.from_env()

    return reading


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", "0.0.0.0"),
        ("port", 8080),
        ("public_url", "http://localhost:8080"),
        ("trusted_proxies", (ip_network("127.0.0.0/8"), ip_network("::1/128"))),
        ("database_url", None),
        ("workers", usable_cpus()),
        ("rtc_listen_ip", None),
        ("rtc_announced_address", None),
        ("rtc_port", 40000),
        ("turn_urls", ()),
        ("turn_secret", None),
        ("stun_urls", ()),
        ("log_level", "INFO"),
        ("p2p_timeout", 8.0),
        ("return_delay", 10.0),
        ("resume_timeout", 20.0),
        ("room_limit", 100),
    ],
)
def test_what_holds_when_nothing_is_set(read: Any, name: str, value: object) -> None:
    assert getattr(read(), name) == value


def test_the_data_folder_is_here_when_nothing_is_set(read: Any, folder: Path) -> None:
    assert read().data_dir == folder / "data"


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("HOST", "127.0.0.1", "host", "127.0.0.1"),
        ("PORT", "80", "port", 80),
        (
            "TRUSTED_PROXIES",
            "10.0.0.0/8, 2001:db8::1",
            "trusted_proxies",
            (ip_network("10.0.0.0/8"), ip_network("2001:db8::1/128")),
        ),
        ("PUBLIC_URL", "https://meet.example.org", "public_url", "https://meet.example.org"),
        ("PUBLIC_URL", "https://meet.example.org/", "public_url", "https://meet.example.org"),
        ("PUBLIC_URL", "https://Meet.Example.ORG", "public_url", "https://meet.example.org"),
        ("PUBLIC_URL", "https://meet.example.org:443", "public_url", "https://meet.example.org"),
        ("PUBLIC_URL", "http://meet.example.org:80", "public_url", "http://meet.example.org"),
        ("PUBLIC_URL", "https://meet.example.org:80", "public_url", "https://meet.example.org:80"),
        ("PUBLIC_URL", "https://bücher.example", "public_url", "https://xn--bcher-kva.example"),
        ("PUBLIC_URL", "https://Straße.example", "public_url", "https://xn--strae-oqa.example"),
        ("PUBLIC_URL", "https://☃.example", "public_url", "https://xn--n3h.example"),
        ("PUBLIC_URL", "http://[::1]:8080", "public_url", "http://[::1]:8080"),
        ("DATA_DIR", "/srv/meetd", "data_dir", Path("/srv/meetd")),
        ("DATABASE_URL", "postgresql://u@h/d", "database_url", "postgresql://u@h/d"),
        ("DATABASE_URL", "postgres:///d?host=/run", "database_url", "postgres:///d?host=/run"),
        ("DATABASE_URL", "", "database_url", None),
        ("SECRET_KEY", KEY, "secret_key", KEY),
        ("WORKERS", "7", "workers", 7),
        ("RTC_LISTEN_IP", "192.0.2.7", "rtc_listen_ip", "192.0.2.7"),
        ("RTC_LISTEN_IP", "::", "rtc_listen_ip", "::"),
        ("RTC_ANNOUNCED_ADDRESS", "meet.example.org", "rtc_announced_address", "meet.example.org"),
        ("RTC_ANNOUNCED_ADDRESS", "2001:db8::1", "rtc_announced_address", "2001:db8::1"),
        ("RTC_PORT", "0", "rtc_port", 0),
        ("STUN_URLS", "stun:a, stuns:b", "stun_urls", ("stun:a", "stuns:b")),
        ("LOG_FORMAT", "console", "log_format", "console"),
        ("LOG_FORMAT", "json", "log_format", "json"),
        ("LOG_LEVEL", "DEBUG", "log_level", "DEBUG"),
        ("P2P_TIMEOUT", "0.5", "p2p_timeout", 0.5),
        ("P2P_RETURN_DELAY", "0", "return_delay", 0.0),
        ("RESUME_TIMEOUT", "300", "resume_timeout", 300.0),
        ("ROOM_LIMIT", "2", "room_limit", 2),
    ],
)
def test_what_is_set_holds(
    read: Any, monkeypatch: pytest.MonkeyPatch, name: str, text: str, field: str, value: object
) -> None:
    if name != "SECRET_KEY":
        monkeypatch.setenv("MEETD_SECRET_KEY", KEY)
    assert getattr(read(**{name: text}), field) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("PORT", text) for text in ("http", "0", "-1", "65536", "8080.5")),
        *(("TRUSTED_PROXIES", text) for text in ("proxy", "10.0.0.1/8", "*")),
        *(("HOST", text) for text in ("0.0.0.0:80", "http://a", "a b", "*", "[::1]:80", "1.2.3")),
        *(("PORT", text) for text in ("1_000", "٨٠٨٠", "1e3", "0x50", "99999999999999999999")),
        *(("WORKERS", text) for text in ("0", "-1", "all", "1025", "1_0")),
        *(("RTC_PORT", text) for text in ("70000", "x", "8080", "65535.0")),
        *(
            ("PUBLIC_URL", text)
            for text in (
                "meet.example.org",
                "ftp://meet.example.org",
                "https://",
                "https://meet.example.org/path",
                "https://meet.example.org?a=b",
                "https://meet.example.org#a",
                "https://user@meet.example.org",
                "https://meet.example.org:99999",
                "https://meet.example.org:port",
                "https://meet example.org",
                "https://[::1",
                "https://meet.example.org/?",
                "https://meet.example.org#",
                "https://meet.example.org:0",
                "https://user:word@meet.example.org",
                "https://@meet.example.org",
                "https:\\\\meet.example.org",
                "https://meet.exa\tmple.org",
                "https://meet.example.org:443:443",
                "https://1.2.3",
                "https://256.1.1.1",
                "https://meet.example.0x7f",
                "http://0.0.0.0:8080",
                "http://[::]:8080",
                "http://[fe80::1%25eth0]",
                "https://-a.example",
                "https://*.example.org",
                "https://a..b",
            )
        ),
        *(("DATABASE_URL", text) for text in ("localhost", "mysql://h/d", "meetd.db")),
        *(
            ("DATABASE_URL", f"postgresql://{text}")
            for text in ("h:99999/d", "h:0/d", "h:port/d", "a b/d", "[::1/d", "h,i:x/d")
        ),
        *(
            ("RTC_LISTEN_IP", text)
            for text in ("localhost", "1.2.3", "*", "1.2.3.4:80", "224.0.0.1")
        ),
        *(
            ("RTC_ANNOUNCED_ADDRESS", text)
            for text in ("http://a", "a b", "a:80", "0.0.0.0", "::", "1.2.3", "ff02::1", "a,,b")
        ),
        *(("TURN_URLS", text) for text in ("turn.example.org", "turn://h", "turn:h,,turn:i", ",")),
        *(
            ("STUN_URLS", text)
            for text in (
                "turn:turn.example.org",
                "stun:h?transport=udp",
                "stun:h;stun:i",
                "stun:h,",
            )
        ),
        ("METRICS_TOKEN", "short"),
        ("METRICS_TOKEN", "a token with blanks in it"),
        ("DATA_DIR", "~nobody-of-that-name/data"),
        ("DATA_DIR", "/dev/null/data"),
        ("SECRET_KEY", "too short"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "LOUD"),
        *(("P2P_TIMEOUT", text) for text in ("0", "61", "nan", "inf", "1e999", "8_0", "long")),
        *(("P2P_RETURN_DELAY", text) for text in ("-1", "3601")),
        *(("RESUME_TIMEOUT", text) for text in ("-1", "301")),
        *(("ROOM_LIMIT", text) for text in ("1", "10001", "many")),
    ],
)
def test_a_mistake_is_named(read: Any, name: str, text: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(**{name: text})
    said = str(error.value)
    assert f"MEETD_{name}" in said
    # A sentence, not what a library's list or traceback looks like.
    assert re.fullmatch(r"MEETD_\w+ [^\n]+\.", said)


@pytest.mark.parametrize(
    "name",
    [
        "HOST",
        "PORT",
        "TRUSTED_PROXIES",
        "DATA_DIR",
        "PUBLIC_URL",
        "DATABASE_URL",
        "SECRET_KEY",
        "WORKERS",
        "RTC_LISTEN_IP",
        "TURN_SECRET",
        "P2P_TIMEOUT",
        "LOG_FORMAT",
        "LOG_LEVEL",
        "TURN_URLS",
        "SECRET_KEY_FILE",
        "METRICS_TOKEN",
    ],
)
def test_a_variable_without_a_value_is_not_set(read: Any, name: str) -> None:
    assert read() == read(**{name: " "})


def test_secrets_are_not_in_what_is_said(read: Any) -> None:
    for name, text in (("SECRET_KEY", "s3cret"), ("DATABASE_URL", "mysql://u:s3cret@h/d")):
        with pytest.raises(ConfigError) as error:
            read(**{name: text})
        assert "s3cret" not in str(error.value)


def test_secrets_are_not_in_what_is_printed(read: Any) -> None:
    printed = repr(
        read(
            SECRET_KEY=KEY,
            DATABASE_URL="postgresql://u:s3cret@h/d",
            TURN_URLS="turn:h",
            TURN_SECRET="hush",
        )
    )
    assert not any(secret in printed for secret in (KEY, "s3cret", "hush"))


def test_a_port_for_each_worker(read: Any) -> None:
    assert read(RTC_PORT="65532", WORKERS="4").rtc_port == 65532
    with pytest.raises(ConfigError, match="MEETD_RTC_PORT"):
        read(RTC_PORT="65533", WORKERS="4")


def test_turn_needs_its_secret_and_does_stun_too(read: Any) -> None:
    with pytest.raises(ConfigError, match="MEETD_TURN_SECRET"):
        read(TURN_URLS="turn:h:3478")
    urls = "turn:h:3478?transport=udp,turn:h:3478?transport=tcp,turns:h:5349"
    of = read(TURN_URLS=urls, TURN_SECRET="hush")
    assert of.turn_urls == tuple(urls.split(","))
    assert of.stun_urls == ("stun:h:3478",)
    assert read(STUN_URLS="stun:other").stun_urls == ("stun:other",)


def test_a_relay_s_secret_needs_its_address(read: Any) -> None:
    with pytest.raises(ConfigError, match="MEETD_TURN_SECRET"):
        read(TURN_SECRET="hush")


@pytest.mark.parametrize(
    ("listen", "announced"),
    [("192.0.2.7", "2001:db8::1"), ("2001:db8::1", "192.0.2.7"), ("0.0.0.0", "2001:db8::1")],
)
def test_an_announced_address_needs_one_to_listen_at(
    read: Any, listen: str, announced: str
) -> None:
    with pytest.raises(ConfigError, match="MEETD_RTC_ANNOUNCED_ADDRESS"):
        read(RTC_LISTEN_IP=listen, RTC_ANNOUNCED_ADDRESS=announced)


def test_a_secret_may_stand_in_a_file(read: Any, folder: Path) -> None:
    file = folder / "key"
    file.write_text(f"{KEY}\n")
    assert read(SECRET_KEY_FILE=str(file)).secret_key == KEY
    with pytest.raises(ConfigError, match=r"MEETD_SECRET_KEY .*MEETD_SECRET_KEY_FILE"):
        read(SECRET_KEY=KEY)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "TURN_SECRET", "METRICS_TOKEN"])
def test_a_file_that_holds_no_secret_is_named(read: Any, folder: Path, name: str) -> None:
    (folder / "empty").touch()
    (folder / "binary").write_bytes(b"\xff\xfe")
    for file in ("missing", "empty", "binary", "."):
        with pytest.raises(ConfigError, match=f"MEETD_{name}_FILE"):
            read(**{f"{name}_FILE": str(folder / file)})


def test_a_name_that_nobody_reads_is_said_with_the_one_that_is_meant(read: Any) -> None:
    said = read(ROOM_LIMITS="5", UPSTREAM="localhost:1", NONSENSE="x", PORT="81").unknown
    assert said == (
        "MEETD_NONSENSE is none of the variables that are read.",
        "MEETD_ROOM_LIMITS is none of the variables that are read. Is MEETD_ROOM_LIMIT meant?",
    )


def test_what_this_host_cannot_be_is_named(read: Any, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for name, of in {
            "HOST": {"HOST": "203.0.113.7", "PORT": "0"},
            "PORT": {"HOST": "127.0.0.1", "PORT": str(port)},
            "RTC_LISTEN_IP": {"RTC_LISTEN_IP": "203.0.113.7"},
            "RTC_PORT": {"RTC_PORT": str(port)},
            "DATA_DIR": {"DATA_DIR": "/dev/null"},
        }.items():
            changes: dict[str, Any] = {"database_url": None, "port": 0}
            changes |= {key.lower(): value for key, value in of.items()}
            changes |= {"port": int(changes["port"]), "rtc_port": int(changes.get("rtc_port", 0))}
            changes |= {"data_dir": Path(changes.get("data_dir", folder))}
            with pytest.raises(ConfigError, match=f"^MEETD_{name} "):
                must_fit_host(settings(folder, **changes))
    must_fit_host(settings(folder))


def test_several_servers_are_refused_rather_than_half_done(read: Any) -> None:
    with pytest.raises(ConfigError, match="MEETD_REDIS_URL"):
        read(REDIS_URL="redis://h")


SEVERAL = {
    "REDIS_URL": "redis://:secret@cache.example:6379/1",
    "DATABASE_URL": "postgresql://meetd@db.example/meetd",
    "SECRET_KEY": KEY,
    "NODE_URL": "http://10.0.0.5:8080",
}


def test_several_servers_have_names(read: Any) -> None:
    found = read(**SEVERAL)
    assert found.redis_url == SEVERAL["REDIS_URL"]
    assert (found.node, found.node_url) == (socket.gethostname(), "http://10.0.0.5:8080")
    assert read(NODE="left.1").node == "left.1"
    assert "secret" not in repr(found)


def test_one_server_has_whatever_name_its_host_has(
    read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Adas Rechner")
    assert read().redis_url is None
    with pytest.raises(ConfigError, match="MEETD_NODE "):
        read(**SEVERAL)


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY", "NODE_URL"])
def test_several_servers_share_what_they_must(read: Any, name: str) -> None:
    with pytest.raises(ConfigError, match=f"MEETD_REDIS_URL .*MEETD_{name}"):
        read(**{**SEVERAL, name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "http://cache.example"),
        ("REDIS_URL", "redis://"),
        ("NODE", "two words"),
        ("NODE", "-x"),
        ("NODE_URL", "10.0.0.5:8080"),
        ("NODE_URL", "http://10.0.0.5/path"),
    ],
)
def test_what_no_node_can_be_is_refused(read: Any, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"MEETD_{name} "):
        read(**{**SEVERAL, name: value})


def test_a_key_is_made_once_and_kept_to_oneself(read: Any, folder: Path) -> None:
    first = read()
    assert read().secret_key == first.secret_key
    assert len(first.secret_key) >= 32
    path = folder / "data" / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.unlink()
    assert read().secret_key != first.secret_key


def test_a_key_that_is_set_is_not_written(read: Any, folder: Path) -> None:
    read(SECRET_KEY=KEY)
    assert not (folder / "data").exists()


def test_a_damaged_key_is_not_replaced_in_silence(read: Any, folder: Path) -> None:
    read()
    (folder / "data" / KEY_FILE).write_text("half")
    with pytest.raises(ConfigError, match="damaged"):
        read()


def test_an_empty_key_is_one_that_was_not_made_yet(read: Any, folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / KEY_FILE).touch()
    made = read().secret_key
    assert len(made) >= 32
    assert read().secret_key == made


def test_a_key_that_may_only_be_read_is_read(read: Any, folder: Path) -> None:
    made = read().secret_key
    (folder / "data" / KEY_FILE).chmod(0o400)
    assert read().secret_key == made


def test_servers_that_start_at_once_have_one_key(folder: Path) -> None:
    program = "from meetd.config import Settings; print(Settings.from_env().secret_key)"
    environment = {"PATH": os.environ["PATH"], "MEETD_DATA_DIR": str(folder / "new")}
    command = [sys.executable, "-c", program]
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    keys = {process.communicate()[0].strip() for process in started}
    assert [process.returncode for process in started] == [0] * 4
    assert keys == {(folder / "new" / KEY_FILE).read_text()}


@pytest.mark.parametrize(
    ("public_url", "secure", "origins"),
    [
        ("https://meet.example.org", True, ("https://meet.example.org",)),
        (
            "http://localhost:8080",
            False,
            ("http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"),
        ),
        ("http://[::1]", False, ("http://localhost", "http://127.0.0.1", "http://[::1]")),
    ],
)
def test_origins_that_are_ours(
    tmp_path: Path, public_url: str, secure: bool, origins: tuple[str, ...]
) -> None:
    of = settings(tmp_path, public_url=public_url)
    assert (of.secure, of.allowed_origins) == (secure, origins)
