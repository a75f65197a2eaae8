"""What the planner promises is checked by running what it asks for, many times."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.analysis.compare.means import paired
from sim.analysis.compare.planner import Pilot, enough_repeats, pilot_of, worlds_for, worlds_to_see
from sim.analysis.precision import Components, best_estimate

SHAPE = (2.0, 18.0)  # of the worlds' chances: mean 10%


def runs(rng, worlds, repeats, more=0.0):
    """Base and other on the same luck, the other with a chance higher by ``more`` of itself."""
    chances, luck = rng.beta(*SHAPE, (worlds, 1)), rng.random((worlds, repeats))
    return luck < chances, luck < (1 + more) * chances


def test_components_are_those_of_the_beta():
    rng = np.random.default_rng(1)
    pilot = pilot_of(runs(rng, 200_000, 4)[0]).parts
    beta = stats.beta(*SHAPE)
    assert pilot.between == pytest.approx(beta.var(), rel=0.1)
    assert pilot.within == pytest.approx(beta.mean() - beta.moment(2), rel=0.02)


@pytest.mark.parametrize("repeats, half", [(2, 0.01), (10, 0.01), (5, 0.02)])
def test_a_wanted_precision_is_met(repeats, half):
    rng = np.random.default_rng(2)
    pilot = pilot_of(runs(rng, 4000, 10)[0])
    worlds = worlds_for(pilot, repeats, half)
    halves = []
    for _ in range(30):
        interval = best_estimate(runs(rng, worlds, repeats)[0].sum(axis=1), repeats).interval
        halves.append((interval.high - interval.low) / 2)
    assert np.mean(halves) == pytest.approx(half, rel=0.08)


@pytest.mark.parametrize("repeats, power", [(2, 0.8), (10, 0.8), (5, 0.95)])
def test_a_difference_of_interest_is_seen_as_often_as_promised(repeats, power):
    rng, more, times = np.random.default_rng(3), 0.06, 400
    a, b = runs(rng, 4000, 10, more)
    pilot = pilot_of(b.astype(int) - a)
    truth = stats.beta(*SHAPE).expect(lambda chance: min((1 + more) * chance, 1) - chance)
    worlds = worlds_to_see(pilot, repeats, truth, power)
    seen = sum(paired(*runs(rng, worlds, repeats, more)).told_apart for _ in range(times))
    assert seen / times == pytest.approx(power, abs=4 * np.sqrt(power * (1 - power) / times) + 0.02)


def test_beyond_enough_repeats_luck_is_a_tenth_of_the_variance():
    pilot = Pilot(Components(0.1, 0.004, 0.08), Components(0.1, 0.004, 0.08))
    enough = enough_repeats(pilot)
    assert pilot.luck(enough) <= 0.1 < pilot.luck(enough - 1)
    assert pilot.variance(1000 * enough) > 0.9 * pilot.variance(enough)


def test_equal_worlds_never_have_enough_repeats():
    flat = np.tile([[0, 1]], (100, 1))
    assert enough_repeats(pilot_of(flat)) is None  # all worlds have the same share


@pytest.mark.parametrize("values", [np.zeros(3), np.zeros((1, 5)), np.zeros((5, 1))])
def test_a_pilot_needs_two_worlds_and_two_repeats(values):
    with pytest.raises(ValueError, match="2 worlds and 2 repeats"):
        pilot_of(values)
