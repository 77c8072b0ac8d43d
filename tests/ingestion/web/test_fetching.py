"""Fetching from a real server on loopback: manners, limits, redirects, and what a server may not do to us."""

from __future__ import annotations

import gzip
import time
import zlib
from email.utils import formatdate

import pytest
from site_on_loopback import FakeClock, Reply, Site

from assistant.ingestion.web.addresses import networks
from assistant.ingestion.web.fetch_errors import BusyError, FetchError, RefusedError
from assistant.ingestion.web.fetching import Fetcher, Limits, user_agent
from assistant.schema.feeds import CacheValidators

QUICK = Limits(connect=2, stall=0.3, total=0.8, size=200_000)


@pytest.fixture
def site():
    with Site() as site:
        yield site


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def fetcher(clock):
    with Fetcher(networks(["127.0.0.1"]), limits=QUICK, clock=clock) as fetcher:
        yield fetcher


def moved(to, status=302):
    return Reply(b"", status, {"Location": to})


def test_a_page_comes_with_its_marks_and_is_asked_for_conditionally_afterwards(site, fetcher):
    site.routes["/a"] = b"<p>One.</p>"
    first = fetcher.fetch(f"{site.url}/a#part")
    assert (first.url, first.data, first.media_type) == (f"{site.url}/a", b"<p>One.</p>", "text/html; charset=utf-8")
    again = fetcher.fetch(f"{site.url}/a", first.validators)
    assert (again.unchanged, again.data, again.validators) == (True, b"", first.validators)
    site.routes["/a"] = b"<p>Two.</p>"
    changed = fetcher.fetch(f"{site.url}/a", first.validators)
    assert (changed.unchanged, changed.data) == (False, b"<p>Two.</p>")


def test_a_date_is_a_mark_too(site, fetcher):
    site.routes["/a"] = lambda headers: (
        Reply(b"", 304)
        if headers.get("If-Modified-Since") == "then"
        else Reply(b"x", headers={"Last-Modified": "then"})
    )
    first = fetcher.fetch(f"{site.url}/a")
    assert first.validators == CacheValidators(f"{site.url}/a", "", "then")
    assert fetcher.fetch(f"{site.url}/a", first.validators).unchanged


def test_marks_are_told_only_to_the_page_that_gave_them(site, fetcher):
    site.routes.update({"/old": moved("/a"), "/a": b"<p>One.</p>"})
    known = fetcher.fetch(f"{site.url}/old").validators
    site.asked.clear()
    assert fetcher.fetch(f"{site.url}/old", known).unchanged
    assert [(path, "If-None-Match" in headers) for path, headers in site.asked] == [("/old", False), ("/a", True)]


def test_we_say_who_we_are_and_nothing_of_the_user(site, fetcher):
    site.routes.update({"/set": Reply(b"", 302, {"Location": "/a", "Set-Cookie": "who=1; Path=/"}), "/a": b"x"})
    fetcher.fetch(f"{site.url}/set")
    sent = [headers for path, headers in site.asked if path == "/a"]
    assert sent == [{
        "Host": site.url.removeprefix("http://"), "User-Agent": user_agent(), "Accept-Encoding": "gzip",
        "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5",
    }]  # fmt: skip
    assert user_agent().startswith("news-assistant/")


