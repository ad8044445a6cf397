"""What the operator sets, from the environment: every default is good for one machine."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from environs import Env, EnvError, validate

from meetd.cookie_names import CookieNames, cookie_names

KEY_FILE = "secret_key"
_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1"))
_DEFAULT_PORTS = {"http": 80, "https": 443}


class ConfigError(Exception):
    """A variable says what it may not; the text names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one server."""

    host: str
    port: int
    public_url: str
    """Where browsers find the service: origin only, without a slash at the end."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    """Whose word on where a request came from is taken."""
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

    @property
    def secure(self) -> bool:
        """Whether browsers reach the service over TLS."""
        return self.public_url.startswith("https:")

    @property
    def cookie_names(self) -> CookieNames:
        """What the browsers' cookies are called."""
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
    def from_env(cls) -> Settings:
        """Read `MEETD_*`. Raises ConfigError."""
        env = Env(prefix="MEETD_")
        try:
            return cls._read(env)
        except EnvError as error:
            raise ConfigError(str(error)) from None

    @classmethod
    def _read(cls, env: Env) -> Settings:
        port = _int(env, "PORT", 8080, 1, 65535)
        data_dir = Path(_text(env, "DATA_DIR") or "data").expanduser().absolute()
        workers = _int(env, "WORKERS", _cpus(), 1, 1024)
        rtc_port = _int(env, "RTC_PORT", 40000, 0, 65535)
        if rtc_port and rtc_port + workers - 1 > 65535:
            raise ConfigError("MEETD_RTC_PORT leaves no room for a port per worker.")
        turn_urls = _list(env, "TURN_URLS", ("turn:", "turns:"))
        turn_secret = _text(env, "TURN_SECRET")
        if turn_urls and not turn_secret:
            raise ConfigError("MEETD_TURN_URLS needs MEETD_TURN_SECRET.")
        if _text(env, "REDIS_URL"):
            raise ConfigError("MEETD_REDIS_URL: several servers together are not supported yet.")
        return cls(
            host=_text(env, "HOST") or "0.0.0.0",
            port=port,
            public_url=_public_url(_text(env, "PUBLIC_URL") or f"http://localhost:{port}"),
            trusted_proxies=_networks(env, "TRUSTED_PROXIES") or _LOOPBACK,
            data_dir=data_dir,
            database_url=_database_url(_text(env, "DATABASE_URL")),
            secret_key=_secret_key(_text(env, "SECRET_KEY"), data_dir),
            workers=workers,
            rtc_listen_ip=_ip("RTC_LISTEN_IP", _text(env, "RTC_LISTEN_IP")),
            rtc_announced_address=_address(_text(env, "RTC_ANNOUNCED_ADDRESS")),
            rtc_port=rtc_port,
            turn_urls=turn_urls,
            turn_secret=turn_secret,
            stun_urls=_list(env, "STUN_URLS", ("stun:", "stuns:")) or _stun_beside(turn_urls),
            log_format=_log_format(env),
            log_level=env.str(
                "LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])
            ),
            p2p_timeout=_float(env, "P2P_TIMEOUT", 8.0, 0.5, 60),
            return_delay=_float(env, "P2P_RETURN_DELAY", 10.0, 0, 3600),
            resume_timeout=_float(env, "RESUME_TIMEOUT", 20.0, 0, 300),
            room_limit=_int(env, "ROOM_LIMIT", 100, 2, 10_000),
        )


def _text(env: Env, name: str) -> str | None:
    """What is set; a variable without a value, as Compose files pass them on, is not set."""
    value: str | None = env.str(name, None)
    return value.strip() or None if value is not None else None


def _int(env: Env, name: str, default: int, low: int, high: int) -> int:
    if _text(env, name) is None:
        return default
    value: int = env.int(name, validate=validate.Range(low, high))
    return value


def _float(env: Env, name: str, default: float, low: float, high: float) -> float:
    if _text(env, name) is None:
        return default
    value: float = env.float(name, validate=validate.Range(low, high))
    return value


def _cpus() -> int:
    return len(os.sched_getaffinity(0))


def _log_format(env: Env) -> Literal["json", "console"]:
    default = "console" if os.isatty(2) else "json"
    given = env.str("LOG_FORMAT", default, validate=validate.OneOf(["json", "console"]))
    return "json" if given == "json" else "console"


def _public_url(value: str) -> str:
    """The origin as browsers spell it in their headers (RFC 6454, section 6.2)."""
    wrong = ConfigError("MEETD_PUBLIC_URL: give it like https://meet.example.org, without path.")
    try:
        url = urlsplit(value)
        port, host = url.port, _host(url.hostname or "")
    except ValueError:
        raise wrong from None
    more = (url.path not in {"", "/"}, url.query, url.fragment, "@" in url.netloc)
    if url.scheme not in _DEFAULT_PORTS or not host or any(more):
        raise wrong
    return f"{url.scheme}://{host}" + (
        "" if port in {None, _DEFAULT_PORTS[url.scheme]} else f":{port}"
    )


def _host(name: str) -> str:
    """A host name in ASCII and lower case, or an address. Raises ValueError."""
    if ":" in name:
        return f"[{ip_address(name)}]"
    ascii_name = name.encode("idna").decode()
    if not re.fullmatch(r"[a-z0-9_.-]+", ascii_name):
        raise ValueError(name)
    return ascii_name


def _database_url(value: str | None) -> str | None:
    if value is not None and not value.startswith(("postgresql://", "postgres://")):
        # Without the value: it may hold a password.
        raise ConfigError("MEETD_DATABASE_URL: give it like postgresql://user@host/database.")
    return value


def _ip(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return str(ip_address(value))
    except ValueError:
        raise ConfigError(f"MEETD_{name}: {value!r} is not an IP address.") from None


def _networks(env: Env, name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(text) for text in _list(env, name, ("",)))
    except ValueError as error:
        raise ConfigError(f"MEETD_{name}: {error}.") from None


def _address(value: str | None) -> str | None:
    """What browsers are told to connect to: an address, or a name that they look up."""
    if value is None:
        return None
    try:
        return _host(value).strip("[]")
    except ValueError:
        raise ConfigError(
            f"MEETD_RTC_ANNOUNCED_ADDRESS: {value!r} is neither a host name nor an IP address."
        ) from None


def _list(env: Env, name: str, schemes: tuple[str, ...]) -> tuple[str, ...]:
    values: list[Any] = env.list(name, [])
    urls = tuple(str(value).strip() for value in values if str(value).strip())
    for url in urls:
        if not url.startswith(schemes):
            raise ConfigError(f"MEETD_{name}: {url!r} does not begin with {' or '.join(schemes)}.")
    return urls


def _stun_beside(turn_urls: tuple[str, ...]) -> tuple[str, ...]:
    """A TURN server answers STUN at the same place (RFC 8656, section 3)."""
    hosts = (url.split(":", 1)[1].split("?")[0] for url in turn_urls if url.startswith("turn:"))
    return tuple(dict.fromkeys(f"stun:{host}" for host in hosts))


def _secret_key(given: str | None, data_dir: Path) -> str:
    """The key that signs tokens: the operator's, or one made once and kept."""
    if given:
        if len(given) < 32:
            raise ConfigError("MEETD_SECRET_KEY must have 32 characters or more.")
        return given
    path = data_dir / KEY_FILE
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
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
    if len(kept) < 32:
        raise ConfigError(f"{path} is damaged: delete it to make a new one.")
    return kept
