"""Who may ask, and what a browser may do with the answer.

The page listens on 127.0.0.1 unless told otherwise. Names other than this machine's own in `Host` are
refused there, so that no web site can reach it by pointing a name at it. On any other address each visitor
must show a token once. What changes something must come from our own pages, with the token that they carry.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from hmac import compare_digest
from http.cookies import SimpleCookie
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
"""Of a request's body: some 150 pages of text."""
LONGEST_ADDRESS = 8_000
"""Characters of path and query."""
COOKIE = "dateline-token"
POLICY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_ASK = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Dateline</title>
<link rel="stylesheet" href="/static/dateline.css"><body><main class="narrow"><h1>A token, please</h1>
<p>This page was opened to other machines. The command that started it printed an address with a token; open
that address, or type the token here.</p>
<form method="get" action="/"><label>Token <input name="token" autocomplete="off" autofocus></label>
<button>Open</button></form></main>"""


@dataclass(frozen=True, slots=True)
class Locks:
    """`token` opens the page to visitors (empty: none is asked for); `form` proves that a form is ours."""

    token: str = ""
    form: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @classmethod
    def for_host(cls, host: str) -> Locks:
        """A token where `host` can be reached from elsewhere."""
        return cls("" if is_this_machine(host) else secrets.token_urlsafe(24))


def is_this_machine(host: str) -> bool:
    """Is it an address that only this machine can reach?"""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """Every request passes here before anything reads it, and every answer before it leaves."""

    def __init__(self, app: ASGIApp, locks: Locks) -> None:
        self._app = app
        self._locks = locks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._refusal(scope)
        if answer is not None:
            await answer(scope, receive, _guarded(send))
            return
        try:
            await self._app(scope, _limited(receive), _guarded(send))
        except _TooLargeError:
            await _too_large()(scope, receive, _guarded(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return PlainTextResponse("The address is too long.", 414)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return _too_large()
        if not self._locks.token:
            host = urlsplit("//" + headers.get("host", "")).hostname or ""
            if not is_this_machine(host):
                return PlainTextResponse("This page is for this machine only: open it as 127.0.0.1.", 421)
        elif (answer := self._stranger(scope, headers)) is not None:
            return answer
        if scope["method"] not in ("GET", "HEAD") and not _from_here(headers):
            return PlainTextResponse("Only pages of this address can change something here.", 403)
        return None

    def _stranger(self, scope: Scope, headers: Headers) -> Response | None:
        """What a visitor gets who has not shown the token; a redirect that remembers it for one who does."""
        cookies: SimpleCookie = SimpleCookie(headers.get("cookie", ""))
        known = cookies[COOKIE].value if COOKIE in cookies else ""
        if compare_digest(known.encode(), self._locks.token.encode()):
            return None
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if compare_digest(given.encode(), self._locks.token.encode()):
            welcome = RedirectResponse(scope["path"] or "/", 303)
            welcome.set_cookie(COOKIE, given, httponly=True, samesite="strict")
            return welcome
        if scope["path"] == "/static/dateline.css":
            return None
        return HTMLResponse(_ASK, 401)


def _from_here(headers: Headers) -> bool:
    """Browsers say where a request that changes something comes from."""
    site = headers.get("sec-fetch-site", "same-origin")
    origin = headers.get("origin")
    same = origin is None or urlsplit(origin).netloc == headers.get("host")
    return same and site == "same-origin"


class _TooLargeError(Exception):
    """The body grew beyond what a request may hold."""


def _too_large() -> Response:
    return PlainTextResponse(f"A request may hold {MOST_BYTES:,} bytes; split the text.", 413)


def _limited(receive: Receive) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BYTES:
            raise _TooLargeError
        return message

    return counted


def _guarded(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in POLICY.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sent
