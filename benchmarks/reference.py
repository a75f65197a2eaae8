"""How long the reference backend takes: read, compile, run, per world. `python benchmarks/reference.py [WORLDS]`.

Figures of one machine mean little; compare rows with each other and with plain NumPy work done in the same process.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.scenario.read import read

ROOT = Path(__file__).resolve().parent.parent
FILES = ("scenarios/belarus-2024/world.yaml", "scenarios/lessons/01-competing-hazards.yaml", "tests/worlds/strait.yaml")


def yardstick() -> float:
    """Nanoseconds per element of a plain NumPy exp on 4,096 doubles: the unit everything else is divided by."""
    x = np.linspace(-5, 5, 4096)
    start = time.perf_counter()
    for _ in range(2000):
        np.exp(x)
    return (time.perf_counter() - start) / 2000 / x.size * 1e9


def measured(path: Path, worlds: int, repeats: int = 10) -> str:
    """One row of the table."""
    marks = [time.perf_counter()]
    scenario = read(path)
    marks.append(time.perf_counter())
    program = compile_scenario(scenario)
    marks.append(time.perf_counter())
    simulate(program, Sample(1, 50, repeats))  # imports and caches are not what is measured
    marks.append(time.perf_counter())
    simulate(program, Sample(1, worlds, repeats))
    seconds = time.perf_counter() - marks[-1]
    histories = worlds * repeats
    step = seconds / histories / program.ticks * 1e9
    cells = [scenario.name, program.size, f"{1e3 * (marks[1] - marks[0]):.0f}", f"{1e3 * (marks[2] - marks[1]):.0f}",
             f"{seconds:.2f}", f"{histories / seconds:,.0f}", f"{step:,.0f}", f"{step / program.size / yardstick():.2f}"]
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Print the table as Markdown."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("| world | lines a tick | read ms | compile ms | run s | histories/s | ns a tick | exps a line |")
    print("|---|---|---|---|---|---|---|---|")
    for file in FILES:
        print(measured(ROOT / file, worlds))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{worlds} worlds x 10 repeats; peak memory {peak:.0f} MB; one exp takes {yardstick():.1f} ns")


if __name__ == "__main__":
    main()
