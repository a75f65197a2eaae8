"""All that is wrong with a scenario, at once: names, types and units, shapes, times; then what is worth a look.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... watches: {lit: ever(spark)}
... ''')
>>> for found in check(world):
...     print(found.headline())
text:5:21 N01 unknown name "spark"
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sim.errors import MAX_PROBLEMS, Problem, ScenarioError
from sim.scenario.check.axes import axes_problems
from sim.scenario.check.comments import cut_sentences
from sim.scenario.check.draws import draw_problems
from sim.scenario.check.evidence import evidence_links, evidence_problems, paragraph_problems
from sim.scenario.check.expressions import expression_problems
from sim.scenario.check.gauge import gauge
from sim.scenario.check.literals import literal_problems
from sim.scenario.check.pool import pool_problems
from sim.scenario.check.shape import shape_problems
from sim.scenario.check.times import time_problems, time_warnings
from sim.scenario.check.usage import usage_warnings
from sim.scenario.clock import Timeline
from sim.scenario.names import name_problems
from sim.scenario.schema import Scenario

__all__ = ["check", "checked", "errors", "gauge", "warnings"]


def check(scenario: Scenario) -> tuple[Problem, ...]:
    """Every problem of ``scenario`` in file order; warnings only if there is no error."""
    return errors(scenario) or warnings(scenario)


def errors(scenario: Scenario) -> tuple[Problem, ...]:
    """What makes ``scenario`` no sound world, in file order; of very many errors the first found."""
    found = list(islice(_distinct(_errors(scenario)), MAX_PROBLEMS))
    return tuple(map(scenario.places.told, sorted(found, key=lambda p: (p.where, p.code))))


def warnings(scenario: Scenario) -> tuple[Problem, ...]:
    """What is worth a look in a scenario that has no errors."""
    found = (*scenario.reading_warnings, *time_warnings(scenario), *usage_warnings(scenario))
    return (*found, *evidence_links(scenario), *cut_sentences(scenario))


def _errors(scenario: Scenario) -> Iterator[Problem]:
    yield from name_problems(scenario)
    yield from shape_problems(scenario)
    yield from paragraph_problems(scenario)
    links = (*evidence_problems(scenario), *axes_problems(scenario))
    # what they name may stand where the file could not be read
    yield from (found for found in links if not (scenario.gaps and found.code in ("N01", "N06")))
    yield from draw_problems(scenario)
    yield from literal_problems(scenario)
    if scenario.gaps.below(("clock",)):  # no time can then be too short or too late
        yield from expression_problems(scenario, 0.0)
        return
    yield from time_problems(scenario)
    clock = scenario.clock
    try:
        tick_days = Timeline.read(clock.start, clock.tick, clock.ticks).tick_days
    except ValueError:
        tick_days = 1.0
    yield from expression_problems(scenario, tick_days)
    inner = [found for _, _, world in scenario.members for found in map(world.places.told, _errors(world))]
    yield from inner or pool_problems(scenario)


def _distinct(problems: Iterator[Problem]) -> Iterator[Problem]:
    told: set[Problem] = set()
    for found in problems:
        if found not in told:
            told.add(found)
            yield found


def checked(scenario: Scenario) -> Scenario:
    """``scenario`` itself if nothing is wrong with it; raises ScenarioError with all problems otherwise."""
    if found := errors(scenario):
        raise ScenarioError(found)
    return scenario