def test_the_environment_has_no_say(site, fetcher, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.routes["/a"] = b"x"
    assert fetcher.fetch(f"{site.url}/a").data == b"x"


# Robots


def test_robots_txt_is_heeded_and_asked_for_once(site, fetcher):
    site.routes.update({
        "/robots.txt": b"User-agent: *\nDisallow: /all\nUser-agent: news-assistant\nDisallow: /private/*.html$\n",
        "/all": b"x", "/private/a.html": b"x", "/private/a": b"x",
    })  # fmt: skip
    for _ in range(2):
        with pytest.raises(RefusedError, match=r"robots\.txt asks"):
            fetcher.fetch(f"{site.url}/private/a.html")
    assert fetcher.fetch(f"{site.url}/private/a").data == b"x"
    assert fetcher.fetch(f"{site.url}/all").data == b"x"
    assert [path for path, _ in site.asked] == ["/robots.txt", "/private/a", "/all"]


def test_robots_txt_is_asked_for_again_after_a_day(site, clock):
    from assistant.ingestion.web.robots import MemoryCache

    site.routes["/a"] = b"x"
    cache = MemoryCache()
    for hours in (0, 23, 2):
        clock.time += hours * 3600
        with Fetcher(networks(["127.0.0.1"]), clock=clock, rules_cache=cache) as fetcher:
            fetcher.fetch(f"{site.url}/a")
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a", "/a", "/robots.txt", "/a"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_robots_txt_all_is_allowed(site, fetcher, status):
    site.routes.update({"/robots.txt": Reply(b"Disallow: /", status), "/a": b"x"})
    assert fetcher.fetch(f"{site.url}/a").data == b"x"


@pytest.mark.parametrize("status", [500, 503])
def test_a_robots_txt_that_cannot_be_had_means_not_now(site, fetcher, status):
    site.routes.update({"/robots.txt": Reply(b"", status), "/a": b"x"})
    for _ in range(2):
        with pytest.raises(BusyError, match=rf"not now: its robots\.txt answered {status}"):
            fetcher.fetch(f"{site.url}/a")
    assert site.paths() == []


def test_a_redirect_into_what_robots_txt_forbids_is_not_followed(site, fetcher):
    site.routes.update({"/robots.txt": b"User-agent: *\nDisallow: /b", "/a": moved("/b"), "/b": b"x"})
    with pytest.raises(RefusedError, match=r"robots\.txt"):
        fetcher.fetch(f"{site.url}/a")
    assert site.paths() == ["/a"]


# Pace


def test_a_second_between_two_requests_to_a_host_and_none_between_hosts(clock):
    with Site() as one, Site("127.0.0.2") as other, Fetcher(networks(["127.0.0.0/8"]), clock=clock) as fetcher:
        for site in (one, other):
            site.routes["/a"] = b"x"
        for url in (one.url, other.url):
            fetcher.fetch(f"{url}/a")
    assert clock.waits == [1.0, 1.0]  # between each robots.txt and its page


@pytest.mark.parametrize(("asked", "given"), [("7", 7.0), ("0.2", 1.0), ("9999", 30.0), ("soon", 1.0)])
def test_a_crawl_delay_is_respected_within_reason(site, fetcher, clock, asked, given):
    site.routes.update({"/robots.txt": f"User-agent: *\nCrawl-delay: {asked}".encode(), "/a": b"x"})
    fetcher.fetch(f"{site.url}/a")
    assert clock.waits == [given]


# Trouble


def in_turn(*replies):
    waiting = list(replies)
    return lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_server_that_says_later_is_asked_again(site, fetcher, clock, status):
    site.routes["/a"] = in_turn(Reply(b"", status), Reply(b"", status, {"Retry-After": "5"}), Reply(b"x"))
    assert fetcher.fetch(f"{site.url}/a").data == b"x"
    assert clock.waits == [1.0, 3.0, 6.0]  # the pause; 2 s and the pause; 5 s as told and the pause


def test_a_date_to_retry_after_is_understood(site, fetcher, clock):
    date = formatdate(clock.time + 20, usegmt=True)
    site.routes["/a"] = in_turn(Reply(b"", 503, {"Retry-After": date}), Reply(b"x"))
    fetcher.fetch(f"{site.url}/a")
    assert clock.waits == [1.0, 20.0]  # the first pause of a second counts towards the twenty, the next on top


def test_who_asks_for_an_hour_is_left_alone_and_so_is_the_rest_of_the_host(site, fetcher, clock):
    site.routes.update({"/a": Reply(b"", 429, {"Retry-After": "3600"}), "/b": b"x"})
    for path in ("/a", "/b"):
        with pytest.raises(BusyError, match=r"answered 429, too many requests and asks to wait 3,600 s"):
            fetcher.fetch(f"{site.url}{path}")
    assert site.paths() == ["/a"]
    assert clock.waits == [1.0]


def test_a_host_that_stays_busy_is_given_up(site, fetcher):
    site.routes["/a"] = Reply(b"", 503)
    with pytest.raises(BusyError, match="answered 503, server trouble"):
        fetcher.fetch(f"{site.url}/a")
    assert site.paths() == ["/a"] * 3


@pytest.mark.parametrize(
    ("status", "words"), [(404, "answered 404, not found"), (410, "gone"), (500, "server trouble")]
)
def test_other_answers_are_the_reason(site, fetcher, status, words):
    site.routes["/a"] = Reply(b"", status)
    with pytest.raises(FetchError, match=words):
        fetcher.fetch(f"{site.url}/a")
    assert site.paths() == ["/a"]


def test_nobody_listens(fetcher, clock):
    with Site() as site:
        url = site.url
    with pytest.raises(BusyError, match=r"127\.0\.0\.1 cannot be reached"):
        fetcher.fetch(f"{url}/a")
    assert clock.waits == [3.0, 5.0]


# Redirects


def test_redirects_are_followed_five_times(site, fetcher):
    site.routes.update({f"/{number}": moved(f"/{number + 1}", 301) for number in range(6)} | {"/5": b"x"})
    assert fetcher.fetch(f"{site.url}/0").url == f"{site.url}/5"
    site.routes["/5"] = moved("/6")
    site.routes["/6"] = b"x"
    with pytest.raises(RefusedError, match="more than 5 redirects"):
        fetcher.fetch(f"{site.url}/0")


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://127.0.0.2/", "127.0.0.2 is at 127.0.0.2, which is not a public address"),
        ("http://169.254.169.254/latest/meta-data/", "not a public address"),
        ("http://[::1]/", "not a public address"),
        ("http://[::ffff:127.0.0.2]/", "not a public address"),
        ("http://2130706434/", "not a public address"),
        ("http://0x7f000002/", "not a public address"),
        ("http://10.0.0.1:6379/", "not a public address"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://127.0.0.1/", "only http and https"),
        ("http://ada:secret@127.0.0.1/", "a name or a password"),
        ("", "without saying where to"),
    ],
)
def test_a_redirect_leads_nowhere_that_may_not_be_fetched(site, fetcher, to, reason):
    site.routes["/a"] = moved(to)
    with pytest.raises(FetchError, match=reason):
        fetcher.fetch(f"{site.url}/a")


