"""What an expression waits for: all that can happen and that its value hangs on, through terms, states and rules.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... state: {heat: {start: 0, range: [0, 1]}}
... events: {spark: {rate: 1 per week, then: {heat: += 0.1}}}
... watches: {hot: heat > 0.5}
... ''')
>>> sorted(causes(world, world.watches["hot"]))
['spark']
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.expr.nodes import Name, Node, walk
from sim.scenario.names import HAPPENINGS, STATE_KINDS, Symbols, symbols
from sim.scenario.schema import Scenario
from sim.scenario.slots import TIME, Slot, expressions, owner
from sim.scenario.states import NumberState


def causes(scenario: Scenario, node: Node) -> frozenset[str]:
    """Paths of events, alternatives, actions and results; ``at.DATE`` for dated changes, ``TIME`` for what moves by itself."""
    return frozenset(_Search(scenario).below(node, ""))


class _Search:
    """One walk; each name is followed once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.table: Symbols = symbols(scenario)
        self.slots = [slot for slot in expressions(scenario) if slot.role in ("effect", "flow")]
        self.met: set[str] = set()

    def below(self, node: Node, actor: str) -> Iterator[str]:
        for part in walk(node):
            symbol = self.table.find(part.path, actor) if isinstance(part, Name) else None
            if symbol is None or symbol.path in self.met:
                continue
            self.met.add(symbol.path)
            if symbol.kind in HAPPENINGS:
                yield symbol.path
            elif symbol.kind == "term":
                yield from self.below(self.scenario.terms[symbol.path], "")
            elif symbol.kind == "calendar":
                yield TIME
            elif symbol.kind in STATE_KINDS:
                yield from self.state(symbol.path)

    def state(self, name: str) -> Iterator[str]:
        state = self.scenario.state[name]
        if isinstance(state, NumberState) and state.noise is not None:
            yield TIME
        for slot in self.slots:
            if slot.state == name:
                yield from self.setter(slot)

    def setter(self, slot: Slot) -> Iterator[str]:
        """Who applies an effect; a rule acts when its condition comes about."""
        if slot.path[0] != "rules":
            yield owner(slot)
            return
        rule = self.scenario.rules[str(slot.path[1])]
        condition = rule.if_ if rule.if_ is not None else rule.while_
        found = list(self.below(condition, "")) if condition is not None else []
        yield from found or [TIME]
