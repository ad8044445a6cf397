"""The `meetd` command."""

from __future__ import annotations

import asyncio
import re
import sys

import click
import uvloop

from meetd import app, log
from meetd.cluster.joined import NodeNameTakenError
from meetd.cluster.redis import FAILURES
from meetd.config import ConfigError, Settings
from meetd.db.embedded import DataInUseError
from meetd.db.migrate import MigrationError
from meetd.drain_command import drain as drain_node
from meetd.errors import MeetError
from meetd.listening import must_fit_host
from meetd.users_command import add_user
from meetd.variables import Variables
from worker_bridge import Installation, WorkerBridgeError, provision


@click.group()
@click.version_option(package_name="meetd")
def main() -> None:
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
@click.option("--deadline", default="10m", help="Such as 90s, 10m, 1h: then what is left stays.")
@click.option("--cancel", is_flag=True, help="Take rooms again.")
def drain(node: str | None, deadline: str, cancel: bool) -> None:
    """Give a node's rooms to others while people talk in them; this one's, if none is named."""
    settings = _settings()
    if settings.redis_url is None:
        raise click.ClickException("There is one server: without MEETD_REDIS_URL rooms stay.")
    log.configure(settings.log_format, "WARNING")
    work = drain_node(
        settings, node or settings.node, _seconds(deadline), cancel=cancel, say=click.echo
    )
    try:
        empty = asyncio.run(work)
    except MeetError as error:
        raise click.ClickException(str(error)) from None
    except FAILURES as error:
        raise click.ClickException(f"Redis cannot be reached: {error}") from None
    sys.exit(0 if empty else 2)


@main.group()
def worker() -> None:
    """The native media worker."""


@worker.command()
def install() -> None:
    """Find, download or build the worker that this version needs."""
    click.echo(_worker().binary)


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
    settings = _settings()
    log.configure(settings.log_format, "WARNING")
    try:
        _run(add_user(settings, email, username, password))
    except MeetError as error:
        sentences = [sentence for field in (error.fields or {}).values() for sentence in field]
        raise click.ClickException(" ".join(sentences) or str(error)) from None
    click.echo(f"{username} can sign in.")


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d{1,6})([smh]?)", text)
    if found is None:
        raise click.BadParameter("is a time such as 90s, 10m or 1h", param_hint="--deadline")
    return float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2]]


def _settings(*, fitting: bool = False) -> Settings:
    """Read the environment; `fitting` this host, where it is to serve."""
    try:
        settings = Settings.from_env()
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


def _run(work: object) -> None:
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work)  # type: ignore[arg-type]
    except (
        DataInUseError,
        MigrationError,
        NodeNameTakenError,
        WorkerBridgeError,
        OSError,
    ) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
