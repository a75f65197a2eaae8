"""A world tried out: a few hundred quick histories, and what they show that the file does not.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... quantities: {pull: {fixed: 0 per week}, one: {fixed: 1}}
... events: {spark: {rate: pull / (one - 1)}}
... ''')
>>> tried(world, seed=1).errors[0].code
'R01'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.trial import figures, trial_warnings, try_out
from sim.errors import Problem, RunError
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """Undefined values as errors, else what is worth a look and all figures."""

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    figures: Mapping[str, Any] | None = None


def tried(scenario: Scenario, seed: int) -> Tried:
    """500 worlds of one history each: the first of those that a run with this seed has."""
    try:
        trial = try_out(scenario, seed)
    except RunError as error:
        if not error.problems:
            raise
        return Tried(errors=error.problems)
    return Tried(warnings=trial_warnings(trial), figures=figures(trial))
