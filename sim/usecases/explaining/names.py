"""What the things of a world are called by people: labels where it has them, else names as words.

>>> from sim.scenario.read import read_text
>>> names = Names(read_text('''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... state: {ice: {levels: [none, thick], start: none}}
... actors: {captain: {label: The captain, menu: {turn_back: {utility: 1}}}}
... '''))
>>> names.who("captain.turn_back"), names.what("captain.turn_back"), names.what("captain.hold"), names.value("ice", 1.0)
('The captain', 'turn back', 'holds', 'thick')
"""

from __future__ import annotations

import re

from sim.report.why.phrases import as_words
from sim.report.words import number_text
from sim.scenario.expr.nodes import Name, Node, walk
from sim.scenario.names import symbols
from sim.scenario.schema import Scenario
from sim.scenario.states import CounterState, NumberState, SwitchState
from sim.scenario.where import Path

HOLDS = "holds"
LATELY = re.compile(r"since\(([\w.]+)\) <= (.+)")
RESULTS = {"succeeded": "works", "failed": "fails"}


class Names:
    """The labels of one world."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.table = scenario, symbols(scenario)

    def place(self, path: str) -> Path:
        """Where the thing stands in the file; () if this world has no such thing."""
        symbol = self.table.by_path.get(path)
        if symbol is None:
            return ()
        return symbol.tree[:-1] if symbol.kind == "result" else symbol.tree

    def who(self, path: str) -> str:
        """The actor of an action, '' for what nobody decides."""
        name = path.partition(".")[0]
        actor = self.scenario.actors.get(name)
        return (actor.label or as_words(name)) if actor is not None else ""

    def what(self, path: str) -> str:
        """An action, event, alternative or result, without its actor."""
        symbol = self.table.by_path.get(path)
        kind = symbol.kind if symbol is not None else ""
        if kind == "hold" or path.endswith(".hold"):
            return HOLDS
        if kind == "result":
            act, _, result = path.rpartition(".")
            return f"{self.what(act)}, and it {RESULTS[result]}"
        if kind == "alternative":
            event, _, own = path.rpartition(".")
            label = self.scenario.events[event].one_of[own].label
            return label or f"{self.what(event)}: {as_words(own)}"
        label = getattr(self._noun(self.place(path)), "label", "") if kind else ""
        return label or as_words(path.rpartition(".")[2])

    def act(self, path: str) -> str:
        """What an actor does, to stand after its name."""
        return lower(self.what(path))

    def full(self, path: str) -> str:
        """Actor and action, or the event."""
        who, what = self.who(path), self.what(path)
        return f"{who}: {lower(what)}" if who else what[:1].upper() + what[1:]

    def _noun(self, place: Path) -> object:
        found: object = self.scenario
        for key in place:
            found = found[key] if isinstance(found, dict) else getattr(found, str(key), None)
        return found

    def condition(self, text: str) -> str:
        """A part of a condition in words; what came lately is called by its label."""
        lately = LATELY.fullmatch(text)
        if lately is None or not self.place(lately[1]):
            return as_words(text)
        return f"{self.full(lately[1])}, in the last {as_words(lately[2])}"

    def value(self, state: str, x: float) -> str:
        """A state's value as words: a level, on or off, a number."""
        noun, members = self.scenario.state[state], self.table.by_path[state].members
        if members:
            return members[int(x)]
        if isinstance(noun, SwitchState):
            return "on" if x else "off"
        if isinstance(noun, CounterState):
            return f"{int(x)}"
        return number_text(x)

    def is_staged(self, state: str) -> bool:
        """Whether a state has stages rather than a measure: levels, kinds, a switch or a count."""
        return not isinstance(self.scenario.state[state], NumberState)

    def span(self, state: str) -> float:
        """The width of a state's range."""
        noun = self.scenario.state[state]
        return noun.range[1] - noun.range[0] if isinstance(noun, NumberState) else 1.0

    def reads(self, node: Node, actor: str) -> list[str]:
        """The states that an expression reads, directly or through terms, in order."""
        found: dict[str, None] = {}
        for part in walk(node):
            symbol = self.table.find(part.path, actor) if isinstance(part, Name) else None
            if symbol is None:
                continue
            if symbol.path in self.scenario.state:
                found[symbol.path] = None
            elif symbol.kind == "term":
                found |= dict.fromkeys(self.reads(self.scenario.terms[symbol.path], ""))
        return list(found)


def lower(text: str) -> str:
    """With a small first letter, unless a word all in capitals begins it."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
