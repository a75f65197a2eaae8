"""Where things stand in memory: the frame (what a call is given) and the scratch (the state of eight histories).

Every function of a kernel is called with (scratch, frame, tick, lane); lane counts histories from the chunk's first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sim.engine.backends.compiled.code.ir import LANES, Code
from sim.engine.backends.compiled.structure.shape import Shape

ROW = 8 * LANES  # bytes of one value of eight histories
STRIP = 512  # histories whose states are tallied together: their bins stay in the cache
PARAMETERS = "(ptr noalias %s, ptr noalias %f, i64 %tick, i64 %lane)"
ARGUMENTS = "(ptr %s, ptr %f, i64 %tick, i64 %lane)"

NUMBERS = ("start", "stop", "first_history", "ticks", "stride", "inputs_stride")
POINTERS = (
    "scratch", "worlds", "repeats", "rows", "inputs", "bounds", "constants", "integers", "calendar", "keys", "scales", "bins",
    "offsets", "fans", "passages", "at_horizon", "bits", "seen_by_tick", "counts", "first_ticks", "finals", "conflicts",
    "undefined",
)  # fmt: skip
FRAME = {name: i for i, name in enumerate((*NUMBERS, *POINTERS))}
SCALE = ("low", "divisor", "inverse", "parts", "last")
"""Of each state: bin = (x - low) / divisor x parts, at most last; ``inverse`` is 1/divisor if that is exact, else 0."""


def framed(code: Code, name: str) -> str:
    """What the frame says of ``name``."""
    kind = "ptr" if name in POINTERS else "i64"
    return code.load(kind, code.at("%f", 8 * FRAME[name]), forever=True)


@dataclass(frozen=True)
class Scratch:
    """Offsets in the scratch of a shape, in bytes."""

    shape: Shape
    alive = 0
    frozen = 8
    present = 16
    """Offsets of single bytes; each stands alone in 8."""
    made = 24
    """A byte for each stream: whether its draws of this group of ticks are there."""

    @property
    def undefined(self) -> int:
        """A byte for each origin: where its value was undefined in this phase."""
        return self.made + len(self.shape.streams)

    @cached_property
    def origins(self) -> int:
        """How many places may be undefined."""
        return 1 + max((origin for part in self.shape.parts for origin, _ in part.marks), default=-1)

    @property
    def world_numbers(self) -> int:
        """What the draws of each lane are made from; see ``words.prepared``."""
        return _rounded(self.undefined + self.origins)

    @property
    def variables(self) -> int:
        """A row for each variable."""
        return self.world_numbers + 2 * ROW

    @property
    def worlds(self) -> int:
        """A row for each value of the world lines."""
        return self.variables + ROW * len(self.shape.truths)

    @property
    def readings(self) -> int:
        """A byte for each condition that questions and watches read: its last reading."""
        return self.worlds + ROW * len(self.shape.worlds)

    @property
    def words(self) -> int:
        """Of each stream four ticks of words (or, of a normal one, of normals)."""
        return _rounded(
            self.readings + sum(len(r) for _, r in self.shape.questions) + len(self.shape.watches)
        )

    @cached_property
    def draws(self) -> tuple[int, ...]:
        """Where each stream's draws stand."""
        offsets, here = [], self.words
        for kind in self.shape.streams:
            offsets.append(here)
            here += 4 * (ROW if kind == "normal" else ROW // 2)
        return (*offsets, here)

    @property
    def past(self) -> int:
        """Rows of remembered variables by tick, one variable after the other."""
        return _rounded(self.draws[-1])

    @cached_property
    def remembered(self) -> tuple[int, ...]:
        """Variables whose past is asked for."""
        lines = {line.register: line for part in self.shape.parts for line in part.lines}
        return tuple(sorted({lines[x.args[0]].value for x in lines.values() if x.code == "past"}))

    def size(self, ticks: int) -> int:
        """Bytes of the whole scratch."""
        return self.past + ROW * (ticks + 1) * len(self.remembered)

    def variable(self, index: int) -> int:
        """A variable's row."""
        return self.variables + ROW * index

    def past_row(self, code: Code, variable: int, tick: str) -> str:
        """The address of a variable's row at the end of a tick."""
        rows = code.value(f"add i64 {framed(code, 'ticks')}, 1")
        before = code.value(f"mul i64 {rows}, {self.remembered.index(variable)}")
        offset = code.value(f"mul i64 {code.value(f'add i64 {before}, {tick}')}, {ROW}")
        return code.at(code.at("%s", self.past), offset)


def _rounded(offset: int) -> int:
    return -(-offset // ROW) * ROW
