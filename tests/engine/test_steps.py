"""The NumPy backend's order of work: nothing is read before it is there, written over too early, or left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine import draws
from sim.engine.backends import numpy as backend
from sim.engine.backends.steps import TOGETHER, steps
from sim.engine.compile import compile_scenario
from sim.engine.program import Program
from sim.engine.run import Sample
from sim.scenario.read import read, read_text
from tests.backends import differing, told

ROOT = Path(__file__).parents[2]
ENDS = """
stancelab: 1
name: ends
clock: {start: 2024-01-01, tick: day, ticks: 23}
state: {x: {start: 0.5, range: [0, 1], noise: 0.05 per day}, n: {counter: 0, max: 60}}
events:
  up: {rate: 20% per day, then: {x: += 0.2, n: += 1}}
  down: {rate: 15% per day, then: {x: -= 0.2}}
  late: {rate: 10% per day, if: "since(up) > 2 days", then: {x: = 0.5}}
ends: x >= 0.95 or count(up, last 3 days) >= 2
questions:
  first: {within: 20 days, first: {high: x >= 0.9, often: n >= 3, else: neither}}
  worst: {within: 23 days, worst: {low: x <= 0.1, high: x >= 0.9, else: neither}}
  last: {within: 17 days, last: {high: x >= 0.6, often: n >= 2, else: neither}}
watches: {tense: x >= 0.7}
"""


def program(name: str) -> Program:
    return compile_scenario(read_text(ENDS) if name == "ends" else read(ROOT / name))


WORLDS = ("ends", "benchmarks/r1.yaml", "scenarios/belarus-2024/world.yaml")


@pytest.mark.parametrize("name", WORLDS)
def test_every_register_is_read_after_it_is_written_and_before_it_is_written_over(name):
    compiled = program(name)
    world = {line.register for line in compiled.world}
    for phase, todo in zip(compiled.phases, steps(compiled), strict=True):
        whose = {register: register for register in world}  # place -> the register whose value lies there
        for lines, run, read_, dying in todo:
            for line in lines:
                assert all(whose.get(arg) == arg for arg in line.args), line
            if run is not None:
                taken = read_(list(range(compiled.registers)))
                assert tuple(taken[: len(lines[0].args)]) == lines[0].args
                whose |= {place: lines[0].register for place in taken[len(lines[0].args) :]}
            whose |= {register: -1 for register in dying}
            whose |= {line.register: line.register for line in lines}
            assert len(lines) == 1 or {line.code for line in lines} <= set(TOGETHER)
        read_later = {
            register for _, register in (*phase.writes, *phase.marks, *phase.happens, *phase.conflicts)
        }
        assert all(whose[register] == register for register in read_later)


def test_a_line_is_done_once_and_no_other_is():
    compiled = program("benchmarks/r1.yaml")
    for phase, todo in zip(compiled.phases, steps(compiled), strict=True):
        done = [line for step in todo for line in step.lines]
        fired = [line for line in done if line.code == "fires"]
        assert len(done) == len(phase.lines) - len(fired)
        assert {line.register for line in done} <= {line.register for line in phase.lines}
        assert sum(line.code == "fires" for line in done) == (10 if phase is compiled.phases[2] else 0)


def test_an_event_fires_as_its_clock_says():
    rng = np.random.default_rng(3)
    words = np.append(
        rng.integers(0, 2**32, 200_000, dtype=np.uint32), np.uint32([0, 1, 2**31, 2**32 - 2, 2**32 - 1])
    )
    clocks = draws.clocks(words)
    for rates in (
        10 ** rng.uniform(-12, 2, words.size), clocks, np.nextafter(clocks, 0), np.nextafter(clocks, 9),
        np.full(words.size, np.nan), np.full(words.size, np.inf), np.zeros(words.size), -clocks,
    ):  # fmt: skip
        np.testing.assert_array_equal(draws.fires(words, rates), clocks <= rates)


def test_no_clock_is_below_one_minus_its_uniform():
    words = np.arange(0, 2**32, 20_011, dtype=np.uint32)
    for some in (words, words[:100_000] // 20_011, 2**32 - 1 - words[:100_000] // 20_011):
        assert (draws.clocks(some) >= 1.0 - draws.uniforms(some)).all()


def test_those_that_are_over_leave_and_nothing_tells_it(monkeypatch):
    compiled, sample = program("ends"), Sample(5, 150, 4, ("counts", "first", "final"))
    left: list[int] = []
    leave = backend.Execution.leave

    def counted(self):
        leave(self)
        left.append(self.size)

    monkeypatch.setattr(backend.Execution, "leave", counted)
    going, _ = told(backend.numpy_backend(compiled), compiled, sample)
    assert left[0] < 600 and left[-1] < left[0] / 2
    monkeypatch.setattr(backend.Execution, "leave", lambda self: None)
    staying, _ = told(backend.numpy_backend(compiled), compiled, sample)
    assert differing(going, staying) == []
