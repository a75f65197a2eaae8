"""The engine as it is measured: one scenario, one backend, so many threads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sim.engine.compile import compile_scenario
from sim.engine.program import Program
from sim.engine.run import Sample, simulate
from sim.engine.runs import Runs
from sim.scenario.read import read, read_text

try:
    from sim.engine.means import Means
except ImportError:
    Means = None


@dataclass(frozen=True)
class Engine:
    """A scenario file (or its text) that a backend runs."""

    scenario: Path | str
    backend: str = "numpy"
    threads: int = 1

    @cached_property
    def program(self) -> Program:
        """The scenario, compiled once."""
        given = self.scenario
        return compile_scenario(read(given) if isinstance(given, Path) else read_text(given))

    def run(self, worlds: int, repeats: int = 1, seed: int = 1, keep: tuple[str, ...] = ()) -> Runs:
        """So many histories."""
        means = () if Means is None else (None, None, Means(self.backend, self.threads))
        return simulate(self.program, Sample(seed, worlds, repeats, keep), *means)


def compiles() -> bool:
    """Whether the compiled backend works here."""
    if Means is None:
        return False
    from sim.engine.backends.compiled.build import available

    return available()
