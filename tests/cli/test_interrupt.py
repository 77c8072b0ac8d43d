"""Ctrl-C: raised once for an impatient double press, remembered until dealt with."""

from __future__ import annotations

import signal

import pytest

from assistant.cli import interrupt


@pytest.fixture(autouse=True)
def watched():
    before = signal.getsignal(signal.SIGINT)
    interrupt.clear()
    interrupt.watch()
    yield
    interrupt.clear()
    interrupt._at_once.clear()  # or the end of a later test would be the end of pytest
    signal.signal(signal.SIGINT, before)


def press(times=1):
    for _ in range(times):
        signal.raise_signal(signal.SIGINT)


def test_it_is_remembered_until_somebody_has_dealt_with_it():
    with pytest.raises(KeyboardInterrupt):
        press()
    assert interrupt.is_pressed()
    interrupt.clear()
    assert not interrupt.is_pressed()
    assert interrupt.must_leave_at_once()
    with pytest.raises(KeyboardInterrupt):
        press()


def test_a_double_press_does_not_cut_the_tidying_up_short():
    with pytest.raises(KeyboardInterrupt):
        press()
    press(2)


def test_a_later_press_counts_again(monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        press()
    monkeypatch.setattr(interrupt, "DOUBLE", 0.0)
    with pytest.raises(KeyboardInterrupt):
        press()
