"""A process from its start to its answer: `python benchmarks/fresh.py FILE WORLDS REPEATS BACKEND THREADS` is such a process.

It reads the file, compiles, simulates and says on one line of JSON how often each outcome came up and how much memory it
took at most. `answered` starts one and times it from outside, as it is for a person who has used the program before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """What one process took: seconds on the wall, megabytes at most."""

    wall: float
    peak: float


def answered(file: Path, worlds: int, repeats: int, backend: str, cache: Path | None = None) -> Answer:
    """One fresh process on all threads; ``cache`` is where compiled kernels are kept. RuntimeError with its last words."""
    line = [sys.executable, __file__, str(file), str(worlds), str(repeats), backend, str(os.cpu_count() or 1)]
    # Whoever measures may keep Python from writing its bytecode; its users do not, so they compile our source just once
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {"STANCELAB_CACHE": str(cache)} if cache else {}
    start = time.perf_counter()
    done = subprocess.run(line, capture_output=True, text=True, env=env)
    wall = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-400:])
    return Answer(wall, json.loads(done.stdout.splitlines()[-1])["peak"])


def peak_megabytes() -> float:
    """The most memory this process ever held. What Linux counts of it alone, as elsewhere a parent's memory may be in it."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    """The process itself."""
    from engine import Engine

    file, worlds, repeats, backend, threads = sys.argv[1:]
    engine = Engine(Path(file), backend, int(threads))
    runs = engine.run(int(worlds), int(repeats))
    question = engine.program.questions[0]
    outcome = runs.columns[f"{question.name}.outcome"]
    found = {line: int((outcome == i).sum()) for i, line in enumerate((*question.lines, question.otherwise))}
    print(json.dumps({"outcomes": found, "peak": peak_megabytes()}))


if __name__ == "__main__":
    main()
