"""The two C kernels that R1 is measured against: ours, with the engine's semantics, and the yardstick, with cheaper ones.

Both are built on the spot, where gcc is there. Ours repeats every bit of the engine, which is a third road to the same numbers.
"""

from __future__ import annotations

import ctypes
import math
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import r1
from numpy.typing import NDArray

from sim.engine import draws, elementary, quantiles
from sim.engine.compile import compile_scenario
from sim.engine.program import Program
from sim.engine.worlds import Input, world_columns
from sim.scenario.read import read

SPEED = ["-march=native", "-mprefer-vector-width=512", "-fopenmp", "-fno-strict-aliasing"]
STRICT = ["-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"]
FAST = ["-ffast-math"]
COEFFICIENTS = (
    *("EXP_LIMIT", "LOG2_E", "EXP_ROUNDER", "LN2_HIGH", "LN2_LOW", "EXP_EVEN", "EXP_ODD"),
    *("LOG_SPLIT", "LOG_EXPONENT", "LOG_EVEN", "LOG_ODD", "CENTRE", "CENTRE_SQUARE", "TAIL_SHIFT"),
    *("CENTRE_OVER", "CENTRE_UNDER", "TAIL_OVER", "TAIL_UNDER"),
)


@dataclass(frozen=True)
class Ours:
    """The built kernel and what it is given: keys of streams and stances from a seed, nodes [stance][1025] from the file."""

    run_built: Any
    program: Program
    nodes: NDArray[np.float64]

    def run(self, n: int, threads: int = 1, keep: bool = False, fans: bool = True, seed: int = 1) -> dict[str, NDArray[Any]]:
        """The columns of worlds 0..n-1, repeat 1, under the names the engine gives them."""
        keys = np.array([draws.key(seed, name) for name in self.streams], np.uint32)
        rows, states = self.program.happenings, [variable.name for _, variable in self.program.states]
        out = {
            "outcome": np.zeros(n, np.uint8), "passage": np.zeros((3, n), np.uint16),
            "fans": np.zeros((len(states), self.program.ticks + 1, 256), np.int64) if fans else None,
            "counts": np.zeros((len(rows), n), np.uint16) if keep else None,
            "firsts": np.zeros((len(rows), n), np.uint16) if keep else None,
            "final": np.zeros((len(states), n)) if keep else None,
        }  # fmt: skip
        self.run_built(ctypes.c_int64(n), _at(keys), _at(self.nodes), threads, *(_at(array) for array in out.values()))
        return _named(self.program, out)

    @property
    def streams(self) -> list[str]:
        return [s.name for s in self.program.streams] + [i.draws for i in _stances(self.program)]


