"""Settings from a file, and what is shown of all of them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from meetd.cli import main
from meetd.config import ConfigError, Settings

README = Path(__file__).resolve().parents[2] / "README.md"
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and nothing set."""
    for name in list(os.environ):
        if name.startswith("MEETD_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines))
    return path


def meetd(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_a_file_sets_texts_numbers_and_lists(folder: Path) -> None:
    file = write(
        folder / "data" / "meetd.toml",
        'public_url = "https://meet.example.org"',
        "workers = 3",
        "p2p_timeout = 2.5",
        'turn_urls = ["turn:a", "turn:b?transport=tcp"]',
        'turn_secret = "s3cret"',
    )
    found = Settings.from_env()
    assert found.file == file
    assert (found.public_url, found.workers) == ("https://meet.example.org", 3)
    assert (found.p2p_timeout, found.turn_secret) == (2.5, "s3cret")
    assert found.turn_urls == ("turn:a", "turn:b?transport=tcp")


def test_an_option_goes_before_a_variable_and_that_before_the_data_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "data" / "meetd.toml", "workers = 2")
    assert Settings.from_env().workers == 2
    monkeypatch.setenv("MEETD_CONFIG", str(write(folder / "b.toml", "workers = 3")))
    assert Settings.from_env().workers == 3
    named = str(write(folder / "c.toml", "workers = 4", 'data_dir = "elsewhere"'))
    assert Settings.from_env(named).workers == 4
    assert Settings.from_env(named).data_dir == folder / "elsewhere"


def test_a_variable_goes_before_the_file_a_secrets_file_included(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "kept").write_text("k" * 32)
    write(folder / "data" / "meetd.toml", "workers = 2", f'secret_key_file = "{folder}/kept"')
    assert Settings.from_env().secret_key == "k" * 32
    monkeypatch.setenv("MEETD_WORKERS", "5")
    monkeypatch.setenv("MEETD_SECRET_KEY", KEY)
    assert (Settings.from_env().workers, Settings.from_env().secret_key) == (5, KEY)
    monkeypatch.setenv("MEETD_WORKERS", "")
    assert Settings.from_env().workers == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("workers = 0", r"^MEETD_WORKERS \(workers in .*\) must be a whole number"),
        ('public_url = "meet"', r"^MEETD_PUBLIC_URL \(public_url in .*\) is given like"),
        ("workers = true", "has for 'workers' neither a text nor a number"),
        ("turn_urls = [1]", "has for 'turn_urls' neither"),
        ("[turn]", "has for 'turn' neither"),
        ("secret_key = s3cret", r"is not TOML \(at line 1, column"),
        ('data_dir = "x"', "sets data_dir, and is in the data folder itself"),
        ('secret_key = "short s3cret"', "must have 32 characters"),
    ],
)
def test_a_mistake_is_named_with_its_file(folder: Path, line: str, said: str) -> None:
    file = write(folder / "data" / "meetd.toml", line)
    with pytest.raises(ConfigError, match=said) as error:
        Settings.from_env()
    assert str(file) in str(error.value)
    assert "s3cret" not in str(error.value)


def test_a_file_that_is_named_has_to_be_there(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"MEETD_CONFIG .*none\.toml cannot be read"):
        Settings.from_env(str(folder / "none.toml"))
    (folder / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="is not text"):
        Settings.from_env(str(folder / "bytes.toml"))


def test_check_says_what_is_wrong_and_makes_nothing(folder: Path) -> None:
    right = meetd("config", "check")
    assert (right.exit_code, right.output) == (0, "The settings are right.\n")
    assert list(folder.iterdir()) == []
    file = str(write(folder / "a.toml", "worker = 3", "room_limit = 5"))
    unknown = meetd("--config", file, "config", "check")
    assert unknown.exit_code == 1
    assert unknown.output == f"worker in {file} is no setting. Is workers meant?\n"
    wrong = meetd("--config", str(write(folder / "b.toml", "port = 0")), "config", "check")
    assert (wrong.exit_code, "MEETD_PORT (port in" in wrong.output) == (1, True)


def test_what_is_in_force_is_shown_with_its_source_and_without_secrets(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "token").write_text("s3cret-s3cret-s3cret")
    file = write(
        folder / "meetd.toml",
        "room_limit = 7",
        'secret_key = "s3cret, and thirty-two characters long"',
        f'metrics_token_file = "{folder}/token"',
    )
    monkeypatch.setenv("MEETD_DATABASE_URL", "postgresql://u:s3cret@h/d")
    monkeypatch.setenv("MEETD_WORKERS", "3")
    said = meetd("--config", str(file), "config", "--json")
    assert said.exit_code == 0
    rows = {
        row["name"]: (row["value"], row["source"]) for row in json.loads(said.output)["settings"]
    }
    assert rows["MEETD_ROOM_LIMIT"] == ("7", str(file))
    assert rows["MEETD_WORKERS"] == ("3", "environment")
    assert rows["MEETD_PORT"] == ("8080", "default")
    assert rows["MEETD_SECRET_KEY"] == ("(not shown)", str(file))
    assert rows["MEETD_METRICS_TOKEN"] == ("(not shown)", f"{folder}/token, named in {file}")
    assert rows["MEETD_DATABASE_URL"] == ("(not shown)", "environment")
    assert rows["MEETD_TURN_SECRET"] == ("none", "default")
    plain = meetd("--config", str(file), "config")
    assert "MEETD_ROOM_LIMIT  " in plain.output
    assert "s3cret" not in said.output + plain.output


def test_the_readmes_table_has_each_setting_and_no_other(folder: Path) -> None:
    table = re.findall(r"^\| (`MEETD_[^|]*) \|", README.read_text("utf-8"), re.MULTILINE)
    written = [name for cell in table for name in re.findall(r"`MEETD_(\w+)`", cell)]
    assert sorted(written) == sorted([*Settings.from_env(write=False).sources, "CONFIG"])
