"""Copies and standings in answers: of one story only the original is evidence; who cites one says how it stands.

A passage of a copy gives way to the passage of the original that says the same. What a copy adds, a paragraph of its
own or another figure, stays: it is evidence like any other, of the same origin. Cost: a look into the
catalogue where there are no copies; 0.3 ms a passage of a copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.schema.answers import Citation
from assistant.schema.articles import EVERYTHING, Filters, Passage, Standing
from assistant.storage.catalogue import Catalogue
from assistant.storage.copies.clusters import Copy
from assistant.storage.copies.shingles import Text, take_apart
from assistant.storage.versions import Mark

SAID = 0.4
"""Share of a passage's runs of words in the original from which on it says the same; the figures must all be there."""
LONGEST_NOTE = 200
"""Characters of an editor's note that stand under a citation."""


def fold(catalogue: Catalogue, found: Mapping[str, float], filters: Filters) -> dict[str, float]:
    """Put passages of originals in the place of those of their copies, by passage id, each with its best score.

    The original is the first within the filters; one that was retracted only where there is no other.
    """
    clusters = catalogue.copies.clusters({_article(key) for key in found})
    originals: dict[int, str] = {}
    for cluster in set(clusters.values()):
        members = catalogue.copies.members(cluster, filters)
        members.sort(key=lambda one: one.standing is Standing.RETRACTED)
        originals[cluster] = members[0].article_id if members else ""
    away = {key: originals[clusters[_article(key)]] for key in found if _article(key) in clusters}
    away = {key: original for key, original in away.items() if original not in ("", _article(key))}
    said = {original: _parts(catalogue, original) for original in set(away.values())}
    places = {one.id: _place(one, said[away[one.id]]) for one in catalogue.passages.get(list(away))}
    folded: dict[str, float] = {}
    for key, score in found.items():
        place = places.get(key, key)
        folded[place] = max(folded.get(place, 0.0), score)
    return folded


def _article(passage_id: str) -> str:
    return passage_id.partition("@")[0]


def _parts(catalogue: Catalogue, article_id: str) -> dict[str, Text]:
    return {passage.id: take_apart(passage.text) for _, passage, _ in catalogue.passages.of_article(article_id)}


def _place(passage: Passage, original: Mapping[str, Text]) -> str:
    """Return the passage of the original that says what a copy's passage says, or the copy's where none does."""
    text = take_apart(passage.text)
    runs = {run for part in original.values() for run in part.runs}
    figures = {fact for part in original.values() for fact in part.facts}
    missing = {fact for fact in text.facts - figures if fact[:1].isdigit()}
    if not text.runs or missing or len(text.runs & runs) < SAID * len(text.runs):
        return passage.id
    return max(original, key=lambda key: len(text.runs & original[key].runs))


def retracted(catalogue: Catalogue, passage_ids: Iterable[str]) -> set[str]:
    """Return which of these passages are of retracted articles."""
    ids = list(passage_ids)
    marks = catalogue.versions.marks({_article(key) for key in ids})
    gone = {key for key, mark in marks.items() if mark.standing is Standing.RETRACTED}
    return {key for key in ids if _article(key) in gone}


def origins(catalogue: Catalogue, article_ids: Iterable[str]) -> dict[str, str]:
    """Return what each article is a telling of: a name that an article shares with its copies only."""
    ids = set(article_ids)
    clusters = catalogue.copies.clusters(ids)
    return {key: f"#{clusters[key]}" if key in clusters else key for key in ids}


def marked(catalogue: Catalogue, citations: Sequence[Citation], known_by: str = "") -> tuple[Citation, ...]:
    """Return citations with how their stories stand today, and which other outlets ran them, by that day.

    One of an article that is not in the archive any more says what it said.
    """
    ids = catalogue.versions.existing({one.article_id for one in citations})
    clusters = catalogue.copies.clusters(ids)
    filters = Filters(known_by=known_by) if known_by else EVERYTHING
    members = {cluster: catalogue.copies.members(cluster, filters) for cluster in set(clusters.values())}
    marks = catalogue.versions.marks(ids | {each[0].article_id for each in members.values() if each})
    return tuple(
        _marked(one, marks, members.get(clusters.get(one.article_id, 0), [])) if one.article_id in ids else one
        for one in citations
    )


def _marked(citation: Citation, marks: Mapping[str, Mark], members: Sequence[Copy]) -> Citation:
    mine = next((one.outlet for one in members if one.article_id == citation.article_id), citation.publisher)
    also = tuple(dict.fromkeys(one.outlet for one in members if one.outlet != mine))
    mark = marks.get(citation.article_id)
    if mark is None and members and (mark := marks.get(members[0].article_id)):
        said = f"{members[0].outlet}, where this comes from"
        mark = Mark(mark.standing, f"{said}: {mark.note}" if mark.note else said)
    if mark is None:
        return replace(citation, standing=Standing.GOOD, note="", also=also)
    return replace(citation, standing=mark.standing, note=_short(mark.note), also=also)


def _short(note: str) -> str:
    text = " ".join(note.split())
    return text if len(text) <= LONGEST_NOTE else f"{text[: LONGEST_NOTE - 1].rstrip()}…"
