"""Worlds' quantities in machine code: normal, lognormal, and those on straight lines between nodes (pert, beta, gamma, fits).

Word, normal score, value, support, range, unit: the steps of `sim.engine.worlds.column`, eight worlds at a time.
Everything about a quantity is an argument, so one kernel serves every world there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine import draws
from sim.engine.backends.compiled.build import ready
from sim.engine.backends.compiled.code.functions import DECLARATIONS, Arithmetic
from sim.engine.backends.compiled.code.ir import FLOATS, LANES, TRUTHS, WIDE, Code, each, floats
from sim.engine.backends.compiled.code.normals import room, scores
from sim.engine.backends.compiled.code.values import uniform
from sim.engine.backends.compiled.code.words import philox_round
from sim.engine.backends.compiled.machine import Loaded
from sim.engine.program import Program
from sim.engine.quantiles import NODES, REACH, STEP, even_nodes, on_even_nodes
from sim.engine.worlds import NO_SCORES, Floats, Input, column, world_columns
from sim.scenario.quantity.distribution import support
from sim.scenario.units import convert

FRAME = ("many", "stride", "worlds", "rows", "forms", "keys", "nodes", "limits", "out")
LIMITS = ("lowest", "highest", "low", "high", "factor", "first", "second")
FORMS = ("nodes", "normal", "lognormal")  # of the last two the parameters are `first` and `second`
KEYS = 2 * draws.ROUNDS
TOGETHER = 4 * LANES  # worlds whose tails are worked out side by side


class Quantities:
    """The inputs of a program in any worlds: the kernel draws what it knows how to, `world_columns` the rest.

    ``scores`` [world] are normal scores that replace those of named quantities.
    """

    def __init__(self, program: Program, seed: int, scores: Mapping[str, Floats] = NO_SCORES) -> None:
        self.program, self.seed, self.scores = program, seed, scores
        but = {path for one, other, _ in program.correlations for path in (one, other)} | set(scores)
        free = [(row, one) for row, one in enumerate(program.inputs) if one.path not in but]
        some = [(row, one) for row, one in free if drawable(one)]
        fixed = [(row, one) for row, one in free if one.distribution.family == "fixed"]
        self.rows = np.array([row for row, _ in some], np.int64)
        self.fixed_rows = [row for row, _ in fixed]
        self.fixed = np.array([column(one, np.zeros(1)) for _, one in fixed]).reshape(-1, 1)
        known = {row for row, _ in some + fixed}
        self.left = [(row, one) for row, one in enumerate(program.inputs) if row not in known]
        keys = np.array([draws.key(seed, one.draws) for _, one in some], np.uint64).reshape(-1, 2)
        self.keys = np.ascontiguousarray(draws.round_keys(keys).transpose(2, 0, 1))
        self.forms = np.array([_form(one) for _, one in some], np.int64)
        self.nodes = np.array([_nodes(one) for _, one in some], np.float64)
        self.limits = np.array([_limits(one) for _, one in some], np.float64)
        self.kernel = kernel() if some else None

    def __call__(self, worlds: NDArray[np.uint32]) -> Floats:
        """[input, world], as `run.inputs_of` gives them; ``worlds`` are the worlds' numbers."""
        many = len(worlds)
        stride = -(-many // TOGETHER) * TOGETHER
        padded, out = np.zeros(stride, np.uint32), np.empty((len(self.program.inputs), stride))
        padded[:many] = worlds
        out[self.fixed_rows] = self.fixed
        if self.kernel is not None:
            given: tuple[NDArray[Any], ...] = (self.rows, self.forms, self.keys, self.nodes, self.limits)
            places = (array.ctypes.data for array in (padded, *given, out))
            # Named, so that it outlives the call: the kernel reads it while other threads allocate.
            frame = np.array([len(self.rows), stride, *places], np.uint64)
            self.kernel.run(frame.ctypes.data)
        inputs = out[:, :many]
        if self.left or self.scores:
            self._rest(worlds, inputs)
        return inputs

    def _rest(self, worlds: NDArray[np.uint32], inputs: Floats) -> None:
        """Fills in the rows that the kernel leaves; those that are tied to one another are all among them."""
        some = tuple(one for _, one in self.left)
        scores = {path: score[worlds] for path, score in self.scores.items()}
        found = world_columns(some, self.seed, worlds, self.program.correlations, scores)
        for row, one in self.left:
            inputs[row] = found[one.path]


def kernel() -> Loaded:
    """The kernel, ready to run. Whatever LLVM raises comes through."""
    return ready("worlds", worlds_text)


def drawable(one: Input) -> bool:
    """Whether the kernel knows how to draw it."""
    closed = one.distribution.family in FORMS[1:]
    return (closed or on_even_nodes(one.distribution)) and not one.unit.percent


def _form(one: Input) -> int:
    """By which of `FORMS` a score becomes a value."""
    return FORMS.index(one.distribution.family) if one.distribution.family in FORMS else 0


def _nodes(one: Input) -> Floats:
    return np.zeros(NODES) if _form(one) else even_nodes(one.distribution)


def _limits(one: Input) -> tuple[float, ...]:
    factor = convert(1.0, replace(one.unit, percent=False), one.tick_days)
    numbers = one.distribution.parameters if _form(one) else (0.0, 0.0)
    return (*support(one.distribution), one.low, one.high, factor, *numbers)


def worlds_text() -> str:
    """A module whose function ``run(frame)`` fills ``out`` [quantity, world]."""
    code = Code("define void @run(ptr %f)")
    given = {
        name: code.load("i64" if i < 2 else "ptr", code.at("%f", 8 * i), forever=True)
        for i, name in enumerate(FRAME)
    }
    tails = room(code, TOGETHER // LANES)
    with code.loop("quantities", "0", given["many"], 1) as row:
        _quantity(code, given, tails, row)
    code.do("ret void")
    return "\n\n".join([DECLARATIONS, code.text(), "!0 = !{}"]) + "\n"


def _quantity(code: Code, given: dict[str, str], tails: str, row: str) -> None:
    """One quantity in all worlds: its scores, and from them by its form the values."""
    keys = code.element(f"[{KEYS} x i64]", given["keys"], row)
    schedule = [code.splat(code.load("i64", code.element("i64", keys, i)), "i64") for i in range(KEYS)]
    nodes = code.element(f"[{NODES} x double]", given["nodes"], row)
    places = code.element(f"[{len(LIMITS)} x double]", given["limits"], row)
    limits = {
        name: code.splat(code.load("double", code.element("double", places, i)))
        for i, name in enumerate(LIMITS)
    }
    place = code.load("i64", code.element("i64", given["rows"], row))
    out = code.element("double", given["out"], code.whole("mul", place, given["stride"]))
    with code.loop("worlds", "0", given["stride"], TOGETHER) as first:
        lanes = [code.whole("add", first, LANES * i) for i in range(TOGETHER // LANES)]
        drawn = scores(code, [_uniform(code, given["worlds"], lane, schedule) for lane in lanes], tails)
        for lane, score in zip(lanes, drawn, strict=True):
            code.store(FLOATS, score, code.element("double", out, lane))
    its = code.load("i64", code.element("i64", given["forms"], row))
    for number, form in enumerate((_between_nodes, _normal, _lognormal)):
        own, others = code.labels("own", "others")
        code.fork(code.value(f"icmp eq i64 {its}, {number}"), own, others)
        code.start(own)
        with code.loop("values", "0", given["stride"], LANES) as lane:
            here = code.element("double", out, lane)
            value = form(code, code.load(FLOATS, here), nodes, limits)
            code.store(FLOATS, _in_ticks(code, value, limits), here)
        code.go(others)
        code.start(others)


def _uniform(code: Code, worlds: str, lane: str, schedule: list[str]) -> str:
    """u of each world's own word: repeat 0, tick 1."""
    numbers = code.load(f"<{LANES} x i32>", code.element("i32", worlds, lane), 4)
    world = code.value(f"zext <{LANES} x i32> {numbers} to {WIDE}")
    state = ("zeroinitializer", "zeroinitializer", world, "zeroinitializer")
    for number in range(draws.ROUNDS):
        state = philox_round(code, state, schedule[2 * number], schedule[2 * number + 1])
    word = code.value(f"and {WIDE} {state[0]}, {each('i64', str(0xFFFFFFFF))}")
    half = code.value(f"fadd {FLOATS} {code.value(f'uitofp {WIDE} {word} to {FLOATS}')}, {floats(0.5)}")
    return uniform(code, half)


def _between_nodes(code: Code, score: str, nodes: str, limits: dict[str, str]) -> str:
    """The straight line between the two nodes beside the score."""
    math = Arithmetic(code)
    z = _held(math, score, floats(-REACH), floats(REACH))
    count = math.op("fdiv", math.op("fadd", z, floats(REACH)), floats(STEP))
    left = code.value(f"fptosi {FLOATS} {count} to {WIDE}")
    last = each("i64", str(NODES - 2))
    inside = code.value(f"icmp slt {WIDE} {left}, {last}")
    left = code.value(f"select {TRUTHS} {inside}, {WIDE} {left}, {WIDE} {last}")
    high = math.compare("olt", z, _at(code, math, left))
    left = math.whole("sub", left, code.value(f"zext {TRUTHS} {high} to {WIDE}"))
    below, above = code.gather(nodes, left), code.gather(nodes, math.whole("add", left, each("i64", "1")))
    share = math.op("fdiv", math.op("fsub", z, _at(code, math, left)), floats(STEP))
    return math.op("fadd", below, math.op("fmul", share, math.op("fsub", above, below)))


def _normal(code: Code, score: str, nodes: str, limits: dict[str, str]) -> str:
    """mean + sd z."""
    math = Arithmetic(code)
    return math.op("fadd", limits["first"], math.op("fmul", limits["second"], score))


def _lognormal(code: Code, score: str, nodes: str, limits: dict[str, str]) -> str:
    """median EXP(sd z)."""
    math = Arithmetic(code)
    return math.op("fmul", limits["first"], math.exp(math.op("fmul", limits["second"], score)))


def _in_ticks(code: Code, value: str, limits: dict[str, str]) -> str:
    """Held in the support and the range, in engine units."""
    math = Arithmetic(code)
    supported = _held(math, value, limits["lowest"], limits["highest"])
    return math.op("fmul", _held(math, supported, limits["low"], limits["high"]), limits["factor"])


def _held(math: Arithmetic, x: str, low: str, high: str) -> str:
    return math.extreme("ult", math.extreme("ugt", x, low, True), high, True)


def _at(code: Code, math: Arithmetic, node: str) -> str:
    """The score of a node."""
    number = code.value(f"sitofp {WIDE} {node} to {FLOATS}")
    return math.op("fsub", math.op("fmul", number, floats(STEP)), floats(REACH))
