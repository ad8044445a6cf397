"""The `meetd` command.

Longer than most files: each subcommand has its options and words here, its work elsewhere."""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click
import uvloop

from meetd import app, log
from meetd.cluster.control import Operator
from meetd.cluster.joined import NodeNameTakenError
from meetd.cluster.redis import FAILURES
from meetd.commands.backup import back_up, restore
from meetd.commands.config import lines, lines_of_server, of_server
from meetd.commands.doctor import doctor_lines, examine, examine_outside
from meetd.commands.drain import drain as drain_node
from meetd.commands.drain import drain_by
from meetd.commands.keys import create_key, key_lines, revoke_key
from meetd.commands.operators import Ordering, operator_of
from meetd.commands.status import Reports, resize, room_lines, status_lines, worker_lines
from meetd.commands.users import add_user, list_admins, set_admin
from meetd.config import ConfigError, Settings
from meetd.db.backup import BackupError
from meetd.db.embedded import DataInUseError
from meetd.db.migrate import MigrationError
from meetd.durations import seconds_of
from meetd.errors import MeetError
from meetd.listening import must_fit_host
from meetd.scopes import Scope
from meetd.settings_in_force import in_force
from meetd.variables import Variables
from worker_bridge import Installation, WorkerBridgeError, provision

T = TypeVar("T")
STATUS_INTERVAL = 2.0
"""Seconds between two looks at servers."""
RESIZE_LIMIT = 60.0
"""Seconds that the command waits for workers."""


