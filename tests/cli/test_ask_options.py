"""What `ask` passes on to the archive, and the threshold in its settings."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("typed", "day"), [((), ""), (("--as-of", "2026-01-28"), "2026-01-28"), (("--as-of", "2026-02"), "2026-02-28")]
)
def test_the_day_of_asking_reaches_the_archive(run, fake, typed, day):
    assert run("ask", "what", "happened?", *typed).exit_code == 0
    assert fake.options == {"as_of": day, "choices": ()}


def test_choices_reach_the_archive(run, fake):
    assert run("ask", "who?", "--choice", "Ada Brook", "--choice", "Tom").exit_code == 0
    assert fake.options == {"as_of": "", "choices": ["Ada Brook", "Tom"]}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("1.01", "it must be from 0 to 1"),
        ("-0.1", "it must be from 0 to 1"),
        ("nan", "it must be from 0 to 1"),
        ("sure", "could not convert string to float: 'sure'"),
    ],
)
def test_a_threshold_that_is_no_chance_is_refused(run, fake, monkeypatch, value, why):
    monkeypatch.setenv("ASSISTANT_THRESHOLD", value)
    result = run("ask", "q")
    assert (result.exit_code, result.stdout, fake.asked) == (4, "", [])
    assert result.stderr == (
        f"error: Setting threshold = '{value}' (environment ASSISTANT_THRESHOLD) does not fit: {why}\n"
        "hint: Correct the value.\n"
    )


@pytest.mark.parametrize("value", [0, 0.6, 1])
def test_the_threshold_is_set_in_the_settings_file(run, fake, home, value):
    (home / "config.toml").write_text(f"threshold = {value}\n")
    assert run("ask", "q").exit_code == 0
    assert fake.settings.threshold == value
