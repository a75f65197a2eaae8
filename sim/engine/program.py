"""``Program``: a scenario compiled to straight lines of a small closed set of operations that any backend executes.

A *register* holds one value per history: a float64 or a truth. Every line writes one register once. The ``world`` lines depend
on quantities only and are worked out once per world; then tick by tick the phases 1 to 7 run in order. Inside a phase all
lines read what the variables (states and memory) were at its start; its ``writes`` happen together at its end, only in
histories that are not frozen. Phase 0 reads state 0 and starts the memory of conditions.

>>> Line(7, "mul", (3, 4)).text({3: "0.3", 4: "cover"})
'%7 = mul 0.3 cover'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from numpy import arange, float64
from numpy.typing import NDArray

from sim.engine.worlds import Input
from sim.errors import Where

Register = int
COULD = "?"  # ends the path of a happening that says where something could have happened; no name holds it
PHASES = ("start", "dated changes", "events", "decisions", "rules", "drift", "memory", "questions")


@dataclass(frozen=True, slots=True)
class Line:
    """``register = code(args)``; loads carry the index of what they load in ``value``, constants their number."""

    register: Register
    code: str
    args: tuple[Register, ...] = ()
    value: float | int = 0

    def text(self, names: Mapping[Register, str]) -> str:
        """The line as a person reads it; ``names`` shows loads and constants by name."""
        args = " ".join(names.get(arg, f"%{arg}") for arg in self.args)
        return f"%{self.register} = {self.code} {args}".rstrip()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an operation that may be undefined comes from."""

    expression: str
    where: Where
    reason: str
    reads: tuple[str, ...] = ()
    """The quantities it reads, whose values in the failing world are told."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a tick: its lines, then what they do to the world.

    ``writes``: (variable, register). ``marks``: (origin, register) - histories where a needed value is undefined.
    ``happens``: (path, register) - what took place, for counts and first firings.
    ``conflicts``: (state, register) - two different ``=`` acted on one state.
    """

    lines: tuple[Line, ...] = ()
    writes: tuple[tuple[int, Register], ...] = ()
    marks: tuple[tuple[int, Register], ...] = ()
    happens: tuple[tuple[str, Register], ...] = ()
    conflicts: tuple[tuple[str, Register], ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A state or a piece of memory. ``start`` is a register of the world lines.

    ``bins`` > 0 marks a state whose distribution over histories is tallied each tick: ``bins`` equal parts of [low, high], or
    whole numbers, ``step`` of them to a bin, when ``whole``.
    """

    name: str
    truth: bool
    start: Register
    low: float = 0.0
    high: float = 1.0
    bins: int = 0
    whole: bool = False
    members: tuple[str, ...] = ()
    unit: str = ""

    @property
    def step(self) -> int:
        """Of a whole state, how many values share a bin."""
        return -(-int(self.high - self.low + 1) // self.bins)

    @property
    def bin_values(self) -> NDArray[float64]:
        """Of a whole state, the lowest value of each bin."""
        return arange(self.bins, dtype=float64) * self.step + self.low


@dataclass(frozen=True, slots=True)
class Stream:
    """Named draws: ``kind`` is clock (exponential), uniform or normal."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a register means to a reader of one history: ``what`` (weight, goal, open, clock, ...) of ``path``.

    ``part`` says which of several: a goal, or the state an effect changes. The value counts where ``where`` holds (None:
    everywhere). ``text`` is the expression it came from. Only a program compiled to be traced has notes.
    """

    phase: int
    what: str
    path: str
    register: Register
    part: str = ""
    where: Register | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """How a question is read: ``rule`` worst, first or last; registers of its lines in phase 7; horizon in ticks."""

    name: str
    rule: str
    lines: tuple[str, ...]
    otherwise: str
    registers: tuple[Register, ...]
    horizon: int


@dataclass(frozen=True, slots=True)
class Program:
    """Everything a backend needs; nothing refers back to the scenario."""

    name: str
    ticks: int
    tick_text: str
    dates: tuple[str, ...]
    inputs: tuple[Input, ...]
    correlations: tuple[tuple[str, str, float], ...]
    streams: tuple[Stream, ...]
    calendar: NDArray[float64]
    calendar_names: tuple[str, ...]
    variables: tuple[Variable, ...]
    world: tuple[Line, ...]
    phases: tuple[Phase, ...]
    questions: tuple[QuestionPlan, ...]
    watches: tuple[tuple[str, Register], ...]
    ends: Register | None
    origins: tuple[Origin, ...]
    registers: int
    anticipated: tuple[tuple[str, int], ...] = ()
    """Each ``expects(...)`` and how many lines it took."""
    notes: tuple[Note, ...] = ()
    """Registers with a meaning, kept to be read; their lines draw nothing and change nothing."""

    @property
    def states(self) -> tuple[tuple[int, Variable], ...]:
        """(index, variable) of the world's states."""
        return tuple((i, v) for i, v in enumerate(self.variables) if v.bins)

    @property
    def happenings(self) -> tuple[str, ...]:
        """Paths of everything that can happen, in order of phase."""
        return tuple(path for phase in self.phases for path, _ in phase.happens)

    @property
    def size(self) -> int:
        """How many lines a tick takes."""
        return sum(len(phase.lines) for phase in self.phases)

    def text(self) -> str:
        """The whole program as a person reads it."""
        return "\n".join(_printed(self))


def behind(registers: Iterable[Register], lines: Mapping[Register, Line]) -> frozenset[Register]:
    """Those of ``lines`` that registers are made of, their own with them.

    >>> lines = {1: Line(1, "now"), 2: Line(2, "neg", (1,)), 3: Line(3, "abs", (1,))}
    >>> sorted(behind([2], lines))
    [1, 2]
    """
    found, waiting = set[Register](), list(registers)
    while waiting:
        here = waiting.pop()
        if here in lines and here not in found:
            found.add(here)
            waiting += lines[here].args
    return frozenset(found)


def _printed(program: Program) -> Iterator[str]:
    names = dict(_load_names(program))
    yield f"program {program.name}: {program.ticks} ticks of {program.tick_text}, {program.size} lines a tick"
    yield f"inputs ({len(program.inputs)}): " + ", ".join(i.path for i in program.inputs)
    yield f"draws ({len(program.streams)}): " + ", ".join(f"{s.kind} {s.name}" for s in program.streams)
    if program.anticipated:
        yield "looking ahead: " + ", ".join(f"{text} {size} lines" for text, size in program.anticipated)
    yield "variables: " + ", ".join(
        f"{v.name} starts {names.get(v.start, f'%{v.start}')}" for v in program.variables
    )
    yield "\nonce per world"
    yield from (f"  {line.text(names)}" for line in program.world if line.register not in names)
    for number, phase in enumerate(program.phases):
        if phase.lines or phase.writes:
            yield f"\nphase {number}: {PHASES[number]}" if number else "\nstate 0"
            yield from (f"  {line.text(names)}" for line in phase.lines if line.register not in names)
            shown = {key: names.get(key, f"%{key}") for _, key in (*phase.writes, *phase.happens)}
            yield from (f"  {path} happens where {shown[key]}" for path, key in phase.happens)
            yield from (f"  {program.variables[v].name} := {shown[key]}" for v, key in phase.writes)
    for question in program.questions:
        conditions = ", ".join(
            f"{line} where {names.get(key, f'%{key}')}"
            for line, key in zip(question.lines, question.registers, strict=True)
        )
        span = f"{question.rule} of ticks 1 to {question.horizon}"
        yield f"\nquestion {question.name}, {span}: {conditions}, else {question.otherwise}"


def _load_names(program: Program) -> Iterator[tuple[Register, str]]:
    """Registers that are best shown by what they load."""
    for line in (*program.world, *(line for phase in program.phases for line in phase.lines)):
        index = int(line.value) if line.code != "const" else 0
        if line.code == "const":
            yield line.register, f"{line.value:.12g}"
        elif line.code == "truth":
            yield line.register, "true" if line.value else "false"
        elif line.code == "world":
            yield line.register, program.inputs[index].path
        elif line.code == "load":
            yield line.register, program.variables[index].name
        elif line.code == "calendar":
            yield line.register, program.calendar_names[index]
        elif line.code == "now":
            yield line.register, "now"
        elif line.code in ("clock", "uniform", "normal"):
            yield line.register, f"{line.code}[{program.streams[index].name}]"
