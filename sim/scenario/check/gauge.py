"""The honesty gauge: every number of a world counted, sourced or not.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... quantities:
...   a: {uniform: [0.2, 0.4], basis: judgement, why: a guess}
...   b: 0.7
... ''')
>>> count = gauge(world)
>>> count.total, count.sourced, [entry.dotted for entry in count.unsourced]
(2, 1, ['quantities.b'])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.scenario.check.shape import sourced_blocks
from sim.scenario.expr.nodes import Number, walk
from sim.scenario.fields import Sourced
from sim.scenario.schema import Scenario
from sim.scenario.slots import expressions, uncertain
from sim.scenario.states import NumberState
from sim.scenario.where import Path


@dataclass(frozen=True, slots=True)
class Counted:
    """One number of the world: where it stands and the block that speaks for it."""

    path: Path
    sourced: bool
    inherited: bool
    trivial: bool

    @property
    def dotted(self) -> str:
        """The path as text."""
        return ".".join(map(str, self.path))


@dataclass(frozen=True, slots=True)
class Gauge:
    """All numbers of a world; literals 0 and 1 are counted apart."""

    numbers: tuple[Counted, ...]

    @property
    def counted(self) -> tuple[Counted, ...]:
        """The numbers that need a source."""
        return tuple(n for n in self.numbers if not n.trivial)

    @property
    def total(self) -> int:
        """How many need a source."""
        return len(self.counted)

    @property
    def sourced(self) -> int:
        """How many have one."""
        return sum(n.sourced for n in self.counted)

    @property
    def unsourced(self) -> tuple[Counted, ...]:
        """Those that have none."""
        return tuple(n for n in self.counted if not n.sourced)


def gauge(scenario: Scenario) -> Gauge:
    """Every number: quantities (one each), literals in expressions and effects, starts of states."""
    blocks = dict(sourced_blocks(scenario))
    return Gauge(tuple(_judged(scenario, blocks, path, value) for path, value in _numbers(scenario)))


def _numbers(scenario: Scenario) -> Iterator[tuple[Path, float | None]]:
    for item in uncertain(scenario):
        yield item.path, None
    for slot in expressions(scenario):
        for node in walk(slot.node):
            if isinstance(node, Number):
                yield slot.path, node.value
    for name, state in scenario.state.items():
        if not isinstance(state, NumberState):
            yield ("state", name, "start"), None


def _judged(scenario: Scenario, blocks: dict[Path, Sourced], path: Path, value: float | None) -> Counted:
    """The nearest enclosing block with any sourcing speaks for a number; `defaults:` for the rest."""
    above = [blocks[path[:n]] for n in range(len(path), 0, -1) if path[:n] in blocks]
    speaks = next((block for block in above if block.is_sourced), None)
    inherited = speaks is None and scenario.defaults.is_sourced
    return Counted(path, speaks is not None or inherited, inherited, value in (0.0, 1.0))
