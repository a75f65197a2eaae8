"""What is wrong with a plan or a world, what is worth a look, and how many of its numbers have no source.

>>> examined("no-such-world").errors[0].code
'F13'
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from sim.errors import Problem, ScenarioError
from sim.report.beliefs.gauge import Row
from sim.scenario.check import gauge, warnings
from sim.scenario.check.gauge import Gauge, unsourced_problems
from sim.scenario.files.find import find
from sim.scenario.outcomes import is_outcomes, outcome_problems, read_outcomes
from sim.scenario.read import layer_of, read_layer
from sim.scenario.schema import Scenario
from sim.usecases.beliefs.addresses import short
from sim.usecases.targets import BASE, plan_of, resolved, target

SOURCES = "W02"  # said by the gauge, for the whole world
CONTENT = frozenset({"F06", "F14", "F15", "F18", "F19"})  # found in a file that can be read


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was found; the gauge is that of the world itself, None if it could not be read.

    ``unsourced`` is a problem for every number without a source: an error where that is strict, else only counted.

    ``trial`` has the figures of the quick histories, where they were asked for and could be run.
    """

    name: str
    file: str
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    count: Gauge | None = None
    unsourced: tuple[Problem, ...] = ()
    trial: Mapping[str, Any] | None = None

    @property
    def is_unreadable(self) -> bool:
        """A file is missing, or is no file of the kind."""
        return any(found.code.startswith("F") and found.code not in CONTENT for found in self.errors)

    @property
    def gauge_rows(self) -> tuple[Row, ...]:
        """The gauge actor by actor and section by section."""
        tallies = self.count.tallies if self.count is not None else ()
        return tuple((short(t.owner), t.total, t.sourced, t.inherited, t.unsourced) for t in tallies)

    @property
    def honesty(self) -> str:
        """The gauge in a sentence; '' if nothing could be counted."""
        if self.count is None:
            return ""
        total, missing = self.count.total, len(self.count.unsourced)
        if not total:
            return "no numbers but 0 and 1"
        if missing:
            return f"{missing:,} of {total:,} numbers have no source"
        inherited = sum(number.inherited for number in self.count.counted)
        rest = f", {inherited:,} of them only through `defaults:`" if inherited else ""
        return f"all {total:,} numbers have a source or a stated basis{rest}"


def examined(name: str, trial: bool = False) -> Checked:
    """The plan or world called ``name``, with every variant the plan makes of it.

    With ``trial`` a world without errors (of a plan: the base) is also tried out in quick histories.
    """
    try:
        if os.path.isfile(name) and is_outcomes(
            file_of := FilePath(name)
        ):  # also of a name too long for a file
            return _outcomes_examined(name, file_of)
        goal = target(name)
    except ScenarioError as error:
        return Checked(name, error.problems[0].where.file, error.problems)
    file = str(goal.plan_file or goal.world)
    try:
        scenarios, errors = resolved(goal)
    except ScenarioError as error:
        return Checked(name, file, error.problems)
    base = scenarios.get(BASE)
    if base is None:
        return Checked(name, file, errors, _warnings(scenarios) if not errors else ())
    count = gauge(base)
    warnings = _warnings(scenarios) if not errors else ()
    found = Checked(name, file, errors, warnings, count, unsourced_problems(base))
    return _tried(found, base, plan_of(goal, base.name).seed) if trial and not errors else found


def _outcomes_examined(name: str, file: FilePath) -> Checked:
    """What is wrong with a file of outcomes, held against the questions of the world it names."""
    found, places = read_outcomes(file)
    world = read_layer(layer_of(find(found.world, beside=file.parent)))
    return Checked(name, str(file), outcome_problems(found, places, world))


def _tried(found: Checked, scenario: Scenario, seed: int) -> Checked:
    from sim.usecases.tried import tried  # numbers are needed by nothing else here

    seen = tried(scenario, seed)
    return replace(found, errors=seen.errors, warnings=(*found.warnings, *seen.warnings), trial=seen.figures)


def _warnings(scenarios: Mapping[str, Scenario]) -> tuple[Problem, ...]:
    found = (warning for scenario in scenarios.values() for warning in warnings(scenario))
    return tuple(dict.fromkeys(warning for warning in found if warning.code != SOURCES))
