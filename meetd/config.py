"""The operator's settings, from the environment or a file: every default is good for one machine.

Longer than other files: all that may be set is read and checked in this one place."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from meetd.cookie_names import CookieNames, cookie_names
from meetd.cpus import usable_cpus
from meetd.ice_urls import stun_beside, stun_url, turn_url
from meetd.places import (
    announced_address,
    host_name,
    is_database,
    listening_address,
    origin,
)
from meetd.variables import (
    ConfigError,
    Source,
    Variables,
    choice,
    integer,
    items,
    number,
    secret,
    text,
)

__all__ = ["ConfigError", "Settings"]

KEY_FILE = "secret_key"
T = TypeVar("T")
_REACHED = ("public", "private")
_SWITCH = ("off", "on")
_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1"))


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one server."""

    host: str
    port: int
    public_url: str
    """The address that people open: origin only, without a slash at the end."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    """Proxies that are believed where a request came from."""
    data_dir: Path
    """Secrets and the embedded database are kept here."""
    database_url: str | None = field(repr=False)
    """None: an embedded PostgreSQL in the data folder."""
    secret_key: str = field(repr=False)
    workers: int
    rtc_listen_ip: str | None
    rtc_announced_address: str | None
    rtc_port: int
    """The first worker's UDP and TCP port, the others' follow; 0: any."""
    turn_urls: tuple[str, ...]
    turn_secret: str | None = field(repr=False)
    stun_urls: tuple[str, ...]
    log_format: Literal["json", "console"]
    log_level: str
    p2p_timeout: float
    return_delay: float
    resume_timeout: float
    room_limit: int
    registration: Literal["open", "closed"] = "open"
    """Closed: the operator makes the accounts."""
    webhooks_private: bool = False
    """Webhooks may lead to this host and its networks too, and without TLS there."""
    retention: int = 30
    """Days for which it is kept what happened."""
    timeline_addresses: bool = False
    """Timelines have the addresses from which people reach the service."""
    bot_loopback: bool = True
    """Media of bots on this host goes as SRTP over the loopback, without ICE and DTLS."""
    traces: bool = False
    """Traces are sent by OTLP."""
    metrics_token: str | None = field(default=None, repr=False)
    """Lets its holder see from elsewhere what the service does."""
    drain_timeout: float = 0.0
    """Seconds in which rooms go to other nodes before this one stops; 0: it stops at once."""
    worker_consumers: int = 500
    """Consumers and transports with which a worker is full."""
    worker_egress: int = 500
    """Megabits per second with which a worker is full."""
    redis_url: str | None = field(default=None, repr=False)
    """None: this is the only server."""
    node: str = ""
    """The name of this server among several."""
    node_url: str = ""
    """Where the others reach this one: origin only."""
    unknown: tuple[str, ...] = ()
    """Sentences about variables and lines of the file that are given and not read."""
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False, compare=False)
    """Where each setting comes from, by the name of its variable without the prefix."""
    file: Path | None = None
    """The file with settings, if there is one."""

    @property
    def secure(self) -> bool:
        """True where browsers reach the service over TLS."""
        return self.public_url.startswith("https:")

    @property
    def cookie_names(self) -> CookieNames:
        """Names of the browsers' cookies."""
        return cookie_names(secure=self.secure)

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Origins whose pages may write and open sockets: ours, under every name it has."""
        url = urlsplit(self.public_url)
        if url.hostname not in {"localhost", "127.0.0.1", "::1"}:
            return (self.public_url,)
        port = f":{url.port}" if url.port else ""
        return tuple(f"{url.scheme}://{host}{port}" for host in ("localhost", "127.0.0.1", "[::1]"))

    @classmethod
    def from_env(cls, config: str | None = None, *, write: bool = True) -> Settings:
        """Read `MEETD_*`, and the file with settings: `config`, or what MEETD_CONFIG names, or the
        one in the data folder. Without `write` no key is made. Raises ConfigError."""
        env = Variables(config)
        try:
            return cls._read(env, write=write)
        except ConfigError as error:
            raise env.located(error) from None

    @classmethod
    def _read(cls, env: Variables, *, write: bool) -> Settings:
        port = integer(env, "PORT", 8080, 1, 65535)
        data_dir = _folder(text(env, "DATA_DIR") or "data")
        workers = integer(env, "WORKERS", usable_cpus(), 1, 1024)
        turn_urls = _each(env, "TURN_URLS", turn_url)
        turn_secret = secret(env, "TURN_SECRET")
        if turn_urls and not turn_secret:
            raise ConfigError("TURN_URLS", "needs MEETD_TURN_SECRET")
        if turn_secret and not turn_urls:
            raise ConfigError("TURN_SECRET", "is of no use without MEETD_TURN_URLS")
        redis_url = _redis_url(secret(env, "REDIS_URL"))
        database_url = _database_url(secret(env, "DATABASE_URL"))
        secret_key = secret(env, "SECRET_KEY")
        node_url = _node_url(text(env, "NODE_URL"))
        if redis_url:
            _must_be_shared(DATABASE_URL=database_url, SECRET_KEY=secret_key, NODE_URL=node_url)
        listen = _each(env, "RTC_LISTEN_IP", listening_address)
        announced = _each(env, "RTC_ANNOUNCED_ADDRESS", announced_address)
        _must_match(listen, announced)
        return cls(
            host=_host(text(env, "HOST") or "0.0.0.0"),
            port=port,
            public_url=_public_url(text(env, "PUBLIC_URL") or f"http://localhost:{port}"),
            trusted_proxies=_each(env, "TRUSTED_PROXIES", ip_network) or _LOOPBACK,
            data_dir=data_dir,
            database_url=database_url,
            secret_key=_secret_key(secret_key, data_dir, write=write),
            workers=workers,
            drain_timeout=number(env, "DRAIN_TIMEOUT", 0.0, 0, 86_400),
            worker_consumers=integer(env, "WORKER_CONSUMERS", 500, 10, 100_000),
            worker_egress=integer(env, "WORKER_EGRESS", 500, 1, 1_000_000),
            rtc_listen_ip=",".join(listen) or None,
            rtc_announced_address=",".join(announced) or None,
            rtc_port=_rtc_port(integer(env, "RTC_PORT", 40000, 0, 65535), workers, port),
            turn_urls=turn_urls,
            turn_secret=turn_secret,
            stun_urls=_each(env, "STUN_URLS", stun_url) or stun_beside(turn_urls),
            log_format=_log_format(env),
            log_level=choice(env, "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
            p2p_timeout=number(env, "P2P_TIMEOUT", 8.0, 0.5, 60),
            return_delay=number(env, "P2P_RETURN_DELAY", 10.0, 0, 3600),
            resume_timeout=number(env, "RESUME_TIMEOUT", 20.0, 0, 300),
            room_limit=integer(env, "ROOM_LIMIT", 100, 2, 10_000),
            registration=_registration(env),
            webhooks_private=choice(env, "WEBHOOK_ADDRESSES", "public", _REACHED) == "private",
            retention=integer(env, "RETENTION", 30, 1, 3650),
            timeline_addresses=choice(env, "TIMELINE_ADDRESSES", "off", _SWITCH) == "on",
            bot_loopback=choice(env, "BOT_LOOPBACK", "on", _SWITCH) == "on",
            traces=_traces(env),
            metrics_token=_metrics_token(secret(env, "METRICS_TOKEN")),
            redis_url=redis_url,
            node=_node(text(env, "NODE"), needed=redis_url is not None),
            node_url=node_url or "",
            unknown=tuple(env.unknown()),
            sources=env.sources,
            file=env.file,
        )


def _traces(env: Variables) -> bool:
    """Raises ConfigError."""
    wanted = choice(env, "TRACES", "off", ("off", "otlp")) == "otlp"
    if wanted and not all(map(find_spec, ("opentelemetry", "opentelemetry.sdk"))):
        raise ConfigError("TRACES", "needs pip install 'meetd[otel]' to be otlp")
    return wanted


def _each(env: Variables, name: str, checked: Callable[[str], T]) -> tuple[T, ...]:
    """Read a list with commas, each item once and checked. Raises ConfigError."""
    found: list[T] = []
    for item in items(env, name):
        try:
            found.append(checked(item))
        except ValueError as error:
            raise ConfigError(name, f"cannot be {item[:80]!r}: {error}") from None
    return tuple(dict.fromkeys(found))


def _log_format(env: Variables) -> Literal["json", "console"]:
    default = "console" if os.isatty(2) else "json"
    given = choice(env, "LOG_FORMAT", default, ("json", "console"))
    return "json" if given == "json" else "console"


def _folder(value: str) -> Path:
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError:
        raise ConfigError("DATA_DIR", f"names the home of nobody: {value[:80]!r}") from None


def _host(value: str) -> str:
    try:
        return host_name(value.strip("[]") if value.count(":") != 1 else value).strip("[]")
    except ValueError:
        raise ConfigError(
            "HOST", f"is an address of this host, such as 127.0.0.1, without a port, not {value!r}"
        ) from None


def _public_url(value: str) -> str:
    try:
        return origin(value)
    except ValueError:
        raise ConfigError(
            "PUBLIC_URL", "is given like https://meet.example.org, without path"
        ) from None


def must_have_ports(settings: Settings) -> None:
    """Each worker has a port. Raises ConfigError."""
    _rtc_port(settings.rtc_port, settings.workers, settings.port)


def _rtc_port(first: int, workers: int, http_port: int) -> int:
    if first and first + workers - 1 > 65535:
        raise ConfigError("RTC_PORT", f"leaves no room for a port per worker ({workers})")
    if first and first <= http_port < first + workers:
        raise ConfigError(
            "RTC_PORT",
            f"and those that follow, one per worker ({workers}), take MEETD_PORT ({http_port})",
        )
    return first


def _database_url(value: str | None) -> str | None:
    if value is not None and not is_database(value):
        # Without the value in what is said: it may hold a password.
        raise ConfigError("DATABASE_URL", "is given like postgresql://user@host:5432/database")
    return value


def _redis_url(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"(rediss?|unix)://\S+", value):
        # Without the value in what is said: it may hold a password.
        raise ConfigError("REDIS_URL", "is given like redis://host:6379")
    return value


def _node(given: str | None, *, needed: bool) -> str:
    value = given or socket.gethostname()
    if (given or needed) and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", value):
        raise ConfigError(
            "NODE", f"has letters, digits, dots, dashes and underscores, unlike {value[:80]!r}"
        )
    return value


def _node_url(value: str | None) -> str | None:
    try:
        return None if value is None else origin(value)
    except ValueError:
        raise ConfigError("NODE_URL", "is given like http://10.0.0.5:8080, without path") from None


def _must_be_shared(**values: str | None) -> None:
    """Several servers have one database and one secret, and reach each other. Raises
    ConfigError."""
    for name, value in values.items():
        if not value:
            raise ConfigError("REDIS_URL", f"is for several servers, and needs MEETD_{name}")


def _registration(env: Variables) -> Literal["open", "closed"]:
    given = choice(env, "REGISTRATION", "open", ("open", "closed"))
    return "closed" if given == "closed" else "open"


def _metrics_token(value: str | None) -> str | None:
    # It travels in a header, and lets in whoever guesses it.
    if value is not None and not re.fullmatch(r"[\x21-\x7e]{16,256}", value):
        raise ConfigError("METRICS_TOKEN", "must have 16 ASCII characters or more, and no blanks")
    return value


def _must_match(listen: tuple[str, ...], announced: tuple[str, ...]) -> None:
    """Each announced address has one to listen at. Raises ConfigError."""
    families = {ip_address(ip).version for ip in listen}
    if not families or "::" in listen:
        return
    for address in announced:
        try:
            version = ip_address(address).version
        except ValueError:
            continue
        if version not in families:
            raise ConfigError(
                "RTC_ANNOUNCED_ADDRESS",
                f"has {address}, but MEETD_RTC_LISTEN_IP no address of IPv{version}",
            )


def _secret_key(given: str | None, data_dir: Path, *, write: bool) -> str:
    """The key that signs tokens: the operator's, or one made once and kept."""
    if given:
        if len(given) < 32:
            raise ConfigError("SECRET_KEY", "must have 32 characters or more")
        return given
    path = data_dir / KEY_FILE
    try:
        if not write and not path.exists():
            return secrets.token_urlsafe(48)
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = _kept_key(path)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"{KEY_FILE} is not text"
        raise ConfigError(
            "DATA_DIR", f"cannot be {data_dir}, where secrets are kept: {why}"
        ) from None
    if len(kept) < 32:
        raise ConfigError("DATA_DIR", f"has a damaged key: delete {path} to make a new one")
    return kept


def _kept_key(path: Path) -> str:
    kept = path.read_text().strip() if path.exists() else ""
    if not kept:
        # Of several that start at once the first makes it, and the others read it.
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            kept = file.read().strip()
            if not kept:
                kept = secrets.token_urlsafe(48)
                file.write(kept)
                file.flush()
                os.fsync(file.fileno())
    return kept
