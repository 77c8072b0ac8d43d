"""From files to a searchable archive: nothing twice, nothing lost, and old citations keep resolving."""

from __future__ import annotations

import json

import pytest
from scripted import BagOfWords

from assistant.archive.assistant import Assistant
from assistant.errors import ArchiveError, InputError
from assistant.intake import store
from assistant.schema.events import Progress


@pytest.fixture
def archive(tmp_path):
    with Assistant.open(tmp_path / "index", embedder=BagOfWords()) as assistant:
        yield assistant


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.txt").write_text(
        "Bridge closes\n\nThe bridge over the Lenn closes. Repairs cost 4 million crowns."
    )
    (folder / "ferry.txt").write_text("Ferry runs\n\nA ferry takes people across while the bridge is closed.")
    return folder


def line(key, text, **fields):
    return json.dumps({"id": key, "title": f"About {key}", "text": text, **fields}) + "\n"


def counts(report):
    return report.added, report.updated, report.unchanged, len(report.skipped)


def stored(archive):
    return sorted((one.article_id, one.version, one.passages) for one in archive.holdings.sources())


def healthy(archive):
    status = archive.holdings.status()
    return status.problems == () and status.pending == 0 and status.vectors == status.coverage.passages


def test_the_same_again_is_nothing_to_do(archive, folder):
    first = archive.ingest([folder])
    before = stored(archive)
    assert counts(first) == (2, 0, 0, 0)
    assert first.passages == sum(passages for _, _, passages in before)
    again = archive.ingest([folder])
    assert (*counts(again), again.passages) == (0, 0, 2, 0, 0)
    assert stored(archive) == before
    assert healthy(archive)


def test_an_edited_file_is_a_new_version_and_old_citations_still_resolve(archive, folder):
    archive.ingest([folder])
    old = archive.search("What do the repairs cost?", k=5)
    path = folder / "bridge.txt"
    path.write_text(path.read_text().replace("4 million", "9 million"))
    assert counts(archive.ingest([folder])) == (0, 1, 1, 0)
    new = archive.search("What do the repairs cost?", k=5)
    assert "9 million" in new[0].quote
    assert new[0].version == 2
    assert not any("4 million" in one.quote for one in new)
    for one in old + new:
        article = archive.holdings.article(f"{one.article_id}@{one.version}")
        assert article.text[one.start : one.end] == one.quote
    assert healthy(archive)


def test_an_article_met_twice_in_one_run_is_stored_once(archive, tmp_path):
    path = tmp_path / "wire.jsonl"
    path.write_text(line("a", "One text.") + line("b", "Another text.") + line("a", "One text."))
    assert counts(archive.ingest([path, path])) == (2, 0, 4, 0)
    assert counts(archive.ingest([path])) == (0, 0, 3, 0)
    assert healthy(archive)


def test_twice_with_another_date_is_another_version(archive, tmp_path):
    path = tmp_path / "wire.jsonl"
    path.write_text(line("a", "One text.") + line("a", "One text.", published="2026-01-28"))
    assert counts(archive.ingest([path])) == (1, 1, 0, 0)
    assert archive.holdings.article("a").published == "2026-01-28"


def test_what_cannot_be_taken_is_reported_and_the_rest_goes_on(archive, folder):
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    (folder / "empty.txt").write_text("")
    (folder / "wire.jsonl").write_text(line("good", "A good line.") + '{"text": "cut of' + "\n" + line("more", "More."))
    report = archive.ingest([folder])
    assert counts(report) == (4, 0, 0, 3)
    names = [one.where.removeprefix(f"{folder}/") for one in report.skipped]
    assert names == ["empty.txt", "photo.jpg", "wire.jsonl:2"]
    assert all(one.reason for one in report.skipped)
    assert healthy(archive)


def test_an_empty_folder_is_an_error(archive, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="No articles were found"):
        archive.ingest([tmp_path / "empty"])


def test_a_missing_path_is_an_error_before_anything_is_stored(archive, folder):
    with pytest.raises(InputError, match="no file or folder"):
        archive.ingest([folder, folder / "missing"])
    assert stored(archive) == []


class Stopping(BagOfWords):
    """Is interrupted at the given call, once."""

    def __init__(self, at: int) -> None:
        self.left = at

    def embed(self, texts):
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        return super().embed(texts)


@pytest.fixture
def wire(tmp_path, monkeypatch):
    """Eleven articles that are embedded in batches of four."""
    monkeypatch.setattr(store, "BATCH_PASSAGES", 4)
    path = tmp_path / "wire.jsonl"
    path.write_text("".join(line(f"n{number:02}", f"Number {number} happened.") for number in range(11)))
    return path


