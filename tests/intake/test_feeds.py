"""Feeds followed over a real server: what is new, corrected, unchanged, gone; nothing lost and nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from courier import corrected, feed, publish, stories
from scripted import BagOfWords
from site_on_loopback import Reply, Site

from assistant.archive.assistant import Assistant
from assistant.errors import ArchiveError, InputError
from assistant.schema.feeds import PageOutcome
from assistant.storage.locks import feeds_lock
from assistant.storage.side_files.feeds import DAY, MOST_FAILURES, FeedStore

HELPERS = Path(__file__).parents[1] / "helpers"


def counts(refreshed):
    return {outcome.value: refreshed.count(outcome) for outcome in PageOutcome if refreshed.count(outcome)}


def follow(archive, site, path="/feed.xml", name="courier"):
    return archive.feeds().add(f"{site.url}{path}", name)[0]


def refresh(archive):
    (done,) = archive.feeds().refresh()
    return done


def stored(archive):
    return sorted((one.article_id, one.version, one.path) for one in archive.holdings.sources())


def failures(refreshed):
    return [(page.url, page.reason) for page in refreshed.pages if page.outcome is PageOutcome.FAILED]


def test_refreshed_three_times_with_one_story_corrected(archive, site):
    feed = follow(archive, site, "/")
    assert (feed.name, feed.kind, feed.title) == ("courier", "Atom", "The Larkmoor Courier")
    assert (feed.url, feed.site) == (f"{site.url}/feed.xml", f"{site.url}/")
    first = refresh(archive)
    assert (counts(first), first.listed, first.examined) == ({"new": 10}, 10, 10)
    ferry = next(page for page in first.pages if page.title.startswith("Ferry"))
    site.paths()

    assert counts(refresh(archive)) == {"unchanged": 10}
    assert site.paths() == ["/feed.xml"]

    told = stories()
    told[1] = replace(corrected(told[1]), title="Ferry carries 84 people")
    publish(site, told)
    second = refresh(archive)
    assert counts(second) == {"updated": 1, "unchanged": 9}
    assert site.paths() == ["/feed.xml", "/2026/11/story-1"]
    (page,) = second.pages
    assert (page.article_id, page.version, page.title) == (ferry.article_id, 2, "Ferry carries 84 people")
    assert "48 people" in archive.holdings.article(f"{ferry.article_id}@1").text
    assert "84 people" in archive.holdings.article(f"{ferry.article_id}@2").text
    assert len(archive.holdings.sources()) == 10
    assert archive.feeds().followed()[0].pages == 10


def test_an_entry_fills_in_what_its_page_leaves_out(archive, few):
    follow(archive, few)
    page = next(page for page in refresh(archive).pages if page.title.startswith("Ferry"))
    found = archive.holdings.article(page.article_id)
    assert (found.authors, found.publisher) == (("Ned Harker",), "The Larkmoor Courier")
    assert found.url == f"{few.url}/2026/11/story-1"
    assert found.day == "2026-11-11"


def test_a_page_met_by_another_way_is_the_same_article(archive, few):
    follow(archive, few)
    refresh(archive)
    before = stored(archive)
    report = archive.ingest([f"{few.url}/2026/11/story-2?utm_source=mail#top"])
    assert (report.added, report.updated, report.unchanged, report.skipped) == (0, 0, 1, ())
    assert stored(archive) == before


def test_a_page_that_fails_is_tried_again_though_the_feed_is_unchanged(archive, few):
    follow(archive, few)
    page = few.routes.pop("/2026/11/story-2")
    first = refresh(archive)
    assert counts(first) == {"new": 2, "failed": 1}
    assert failures(first) == [(f"{few.url}/2026/11/story-2", "answered 404, not found")]
    few.routes["/2026/11/story-2"] = page
    assert counts(refresh(archive)) == {"new": 1, "unchanged": 2}


def test_a_page_that_keeps_failing_is_given_up_until_its_entry_changes(archive, few):
    follow(archive, few)
    del few.routes["/2026/11/story-2"]
    for _ in range(MOST_FAILURES):
        assert counts(refresh(archive))["failed"] == 1
    assert counts(refresh(archive)) == {"unchanged": 2}
    told = stories()[:3]
    told[2] = replace(told[2], updated="2026-11-24T08:00:00+00:00")
    publish(few, told)
    assert counts(refresh(archive)) == {"new": 1, "unchanged": 2}


def test_a_silent_correction_is_found_within_a_day(archive, few, settings, monkeypatch):
    follow(archive, few)
    refresh(archive)
    few.routes["/2026/11/story-1"] = corrected(stories()[1]).page
    assert counts(refresh(archive)) == {"unchanged": 3}
    with FeedStore(settings.index) as store:
        store._db.execute("UPDATE pages SET checked = checked - ?", (DAY + 60,))
    few.paths()
    assert counts(refresh(archive)) == {"updated": 1, "unchanged": 2}
    assert len(few.paths()) == 4


def test_a_killed_refresh_loses_nothing_and_brings_nothing_twice(archive, site, settings):
    follow(archive, site)
    program = [sys.executable, str(HELPERS / "killed.py"), str(settings.index)]
    paths = os.pathsep.join([str(HELPERS), str(HELPERS.parents[1])])
    child = subprocess.Popen(program, env={**os.environ, "PYTHONPATH": paths})
    site.before = lambda path: child.send_signal(signal.SIGKILL) if path.startswith("/2026/11/story-5") else None
    assert child.wait(60) == -signal.SIGKILL
    site.before = lambda path: None
    assert len(archive.holdings.sources()) == 4  # the newest four were stored, each before the next was asked for
    site.paths()
    after = refresh(archive)
    assert counts(after) == {"new": 6, "unchanged": 4}
    assert len(site.paths()) == 7  # the feed, which is unchanged, and what was left
    assert [version for _, version, _ in stored(archive)] == [1] * 10
    status = archive.holdings.status()
    assert (status.pending, status.problems) == (0, ())


def test_killed_between_storing_and_ticking_off(archive, few, settings):
    follow(archive, few)
    refresh(archive)
    with FeedStore(settings.index) as store:
        store._db.execute("UPDATE entries SET due = 1")
        store._db.execute("DELETE FROM pages")
    assert counts(refresh(archive)) == {"unchanged": 3}
    assert [version for _, version, _ in stored(archive)] == [1] * 3


def whole(url, told, path="/full.json"):
    items = [
        {"id": one.path, "url": f"{url}{one.path}", "title": one.title, "date_published": one.published,
         "content_html": f"<p>{one.lead}</p><p>The council meets on Thursday evening to talk about it again.</p>"}
        for one in told
    ]  # fmt: skip
    import json

    document = {"version": "https://jsonfeed.org/version/1.1", "title": "The Larkmoor Courier", "items": items}
    return json.dumps(document).encode(), "application/feed+json"


def test_an_entry_that_is_whole_stands_in_for_a_page_that_cannot_be_had(archive, site):
    told = stories()[:2]
    site.routes["/full.json"] = whole(site.url, told)
    site.routes["/robots.txt"] = b"User-agent: *\nDisallow: /2026/11/story-0"
    assert follow(archive, site, "/full.json").kind == "JSON Feed"
    done = refresh(archive)
    assert counts(done) == {"new": 2}
    (own,) = [page for page in done.pages if page.reason]
    assert own.reason == "the feed's own text; the page: robots.txt asks that this page not be fetched"
    assert archive.holdings.article(own.article_id).text.startswith("A barge struck the swing bridge at 06:40")
    assert archive.holdings.article(own.article_id).url == f"{site.url}/2026/11/story-0"


def test_a_feed_may_not_speak_for_another_site(archive, site):
    told = stories()[:2]
    with Site("127.0.0.2") as other:
        other.routes["/evil.json"] = whole(site.url, told)
        publish(site, told)
        archive.ingest([f"{site.url}{told[0].path}"])
        del site.routes[told[0].path]
        follow(archive, other, "/evil.json")
        done = refresh(archive)
    assert failures(done) == [(f"{site.url}{told[0].path}", "answered 404, not found")]
    assert counts(done) == {"new": 1, "failed": 1}


def test_a_page_may_not_take_another_sites_address(archive, site):
    told = stories()[0]
    archive.ingest([f"{site.url}{told.path}"])
    (before,) = archive.holdings.sources()
    with Site("127.0.0.2") as other:
        link = f'<link rel="canonical" href="{site.url}{told.path}">'.encode()
        other.routes["/x"] = told.page.replace(b"<head>", b"<head>" + link).replace(b"06:40", b"09:99")
        report = archive.ingest([f"{other.url}/x"])
    assert report.added == 1
    assert "06:40" in archive.holdings.article(before.article_id).text


def test_only_the_newest_pages_of_a_long_list_are_taken(site, settings):
    with Assistant.open(settings=replace(settings, feed_pages=3), embedder=BagOfWords()) as archive:
        follow(archive, site)
        done = refresh(archive)
        assert (done.listed, done.examined, counts(done)) == (10, 3, {"new": 3})
        assert [page.title for page in done.pages] == [one.title for one in reversed(stories()[-3:])]
        report = archive.ingest([f"{site.url}/feed.xml"])
        assert (report.added, report.unchanged) == (0, 3)


def sitemap(entries, root="urlset", child="url"):
    body = "".join(f"<{child}><loc>{loc}</loc><lastmod>{day}</lastmod></{child}>" for loc, day in entries)
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</{root}>'.encode(), "application/xml"


def test_a_sitemap_index_is_followed_like_a_feed(archive, site):
    pages = [(f"{site.url}{one.path}", one.published) for one in stories()[:4]]
    site.routes["/maps.xml"] = sitemap(
        [(f"{site.url}/new.xml", "2026-11-20"), (f"{site.url}/old.xml", "2026-11-15")], "sitemapindex", "sitemap"
    )
    site.routes["/new.xml"] = sitemap(pages[2:])
    site.routes["/old.xml"] = sitemap(pages[:2])
    assert follow(archive, site, "/maps.xml").kind == "sitemap index"
    assert counts(refresh(archive)) == {"new": 4}
    site.paths()
    assert counts(refresh(archive)) == {"unchanged": 4}
    assert site.paths() == ["/maps.xml", "/new.xml", "/old.xml"]
    site.routes["/old.xml"] = sitemap([(pages[1][0], "2026-11-23"), pages[0]])
    site.routes["/2026/11/story-1"] = corrected(stories()[1]).page
    assert counts(refresh(archive))["updated"] == 1


def test_what_cannot_be_followed(archive, site):
    site.routes["/bare"] = b"<html><body>No feed.</body></html>"
    with pytest.raises(InputError, match=r"There is no feed at .*, and the page names none"):
        follow(archive, site, "/bare")
    with pytest.raises(InputError, match="cannot be fetched: answered 404"):
        follow(archive, site, "/missing")
    site.routes["/broken"] = (b'{"version": "https://jsonfeed.org/version/1", "items": [', "application/json")
    with pytest.raises(InputError, match="not a JSON Feed that can be read"):
        follow(archive, site, "/broken")
    follow(archive, site)
    with pytest.raises(InputError, match="is followed already, as courier"):
        follow(archive, site, name="other")
    site.routes["/second.xml"] = feed(site.url, stories())
    with pytest.raises(InputError, match="There is a feed named 'courier' already"):
        follow(archive, site, "/second.xml")
    with pytest.raises(InputError, match="There is no feed 'nobody'"):
        archive.feeds().refresh(["nobody"])
    assert [one.name for one in archive.feeds().followed()] == ["courier"]


def test_a_feed_that_breaks_is_told_and_the_others_go_on(archive, site):
    follow(archive, site)
    site.routes["/second.xml"] = feed(site.url, stories()[:2])
    follow(archive, site, "/second.xml", "second")
    site.routes["/feed.xml"] = Reply(b"", 410)
    first, second = archive.feeds().refresh()
    assert (first.feed.problem, first.failed, counts(first)) == ("answered 410, gone", True, {})
    assert (second.failed, counts(second)) == (False, {"new": 2})
    site.routes["/feed.xml"] = b"<html><body>Moved.</body></html>"
    assert archive.feeds().refresh(["courier"])[0].feed.problem == "there is no feed at this address any more"


def test_one_refresh_at_a_time(archive, site, settings):
    follow(archive, site)
    with feeds_lock(settings.index), pytest.raises(ArchiveError, match="being refreshed by another process"):
        archive.feeds().refresh()


def test_removed_feeds_leave_their_articles(archive, few):
    follow(archive, few)
    refresh(archive)
    assert [feed.name for feed in archive.feeds().remove([f"{few.url}/feed.xml"])] == ["courier"]
    assert archive.feeds().followed() == []
    assert len(archive.holdings.sources()) == 3
    with pytest.raises(InputError, match="No feeds are followed"):
        archive.feeds().refresh()
    follow(archive, few)
    few.paths()
    assert counts(refresh(archive)) == {"unchanged": 3}


def test_addresses_beside_files_and_what_could_not_be_had(archive, site, tmp_path):
    (tmp_path / "note.txt").write_text("A note\n\nThe market moves to Quay Street on Saturday.")
    site.routes["/picture"] = (b"\x89PNG\r\n\x1a\n\0\0", "image/png")
    report = archive.ingest([
        tmp_path / "note.txt", f"{site.url}/2026/11/story-0", f"{site.url}/picture", f"{site.url}/missing",
        "http://169.254.169.254/latest/", "ftp://courier.example/a",
    ])  # fmt: skip
    assert (report.added, report.passages) == (2, 2)
    assert [one.where.removeprefix(site.url) for one in report.skipped] == [
        "/picture", "/missing", "http://169.254.169.254/latest/", "ftp://courier.example/a",
    ]  # fmt: skip
    assert "answered 404, not found" in report.skipped[1].reason
    assert "not a public address" in report.skipped[2].reason
    assert report.skipped[3].reason == "only http and https are fetched"


def test_a_page_in_the_encoding_that_its_server_names(archive, site):
    page = stories()[0].page.decode().replace("bent two", "verbog für immer zwei").encode("cp1252")
    site.routes["/latin"] = (page, "text/html; charset=windows-1252")
    report = archive.ingest([f"{site.url}/latin"])
    assert report.added == 1
    assert "verbog für immer" in archive.holdings.article(archive.holdings.sources()[0].article_id).text
