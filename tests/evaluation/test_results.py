"""The results file: whatever happens to it, finished rows are kept and no other file is harmed."""

from __future__ import annotations

import pytest
from measured import RUN, row

from assistant.errors import InputError
from assistant.evaluation import results

ROWS = [row(1, direct="Idaho", citations=[{"number": 1, "quote": "“é”\u2028"}]), row(2, "ABSTAINED"), row(3, "")]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "out.jsonl"
    for one in ROWS:
        results.append(path, one)
    return path


def test_rows_come_back_as_they_were(path):
    assert results.read(path) == ROWS
    assert list(results.resume(path, RUN).values()) == ROWS
    assert len(path.read_text().splitlines()) == 3


def test_wherever_a_stop_cuts_the_last_line_the_others_are_kept_and_more_can_be_added(path):
    whole = path.read_bytes()
    first = whole.index(b"\n", whole.index(b"\n") + 1) + 1
    for cut in (*range(first, first + 12), *range(first, len(whole), 17), len(whole) - 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        kept = list(results.resume(path, RUN).values())
        assert kept == ROWS[: 3 if cut == len(whole) - 1 else 2]
        for one in ROWS[len(kept) :]:
            results.append(path, one)
        assert path.read_bytes() == whole


def test_no_file_is_an_empty_one(tmp_path):
    assert results.resume(tmp_path / "new.jsonl", RUN) == {}
    assert not (tmp_path / "new.jsonl").exists()


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (RUN | {"model": "other"}, "holds results with model m; this run has model other."),
        (RUN | {"archive": "def"}, "holds results with archive abc; this run has archive def."),
        (RUN | {"new": 1}, "holds results with new nothing; this run has new 1."),
        ({"kind": "retrieval"}, "holds results with kind answers; this run has kind retrieval."),
    ],
)
def test_rows_of_another_run_are_refused(path, run, said):
    before = path.read_bytes()
    with pytest.raises(InputError) as caught:
        results.resume(path, run)
    assert caught.value.message == f"{path} {said}"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text", ["My notes", '{"question": "a?"}', '{"run": {}}\n', "[1]\n{\n", '{"run": 1, "file": "']
)
def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path, text):
    path = tmp_path / "notes"
    path.write_text("a line of mine\n" + text)
    with pytest.raises(InputError, match="not a row of `assistant eval`"):
        results.resume(path, RUN)
    assert path.read_text() == "a line of mine\n" + text


def test_what_cannot_be_read_or_written(tmp_path):
    for act in (lambda: results.read(tmp_path), lambda: results.append(tmp_path / "no" / "where", ROWS[0])):
        with pytest.raises(InputError, match="The results file"):
            act()
