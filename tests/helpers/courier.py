"""The Larkmoor Courier, a newspaper that does not exist: ten stories as pages, and a feed of them. Our own words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

FACTS = (
    ("Swing bridge shut after barge strike", "A barge struck the swing bridge at 06:40 and bent two of its girders."),
    ("Ferry takes over from bridge", "The ferry Wren will carry 48 people every twenty minutes from Monday."),
    ("School meals to cost less", "School meals in Larkmoor will cost 1.80 crowns from January, 40 cents less."),
    ("Heron census finds record", "Volunteers counted 212 herons on the marsh, the most since 1987."),
    ("Library opens on Sundays", "The library will open on Sundays from noon to five, the council decided by 9 to 4."),
    ("Mill fire was an accident", "The fire at Harrowick Mill began in a drying oven, the fire service said."),
    ("Choir wins regional prize", "The Larkmoor choir won the prize in Tannerby with a song cycle by Ida Voss."),
    ("Water pipe bursts in Quay Street", "A water pipe from 1931 burst in Quay Street and flooded eleven cellars."),
    ("Lighthouse keeper retires", "Oskar Lind, keeper of the lighthouse for 34 years, retires on Friday aged 66."),
    ("Cider harvest is late", "Growers expect the harvest two weeks late and a fifth smaller than last year."),
)


@dataclass(frozen=True)
class Story:
    """One story: ``path`` on the site, and what the page and the feed say."""

    path: str
    title: str
    lead: str
    published: str
    updated: str = ""

    @property
    def page(self) -> bytes:
        more = (
            "<p>Mayor Ada Brook said that the town had been told in good time and would decide next week.</p>"
            "<p>Our reporter spoke with a dozen people at the market; most of them had heard of it before.</p>"
        )
        modified = f'<meta property="article:modified_time" content="{self.updated}">' if self.updated else ""
        return (
            f'<!DOCTYPE html><html lang="en"><head><title>{escape(self.title)}</title>'
            f'<meta property="og:site_name" content="The Larkmoor Courier">'
            f'<meta property="article:published_time" content="{self.published}">{modified}'
            '<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body><nav>Home News</nav>'
            f"<article><h1>{escape(self.title)}</h1><p>{escape(self.lead)}</p>{more}</article></body></html>"
        ).encode()


def stories() -> list[Story]:
    return [
        Story(f"/2026/11/story-{number}", title, lead, f"2026-11-{number + 10:02}T08:00:00+00:00")
        for number, (title, lead) in enumerate(FACTS)
    ]


def corrected(story: Story) -> Story:
    """The same story, set right a day later."""
    return replace(story, lead=story.lead.replace("48 people", "84 people"), updated="2026-11-23T09:30:00+00:00")


def feed(url: str, told: list[Story]) -> tuple[bytes, str]:
    """An Atom feed, newest first."""
    entries = "".join(
        f"<entry><id>tag:courier,{story.path}</id><title>{escape(story.title)}</title>"
        f'<link href="{url}{story.path}?utm_source=feed"/><author><name>Ned Harker</name></author>'
        f"<published>{story.published}</published><updated>{story.updated or story.published}</updated>"
        f"<summary>{escape(story.lead)}</summary></entry>"
        for story in reversed(told)
    )
    body = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>The Larkmoor Courier</title>{entries}</feed>"
    )
    return body.encode(), "application/atom+xml"


def publish(site, told: list[Story]) -> None:
    """Put a feed and its pages on a site. A page is the same with and without what tells how one came."""
    site.routes["/"] = told[0].page
    site.routes["/feed.xml"] = feed(site.url, told)
    for story in told:
        site.routes[story.path] = story.page
