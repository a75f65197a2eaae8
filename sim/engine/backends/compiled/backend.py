"""The compiled backend: a chunk's columns and tallies are laid out, the kernel fills them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.backends.block import Block, Undefined, column_layout
from sim.engine.backends.compiled.bounds import Bounds
from sim.engine.backends.compiled.build import kernel
from sim.engine.backends.compiled.code.ir import LANES
from sim.engine.backends.compiled.code.layout import FRAME, SCALE, STRIP, Scratch
from sim.engine.backends.compiled.structure.shape import shaped
from sim.engine.backends.records import earliest, first_true
from sim.engine.draws import ROUNDS, round_keys
from sim.engine.program import Program, Variable
from sim.engine.runs import Chunk

NEVER = np.iinfo(np.int64).max
Array = NDArray[Any]


class CompiledBackend:
    """Runs blocks of one program for one choice of what is kept; threads may share it."""

    def __init__(self, program: Program, keep: frozenset[str]) -> None:
        self.program, self.keep = program, keep
        self.shape, self.numbers = shaped(program, keep)
        self.scratch = Scratch(self.shape)
        self.kernel = kernel(self.shape)
        self.layout, self.happenings = tuple(column_layout(program, keep)), program.happenings
        self.bounds = Bounds(program, self.numbers.rates)
        self.constants = np.array(self.numbers.constants, np.float64)
        self.integers = np.array(self.numbers.integers, np.int64)
        self.calendar = np.ascontiguousarray(program.calendar, np.float64)
        self.scales = np.array([_scale(variable) for _, variable in program.states], np.float64)
        sizes = [variable.bins for _, variable in program.states for _ in range(program.ticks + 1)]
        self.offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        conflicts = {state for phase in program.phases for state, _ in phase.conflicts}
        self.conflicts = sorted(conflicts)

    def __call__(self, block: Block, /) -> tuple[Chunk, tuple[Undefined, ...]]:
        size = block.stop - block.start
        arrays = self._arrays(block, -(-size // LANES) * LANES)
        frame = np.zeros(len(FRAME), np.uint64)
        numbers = {
            "start": 0, "stop": size, "first_history": block.start, "ticks": self.program.ticks,
            "stride": len(arrays["worlds"]), "inputs_stride": arrays["inputs"].strides[0] // 8,
        }  # fmt: skip
        for name, value in numbers.items():
            frame[FRAME[name]] = value
        for name, array in arrays.items():
            frame[FRAME[name]] = array.ctypes.data
        self.kernel.run(frame.ctypes.data)
        return self._chunk(block, arrays), self._undefined(arrays["undefined"])

    def _arrays(self, block: Block, padded: int) -> dict[str, Array]:
        """Everything the kernel reads and writes, by its name in the frame."""
        program, ticks = self.program, self.program.ticks
        lines = sum(len(question.lines) for question in program.questions)
        happenings, states, watches = len(self.happenings), len(program.states), len(program.watches)
        counts, first = (happenings if word in self.keep else 0 for word in ("counts", "first"))
        undefined = np.zeros((len(program.origins), 3), np.int64)
        undefined[:, 1] = NEVER
        return {
            "scratch": _aligned(self.scratch.size(ticks)),
            "worlds": _padded(block.worlds, padded),
            "repeats": _padded(block.repeat_numbers, padded),
            "rows": _padded(block.lanes.astype(np.int64), padded),
            "inputs": _in_rows(block.inputs),
            "bounds": self.bounds(block.inputs),
            "constants": self.constants,
            "integers": self.integers,
            "calendar": self.calendar,
            "keys": _key_rows(block.keys),
            "scales": self.scales,
            "bins": np.empty((states * (ticks + 1), STRIP), np.uint8),
            "offsets": self.offsets,
            "fans": np.zeros(self.offsets[-1], np.int64),
            "passages": np.zeros((lines, padded), np.uint16),
            "at_horizon": np.zeros((lines, padded // LANES), np.uint8),
            "bits": np.zeros((watches, -(-ticks // 8), padded), np.uint8),
            "seen_by_tick": np.zeros((watches, ticks + 1), np.int64),
            "counts": np.zeros((counts, padded), np.uint16),
            "first_ticks": np.zeros((first, padded), np.uint16),
            "finals": np.zeros((states if "final" in self.keep else 0, padded), np.float64),
            "conflicts": np.zeros(len(self.conflicts), np.int64),
            "undefined": undefined,
        }

    def _chunk(self, block: Block, arrays: dict[str, Array]) -> Chunk:
        size = block.stop - block.start
        columns: dict[str, Array] = {}
        place = 0
        for question in self.program.questions:
            passages = [arrays["passages"][place + i, :size] for i in range(len(question.lines))]
            columns[f"{question.name}.outcome"] = self._outcome(question.rule, passages, arrays, place)
            columns |= {
                f"{question.name}.first.{line}": p for line, p in zip(question.lines, passages, strict=True)
            }
            place += len(passages)
        for bits, (name, _) in zip(arrays["bits"], self.program.watches, strict=True):
            columns[f"watch.{name}"] = np.ascontiguousarray(bits[:, :size].T)
        for array, kind in (("counts", "count"), ("first_ticks", "first")):
            columns |= {
                f"{kind}.{path}": row[:size]
                for path, row in zip(self.happenings, arrays[array], strict=False)
            }
        for (_, variable), row in zip(self.program.states, arrays["finals"], strict=False):
            columns[f"final.{variable.name}"] = row[:size]
        ordered = {name: columns[name] for name in self.layout}
        return Chunk(block.start, block.stop, ordered, self._tallies(arrays))

    def _outcome(self, rule: str, passages: list[Array], arrays: dict[str, Array], place: int) -> Array:
        if rule == "first":
            return earliest(passages)
        if rule == "worst":
            return first_true([passage > 0 for passage in passages])
        bits = arrays["at_horizon"][place : place + len(passages)]
        held = np.unpackbits(bits, axis=1, count=len(passages[0]), bitorder="little").astype(bool)
        return first_true(list(held))

    def _tallies(self, arrays: dict[str, Array]) -> dict[str, Array]:
        ticks, offset = self.program.ticks, 0
        tallies: dict[str, Array] = {}
        for _, variable in self.program.states:
            length = (ticks + 1) * variable.bins
            tallies[f"fan.{variable.name}"] = arrays["fans"][offset : offset + length].reshape(ticks + 1, -1)
            offset += length
        for row, (name, _) in zip(arrays["seen_by_tick"], self.program.watches, strict=True):
            tallies[f"watch.{name}"] = row
        for state, count in zip(self.conflicts, arrays["conflicts"], strict=True):
            tallies[f"conflict.{state}"] = np.array([count])
        return tallies

    def _undefined(self, table: Array) -> tuple[Undefined, ...]:
        if not table[:, 0].any():
            return ()
        return tuple(
            Undefined(origin, int(count), int(history), int(tick))
            for origin, (count, history, tick) in enumerate(table)
            if count
        )


def _scale(variable: Variable) -> tuple[float, ...]:
    """How a value of the variable becomes a bin; see ``layout.SCALE``."""
    divisor = float(variable.step) if variable.whole else variable.high - variable.low
    exact = float(np.frexp(divisor)[0]) == 0.5
    assert len(SCALE) == 5
    parts = 1.0 if variable.whole else float(variable.bins)
    return variable.low, divisor, 1.0 / divisor if exact else 0.0, parts, float(variable.bins - 1)


def _in_rows(inputs: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inputs with each row in one piece."""
    return inputs if inputs.strides[-1] == 8 else np.ascontiguousarray(inputs)


def _key_rows(keys: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """The keys of every round of each stream."""
    by_round = round_keys(keys.astype(np.uint64))
    return np.ascontiguousarray(by_round.transpose(2, 0, 1).reshape(len(keys), 2 * ROUNDS))


def _aligned(size: int) -> Array:
    """Bytes that begin at a multiple of 64."""
    raw = np.zeros(size + 64, np.uint8)
    skip = -raw.ctypes.data % 64
    return raw[skip : skip + size]


def _padded(values: Array, size: int) -> Array:
    """The last value repeated up to ``size``."""
    padded = np.empty(size, values.dtype)
    padded[: len(values)], padded[len(values) :] = values, values[-1]
    return padded
