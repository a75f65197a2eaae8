"""Flips of random worlds: all that differ and no other, mirrored, and no step that is not needed."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from random_worlds import random_worlds

from sim.analysis.drivers.flips import LACKING, Twin, flips
from sim.engine.causes import Comes
from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.engine.trace import history_number, replay
from sim.scenario.read import read_text

FEW = settings(max_examples=10, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=200, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
SAMPLE = Sample(4, 20, 4)


def twin(tree) -> Twin:
    program = compile_scenario(read_text(yaml.safe_dump(tree, sort_keys=False, width=10_000)))
    return Twin(program, SAMPLE, simulate(program, SAMPLE))


def hold(tree) -> None:
    """The laws of flips between a world and the same with more sparks."""
    events = {**tree["events"], "spark": {**tree["events"]["spark"], "rate": "9 per week"}}
    a, b = twin(tree), twin({**tree, "events": events})
    for plan in a.program.questions:
        comes = Comes(plan.name, tuple(range(len(plan.lines))))
        there, back = flips(a, b, comes), flips(b, a, comes)
        codes = [one.runs.columns[f"{plan.name}.outcome"] for one in (a, b)]
        assert there.count == (codes[0] != codes[1]).sum() == sum(there.moves.values())
        assert (there.into.chains, there.out_of.chains) == (back.out_of.chains, back.into.chains)
        assert flips(a, a, comes).count == 0
        for chain in there.into.chains[:5]:
            is_needed(a, b, comes, chain)


def is_needed(a: Twin, b: Twin, comes: Comes, chain) -> None:
    """Each step, stopped but for when the other twin did it, gives the other's answer."""
    number = np.array([history_number(chain.history, SAMPLE.worlds, SAMPLE.repeats)])
    one, other = (replay(each.program, SAMPLE, number) for each in (a, b))
    for step in chain.steps:
        mine, its, side = (one, other, a) if step.startswith(LACKING) else (other, one, b)
        path = step.removeprefix(LACKING)
        mask = ~its.happened[path]
        mask[: int(np.argmax(mine.happened[path] & ~its.happened[path]))] = False
        assert comes.of(replay(side.program, SAMPLE, number, {path: mask}))[0] != comes.of(mine)[0], step


@FEW
@given(random_worlds())
def test_random_worlds(tree):
    hold(tree)


@pytest.mark.slow
@MANY
@given(random_worlds())
def test_many_random_worlds(tree):
    hold(tree)
