"""Logs: one line an event, and never a secret."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
import structlog

from meetd.log import (
    LONGEST_TRACE,
    REDACTED,
    Described,
    Seldom,
    configure,
    get_logger,
    redacted,
)
from meetd.signaling.packets import new_sockets
from support.backend import settings

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl"
SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\na=ice-pwd:hush-hush\r\n"
SECRETS = ("eyJzdWIi", "c2lnbmF0dXJl", "hush-hush", "hunter2")
FORMATS: list[Literal["json", "console"]] = ["json", "console"]


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Logging is the process's: give it back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_no_library_has_a_handler_of_its_own(tmp_path: Path) -> None:
    logging.getLogger("somebody.elses").addHandler(logging.StreamHandler())
    logging.getLogger("somebody.elses").propagate = False
    configure("json", "INFO")
    new_sockets(settings(tmp_path), {}, lambda: 100)
    loggers = [
        logger
        for logger in logging.Logger.manager.loggerDict.values()
        if isinstance(logger, logging.Logger)
    ]
    assert [logger.name for logger in loggers if logger.handlers or not logger.propagate] == []
    assert len(logging.getLogger().handlers) == 1


def test_what_clients_bring_about_is_said_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    seldom = Seldom()
    assert [seldom.due() for _ in range(5)] == [1, None, None, None, None]
    now[0] += Seldom.INTERVAL
    assert [seldom.due(), seldom.due()] == [5, None]


@dataclass
class Held:
    """An object that tells what it holds."""

    what: str


@pytest.mark.parametrize("log_format", FORMATS)
@pytest.mark.parametrize(
    "said",
    [
        {"token": "hunter2"},
        {"refresh_token": "hunter2"},
        {"password": "hunter2"},
        {"newPassword": "hunter2"},
        {"Cookie": "meetd_access=hunter2"},
        {"Set-Cookie": "meetd_access=hunter2"},
        {"Authorization": "Bearer hunter2"},
        {"turn_secret": "hunter2"},
        {"credential": "hunter2"},
        {"sdp": "hunter2"},
        {"candidate": "hunter2"},
        {"ice_pwd": "hunter2"},
        {"icePwd": "hunter2"},
        {"fingerprint": "hunter2"},
        {"headers": {"cookie": "hunter2"}},
        {"deep": [{"a": ({"password": ["hunter2"]},)}]},
        {"said": f"Bearer {TOKEN} was sent"},
        {"said": SDP},
        {"said": repr(SDP)},
        {"said": {"description": f"offer {SDP}"}},
        {"said": "postgresql://meetd:hunter2@db/meetd"},
        {"said": "postgresql:///meetd?user=meetd&password=hunter2"},
        {"said": "redis://:hunter2@cache:6379"},
        {"said": Held(TOKEN)},
        {"said": [Held(SDP)]},
        {"said": TOKEN.encode()},
        {"said": f"invalid input for query argument $1: 'mk_{'hush-hush-' * 4}' (expected UUID)"},
        {"said": f"https://meet.example.org/abc-defg-hij#token=mj_{'hush-hush_' * 4}"},
        {"said": [f"signed by whsec_{'hush-hush' * 4}+/A=="]},
    ],
    ids=str,
)
def test_no_secret_is_written(
    capsys: pytest.CaptureFixture[str], log_format: Literal["json", "console"], said: dict[str, Any]
) -> None:
    configure(log_format, "DEBUG")
    get_logger("test").info("something happened", **said)
    written = capsys.readouterr().err
    assert "something happened" in written
    assert not any(secret in written for secret in SECRETS)
    assert REDACTED in written


@pytest.mark.parametrize("log_format", FORMATS)
def test_no_secret_is_in_a_traceback(
    capsys: pytest.CaptureFixture[str], log_format: Literal["json", "console"]
) -> None:
    configure(log_format, "DEBUG")
    password = "hunter2"
    try:
        raise ValueError(f"cannot take {TOKEN} of {len(password)}")
    except ValueError:
        get_logger("test").exception("it went wrong")
        logging.getLogger("another.library").exception("with %s", TOKEN)
    written = capsys.readouterr().err
    assert written.count("ValueError: cannot take") == 2
    assert "test_no_secret_is_in_a_traceback" in written
    assert not any(secret in written for secret in SECRETS)


@pytest.mark.parametrize("log_format", FORMATS)
def test_other_libraries_are_redacted_too(
    capsys: pytest.CaptureFixture[str], log_format: Literal["json", "console"]
) -> None:
    configure(log_format, "INFO")
    logging.getLogger("another.library").warning("token %s", TOKEN, extra={"password": "hunter2"})
    logging.getLogger("another.library").debug("not at this level")
    written = capsys.readouterr().err
    assert "token" in written
    assert "not at this level" not in written
    assert not any(secret in written for secret in SECRETS)


def test_a_line_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "INFO")
    get_logger("meetd.test").info("worker runs", worker=0, pid=123, ratio=0.5, none=None, ok=True)
    written = capsys.readouterr().err
    line = json.loads(written)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "worker runs",
        "level": "info",
        "logger": "meetd.test",
        "worker": 0,
        "pid": 123,
        "ratio": 0.5,
        "none": None,
        "ok": True,
    }


async def test_what_a_request_began_says_nothing_of_it_later(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("json", "INFO")
    log, over = get_logger("meetd.test"), asyncio.Event()

    async def goes_on() -> None:
        await over.wait()
        log.info("later")

    with Described(lambda: {"room": "abc-defg-hjk", "participant": "anna"}, "0123"):
        log.info("now", participant="ben")
        going = asyncio.create_task(goes_on())
    over.set()
    await going
    now, later = map(json.loads, capsys.readouterr().err.splitlines())
    assert now["request"] == "0123"
    assert now["room"] == "abc-defg-hjk"
    assert now["participant"] == "ben"
    assert not {"request", "room", "participant"} & later.keys()


@pytest.mark.parametrize(
    "value", ["plain", "v=01", "eyJust words", "https://meet.example.org", 5, None, True, 0.5, []]
)
def test_what_is_no_secret_is_left_alone(value: object) -> None:
    assert redacted(value) == value


def test_that_there_is_no_secret_may_be_told() -> None:
    assert redacted({"token": None}) == {"token": None}


@pytest.mark.parametrize("log_format", FORMATS)
def test_a_line_is_not_as_long_as_what_a_client_sends(
    capsys: pytest.CaptureFixture[str], log_format: Literal["json", "console"]
) -> None:
    configure(log_format, "INFO")
    long = "x" * 1_000_000
    try:
        raise ValueError(f"the beginning {long} the end")
    except ValueError:
        get_logger("test").exception("it went wrong", said=long, deep={"inside": [long, long]})
    logging.getLogger("another.library").error("said %s", long + TOKEN)
    written = capsys.readouterr().err
    assert len(written) < 2 * LONGEST_TRACE
    for kept in ("it went wrong", "the beginning", "the end", "said", "inside"):
        assert kept in written
    # What is cut is without secrets already.
    assert REDACTED in written
    assert not any(secret in written for secret in SECRETS)


def test_what_a_client_says_is_carried_out_by_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("console", "INFO")
    said = "\x1b[2J\x1b]0;owned\x07 \x9b31m\r\n2026-01-01 [info] forged \u202eabc\u2028 é 🙂"
    get_logger("test").warning("a path failed", reason=said, inner={"reason": [said]})
    (line,) = capsys.readouterr().err.splitlines()
    for unseen in "\x1b\x07\x9b\r\u202e\u2028":
        assert unseen not in line.replace("\x1b[0m", "")
    assert "\\x1b[2J" in line
    assert "é 🙂" in line
    configure("json", "INFO")
    get_logger("test").warning("a path failed", reason=said)
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["reason"] == said
    assert line.isascii()
