"""The command that opens the page: `serve`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dateline.cli.options import interruptible, ledger_argument, with_examples


@click.command(epilog=with_examples("dateline serve ledger/", "dateline serve ledger/ --port 9000 --open"))
@ledger_argument
@click.option("--host", default="127.0.0.1", show_default=True,
    help="Address to listen on; one that other machines can reach asks them for a token.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True,
    help="0 takes a free one.")  # fmt: skip
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
@interruptible
def serve(ledger: Path, host: str, port: int, show: bool) -> None:
    """Show LEDGER as a page in the browser, for this machine alone. Ctrl-C ends it.

    The page shows what is added while it is open. Nothing is loaded from the net.
    """
    import socket
    import threading

    import uvicorn

    from dateline.web.app import create_app
    from dateline.web.charts import bundle
    from dateline.web.security import Locks

    locks = Locks.for_host(host)
    app = create_app(ledger, locks)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            click.echo(f"dateline: {host}:{port}: {error.strerror}; --port names another", err=True)
            sys.exit(2)
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}/" + (
            f"?token={locks.token}" if locks.token else ""
        )
        click.echo(f"{ledger} is at {address} (Ctrl-C ends it)", err=True)
        if show:
            click.launch(address)
        # While the first page is read, so that the first chart and story need not wait.
        for work in (app.state.site.query.ready, bundle, app.state.site.warm):
            threading.Thread(target=work, daemon=True).start()
        config = uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=False)
        uvicorn.Server(config).run(sockets=[listening])
