"""Which addresses may be fetched: public ones, unless the user allows others."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit


class ForbiddenError(Exception):
    """An address that is not fetched; the message says why."""


def checked_url(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path with query. Raises `ForbiddenError` for what is no plain web address."""
    if any(ord(c) < 33 or ord(c) == 127 for c in url):
        msg = f"not an address: {url[:200]!r}"
        raise ForbiddenError(msg)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode("ascii") if host and ":" not in host else host
    except (ValueError, UnicodeError):
        msg = f"not an address: {url[:200]!r}"
        raise ForbiddenError(msg) from None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        msg = f"not a plain web address: {url[:200]!r}"
        raise ForbiddenError(msg)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    safe = "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in path)
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80), safe


def resolved(host: str, port: int, *, private: bool) -> list[tuple[socket.AddressFamily, str]]:
    """The addresses of a host, all of which must be public unless `private` ones are allowed.

    The connection is then made to one of these, so that a name cannot be resolved to another address in
    between. Raises `ForbiddenError`, and `OSError` where the name leads nowhere.
    """
    found: list[tuple[socket.AddressFamily, str]] = []
    for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        written = str(address[0]).split("%", 1)[0]
        if not private and not is_public(written):
            msg = f"{host} is at {written}, which is not a public address"
            raise ForbiddenError(msg)
        found.append((family, written))
    return found


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open network, whatever it is wrapped in."""
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
