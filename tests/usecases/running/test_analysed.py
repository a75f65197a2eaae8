"""From runs to answers: what is certain is not estimated, kinds have shares, watches are read tick by tick."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.scenario.read import read_text
from sim.usecases.running.analysed import CERTAIN, analyse, is_certain

WORLD = """\
stancelab: 1
name: ferry
clock: {start: 2031-01-01, tick: week, ticks: 9}
quantities: {pace: {PACE, unit: per week}}
state:
  pier: {kinds: [open, shut], start: open}
  ice: {start: 0, range: [0, 4]}
  crew: {levels: [few, some, many], start: some}
  light: {switch: off}
  trips: {counter: 0, max: 5}
events: {storm: {rate: pace, once: true, then: {pier: = shut, ice: += 1, crew: = few, light: = on, trips: += 1}}}
questions: {q: {within: 9 weeks, first: {shut: pier is shut, else: open}}}
watches: {closed: pier is shut}
"""


def found(pace: str, worlds: int = 400, repeats: int = 4):
    world = read_text(WORLD.replace("PACE", pace))
    program = compile_scenario(world)
    runs = simulate(program, Sample(seed=3, worlds=worlds, repeats=repeats))
    return program, analyse(runs, program, world, 3)


@pytest.mark.parametrize("pace, certain", [("fixed: 0.1", True), ("uniform: [0.05, 0.4]", False)])
def test_a_world_without_uncertain_numbers_has_no_spread_to_estimate(pace, certain):
    program, analysis = found(pace)
    assert is_certain(program) is certain
    shut = analysis.summary.answers[0].outcomes[0]
    curve = analysis.curves["q"].lines[0]
    assert (shut.spread == CERTAIN) is certain
    assert bool(np.isnan(curve.known_low).all()) is certain
    if certain:
        assert shut.luck == 1.0 and set(curve.why) == {CERTAIN.why}
    else:
        assert shut.spread.low < shut.value < shut.spread.high


def test_doubt_makes_worlds_unlike():
    doubted = WORLD.replace("PACE", "fixed: 0.1") + "doubts: {model: {sd: 0.5, on: storm}}\n"
    assert not is_certain(compile_scenario(read_text(doubted)))


def test_every_kind_of_state_has_a_series_that_agrees_with_the_watch():
    _, analysis = found("uniform: [0.05, 0.4]")
    series = {one.name: one for one in analysis.series}
    assert {name: one.kind for name, one in series.items()} == {
        "pier": "kinds", "ice": "number", "crew": "levels", "light": "switch", "trips": "counter", "closed": "watch",
    }  # fmt: skip
    shut = series["pier"].values[:, 1]
    assert np.array_equal(shut, series["closed"].values[:, 0])  # from state 0 on
    assert np.array_equal(shut, series["light"].values[:, 0])
    assert series["crew"].values[0].tolist() == [1.0] * 5 and series["crew"].members == (
        "few",
        "some",
        "many",
    )
    assert len(analysis.dates) == 10 == len(shut)
    assert analysis.summary.answers[0].until == analysis.dates[9]
