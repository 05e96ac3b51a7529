"""A web server of one's own that answers as it is told to: well, slowly, wrongly, or not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROSE = "The rebels shelled the market town on Saturday, killing {n} traders, the governor said. "
Answering = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A web server on the loopback interface; `pages` says what each path does, `asked` what came in."""

    def __init__(self) -> None:
        site = self
        self.pages: dict[str, Answering] = {}
        self.asked: list[tuple[float, str, dict[str, str]]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(
                    (time.monotonic(), self.path, {k.lower(): v for k, v in self.headers.items()})
                )
                site.pages.get(self.path, answer(404))(self)

            def log_message(self, *_: object) -> None:
                """Nothing on standard error."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        # Clients that hang up are what is tested: no word of it on standard error.
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def count(self, path: str) -> int:
        return sum(asked == path for _, asked, _ in self.asked)

    def feed(self, *names: str, path: str = "/feed", **headers: str) -> None:
        items = "".join(
            f"<item><title>Shelling {n}</title><link>{self.url}/{n}</link>"
            f"<pubDate>Sun, 16 Jun 2019 10:00:00 GMT</pubDate></item>"
            for n in names
        )
        body = f'<rss version="2.0"><channel><title>Lakeside Wire</title>{items}</channel></rss>'
        self.pages[path] = answer(200, body, **headers)

    def story(self, name: str, n: int = 4) -> None:
        self.pages[f"/{name}"] = answer(200, article(n), **{"Content-Type": "text/html"})


def article(n: int) -> str:
    return f"<html><body><article><p>{PROSE.format(n=n) * 3}</p></article></body></html>"


def answer(status: int, body: str | bytes = "", length: int | None = None, **headers: str) -> Answering:
    data = body.encode() if isinstance(body, str) else body

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for key, value in headers.items():
            handler.send_header(key, value)
        handler.send_header("Content-Length", str(len(data) if length is None else length))
        handler.end_headers()
        handler.wfile.write(data)

    return respond


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.05)
    except OSError:
        return


def silent(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()