def test_a_name_that_changes_its_address_between_two_looks_does_not_help(site, clock):
    """DNS rebinding: the address that is judged is the one that is connected to, each time."""
    answers = [["127.0.0.1"], ["127.0.0.9"]]
    site.routes["/a"] = b"x"
    port = site.url.rpartition(":")[2]

    def resolver(*_):
        return answers.pop(0) if len(answers) > 1 else answers[0]

    with Fetcher(networks(["127.0.0.1"]), clock=clock, resolver=resolver) as fetcher:
        site.routes["/robots.txt"] = Reply(b"", 200, {"Connection": "close"})
        with pytest.raises(RefusedError, match=r"courier\.example is at 127\.0\.0\.9"):
            fetcher.fetch(f"http://courier.example:{port}/a")
    assert [(path, headers["Host"]) for path, headers in site.asked] == [("/robots.txt", f"courier.example:{port}")]


def test_without_the_setting_this_machine_is_refused(site, clock):
    with Fetcher(clock=clock) as fetcher, pytest.raises(RefusedError, match="not a public address"):
        fetcher.fetch(f"{site.url}/a")
    assert site.asked == []


# Limits


def endless(block, pause=0.0):
    def write(site):
        def send(handler):
            handler.send_response(200)
            handler.end_headers()
            try:
                while not site.wait(pause):
                    handler.wfile.write(block)
            except OSError:
                pass

        return Reply(write=send)

    return write


def test_an_endless_page_is_left_when_it_is_too_large(site, fetcher):
    site.routes["/a"] = endless(b"x" * 10_000)(site)
    with pytest.raises(FetchError, match="larger than 0 MB"):
        fetcher.fetch(f"{site.url}/a")


@pytest.mark.parametrize("block", [b"x", b""])
def test_a_page_that_trickles_or_stalls_is_left_when_its_time_is_up(site, clock, block):
    site.routes["/a"] = endless(block, 0.02)(site)
    limits = Limits(connect=1, stall=0.2, total=0.4, attempts=1)
    with Fetcher(networks(["127.0.0.1"]), limits=limits, clock=clock) as fetcher:
        begun = time.monotonic()
        with pytest.raises(BusyError, match="did not answer in time"):
            fetcher.fetch(f"{site.url}/a")
        assert time.monotonic() - begun < 2


def test_headers_that_trickle_are_left_too(site, clock):
    def send(handler):
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
            while not site.wait(0.02):
                handler.wfile.write(b"x")
        except OSError:
            pass

    site.routes["/a"] = Reply(write=send)
    limits = Limits(connect=1, stall=0.2, total=0.4, attempts=1)
    with (
        Fetcher(networks(["127.0.0.1"]), limits=limits, clock=clock) as fetcher,
        pytest.raises(BusyError, match="did not answer in time"),
    ):
        fetcher.fetch(f"{site.url}/a")


def test_a_packed_page_is_unpacked(site, fetcher):
    site.routes["/a"] = Reply(gzip.compress(b"<p>One.</p>", mtime=0), headers={"Content-Encoding": "gzip"})
    assert fetcher.fetch(f"{site.url}/a").data == b"<p>One.</p>"


def bomb():
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(b"\0" * 50_000_000) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "data", "reason"),
    [
        ("gzip", bomb(), "larger than"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "packed in a way that was not asked for"),
        ("br", b"x", "packed in a way that was not asked for"),
        ("gzip", b"no gzip at all", "damaged"),
        ("gzip", gzip.compress(b"x" * 1000, mtime=0)[:-12], "ended early"),
    ],
)
def test_what_is_packed_badly_or_to_do_harm_is_refused(site, fetcher, encoding, data, reason):
    site.routes["/a"] = Reply(data, headers={"Content-Encoding": encoding})
    with pytest.raises(FetchError, match=reason):
        fetcher.fetch(f"{site.url}/a")


def test_what_speaks_no_http_is_left(site, fetcher):
    site.routes["/a"] = Reply(write=lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n"))
    with pytest.raises(BusyError, match="cannot be reached"):
        fetcher.fetch(f"{site.url}/a")


def test_a_page_cut_off_is_not_taken_for_whole(site, fetcher):
    def send(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    site.routes["/a"] = Reply(write=send)
    with pytest.raises(BusyError):
        fetcher.fetch(f"{site.url}/a")
    assert site.paths() == ["/a"] * 3
