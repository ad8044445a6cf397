"""Checks that this host can be what the settings say: its addresses, ports, data folder."""

from __future__ import annotations

import errno
import os
import socket
from ipaddress import ip_address

from meetd.config import ConfigError, Settings

_EVERYWHERE = {"0.0.0.0", "::"}
_OF_PORTS = {errno.EADDRINUSE: "is in use", errno.EACCES: "needs more privileges"}


def http_hosts(host: str) -> list[str]:
    """The addresses to listen at for HTTP: those that stand for all of them mean both families,
    as far as the host has both."""
    if host not in _EVERYWHERE:
        return [host]
    return ["0.0.0.0", "::"] if socket.has_ipv6 and _trouble("::", 0) is None else ["0.0.0.0"]


def must_fit_host(settings: Settings) -> None:
    """Raises ConfigError, before anything is started."""
    _must_have_folder(settings)
    for host in http_hosts(settings.host):
        _must_listen("HOST", "PORT", host, settings.port)
    for ip in _media_ips(settings):
        for index in range(settings.workers):
            port = settings.rtc_port + index if settings.rtc_port else 0
            for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                _must_listen("RTC_LISTEN_IP", "RTC_PORT", ip, port, kind)


def _media_ips(settings: Settings) -> list[str]:
    """Some of the addresses that media is listened for on, whatever else there may be."""
    listen = (settings.rtc_listen_ip or "").split(",")
    some = [ip for ip in listen if ip and ip not in _EVERYWHERE]
    if some or settings.rtc_announced_address is not None:
        return some
    return ["127.0.0.1"] if _trouble("127.0.0.1", 0) is None else []


def _must_have_folder(settings: Settings) -> None:
    if settings.database_url is not None:
        return
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise ConfigError(
            "DATA_DIR", f"cannot be {folder}, where the database is kept: {error.strerror}"
        ) from None


def _must_listen(
    host_variable: str,
    port_variable: str,
    host: str,
    port: int,
    kind: socket.SocketKind = socket.SOCK_STREAM,
) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=kind, flags=socket.AI_PASSIVE)
    except OSError:
        raise ConfigError(
            host_variable, f"is {host!r}, and no address is known under that name"
        ) from None
    troubles = [_trouble(str(place[0]), port, kind) for _, _, _, _, place in found]
    for trouble in troubles:
        if trouble is not None and trouble.errno in _OF_PORTS:
            why = _OF_PORTS[trouble.errno]
            raise ConfigError(port_variable, f"cannot be {port}, which {why}")
    if None not in troubles:
        raise ConfigError(host_variable, f"is {host}, an address that this host does not have")


def _trouble(ip: str, port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> OSError | None:
    """Say what keeps us from listening there."""
    family = socket.AF_INET6 if ip_address(ip.partition("%")[0]).version == 6 else socket.AF_INET
    try:
        with socket.socket(family, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind((ip, port))
            if kind == socket.SOCK_STREAM:
                probe.listen(1)
    except OSError as error:
        return error
    return None
