"""By what means a run is computed: which backend, how many threads. None of it can change a result.

>>> Means("numpy").backend, Means("numpy", threads=3).workers
('numpy', 1)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.engine.backends.block import Backend
from sim.engine.backends.numpy import numpy_backend
from sim.engine.program import Program
from sim.engine.quantiles import made_beside
from sim.engine.worlds import Floats
from sim.errors import RunError

Inputs = Callable[[NDArray[np.uint32]], Floats]
BACKENDS = ("auto", "numpy", "compiled")
NUMPY_LINE = 2e-9  # seconds a line, tick and history take the NumPy backend
COMPILE_LINE = 6e-4  # seconds of compiling a line of a tick
COMPILE_LEAST = 0.25
FEW = 1000  # histories below which NumPy's calls cost more than what they do
MOMENT = 0.1  # seconds in which nobody minds


def _silent(what: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Means:
    """``backend``: auto, numpy or compiled; ``threads`` 0: one for each processor; ``say`` is told what takes a while."""

    backend: str = "auto"
    threads: int = 0
    say: Callable[[str], None] = _silent

    @property
    def workers(self) -> int:
        """Threads that are worth having: NumPy's calls are too short to share a process."""
        return (self.threads or processors()) if self.backend == "compiled" else 1

    def settled(self, program: Program, histories: int, keep: Iterable[str] = ()) -> Means:
        """The same with a definite backend, whose kernel is there. RunError if ``compiled`` is asked for in vain."""
        if self.backend == "numpy":
            return self
        from sim.engine.backends.compiled import build, worlds
        from sim.engine.backends.compiled.structure.shape import shaped

        if not build.available():
            return self._without("there is no compiler here: llvmlite is not installed")
        quick = expected_seconds(program, histories)
        if self.backend == "auto" and quick < MOMENT:
            return replace(self, backend="numpy")
        shape, _ = shaped(program, keep)
        compiling = COMPILE_LEAST + COMPILE_LINE * program.size
        try:
            if not build.is_ready(shape):
                if self.backend == "auto" and quick < compiling:
                    return replace(self, backend="numpy")
                self.say(f"compiling this world's structure, once; about {compiling:.1g} s")
            with made_beside(one.distribution for one in program.inputs):
                build.kernel(shape)
                if any(map(worlds.drawable, program.inputs)):
                    worlds.kernel()
        except Exception as error:  # whatever a compiler of unknown make has to say
            return self._without(f"compiling failed: {error}")
        return replace(self, backend="compiled")

    def _without(self, why: str) -> Means:
        if self.backend == "compiled":
            raise RunError(f"{why}.\nLeave out --backend compiled: the same numbers come, only slower.")
        return replace(self, backend="numpy")

    def backend_of(self, program: Program, keep: Iterable[str]) -> Backend:
        """The settled backend for blocks of ``program``."""
        if self.backend == "numpy":
            return numpy_backend(program)
        from sim.engine.backends.compiled.backend import CompiledBackend

        return CompiledBackend(program, frozenset(keep))

    def inputs_of(self, program: Program, seed: int, scores: Mapping[str, Floats]) -> Inputs | None:
        """How the settled backend makes the inputs [input, world] of worlds; None if it leaves that to others."""
        if self.backend == "numpy":
            return None
        from sim.engine.backends.compiled.worlds import Quantities

        return Quantities(program, seed, scores)


def expected_seconds(program: Program, histories: int) -> float:
    """About how long the NumPy backend takes."""
    return NUMPY_LINE * program.size * program.ticks * max(histories, FEW)


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
