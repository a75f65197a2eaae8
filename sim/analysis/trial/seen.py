"""A trial: a few hundred quick histories of a world that is still being written, and how its figures are said.

Every history is of a world of its own, so that a thing seen in none of them has an exact bound.

>>> seen_bound(500, none=True), seen_bound(500, none=False)
('below 0.6%', 'above 99.4%')
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.finding import Interval
from sim.analysis.precision import best_estimate
from sim.engine.compile import compile_scenario
from sim.engine.program import COULD, Phase, Program
from sim.engine.run import Sample, simulate
from sim.engine.runs import Runs
from sim.scenario.schema import Scenario

HISTORIES = 500
ENOUGH = 59  # the fewest tries of which none shows that a thing happens in less than 5%
KEEP = ("counts", "first", "final")


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What happened in the histories; ``starts[state]`` [history] are the values before anything did."""

    scenario: Scenario
    program: Program
    runs: Runs
    seed: int
    starts: Mapping[str, NDArray[Any]]

    @property
    def histories(self) -> int:
        """How many there are."""
        return self.runs.histories

    def count(self, path: str) -> int:
        """How often ``path`` happened, over all histories."""
        return int(self.runs.columns[f"count.{path}"].sum(dtype=np.int64))

    def reach(self, path: str) -> int:
        """In how many histories ``path`` happened."""
        return int(np.count_nonzero(self.runs.columns[f"count.{path}"]))

    def could(self, path: str) -> int:
        """At how many ticks (of an actor: turns) ``path`` could have happened."""
        return self.count(path + COULD)

    def could_reach(self, path: str) -> int:
        """In how many histories ``path`` could have happened."""
        return self.reach(path + COULD)

    def earliest(self, path: str) -> int:
        """The first tick in which ``path`` happened in any history; 0 if it never did."""
        first = self.runs.columns[f"first.{path}"]
        return int(first[first > 0].min()) if first.any() else 0


def try_out(scenario: Scenario, seed: int, histories: int = HISTORIES) -> Trial:
    """``histories`` worlds of one history each. RunError if a needed value was undefined.

    >>> from sim.scenario.read import read_text
    >>> world = read_text('''
    ... stancelab: 1
    ... name: coin
    ... clock: {start: 2024-01-01, tick: day, ticks: 1}
    ... events: {heads: {rate: 50% per day}}
    ... questions: {toss: {within: 1 day, last: {heads: ever(heads), else: tails}}}
    ... ''')
    >>> trial = try_out(world, seed=1)
    >>> trial.could("heads"), 200 < trial.count("heads") < 300
    (500, True)
    """
    program = compile_scenario(scenario, diagnose=True)
    sample = Sample(seed, histories, 1, KEEP)
    runs = simulate(program, sample)
    return Trial(scenario, program, runs, seed, _starts(program, sample))


def _starts(program: Program, sample: Sample) -> dict[str, NDArray[Any]]:
    """The final states of a world in which nothing happens."""
    still = replace(
        program, ticks=1, streams=(), phases=(Phase(),) * 8, questions=(), watches=(), ends=None, origins=()
    )
    runs = simulate(still, replace(sample, keep=("final",)))
    return {variable.name: runs.columns[f"final.{variable.name}"] for _, variable in program.states}


def seen_bound(worlds: int, none: bool) -> str:
    """What none, or all, of so many independent histories leaves possible, rounded to the safe side."""
    bound = best_estimate(np.full(worlds, 0 if none else 1), repeats=1).interval
    assert isinstance(bound, Interval)
    if none:
        return f"below {math.ceil(bound.high * 1000) / 10:g}%"
    return f"above {math.floor(bound.low * 1000) / 10:g}%"


def portion(part: int, whole: int) -> str:
    """
    >>> portion(930, 1000), portion(1200, 1200), portion(9999, 10000)
    ('93% of 1,000', 'all 1,200', 'more than 99% of 10,000')
    """
    if part == whole:
        return f"all {whole:,}"
    share = round(100 * part / whole)
    return f"{'more than 99' if share == 100 else share}% of {whole:,}"


def counted(count: int, noun: str) -> str:
    """
    >>> counted(1, "turn"), counted(1200, "turn")
    ('1 turn', '1,200 turns')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(names: list[str], most: int = 3) -> str:
    """
    >>> listed(["a", "b"]), listed(["a", "b", "c", "d", "e"])
    ('a, b', 'a, b, c and 2 more')
    """
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
