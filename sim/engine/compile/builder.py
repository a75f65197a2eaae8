"""Writing lines: one value per register, equal lines once, what only depends on the world hoisted out of the ticks.

>>> builder = Builder()
>>> a, b = builder.number(2.0), builder.load("world", 0)
>>> builder.emit("mul", a, b) == builder.emit("mul", a, b)      # the same line is the same register
True
>>> builder.phase = 3
>>> builder.emit("and", builder.truth(True), builder.emit("lt", a, b)) == builder.emit("lt", a, b)
True
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.engine.ops import OPERATIONS
from sim.engine.program import Line, Note, Origin, Phase, Register

WORLD = -1  # the scope of lines that are worked out once per world


@dataclass
class Draft:
    """A phase while it is being written."""

    lines: list[Line] = field(default_factory=list)
    writes: list[tuple[int, Register]] = field(default_factory=list)
    marks: list[tuple[int, Register]] = field(default_factory=list)
    happens: list[tuple[str, Register]] = field(default_factory=list)
    conflicts: list[tuple[str, Register]] = field(default_factory=list)

    def frozen(self) -> Phase:
        """The finished phase."""
        return Phase(
            tuple(self.lines),
            tuple(self.writes),
            tuple(self.marks),
            tuple(self.happens),
            tuple(self.conflicts),
        )


class Builder:
    """The program so far. ``phase`` is where lines now go (``WORLD``: the world lines)."""

    def __init__(self, traced: bool = False) -> None:
        self.traced, self.unmarked = traced, False
        self.phase = WORLD
        self.drafts = {phase: Draft() for phase in range(WORLD, 8)}
        self.origins: list[Origin] = []
        self.notes: list[Note] = []
        self.scopes: list[int] = []
        self.truths: list[bool] = []
        self.known: dict[tuple[object, ...], Register] = {}
        self.constants: dict[Register, bool] = {}

    @property
    def draft(self) -> Draft:
        """The phase being written."""
        return self.drafts[self.phase]

    def number(self, value: float) -> Register:
        """A constant."""
        return self._line(WORLD, "const", (), float(value), truth=False)

    def truth(self, value: bool) -> Register:
        """A constant condition."""
        register = self._line(WORLD, "truth", (), int(value), truth=True)
        self.constants[register] = value
        return register

    def load(self, code: str, index: int = 0, truth: bool = False) -> Register:
        """A quantity, variable, calendar value or draw; variables are loaded as they were at the phase's start."""
        scope = WORLD if code == "world" else self.phase
        return self._line(scope, code, (), index, truth)

    def past(self, variable: int, lag: int) -> Register:
        """A variable's value ``lag`` ticks ago."""
        held = self._line(self.phase, "load", (), variable, truth=False)
        return self._line(self.phase, "past", (held,), lag, truth=False)

    def emit(self, code: str, *args: Register) -> Register:
        """The register of ``code(args)``; conditions with a constant side are decided here."""
        decided = self._decided(code, args)
        if decided is not None:
            return decided
        scope = max(self.scopes[arg] for arg in args)
        truth = OPERATIONS[code].truth or (code == "select" and self.truths[args[1]])
        return self._line(scope, code, args, 0, truth)

    def note(self, what: str, path: str, register: Register, part: str = "", **more: Any) -> None:
        """Keep a register for whoever reads a history; without tracing nothing is kept."""
        if self.traced:
            self.notes.append(Note(self.phase, what, path, register, part, **more))

    def mark(self, bad: Register, need: Register, origin: Origin) -> None:
        """Freeze histories where ``bad`` holds and the value is needed."""
        if self.unmarked:
            return
        marked = self.emit("and", need, bad)
        if self.constants.get(marked) is not False:
            self.origins.append(origin)
            # a start value is worked out once per world, but it is on state 0 that a history needs it
            self.drafts[max(self.phase, 0)].marks.append((len(self.origins) - 1, marked))

    def _decided(self, code: str, args: tuple[Register, ...]) -> Register | None:
        known = [self.constants.get(arg) for arg in args]
        if code == "not" and known[0] is not None:
            return self.truth(not known[0])
        if code in ("and", "or"):
            absorbing = code == "or"
            for this, other in ((0, 1), (1, 0)):
                if known[this] is not None:
                    return args[this] if known[this] is absorbing else args[other]
            return args[0] if args[0] == args[1] else None
        if code == "select" and known[0] is not None:
            return args[1] if known[0] else args[2]
        return None

    def _line(
        self, scope: int, code: str, args: tuple[Register, ...], value: float | int, truth: bool
    ) -> Register:
        # -0.0 and 0.0 are equal keys but different numbers
        key = (scope, code, args, repr(value))
        if key not in self.known:
            register = len(self.scopes)
            self.scopes.append(scope)
            self.truths.append(truth)
            self.drafts[scope].lines.append(Line(register, code, args, value))
            self.known[key] = register
        return self.known[key]