class _Lasting(click.ParamType[float]):
    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read such as 2s or 300ms."""
        try:
            return seconds_of(value) if isinstance(value, str) else float(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


LASTING = _Lasting()


@click.group()
@click.version_option(package_name="meetd")
@click.option(
    "--config",
    "config_file",
    type=click.Path(),
    help="The file with settings; otherwise MEETD_CONFIG, or meetd.toml in the data folder.",
)
def main(config_file: str | None) -> None:
    """Self-hosted video meetings in the browser."""


@main.command()
def serve() -> None:
    """Serve meetings until told to stop."""
    settings = _settings(fitting=True)
    log.configure(settings.log_format, settings.log_level)
    for sentence in settings.unknown:
        log.get_logger(__name__).warning(sentence)
    installation = _worker()
    _run(app.serve(settings, installation))


@main.command()
def migrate() -> None:
    """Bring the database to the shape that this version needs."""
    settings = _settings()
    log.configure(settings.log_format, settings.log_level)

    async def run() -> None:
        async with app.database_url(settings):
            click.echo("The database is up to date.")

    _run(run())


@main.command()
@click.argument("node", required=False)
@click.option(
    "--deadline",
    default="10m",
    help="Such as 90s, 10m, 1h: then what is left stays, or on the only server ends.",
)
@click.option("--cancel", is_flag=True, help="Take rooms again.")
@click.option("--worker", type=int, help="Empty this worker alone, and start it anew.")
def drain(node: str | None, deadline: str, cancel: bool, worker: int | None) -> None:
    """Give a node's rooms to others while people talk in them; this one's, if none is named. The
    only server begins no meetings, and those that are go on until the deadline."""
    settings, seconds = _settings(write=False), _seconds(deadline)

    async def order(operator: Ordering) -> bool:
        said: dict[str, Any] = {"cancel": cancel, "worker": worker, "say": click.echo}
        if isinstance(operator, Operator) and settings.redis_url is not None:
            return await drain_node(settings, node or settings.node, seconds, **said)
        return await drain_by(operator, node or await operator.own(), seconds, **said)

    sys.exit(0 if _asked(settings, order) else 2)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Once, for programs.")
@click.option("--once", is_flag=True, help="Once, in a terminal too.")
def status(as_json: bool, once: bool) -> None:
    """Show what servers do, in a terminal again and again; 1 if one does not answer."""
    live = sys.stdout.isatty() and not once and not as_json
    while True:
        reports = _reports()
        if live:
            click.clear()
        all_answer = _show(reports, status_lines, as_json)
        if not live:
            sys.exit(0 if all_answer else 1)
        time.sleep(STATUS_INTERVAL)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option(
    "--outside",
    is_flag=True,
    help="This is not the server's host: look at what people reach at MEETD_PUBLIC_URL.",
)
def doctor(as_json: bool, outside: bool) -> None:
    """Look whether meetings can be held here: what is wrong, why, and what to do; 1 if something
    is."""
    settings = _settings(write=False)
    log.configure("console", "ERROR")
    _takes_a_while("Looking, for some seconds …")
    looks = examine_outside(settings) if outside else examine(settings, _worker())
    findings = asyncio.run(looks)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in findings], indent=2))
    else:
        click.echo("\n".join(doctor_lines(findings)))
    sys.exit(0 if all(one.well for one in findings) else 1)


@main.command()
@click.argument("urls", nargs=-1, required=True, metavar="LINK...")
@click.option("--key", envvar="MEETD_KEY", help="An API key; LINK is then a room, or the server.")
@click.option("--for", "seconds", type=LASTING, default="10s", help="How long it looks.")
@click.option("--max-first-frame", type=LASTING, help="Until the first picture, at most.")
@click.option("--max-delay", type=LASTING, help="Of picture and sound, at most (p95).")
@click.option("--max-freezes", type=float, help="Freezes a minute, at most.")
@click.option("--max-recovery", type=LASTING, help="After a lost connection, at most.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def probe(
    urls: tuple[str, ...],
    key: str | None,
    seconds: float,
    max_first_frame: float | None,
    max_delay: float | None,
    max_freezes: float | None,
    max_recovery: float | None,
    as_json: bool,
) -> None:
    """Join a room as two bots, and measure what one sends and the other gets: by a LINK with a join
    token for each, or by an API key. 1 if it cannot be done, or is not good enough."""
    run = _of_bots("run_probe")
    limits = _of_bots("Limits")(max_first_frame, max_delay, max_freezes, max_recovery)
    _takes_a_while(f"Two bots meet and look for {seconds:g} s …")
    text, well = asyncio.run(run(urls, key, seconds, limits, as_json=as_json))
    click.echo(text)
    sys.exit(0 if well else 1)


@main.command()
@click.argument("server", metavar="URL")
@click.option("--key", envvar="MEETD_KEY", required=True, help="An API key, for rooms and bots.")
@click.option("--rooms", type=click.IntRange(1, 1000), default=1, help="Rooms.")
@click.option("--people", type=click.IntRange(2, 500), default=4, help="People in each.")
@click.option(
    "--senders", type=click.IntRange(0), default=2, help="Of them send voice and picture."
)
@click.option("--ramp", default="2/s", help="How many come in a second.")
@click.option("--for", "seconds", type=LASTING, default="60s", help="How long all are there.")
@click.option("--metrics-token", envvar="MEETD_METRICS_TOKEN", help="Of a server with HTTPS.")
@click.option("--cpus", type=click.IntRange(1), help="Processors of the server, if not as here.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def load(
    server: str,
    key: str,
    rooms: int,
    people: int,
    senders: int,
    ramp: str,
    seconds: float,
    metrics_token: str | None,
    cpus: int | None,
    as_json: bool,
) -> None:
    """Fill rooms with people who are none, and say what that costs: delay and freezes, loss, what
    workers use for a stream, and how many of them the host should run. 1 if not all could join."""
    found = re.fullmatch(r"(\d{1,3}(?:\.\d)?)/s", ramp)
    if found is None or not float(found[1]):
        raise click.BadParameter("is a rate such as 2/s", param_hint="--ramp")
    run = _of_bots("run_load")
    shape = _of_bots("Shape")(rooms, people, senders, float(found[1]), seconds)
    coming = rooms * people / float(found[1])
    _takes_a_while(
        f"{rooms * people} people come in within {coming:.0f} s, and stay for {seconds:g} s …"
    )
    text, well = asyncio.run(
        run(server, key, shape, cpus=cpus, token=metrics_token, as_json=as_json)
    )
    click.echo(text)
    sys.exit(0 if well else 1)


def _takes_a_while(sentence: str) -> None:
    """For who sits before it: cron is told nothing."""
    if sys.stderr.isatty():
        click.echo(sentence, err=True)


def _of_bots(name: str) -> Any:
    """What needs the extra `bot`, which not every server has."""
    try:
        return getattr(importlib.import_module("meetd.commands.probe"), name)
    except ImportError as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write all that is kept into a new FILE, also while servers run: accounts, rooms, messages,
    files, keys, and the secret of the data folder. Settings are not in it."""
    settings = _settings(write=False)
    log.configure("console", "ERROR")
    click.echo(_run(back_up(settings, file)))


