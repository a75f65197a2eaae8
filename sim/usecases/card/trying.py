"""Every key assumption tried the other way: the world without it beside the world with it, history by history.

>>> from sim.scenario.files.overlay import Layer
>>> from sim.scenario.files.yamltree import load_text
>>> layer = Layer(*load_text('''
... stancelab: 1
... name: sea
... clock: {start: 2024-01-01, tick: month, ticks: 6}
... quantities: {storms: {fixed: 0.1 per month, basis: judgement, why: so far}}
... events: {storm: {rate: storms}}
... questions: {calm: {within: 6 months, worst: {storm: ever(storm), else: calm}}}
... assumptions: {weather: {says: Storms stay rare., why: ten years, if_false: {storms: 0.6 per month}}}
... ''', "sea.yaml"))
>>> [(row.name, row.asked, row.change.told_apart) for row in tried(layer, Sample(1, 300, 4)).rows]
[('weather', 'calm: storm', True)]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.analysis.compare.changes import Change, share_change
from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.engine.runs import Runs
from sim.errors import ScenarioError
from sim.scenario.check import errors
from sim.scenario.evidence import Assumption
from sim.scenario.files.overlay import Layer, rooted
from sim.scenario.files.pooling import overlaid
from sim.scenario.read import read_layer
from sim.scenario.schema import Scenario
from sim.scenario.slots import else_name


@dataclass(frozen=True, slots=True)
class Headline:
    """One assumption, what was asked (any line of a question but `else`, or one line), and how its share changes without it."""

    name: str
    asked: str
    change: Change


@dataclass(frozen=True, slots=True)
class Tried:
    """All of them, and on how many histories."""

    how: str
    rows: tuple[Headline, ...]


def tried(layer: Layer, sample: Sample, told: Callable[[str], None] = lambda name: None) -> Tried:
    """The assumptions of the world in ``layer``, each run against the base with equal draws.

    ``told`` hears which one is about to be run. Raises ScenarioError if a world without an assumption is not sound.
    """
    base = read_layer(layer)
    without = {name: _without(layer, name, one) for name, one in base.assumptions.items()}
    runs = simulate(compile_scenario(base), sample) if without else None
    rows = []
    for name, world in without.items():
        told(name)
        assert runs is not None
        rows.append(_headline(name, base, runs, simulate(compile_scenario(world), sample)))
    how = (
        f"Each assumption is made false in a world of its own and run beside the base on the same draws: {sample.worlds:,} "
        f"worlds x {sample.repeats} repeats, seed {sample.seed}. The difference is paired, in brackets its 95% interval."
    )
    return Tried(how, tuple(rows))


def _without(layer: Layer, name: str, one: Assumption) -> Scenario:
    """The world in which the assumption does not hold."""
    changes = rooted(layer.places, ("assumptions", name, "if_false"), ("set",))
    world = read_layer(overlaid(layer, Layer({"set": dict(one.if_false)}, changes)))
    if problems := errors(world):
        raise ScenarioError(problems)
    return world


def _headline(name: str, base: Scenario, before: Runs, after: Runs) -> Headline:
    asked, codes = _asked(base, base.assumptions[name].question)
    column = f"{asked.partition(':')[0]}.outcome"
    a, b = (np.isin(runs.by_world(column), codes) for runs in (before, after))
    return Headline(name, asked, share_change(asked, a, b))


def _asked(base: Scenario, wanted: str) -> tuple[str, list[int]]:
    """What is asked in words, and the outcomes that count: of a line in a `worst:` question those as grave or graver."""
    name, _, line = (wanted or next(iter(base.questions))).partition(".")
    question = base.questions[name]
    lines = list(question.worst or question.first or question.last)[:-1]
    if not line:
        words = (
            lines[0]
            if len(lines) == 1
            else f"any but {else_name(question.worst or question.first or question.last)}"
        )
        return f"{name}: {words}", list(range(len(lines)))
    at = lines.index(line)
    if question.worst and at:
        return f"{name}: {line} or graver", list(range(at + 1))
    return f"{name}: {line}", [at]
