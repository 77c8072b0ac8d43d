"""Dates: read when there is one way to read them, else empty."""

import pytest

from assistant.ingestion.timestamps import normalise


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-01-28", "2026-01-28"),
        ("20260128", "2026-01-28"),
        ("2022/05/08", "2022-05-08"),
        ("2022/5/8 10:30", "2022-05-08"),
        ("2026-01-28T10:00:00+01:00", "2026-01-28T09:00:00+00:00"),
        ("2026-01-28 10:00:00Z", "2026-01-28T10:00:00+00:00"),
        ("2026-01-28T23:30:00.123-05:00", "2026-01-29T04:30:00+00:00"),
        ("2026-01-28T10:00:00", "2026-01-28"),
        ("28 January 2026", "2026-01-28"),
        ("Wednesday, 28 January 2026", "2026-01-28"),
        ("28th Jan. 2026, 10:15", "2026-01-28"),
        ("January 28, 2026", "2026-01-28"),
        ("Sept. 3, 2025 at 5 p.m.", "2025-09-03"),
        ("may 1 2024", "2024-05-01"),
        ("Wed, 28 Jan 2026 10:00:00 +0100", "2026-01-28T09:00:00+00:00"),
        ("28 Jan 2026 10:00:00 GMT", "2026-01-28T10:00:00+00:00"),
        ("28/01/2026", "2026-01-28"),
        ("01/28/2026", "2026-01-28"),
        ("28.1.2026", "2026-01-28"),
        ("03/03/2026", "2026-03-03"),
    ],
)
def test_readable(written, expected):
    assert normalise(written) == expected
    assert normalise(expected) == expected


@pytest.mark.parametrize(
    "written",
    ["", "  ", "01/02/2026", "1.2.2026", "31 February 2026", "2026-13-01", "yesterday", "28 January", "2026", "2026-01",
     "1612010100", "1650000000", "0001-01-01T00:00:00+14:00", "28 January 26", "x" * 500, "Wed, 99 Jan 2026 10:00:00",
     "Janitor 28, 2026"],
)  # fmt: skip
def test_unreadable_or_ambiguous(written):
    assert normalise(written) == ""
