"""How sure an answer is, whatever the weights are."""

from __future__ import annotations

import math

import pytest
from pieces import piece

from assistant.answering import confidence
from assistant.answering.question import analyse
from assistant.answering.support import DirectAnswer, signals

ASKED = analyse("How many people were hurt in Velm?", lambda _: 0.1)
HURT = piece("Three people were hurt in Velm.")


@pytest.fixture
def weigh(monkeypatch):
    """Put other weights in the place of the fitted ones."""

    def weigh(bias, **weights):
        monkeypatch.setattr(confidence, "BIAS", bias)
        monkeypatch.setattr(confidence, "WEIGHTS", weights)

    return weigh


@pytest.mark.parametrize(("odds", "chance"), [(1, 0.5), (3, 0.75), (1 / 3, 0.25), (99, 0.99)])
def test_the_bias_is_the_log_odds_of_an_answer_of_which_nothing_is_known(weigh, odds, chance):
    weigh(math.log(odds))
    assert confidence.confidence({"anything": 7.0}) == pytest.approx(chance)


def test_each_signal_adds_its_weight_to_the_log_odds(weigh):
    weigh(-1.0, fresh=2.0, weakest=0.5)
    chance = confidence.confidence({"fresh": 1.0, "weakest": -3.0, "other": 100.0})
    assert math.log(chance / (1 - chance)) == pytest.approx(-1.0 + 2.0 * 1.0 + 0.5 * -3.0)


def test_more_of_a_good_signal_is_never_less_sure(weigh):
    weigh(-2.0, agreeing=0.7)
    chances = [confidence.confidence({"agreeing": float(number)}) for number in range(5)]
    assert chances == sorted(set(chances))
    assert all(0 < chance < 1 for chance in chances)


def test_a_signal_that_is_missing_is_an_error_and_no_zero(weigh):
    weigh(0.0, fresh=1.0)
    with pytest.raises(KeyError):
        confidence.confidence({})


@pytest.mark.parametrize("rests_on", [(HURT,), ()], ids=["supported", "unsupported"])
@pytest.mark.parametrize("logprobs", [(), (-1e9,), (0.0,)], ids=["untold", "hopeless", "certain"])
def test_the_fitted_weights_weigh_signals_that_there_are_and_give_a_chance(rests_on, logprobs):
    found = signals(ASKED, DirectAnswer("Three", logprobs, rests_on), [HURT] if rests_on else [], lambda _: 0.0)
    assert set(confidence.WEIGHTS) <= set(found)
    assert 0 < confidence.confidence(found) < 1
