"""One address fetched: bounded in time, bytes and redirects, never from an address that is not allowed."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from dateline import __version__
from dateline.watching.addresses import ForbiddenError, checked_url, resolved

USER_AGENT = f"dateline/{__version__} (news event coder; one request at a time)"
REDIRECTS = 5
BLOCK = 64 << 10


class FetchError(Exception):
    """An address that could not be fetched; the message says why. `after`: seconds we are asked to wait."""

    def __init__(self, message: str, *, after: float = 0, final: bool = False) -> None:
        super().__init__(message)
        self.after = after
        self.final = final
        """Whether trying again is of no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """How to fetch: seconds and bytes at most, whether private addresses are allowed, what we are called."""

    seconds: float = 30.0
    most: int = 10 << 20
    private: bool = False
    agent: str = USER_AGENT


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: 200 with a body or 304 without; `url` is where the last redirect led."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes


def fetch(url: str, how: Fetching, headers: Mapping[str, str] | None = None) -> Answer:
    """The page at `url`, redirects followed. Raises `FetchError` and `ForbiddenError`."""
    for _ in range(REDIRECTS + 1):
        answer = _fetch_once(url, how, headers or {})
        if answer.status not in (301, 302, 303, 307, 308):
            return _usable(answer)
        target = answer.headers.get("location")
        if not target:
            msg = f"{answer.status} without a place to go"
            raise FetchError(msg)
        url = urljoin(url, target)
    msg = f"more than {REDIRECTS} redirects"
    raise FetchError(msg, final=True)


def _usable(answer: Answer) -> Answer:
    if answer.status in (200, 304):
        return answer
    wait = answer.headers.get("retry-after", "")
    after = float(wait) if wait.isascii() and wait.isdigit() and len(wait) < 8 else 0.0
    msg = f"answered with {answer.status}"
    raise FetchError(msg, after=after, final=answer.status in (400, 401, 403, 404, 405, 406, 410, 451))


def _fetch_once(url: str, how: Fetching, headers: Mapping[str, str]) -> Answer:
    scheme, host, port, path = checked_url(url)
    until = time.monotonic() + how.seconds
    connection: http.client.HTTPConnection | None = None
    guard: threading.Timer | None = None
    try:
        link = _connected(host, port, how, secure=scheme == "https")
        # A server that sends a byte now and then never runs into a time limit of single reads.
        guard = threading.Timer(max(0.1, until - time.monotonic()), _cut, [link])
        guard.daemon = True
        guard.start()
        connection = http.client.HTTPConnection(host, port, timeout=how.seconds)
        connection.sock = link
        sent = {"User-Agent": how.agent, "Accept-Encoding": "gzip", "Connection": "close", **headers}
        if port not in (80, 443):
            sent["Host"] = f"{host}:{port}"
        connection.request("GET", path, headers=sent)
        response = connection.getresponse()
        fields = {key.lower(): value for key, value in response.getheaders()}
        body = _body(response, fields, how.most) if response.status == 200 else b""
        if time.monotonic() > until:
            msg = f"took more than {how.seconds:g} seconds"
            raise FetchError(msg)
        return Answer(response.status, url, fields, body)
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        if time.monotonic() > until:
            msg = f"took more than {how.seconds:g} seconds"
        else:
            msg = f"{type(error).__name__}: {error}"
        raise FetchError(msg) from None
    finally:
        if guard is not None:
            guard.cancel()
        if connection is not None:
            connection.close()


def _connected(host: str, port: int, how: Fetching, *, secure: bool) -> socket.socket:
    """A connection to an address that has been checked, whatever the name may lead to a moment later."""
    family, address = resolved(host, port, private=how.private)[0]
    link = socket.socket(family, socket.SOCK_STREAM)
    link.settimeout(how.seconds)
    try:
        link.connect((address, port))
        if secure:
            return ssl.create_default_context().wrap_socket(link, server_hostname=host)
    except BaseException:
        link.close()
        raise
    return link


def _cut(link: socket.socket) -> None:
    try:
        link.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # It has ended by itself in this very moment.


def _body(response: http.client.HTTPResponse, fields: Mapping[str, str], most: int) -> bytes:
    """The whole body, unpacked; its length must be what the server says, and `most` at most."""
    encoding = fields.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        msg = f"packed as {encoding}"
        raise FetchError(msg)
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    pieces, size = [], 0
    while data := response.read(BLOCK):
        piece = unpacker.decompress(data, most + 1 - size) if unpacker else data
        size += len(piece)
        if size > most or (unpacker and unpacker.unconsumed_tail):
            msg = f"more than {most:,} bytes"
            raise FetchError(msg, final=True)
        pieces.append(piece)
    if response.length or (unpacker and not unpacker.eof):
        msg = "broke off before its end"
        raise FetchError(msg)
    return b"".join(pieces)


__all__ = ["Answer", "FetchError", "Fetching", "ForbiddenError", "fetch"]