@main.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
def restore_all(file: Path) -> None:
    """Put what FILE has into an empty database and an empty data folder; nothing is overwritten."""
    settings = _settings(write=False)
    log.configure("console", "ERROR")
    click.echo(_run(restore(settings, file)))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def rooms(as_json: bool) -> None:
    """List the rooms that somebody is in, on all servers; 1 if one does not answer."""
    sys.exit(0 if _show(_reports(), room_lines, as_json) else 1)


@main.command()
@click.argument("count", type=int, required=False)
@click.option("--node", help="The server that is meant; this one, if none is named.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def workers(count: int | None, node: str | None, as_json: bool) -> None:
    """List the workers; or have COUNT of them, while the server runs: more start, and people
    are moved away from those that are too many before they end. 2 if it takes above a minute."""
    if count is None:
        sys.exit(0 if _show(_reports(), worker_lines, as_json) else 1)

    async def order(operator: Ordering) -> bool:
        return await resize(operator, node or await operator.own(), count, RESIZE_LIMIT, click.echo)

    sys.exit(0 if _asked(_settings(write=False), order) else 2)


def _reports() -> Reports:
    return _asked(_settings(write=False), lambda operator: operator.reports())


def _show(reports: Reports, lines_of: Callable[[Reports], list[str]], as_json: bool) -> bool:
    """Whether all servers have answered."""
    click.echo(json.dumps(reports, indent=2) if as_json else "\n".join(lines_of(reports)))
    return bool(reports) and None not in reports.values()


def _asked(settings: Settings, order: Callable[[Ordering], Awaitable[T]]) -> T:
    """What running servers answer."""
    log.configure("console", "WARNING")

    async def work() -> T:
        with operator_of(settings) as operator:
            return await order(operator)

    try:
        return asyncio.run(work())
    except MeetError as error:
        raise click.ClickException(_words(error)) from None
    except FAILURES as error:
        raise click.ClickException(f"Redis cannot be reached: {error}") from None


@main.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def config(context: click.Context, as_json: bool) -> None:
    """Show what is in force in the server that runs on this data folder, or would be, and where
    each setting comes from; secrets are not shown."""
    if context.invoked_subcommand is not None:
        return
    settings = _settings(write=False)
    log.configure("console", "WARNING")
    here = in_force(settings)
    running = _run(of_server(settings))
    if as_json:
        its_file = None if settings.file is None else str(settings.file)
        rows = [row._asdict() for row in here]
        theirs = None if running is None else [row._asdict() for row in running]
        said = {"file": its_file, "settings": rows, "running": theirs}
        click.echo(json.dumps(said, indent=2))
    else:
        shown = lines(settings, here) if running is None else lines_of_server(running, here)
        click.echo("\n".join(shown))
    for sentence in settings.unknown:
        click.echo(sentence, err=True)


@config.command()
def check() -> None:
    """Say whether a server could start with these settings: 0 if so, 1 with what is wrong."""
    settings = _settings(write=False)
    for sentence in settings.unknown:
        click.echo(sentence, err=True)
    if settings.unknown:
        sys.exit(1)
    click.echo("The settings are right.")


@main.group()
def worker() -> None:
    """The native media worker."""


@worker.command()
def install() -> None:
    """Find, download or build the worker that this version needs."""
    click.echo(_worker().binary)


@main.group()
def key() -> None:
    """The API keys: of services, which are no people, and of people."""


@key.command("create")
@click.argument("name")
@click.option("--service", help="The service that it is of; made where there is none of that name.")
@click.option("--user", help="The email or username of the person whose key it is, instead.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it opens; several times for several.",
)
@click.option("--expires", help="How long it opens: 12h or 90d, say. Otherwise until revoked.")
@click.option(
    "--origin",
    "origins",
    multiple=True,
    help="https://example.com: its pages may show the rooms in a frame; several times for several.",
)
def create_one(
    name: str,
    service: str | None,
    user: str | None,
    scopes: list[str],
    expires: str | None,
    origins: list[str],
) -> None:
    """Make a key, and print it: that is done this once."""
    owner = service or user
    if owner is None or (service and user):
        raise click.UsageError("Name the --service or the --user that it is of.")
    expires_at = None
    if expires is not None:
        expires_at = datetime.now(UTC) + timedelta(seconds=_seconds(expires, "--expires"))
    opens = dict.fromkeys(map(Scope, scopes))
    click.echo(
        _done(lambda its: create_key(
            its, name, opens, owner=owner, service=bool(service), expires_at=expires_at,
            origins=origins,
        ))
    )  # fmt: skip


@key.command("list")
def list_all() -> None:
    """List all keys, by their accounts; nothing shows what opens."""
    for line in _done(key_lines):
        click.echo(line)


@key.command("revoke")
@click.argument("key_id", metavar="ID")
def revoke_one(key_id: str) -> None:
    """Revoke a key by its id: it opens nothing from now on."""
    _done(lambda its: revoke_key(its, key_id))
    click.echo("It opens nothing any more.")


@main.group()
def users() -> None:
    """The accounts."""


@users.command()
@click.argument("email")
@click.argument("username")
def add(email: str, username: str) -> None:
    """Make an account. The password is asked for, or read from the standard input."""
    if sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    _done(lambda its: add_user(its, email, username, password))
    click.echo(f"{username} can sign in.")


@users.command()
@click.argument("name", required=False)
@click.option("--remove", is_flag=True, help="They are one no more.")
def admin(name: str | None, remove: bool) -> None:
    """Make the account of that username or email an admin, who sees and leads all meetings; without
    a NAME, list them."""
    if name is None:
        click.echo("\n".join(_done(list_admins)) or "There is no admin.")
        return
    _done(lambda its: set_admin(its, name, admin=not remove))
    click.echo(f"{name} is no admin any more." if remove else f"{name} is an admin now.")


def _seconds(text: str, option: str = "--deadline") -> float:
    found = re.fullmatch(r"(\d{1,6})([smhd]?)", text)
    if found is None:
        raise click.BadParameter("is a time such as 90s, 10m or 1h", param_hint=option)
    return float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[found[2]]


def _done(work: Callable[[Settings], Coroutine[Any, Any, T]]) -> T:
    """What comes of it; what is wrong with it is said in its words."""
    settings = _settings(write=False)
    log.configure(settings.log_format, "WARNING")
    return _run(work(settings))


def _words(error: MeetError) -> str:
    sentences = [sentence for field in (error.fields or {}).values() for sentence in field]
    return " ".join(sentences) or str(error)


def _settings(*, fitting: bool = False, write: bool = True) -> Settings:
    """Read the environment and the file; `fitting` this host, where it is to serve. Without `write`
    nothing is made."""
    given = click.get_current_context().find_root().params["config_file"]
    try:
        settings = Settings.from_env(given, write=write)
        if fitting:
            must_fit_host(settings)
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    return settings


def _worker() -> Installation:
    # Read by now, or not needed.
    Variables.forget()
    try:
        return provision.install(progress=lambda text: click.echo(text, err=True))
    except WorkerBridgeError as error:
        raise click.ClickException(str(error)) from None


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except MeetError as error:
        raise click.ClickException(_words(error)) from None
    except (
        BackupError,
        DataInUseError,
        MigrationError,
        NodeNameTakenError,
        WorkerBridgeError,
        OSError,
    ) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
