"""Feeds watched on a real server that is slow, broken, redirecting and lying: polite, bounded, none lost."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.cli import main
from dateline.ledger.store import Ledger
from dateline.ledger.upkeep import verify
from dateline.retrying import rejections
from dateline.run import Run
from dateline.watching.addresses import ForbiddenError, checked_url, is_public
from dateline.watching.feeds_file import FeedsError, FeedSetting, read_feeds_file
from dateline.watching.fetching import FetchError, Fetching, fetch
from dateline.watching.manners import Manners
from dateline.watching.state import read_state
from dateline.watching.watcher import TRIES, Watcher
from hostile_site import PROSE, Answering, Site, answer, dripping, silent


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


LOCAL = Fetching(private=True, seconds=1.0, most=100_000)


def watcher(
    run: Run, site: Site, folder: Path, now: Callable[[], float] = lambda: 0.0, **setting: bool
) -> Watcher:
    feeds = (FeedSetting(url=f"{site.url}/feed", **setting),)
    return Watcher(run, folder / "ledger", feeds, Manners(LOCAL, pause=0), now)


def stored(folder: Path) -> list[str]:
    table = Ledger(folder / "ledger").read("stories", ["url"])
    return sorted(url.rsplit("/", 1)[1] for url in table["url"].to_pylist()) if table is not None else []


# ---- fetching --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (dripping, "took more than 1 seconds|more than 100,000"),
        (silent, "RemoteDisconnected|ConnectionReset"),
        (answer(200, "short", length=500), "IncompleteRead|broke off|took more"),
        (answer(200, "x" * 200_000), "more than 100,000 bytes"),
        (answer(200, gzip.compress(b"x" * 50_000_000), **{"Content-Encoding": "gzip"}), "more than 100,000"),
        (answer(200, gzip.compress(b"x" * 500)[:-9], **{"Content-Encoding": "gzip"}), "broke off"),
        (answer(200, b"no gzip", **{"Content-Encoding": "gzip"}), "error"),
        (answer(200, b"x", **{"Content-Encoding": "br"}), "packed as br"),
        (answer(302), "without a place to go"),
        (answer(302, Location="/page"), "more than 5 redirects"),
        (answer(503, **{"Retry-After": "120"}), "answered with 503"),
        (answer(200, "x", **{f"X-{k}": "y" for k in range(200)}), "HTTPException"),
        (answer(200, "x", **{"X-Long": "y" * 100_000}), "LineTooLong"),
    ],
)
def test_servers_that_misbehave_end_in_a_reason_in_time(
    site: Site, behaviour: Answering, reason: str
) -> None:
    site.pages["/page"] = behaviour
    began = time.monotonic()
    with pytest.raises(FetchError, match=reason):
        fetch(f"{site.url}/page", LOCAL)
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://a.example/", "http://user:pw@a.example/", "gopher:x"]
)
def test_redirects_to_what_is_no_web_page_are_not_followed(site: Site, target: str) -> None:
    site.pages["/page"] = answer(301, Location=target)
    with pytest.raises(ForbiddenError):
        fetch(f"{site.url}/page", LOCAL)


def test_loopback_is_not_fetched_unless_allowed(site: Site) -> None:
    site.pages["/page"] = answer(200, "x")
    for host in (site.url, site.url.replace("127.0.0.1", "localhost")):
        with pytest.raises(ForbiddenError, match="not a public address"):
            fetch(f"{host}/page", Fetching())
    assert not site.asked
    assert fetch(f"{site.url}/page", LOCAL).body == b"x"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "2002:7f00:1::",
        "64:ff9b::7f00:1", "ff02::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_addresses_that_are_public() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2001:4860:4860::8888")


@pytest.mark.parametrize(
    "url", ["http://a\r\nHost: b/", "http://", "http://[::1", "http://a:99999/", "javascript:1"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ForbiddenError):
        checked_url(url)


# ---- manners ---------------------------------------------------------------------------------


def test_robots_txt_is_obeyed_and_hosts_are_not_hurried(site: Site) -> None:
    site.pages["/robots.txt"] = answer(200, "User-agent: dateline\nDisallow: /private\nCrawl-delay: 7\n")
    for path in ("/a", "/b", "/private/c"):
        site.pages[path] = answer(200, "x")
    slept: list[float] = []
    manners = Manners(LOCAL, pause=2.0, sleep=slept.append)
    manners.fetch(f"{site.url}/a")
    manners.fetch(f"{site.url}/b")
    with pytest.raises(ForbiddenError, match=r"robots\.txt"):
        manners.fetch(f"{site.url}/private/c")
    assert site.count("/robots.txt") == 1
    assert site.count("/private/c") == 0
    assert [round(s) for s in slept] == [7, 7]
    assert all(asked["user-agent"].startswith("dateline/") for _, _, asked in site.asked)


def test_a_robots_txt_that_fails_forbids_and_none_allows(site: Site) -> None:
    site.pages["/a"] = answer(200, "x")
    assert Manners(LOCAL, pause=0).fetch(f"{site.url}/a").body == b"x"
    site.pages["/robots.txt"] = answer(500)
    with pytest.raises(ForbiddenError, match=r"robots\.txt"):
        Manners(LOCAL, pause=0).fetch(f"{site.url}/a")


# ---- watching --------------------------------------------------------------------------------


def test_what_is_new_is_coded_once_and_requests_are_conditional(run: Run, site: Site, tmp_path: Path) -> None:
    clock = [0.0]
    site.feed("a", "b", ETag='"one"')
    site.story("a")
    site.story("b", 5)
    watch = watcher(run, site, tmp_path, lambda: clock[0])
    first = watch.round()
    assert (first.stories, first.rejected) == (2, 0)
    assert first.events >= 2
    assert stored(tmp_path) == ["a", "b"]
    assert watch.round().feeds == 0
    clock[0] = 901
    site.pages["/feed"] = answer(304)
    assert (watch.round().stories, site.count("/a")) == (0, 1)
    assert site.asked[-1][2]["if-none-match"] == '"one"'
    clock[0] = 1802
    site.feed("b", "c", ETag='"two"')
    site.story("c", 6)
    assert watcher(run, site, tmp_path, lambda: clock[0]).round().stories == 1
    assert stored(tmp_path) == ["a", "b", "c"]
    assert (site.count("/b"), verify(Ledger(tmp_path / "ledger"))) == (1, [])
    (row, *_) = Ledger(tmp_path / "ledger").read("stories").to_pylist()  # type: ignore[union-attr]
    assert (str(row["published"]), row["published_basis"], row["outlet"]) == (
        "2019-06-16",
        "field",
        "Lakeside Wire",
    )


def test_a_feed_that_fails_is_left_alone_longer_each_time(run: Run, site: Site, tmp_path: Path) -> None:
    clock = [0.0]
    watch = watcher(run, site, tmp_path, lambda: clock[0])
    waits = []
    for behaviour in (
        answer(500),
        silent,
        answer(200, "<html>no feed"),
        answer(429, **{"Retry-After": "50000"}),
    ):
        site.pages["/feed"] = behaviour
        done = watch.round()
        waits.append(done.next - clock[0])
        clock[0] = done.next
    assert waits[:2] == [1800, 3600]
    assert waits[-1] == 50_000
    site.feed("a")
    site.story("a")
    assert watch.round().stories == 1
    assert read_state(tmp_path / "ledger")[f"{site.url}/feed"].failures == 0


def test_pages_that_cannot_be_had_are_waited_for_then_rejected(run: Run, site: Site, tmp_path: Path) -> None:
    clock = [0.0]
    site.feed("good", "gone", "slow", "pdf", "loop", ETag='"x"')
    site.story("good")
    site.pages["/slow"] = answer(503)
    site.pages["/pdf"] = answer(200, b"%PDF-1.7\x00\x01\xff\xfe" * 500, **{"Content-Type": "text/html"})
    site.pages["/loop"] = answer(302, Location="/loop")
    watch = watcher(run, site, tmp_path, lambda: clock[0])
    for k in range(TRIES + 2):
        clock[0] = 1000.0 * k
        watch.round()
    assert stored(tmp_path) == ["good"]
    reasons = {r.origin.rsplit("/", 1)[1]: r.reason for r in rejections(tmp_path / "ledger")}
    assert reasons.keys() == {"gone", "slow", "pdf", "loop"}
    assert "404" in reasons["gone"]
    assert "redirects" in reasons["loop"]
    asked = Counter(path for _, path, _ in site.asked)
    assert (asked["/gone"], asked["/slow"], asked["/pdf"], asked["/good"]) == (1, TRIES, 1, 1)


def test_a_page_that_comes_later_is_taken(run: Run, site: Site, tmp_path: Path) -> None:
    clock = [0.0]
    site.feed("late", ETag='"x"')
    site.pages["/late"] = answer(503)
    watch = watcher(run, site, tmp_path, lambda: clock[0])
    assert watch.round().waiting == 1
    site.story("late")
    clock[0] = 1000.0
    done = watch.round()
    assert (done.stories, done.waiting) == (1, 0)
    assert "if-none-match" not in site.asked[-2][2]


def test_a_feed_alone_may_be_enough(run: Run, site: Site, tmp_path: Path) -> None:
    body = (
        f"<rss><channel><item><link>{site.url}/a</link><description>{PROSE.format(n=4)}</description></item>"
    )
    site.pages["/feed"] = answer(200, f"{body}</channel></rss>")
    assert watcher(run, site, tmp_path, pages=False).round().stories == 1
    assert site.count("/a") == 0


@pytest.mark.parametrize(
    "text",
    ["", "feed = 3", '[[feed]]\nname = "x"', '[[feed]]\nurl = "file:///etc/passwd"',
     '[[feed]]\nurl = "http://a.example"\nevery = 1', '[[feed]]\nurl = "http://a.example"\nspeed = 1',
     '[[feed]]\nurl = "http://a.example"\n[[feed]]\nurl = "http://a.example"', "[["],
)  # fmt: skip
def test_a_list_of_feeds_that_is_wrong_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    file = tmp_path / "feeds.toml"
    file.write_text(text)
    with pytest.raises(FeedsError, match=r"feeds\.toml"):
        read_feeds_file(file)
    done = CliRunner().invoke(main, ["watch", str(file), "--ledger", str(tmp_path / "ledger")])
    assert done.exit_code == 2


def test_killed_at_any_moment_nothing_is_lost_and_nothing_comes_twice(site: Site, tmp_path: Path) -> None:
    names = [f"s{k:02}" for k in range(24)]
    site.feed(*names)
    for k, name in enumerate(names):
        site.story(name, k + 3)
    (tmp_path / "feeds.toml").write_text(f'[[feed]]\nurl = "{site.url}/feed"\nevery = 60\n')
    command = [
        sys.executable, "-m", "dateline.cli", "watch", str(tmp_path / "feeds.toml"),
        "--ledger", str(tmp_path / "ledger"), "--once", "--allow-private", "--pause", "0",
    ]  # fmt: skip
    for wanted in (1, 6, 15, 24):
        before = len(site.asked)
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while len(site.asked) - before < wanted and process.poll() is None:
            time.sleep(0.005)
        time.sleep(0.02 * wanted)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
    state = tmp_path / "ledger" / "watch.json"
    if state.exists():
        # The last run may have ended by itself: let the next be due.
        state.unlink()
    last = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "1 feeds polled" in last.stderr
    assert stored(tmp_path) == names
    assert verify(Ledger(tmp_path / "ledger")) == []
    assert rejections(tmp_path / "ledger") == []
