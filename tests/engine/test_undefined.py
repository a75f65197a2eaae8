"""An undefined value is told with the values that its quantities have in the failing world."""

from __future__ import annotations

import pytest

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.errors import RunError
from sim.scenario.read import read_text

WORLD = """
stancelab: 1
name: w
clock: {{start: 2030-01-01, tick: day, ticks: 2}}
quantities: {{q: {{fixed: 0}}, pulse: {{fixed: 7, unit: per week}}}}
terms: {{gap: q - 0}}
state: {{x: {{start: {start}, range: [0, 9]}}}}
rules: {{r: {{if: always, then: {{x: = {effect}}}}}}}
"""


@pytest.mark.parametrize(
    "start, effect, expression, why",
    [
        (
            "0",
            "1 / q",
            "1 / q",
            "divided by 0 where q = 0, first in history 0.1 at tick 1; in 6 histories in all",
        ),
        (
            "0",
            "3 + 1 / gap",
            "1 / gap",
            "divided by 0 where q = 0, first in history 0.1 at tick 1; in 6 histories in all",
        ),
        (
            "1 / q",
            "0",
            "1 / q",
            "divided by 0 where q = 0, first in history 0.1 at tick 0; in 6 histories in all",
        ),
        (
            "0",
            "log(x)",
            "log(x)",
            "the logarithm of 0 or less, first in history 0.1 at tick 1; in 6 histories in all",
        ),
    ],
)
def test_the_cause_is_told_once_with_its_values(start, effect, expression, why):
    program = compile_scenario(read_text(WORLD.format(start=start, effect=effect)))
    with pytest.raises(RunError) as caught:
        simulate(program, Sample(seed=0, worlds=3, repeats=2))
    [found] = caught.value.problems
    assert (found.code, found.what, found.why) == ("R01", f"undefined value: {expression}", why)


def test_rates_are_told_per_tick():
    program = compile_scenario(read_text(WORLD.format(start="0", effect="log(pulse * q / pulse)")))
    with pytest.raises(RunError) as caught:
        simulate(program, Sample(seed=0, worlds=1, repeats=1))
    assert "where pulse = 1 (in ticks), q = 0" in caught.value.problems[0].why
