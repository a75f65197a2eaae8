"""The honesty gauge: every number of a world counted, and who speaks for it.

Counted are quantities (one each, however many numbers they are made of), every literal of every expression, the
rank of every correlation, the weights of a pool, the values of a calendar name, and how each state starts. Literals 0 and 1
stand apart:
nearly always they mean nothing, all, or one step. Not counted is what only says what is meant: the clock, ranges
and lists of levels, dates, cadences and horizons.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... quantities:
...   a: {uniform: [0.2, 0.4], basis: judgement, why: a guess}
... terms: {high: a > 0.3}
... ''')
>>> count = gauge(world)
>>> count.total, count.sourced, [(number.dotted, number.text) for number in count.unsourced]
(2, 1, [('terms.high', '0.3')])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.errors import Problem, Where, problem
from sim.scenario.check.shape import sourced_blocks
from sim.scenario.expr.nodes import Number, number_text, to_text, walk
from sim.scenario.fields import Sourced
from sim.scenario.quantity import Quantity, describe
from sim.scenario.schema import Correlation, Scenario
from sim.scenario.slots import expressions, uncertain
from sim.scenario.states import CounterState, NumberState, State, SwitchState
from sim.scenario.where import Path

DEFAULTS: Path = ("defaults",)
SECTIONS = tuple(Scenario.model_fields)


@dataclass(frozen=True, slots=True)
class Counted:
    """One number of the world: what it is, where it stands, and who speaks for it.

    ``block`` is the innermost block it stands in, ``by`` the one whose sourcing covers it: ``DEFAULTS`` if only the
    world's `defaults:` do, None if nobody does. Of a literal, ``offset`` and ``length`` mark the spot.
    """

    path: Path
    text: str
    trivial: bool = False
    offset: int = 0
    length: int = 0
    block: Path | None = None
    by: Path | None = None

    @property
    def dotted(self) -> str:
        """The path as text."""
        return ".".join(map(str, self.path))

    @property
    def sourced(self) -> bool:
        """Somebody speaks for it."""
        return self.by is not None

    @property
    def inherited(self) -> bool:
        """Only `defaults:` speak for it."""
        return self.by == DEFAULTS

    @property
    def owner(self) -> Path:
        """Whose number it is: an actor, or a section of the file."""
        return self.path[:2] if self.path[0] == "actors" else self.path[:1]

    def where(self, scenario: Scenario) -> Where:
        """The spot in the file: the number itself, or the name of the block that is one."""
        mark = scenario.places.values.get(self.path)
        if mark is not None and mark.text:
            return mark.where(self.offset, self.length)
        return scenario.places.key(self.path)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many numbers one actor or section has: with a source of their own, only by `defaults:`, with none."""

    owner: Path
    sourced: int
    inherited: int
    unsourced: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.sourced + self.inherited + self.unsourced


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

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """The count for every section and every actor that has numbers, in the order of the language page."""
        owners = sorted(dict.fromkeys(n.owner for n in self.counted), key=lambda o: SECTIONS.index(str(o[0])))
        return tuple(_tally(owner, [n for n in self.counted if n.owner == owner]) for owner in owners)


def _tally(owner: Path, numbers: list[Counted]) -> Tally:
    inherited, unsourced = sum(n.inherited for n in numbers), sum(not n.sourced for n in numbers)
    return Tally(owner, len(numbers) - inherited - unsourced, inherited, unsourced)


def gauge(scenario: Scenario) -> Gauge:
    """Every number of ``scenario``, section by section, each with the block that speaks for it."""
    blocks = dict(sourced_blocks(scenario))
    return Gauge(tuple(_covered(number, scenario, blocks) for number in _numbers(scenario)))


def speaker(scenario: Scenario, path: Path) -> Path | None:
    """The block whose sourcing covers what stands at ``path``: the nearest enclosing one that has any, then
    `defaults:`; None if there is none."""
    return _covered(Counted(path, ""), scenario, dict(sourced_blocks(scenario))).by


def _covered(number: Counted, scenario: Scenario, blocks: dict[Path, Sourced]) -> Counted:
    path = number.path
    above = [path[:n] for n in range(len(path), 0, -1) if path[:n] in blocks]
    by = next((block for block in above if blocks[block].is_sourced), None)
    if by is None and scenario.defaults.is_sourced:
        by = DEFAULTS
    block = above[0] if above else None
    return Counted(path, number.text, number.trivial, number.offset, number.length, block, by)


def _numbers(scenario: Scenario) -> Iterator[Counted]:
    for item in uncertain(scenario):
        yield Counted(item.path, describe(item.quantity))
    for slot in expressions(scenario):
        for node in walk(slot.node):
            if isinstance(node, Number):
                apart = node.value == 0 or (node.value == 1 and not node.unit.text)
                yield Counted(slot.path, to_text(node), apart, slot.shift + node.start, node.end - node.start)
    for name, state in scenario.state.items():
        if not isinstance(state, NumberState):
            yield _start(name, state)
    for name, entry in scenario.calendar.items():
        for day, value in entry.values.items():
            yield Counted(("calendar", name, "values", str(day)), number_text(value), value in (0, 1))
    for i, correlation in enumerate(scenario.correlate):
        yield Counted(("correlate", i, "rank"), number_text(correlation.rank), correlation.rank == 0)
    for name, member in scenario.pool.items():
        yield Counted(("pool", name, "weight"), number_text(member.weight), member.weight == 0)


def _start(name: str, state: State) -> Counted:
    if isinstance(state, CounterState):
        return Counted(("state", name, "counter"), str(state.counter), state.counter in (0, 1))
    if isinstance(state, SwitchState):
        return Counted(("state", name, "switch"), state.switch)
    return Counted(("state", name, "start"), str(state.start))


def unsourced_problems(scenario: Scenario) -> tuple[Problem, ...]:
    """One problem for every number without a source, at its spot and in file order: what `--sources strict` refuses."""
    blocks = dict(sourced_blocks(scenario))
    found = []
    for number in gauge(scenario).unsourced:
        fix = _fix(number, blocks[number.block] if number.block is not None else None)
        where = number.where(scenario)
        found.append(problem("S09", where, number=number.text, path=number.dotted, fix=fix))
    return tuple(sorted(found, key=lambda problem: problem.where))


def _fix(number: Counted, block: Sourced | None) -> str:
    """What would give the number a source where it stands."""
    if block is None or number.block is None:
        return "name it under `quantities:`, with `from:` or `basis:` and `why:`, and write the name here"
    if isinstance(block, Correlation):
        return f"write {{pair: [{', '.join(block.pair)}], rank: {number.text}, basis: judgement, why: ...}}"
    if isinstance(block, Quantity) and block.fixed is not None and not block.why:
        return (
            "write {fixed: ..., basis: judgement, why: ...}, or `from:` with paragraphs instead of `basis:`"
        )
    inside = ".".join(map(str, number.block))
    if block.why:
        return f"give {inside} `from:` with paragraphs, or `basis: judgement`, beside its `why:`"
    return f"give {inside} {'' if block.from_ or block.basis else '`from:` or `basis:`, and '}`why:`"
