"""Effects of one phase: collected in declared order, applied to the state at the phase's start, clipped once at its end."""

from __future__ import annotations

from collections.abc import Mapping

from sim.engine.compile.context import Scope
from sim.engine.compile.expressions import Lowering
from sim.engine.program import Register
from sim.scenario.fields import Effect
from sim.scenario.names import Symbol


class Effects:
    """The effects of one phase (or of one imagined action) so far."""

    def __init__(self, lowering: Lowering, scope: Scope) -> None:
        self.lowering, self.context, self.builder = lowering, lowering.context, lowering.builder
        self.scope = scope
        self.present: dict[str, Register] = {}
        self.sets: dict[str, tuple[Register, Register]] = {}
        self.clashes: dict[str, Register] = {}
        self.told: list[tuple[str, str, Register, Register]] = []

    def add(self, effects: Mapping[str, Effect], happens: Register, scope: Scope) -> None:
        """Everything ``effects`` does where ``happens``."""
        for state, effect in effects.items():
            symbol = self.context.table.by_path[state]
            inner = scope.at(state, shift=effect.shift).needed(happens)
            domain = symbol if symbol.members and effect.op not in ("+=", "-=") else None
            value = self.lowering.lower_finite(effect.value, inner, "an effect", domain)
            self.apply(state, effect.op, value, happens)
            self.told.append((".".join(map(str, scope.path)), f"{state} {effect.op}", value, happens))

    def apply(self, state: str, op: str, value: Register, happens: Register) -> None:
        """One effect on one state where ``happens``."""
        emit = self.builder.emit
        old = self.present[state] if state in self.present else self.context.state(state, self.scope)
        codes = {"+=": "add", "-=": "sub", "at least": "max", "at most": "min"}
        new = value if op == "=" else emit(codes[op], old, value)
        self.present[state] = emit("select", happens, new, old)
        if op == "=":
            self.note_set(state, value, happens)

    def note_set(self, state: str, value: Register, happens: Register) -> None:
        """Remember who set what, and where two sets differ."""
        emit = self.builder.emit
        if state not in self.sets:
            self.sets[state] = (happens, value)
            return
        already, before = self.sets[state]
        truth = self.builder.truths[value]
        differ = (
            emit("or", emit("and", value, emit("not", before)), emit("and", before, emit("not", value)))
            if truth
            else emit("ne", value, before)
        )
        clash = emit("and", emit("and", already, happens), differ)
        self.clashes[state] = emit("or", self.clashes[state], clash) if state in self.clashes else clash
        self.sets[state] = (emit("or", already, happens), emit("select", happens, value, before))

    def clipped(self) -> dict[str, Register]:
        """Every changed state, rounded (levels, counters) and clipped to its range."""
        return {
            state: self._clip(self.context.table.by_path[state], value)
            for state, value in self.present.items()
        }

    def _clip(self, symbol: Symbol, value: Register) -> Register:
        if symbol.kind in ("kinds", "switch"):
            return value
        emit, number = self.builder.emit, self.builder.number
        variable = self.context.variables[self.context.by_name[symbol.path]]
        if symbol.kind in ("levels", "counter"):
            value = emit("round", value)
        return emit("min", emit("max", value, number(variable.low)), number(variable.high))

    def write(self) -> None:
        """Close the phase: states change together, clashes are reported."""
        for path, part, value, happens in self.told:
            self.builder.note("effect", path, value, part, where=happens)
        for state, value in self.clipped().items():
            self.builder.draft.writes.append((self.context.by_name[state], value))
        self.builder.draft.conflicts += [
            (state, clash)
            for state, clash in self.clashes.items()
            if self.builder.constants.get(clash) is not False
        ]