@pytest.mark.parametrize(("at", "kept"), [(1, 0), (2, 4), (3, 8)])
def test_a_stopped_ingest_keeps_whole_batches_and_goes_on_where_it_was(tmp_path, wire, at, kept):
    with Assistant.open(tmp_path / "index", embedder=Stopping(at)) as archive:
        with pytest.raises(KeyboardInterrupt):
            archive.ingest([wire])
        assert stored(archive) == [(f"n{number:02}", 1, 1) for number in range(kept)]
        assert healthy(archive)
        assert counts(archive.ingest([wire])) == (11 - kept, 0, kept, 0)
        assert stored(archive) == [(f"n{number:02}", 1, 1) for number in range(11)]
        assert healthy(archive)


def test_progress_tells_what_is_done(archive, wire):
    events = []
    archive.ingest([wire], listener=events.append)
    told = [event for event in events if isinstance(event, Progress) and event.task == "ingesting"]
    size = wire.stat().st_size
    assert [(event.done, event.total, event.unit) for event in told] == [(size, size, "bytes")] * 3
    assert [event.pace.split(",")[0] for event in told] == ["4 articles", "8 articles", "11 articles"]
    assert all(event.pace.endswith(" passages/s") for event in told)


def test_a_report_tells_the_seconds_of_each_stage(archive, wire):
    report = archive.ingest([wire])
    assert list(report.stages) == ["read", "split", "embed", "store", "index"]
    assert all(seconds > 0 for seconds in report.stages.values())
    again = archive.ingest([wire])
    assert again.stages["read"] > 0
    assert (again.stages["split"], again.stages["embed"], again.stages["store"]) == (0, 0, 0)


def test_another_embedder_is_refused_and_changes_nothing(archive, folder, tmp_path):
    archive.ingest([folder])

    class Other(BagOfWords):
        name = "other"

    with Assistant.open(tmp_path / "index", embedder=Other()) as other:
        for act in (lambda: other.ingest([folder]), lambda: other.search("Anything?")):
            with pytest.raises(ArchiveError, match="built with the embedder bag-of-words, not other"):
                act()
    assert healthy(archive)


def test_a_removed_article_can_come_back(archive, folder):
    archive.ingest([folder])
    (key,) = (one.article_id for one in archive.holdings.sources() if one.title.startswith("Ferry"))
    assert archive.holdings.remove([key]) == 1
    assert "ferry" not in " ".join(one.quote for one in archive.search("Who takes the ferry?", k=5)).lower()
    assert counts(archive.ingest([folder])) == (1, 0, 1, 0)
    assert "ferry" in archive.search("Who takes the ferry?", k=1)[0].quote
    assert healthy(archive)


def test_two_texts_under_one_id_are_two_versions_however_often_they_are_taken_in(archive, tmp_path):
    both, other = tmp_path / "both.jsonl", tmp_path / "other.jsonl"
    both.write_text(line("a", "Nine were hurt.") + line("a", "Ten were hurt."))
    other.write_text(line("a", "Eleven were hurt."))
    assert counts(archive.ingest([both, other])) == (1, 2, 0, 0)
    for _ in range(3):
        assert counts(archive.ingest([both, other])) == (0, 0, 3, 0)
        assert archive.holdings.article("a").text == "Eleven were hurt."
    assert len(archive.holdings.history("a")) == 3
    assert healthy(archive)


def test_an_edit_taken_back_in_a_document_is_a_version_again(archive, folder):
    path = folder / "bridge.txt"
    first = path.read_text()
    archive.ingest([folder])
    key = next(one.article_id for one in archive.holdings.sources() if "bridge" in one.article_id)
    for text in (first.replace("4 million", "9 million"), first):
        path.write_text(text)
        assert counts(archive.ingest([folder])) == (0, 1, 1, 0)
    assert archive.holdings.article(key).text == archive.holdings.article(f"{key}@1").text
    assert counts(archive.ingest([folder])) == (0, 0, 2, 0)


def test_a_dated_record_that_goes_back_is_a_version_again(archive, tmp_path):
    path = tmp_path / "wire.jsonl"
    for hour, text in (("09", "Nine were hurt."), ("10", "Ten were hurt."), ("11", "Nine were hurt.")):
        path.write_text(line("a", text, updated=f"2026-02-03T{hour}:00:00Z"))
        archive.ingest([path])
    assert [one.text for one in archive.holdings.history("a")] == [
        "Nine were hurt.",
        "Ten were hurt.",
        "Nine were hurt.",
    ]


def test_what_is_skipped_beyond_a_bound_is_counted_only(archive, folder, monkeypatch):
    monkeypatch.setattr(store, "LISTED_SKIPPED", 3)
    for n in range(5):
        (folder / f"e{n}.txt").write_bytes(b"")
    report = archive.ingest([folder])
    assert counts(report) == (2, 0, 0, 3)
    assert (report.unlisted, report.skips) == (2, 5)
