"""What a rate can be at most: sound for every operation, sharp where nothing is unknown, silent where a mark might hold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.engine.compile import compile_scenario
from sim.engine.ops import OPERATIONS
from sim.engine.program import Line
from sim.engine.run import Sample, inputs_of
from sim.scenario.read import read_text

pytest.importorskip("llvmlite")
from sim.engine.backends.compiled.bounds import EITHER, NO, RULES, UNKNOWN, YES, Bounds, Intervals
from sim.engine.backends.compiled.structure.shape import shaped

RNG = np.random.default_rng(4)
ENDS = [(0.0, 0.0), (-1.0, 2.0), (0.5, 3.0), (-4.0, -0.25), (0.0, 1.0), (1.0, 1.0), (-900.0, 900.0)]
NUMBERS = ("add", "sub", "mul", "div", "neg", "abs", "min", "max", "exp", "sqrt", "round", "select")


def interval(code: str, *ends: tuple[float, float]) -> tuple[float, float]:
    lines = {i: Line(i, "world", (), i) for i in range(len(ends))}
    lines[9] = Line(9, code, tuple(range(len(ends))))
    return Intervals(lines, (), (), dict(enumerate(ends))).of(9)


@pytest.mark.parametrize("code", RULES)
def test_whatever_comes_out_lies_between_the_ends(code):
    arity = OPERATIONS[code].arity
    for _ in range(40):
        ends = [ENDS[i] for i in RNG.integers(0, len(ENDS), arity)]
        if code in ("and", "or", "not", "select"):
            ends[0] = (0.0, 1.0) if RNG.random() < 0.5 else [(0.0, 0.0), (1.0, 1.0)][RNG.integers(2)]
        if code in ("and", "or"):
            ends[1] = (0.0, 1.0)
        drawn = [np.concatenate([RNG.uniform(*end, 200), end]) for end in ends]
        drawn = [RNG.permutation(x) for x in drawn]
        if code in ("and", "or", "not", "select"):
            drawn[0] = np.round(drawn[0]).astype(bool)
        if code in ("and", "or"):
            drawn[1] = np.round(drawn[1]).astype(bool)
        with np.errstate(all="ignore"):
            found = OPERATIONS[code].run(*drawn).astype(float)
        low, high = interval(code, *ends)
        if not math.isnan(low):
            assert np.isfinite(found).all() and low <= found.min() and found.max() <= high, ends


@pytest.mark.parametrize("code", NUMBERS)
def test_of_what_is_unknown_nothing_is_known(code):
    arity = OPERATIONS[code].arity
    for place in range(arity if code != "select" else 0):
        ends = [(0.5, 3.0)] * arity
        ends[place] = UNKNOWN
        assert math.isnan(interval(code, *ends)[0])


@pytest.mark.parametrize(
    "code, ends, expected",
    [
        ("ge", [(0.0, 4.0), (0.0, 0.0)], YES),
        ("ge", [(-0.1, 4.0), (0.0, 0.0)], EITHER),
        ("lt", [(3.0, 4.0), (1.0, 3.0)], NO),
        ("le", [(3.0, 4.0), (1.0, 3.0)], EITHER),
        ("gt", [UNKNOWN, (0.0, 0.0)], EITHER),
        ("finite", [UNKNOWN], EITHER),
        ("finite", [(0.0, 1e300)], YES),
        ("not", [YES], NO),
        ("select", [YES, (1.0, 2.0), UNKNOWN], (1.0, 2.0)),
        ("div", [(1.0, 2.0), (-1.0, 1.0)], None),
        ("mul", [(1e200, 1e200), (1e200, 1e200)], None),
        ("sqrt", [(-1.0, 1.0)], None),
        ("log", [(1.0, 2.0)], None),  # no rule: unknown
    ],
)
def test_some_intervals_by_hand(code, ends, expected):
    found = interval(code, *ends)
    assert math.isnan(found[0]) if expected is None else found == expected


WORLD = """\
stancelab: 1
name: ferry
clock: {start: 2031-01-01, tick: week, ticks: 8}
defaults: {basis: judgement, why: for the test}
quantities:
  base: {uniform: [0.1, 0.3], unit: per week}
  wide: {lognormal: {median: 0.1, sd: 0.4}, unit: per week}
state: {ice: {start: 0.2, range: [0, 1]}}
events:
  known: {rate: base * (1 + ice)}
  wider: {rate: wide * exp(ice)}
  odd: {rate: base / ice}
  less: {rate: base * (0.1 - ice)}
questions: {any: {within: 4 weeks, worst: {yes: ever(known), else: no}}}
"""


def bounds(worlds: int) -> tuple[Bounds, np.ndarray]:
    program = compile_scenario(read_text(WORLD))
    inputs = inputs_of(program, Sample(1, worlds, 1), np.arange(worlds, dtype=np.uint32))
    return Bounds(program, shaped(program, ())[1].rates), inputs


def test_a_rate_is_bounded_unless_a_mark_behind_it_might_hold():
    found, inputs = bounds(50)
    known, wider, odd, less = found(inputs)
    assert known == pytest.approx(0.6) and known >= 0.6
    assert wider == pytest.approx(inputs[1].max() * math.e)
    assert odd == less == math.inf


def test_what_was_found_serves_again_and_grows_with_what_it_sees():
    found, inputs = bounds(500)
    small = found(inputs[:, :20])
    assert found(inputs[:, :20]) is small
    whole = found(inputs)
    assert (whole >= small).all() and whole[1] > small[1] and whole[0] == small[0]
    assert found(inputs[:, 20:40]) is whole


def test_a_rate_may_be_made_of_very_many_lines_one_upon_the_other():
    terms = [
        "  t0: ice\n",
        *(
            f"  t{k}: min(t{k - 1}, {', '.join(f'ice + {k}{i}' for i in range(1, 8))})\n"
            for k in range(1, 60)
        ),
    ]
    world = WORLD.replace("events:", "terms:\n" + "".join(terms) + "events:\n  deep: {rate: base * t59}")
    program = compile_scenario(read_text(world))
    inputs = inputs_of(program, Sample(1, 9, 1), np.arange(9, dtype=np.uint32))
    assert Bounds(program, shaped(program, ())[1].rates)(inputs)[0] == pytest.approx(0.3)
