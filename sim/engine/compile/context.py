"""What the lowering passes share: the scenario's names, inputs, draws and variables, and whose expression is being lowered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sim.engine.compile.builder import Builder
from sim.engine.program import Origin, Register, Stream, Variable
from sim.scenario.addresses import address, old_names
from sim.scenario.check.times import timeline
from sim.scenario.clock import Timeline
from sim.scenario.expr.nodes import Name, Node, to_text, walk
from sim.scenario.names import Symbols, symbols
from sim.scenario.schema import Scenario
from sim.scenario.where import Path


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose expression it is, where it stands, where its value is needed, and the state it sees.

    ``seen`` replaces states by other registers (the state another actor would find). ``level`` is 2 in the world itself, 1 in
    what an ``expects`` imagines, 0 in what is imagined there.
    """

    path: Path
    need: Register
    actor: str = ""
    shift: int = 0
    seen: Mapping[str, Register] = field(default_factory=dict)
    level: int = 2

    def at(self, *below: str | int, shift: int = 0) -> Scope:
        """The same scope further down the file."""
        return replace(self, path=(*self.path, *below), shift=shift)

    def needed(self, need: Register) -> Scope:
        """The same scope where only ``need`` matters."""
        return replace(self, need=need)


class Context:
    """One compilation: append-only tables that become the Program."""

    def __init__(self, scenario: Scenario, diagnose: bool = False, traced: bool = False) -> None:
        self.scenario, self.diagnose = scenario, diagnose
        self.table: Symbols = symbols(scenario)
        self.clock: Timeline = timeline(scenario)
        self.builder = Builder(traced)
        self.inputs: dict[str, int] = {}
        self.streams: dict[tuple[str, str], int] = {}
        self.calendar: dict[str, int] = {}
        self.calendar_rows: list[list[float]] = []
        self.variables: list[Variable] = []
        self.by_name: dict[str, int] = {}
        self.doubts: dict[str, Register] = {}
        self.renamed = old_names(scenario)

    def variable(self, variable: Variable) -> int:
        """The index of a new variable."""
        self.by_name[variable.name] = len(self.variables)
        self.variables.append(variable)
        return len(self.variables) - 1

    def state(self, name: str, scope: Scope) -> Register:
        """A state as this scope sees it."""
        if name in scope.seen:
            return scope.seen[name]
        index = self.by_name[name]
        return self.builder.load("load", index, self.variables[index].truth)

    def quantity(self, path: str) -> Register:
        """A quantity of the world by its name."""
        return self.builder.load("world", self.inputs[path])

    def draw(self, kind: str, name: str) -> Register:
        """This tick's draw of the thing called ``name`` (or, renamed, of its old name)."""
        key = (kind, address(name, self.renamed))
        return self.builder.load(kind, self.streams.setdefault(key, len(self.streams)))

    def calendar_value(self, name: str, row: list[float], truth: bool) -> Register:
        """A value that depends on the tick only; ``row`` holds it for ticks 0 to n."""
        if name not in self.calendar:
            self.calendar[name] = len(self.calendar_rows)
            self.calendar_rows.append(row)
        value = self.builder.load("calendar", self.calendar[name])
        return self.builder.emit("gt", value, self.builder.number(0.5)) if truth else value

    def origin(self, node: Node, scope: Scope, reason: str) -> Origin:
        """Where ``node`` stands, for the message of an undefined value."""
        place = self.scenario.places.value(scope.path, scope.shift + node.start, node.end - node.start)
        return Origin(to_text(node), place, reason, tuple(dict.fromkeys(self._quantities(node, scope.actor))))

    def _quantities(self, node: Node, actor: str) -> Iterator[str]:
        """The quantities an expression reads, directly or through terms."""
        for part in walk(node):
            symbol = self.table.find(part.path, actor) if isinstance(part, Name) else None
            if symbol is not None and symbol.kind == "quantity":
                yield symbol.path
            elif symbol is not None and symbol.kind == "term":
                yield from self._quantities(self.scenario.terms[symbol.path], "")

    def stream_table(self) -> tuple[Stream, ...]:
        """The draws in order of first use."""
        return tuple(Stream(name, kind) for kind, name in self.streams)