def _named(program: Program, out: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """The engine's names for what the kernel wrote: columns, and the tallies of the states as fan.STATE."""
    states = [variable.name for _, variable in program.states]
    named = {"end.outcome": out["outcome"]}
    named |= {f"end.first.{line}": row for line, row in zip(program.questions[0].lines, out["passage"], strict=True)}
    for kind, names, rows in (
        ("fan", states, out["fans"]), ("count", program.happenings, out["counts"]),
        ("first", program.happenings, out["firsts"]), ("final", states, out["final"]),
    ):  # fmt: skip
        named |= {} if rows is None else {f"{kind}.{name}": row for name, row in zip(names, rows, strict=True)}
    return named


def ours(strict: bool = True, level: str = "-O3") -> Ours:
    """Our semantics in C; FileNotFoundError where there is no gcc. Without ``strict`` its bits are its own."""
    program = compile_scenario(read(r1.FILE))
    folder = Path(tempfile.mkdtemp(prefix="r1-"))
    (folder / "r1_numbers.h").write_text("\n".join(_header(program)) + "\n", encoding="utf-8")
    library = build(r1.HERE / "r1_ours.c", [level, *SPEED, *(STRICT if strict else FAST), f"-I{folder}"], folder)
    nodes = [quantiles.quantile_function(one.distribution)(_scores()) for one in _stances(program)]
    return Ours(library.r1_ours, program, np.ascontiguousarray(nodes))


@dataclass(frozen=True)
class Yardstick:
    """The yardstick as it stands: its own draws, choice by inverse distribution function, no clocks, no histograms."""

    run_built: Any
    real: type

    def run(self, n: int, threads: int = 1, seed: int = 42) -> dict[str, NDArray[Any]]:
        """Everything it records: outcome, week of the end, first firings from week 0, acts, final states."""
        out = {
            "outcome": np.zeros(n, np.int8), "week": np.zeros(n, np.int8), "first": np.zeros((10, n), np.int8),
            "cnt": np.zeros((6, n), np.uint8), "x": np.zeros((10, n), self.real),
        }  # fmt: skip
        arrays = (_at(array) for array in out.values())
        self.run_built(ctypes.c_int64(n), ctypes.c_uint64(seed), threads, 0, *arrays)
        return out


def find_yardstick(given: str | None = None) -> Path:
    """Its C file: where ``given`` says, else in a folder `shared` beside the checkout. FileNotFoundError if it is not there."""
    place = Path(given) if given else r1.HERE.parents[1] / "shared" / "yardstick"
    file = place if place.suffix == ".c" else place / "r1_reference.c"
    if not file.is_file():
        raise FileNotFoundError(f"{file.name} is not there; --yardstick names its place")
    return file


def yardstick(given: str | None = None, single: bool = False) -> Yardstick:
    """The yardstick built as its head says, double precision unless ``single``."""
    flags = ["-O3", *SPEED, *FAST, "-DSO", "-DRNG=1", *(["-DF32"] if single else [])]
    library = build(find_yardstick(given), flags, Path(tempfile.mkdtemp(prefix="r1-")))
    return Yardstick(library.r1_run, np.float32 if single else np.float64)


def build(source: Path, flags: list[str], folder: Path) -> ctypes.CDLL:
    """The shared library made of one file; what gcc complains of is raised as RuntimeError."""
    gcc = shutil.which("gcc")
    if gcc is None:
        raise FileNotFoundError("there is no gcc on this machine")
    library = folder / f"{source.stem}.so"
    line = [gcc, *flags, "-shared", "-fPIC", str(source), "-o", str(library), "-lm"]
    done = subprocess.run(line, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    if done.returncode:
        raise RuntimeError(f"gcc: {done.stderr.strip()}")
    return ctypes.CDLL(str(library))


def _at(array: NDArray[Any] | None) -> ctypes.c_void_p:
    return ctypes.c_void_p(None if array is None else array.ctypes.data)


def _stances(program: Program) -> list[Input]:
    return [one for one in program.inputs if one.distribution.family == "pert"]


def _scores() -> NDArray[np.float64]:
    return -quantiles.REACH + quantiles.STEP * np.arange(quantiles.NODES)


def _header(program: Program) -> Iterator[str]:
    """The workload and the coefficients as C: written as hexadecimal, so that no bit is lost."""
    numbers = r1.R1
    states, events, actors = numbers["states"], numbers["events"], numbers["actors"]
    (high, top), (calm, floor), (late, bar) = numbers["outcomes"].values()
    noisy = [i for i, state in enumerate(states) if state["noise"]]
    sizes = {"STATES": len(states), "EVENTS": len(events), "ACTORS": len(actors), "OPTIONS": 3, "GOALS": 4}
    sizes |= {"TICKS": numbers["weeks"], "NOISES": len(noisy), "NODES": quantiles.NODES}
    sizes |= {"HIGH": high, "CALM": calm, "LATE": late, "CALM_AFTER": 9}
    yield f"enum {{ {', '.join(f'{name} = {value}' for name, value in sizes.items())} }};"
    yield from (_constant(name, getattr(elementary, name)) for name in COEFFICIENTS)
    yield from (_constant(name, value) for name, value in (("REACH", quantiles.REACH), ("STEP", quantiles.STEP)))
    yield from (_constant(name, value) for name, value in (("TOP", top), ("FLOOR", floor), ("BAR", bar)))
    sure = {one.path: float(world_columns((one,), 0, np.zeros(1, np.uint32))[one.path][0]) for one in program.inputs}
    yield _constant("START", [state["start"] for state in states])
    yield _constant("PULL", [_pull(state["pull"]) for state in states])
    yield _constant("NOISE_OF", [noisy.index(i) if i in noisy else -1 for i in range(len(states))])
    yield _constant("SD", [sure.get(f"x{i}.noise", 0.0) for i in range(len(states))])
    yield _constant("RATE", [sure[f"base{e}"] for e in range(len(events))])
    most = [sum(max(0.0, by) for _, by in event["on"]) for event in events]
    yield _constant("MOST", [1.001 * sure[f"base{e}"] * math.exp(x) for e, x in enumerate(most)])
    yield _constant("FROM", [[i for i, _ in event["on"]] for event in events])
    yield _constant("BY", [[by for _, by in event["on"]] for event in events])
    yield _constant("TO", [_padded(event["moves"], 0) for event in events])
    yield _constant("PUSH", [_padded(event["moves"], 1) for event in events])
    yield _constant("PRECISION", [sure[f"a{a}.precision"] for a in range(len(actors))])
    menus = [actor["actions"] for actor in actors]
    yield _constant("CONSTANT", [[action["constant"] for action in menu] for menu in menus])
    yield _constant("UTILITY", [[[w for w, _, _ in action["terms"]] for action in menu] for menu in menus])
    yield _constant("ABOUT", [[[i for _, _, i in action["terms"]] for action in menu] for menu in menus])
    yield _constant("ONTO", [[_padded(action["moves"], 0) for action in menu] for menu in menus])
    yield _constant("SHIFT", [[_padded(action["moves"], 1) for action in menu] for menu in menus])


def _pull(pull: float) -> float:
    """As the engine works it out from the half-life in the file."""
    return float(1.0 - elementary.exp(np.float64(-np.log(2.0)) / r1.half_life(pull)))


def _padded(moves: list[tuple[int, float]], which: int) -> list[float]:
    """The first or second of each (state, amount), two of them, the missing one 0."""
    return [move[which] for move in [*moves, (0, 0.0)][:2]]


def _constant(name: str, value: Any) -> str:
    array = np.asarray(value)
    if name.startswith("LOG_SPLIT") or name == "LOG_EXPONENT":
        return f"static const int64_t {name} = {value};"
    kind = "int" if array.dtype.kind == "i" else "double"
    shape = "".join(f"[{size}]" for size in array.shape)
    return f"static const {kind} {name}{shape} = {_braced(array.tolist())};"


def _braced(value: Any) -> str:
    if isinstance(value, list):
        return "{" + ", ".join(map(_braced, value)) + "}"
    return value.hex() if isinstance(value, float) else str(value)
