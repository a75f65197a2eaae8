"""Runs a small run again and again, each time killed (-9) one step later, and resumes it.

A step is anything Python does with the names on disk: open, rename, remove, make or remove a folder. Prints as
JSON how many kills there were, after which of them the files differed, and after which a chunk was computed
that had been finished before. Started by test_resume.py with a scratch folder as its argument.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import numpy as np

from sim.engine.runs import Chunk, chunk_ranges
from sim.store.keeper import writing

RUN = "0123456789ab"
WORLDS, REPEATS, TICKS = 3000, 3, 2
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}


def run(results: Path, log: int) -> None:
    """One start: what is missing is computed, logged and sealed."""
    with writing(results, RUN, WORLDS, REPEATS, TICKS) as keeper:
        for start, stop in chunk_ranges(WORLDS * REPEATS):
            if not keeper.has(start):
                history = np.arange(start, stop)
                keeper.put(Chunk(start, stop, {"root": np.sqrt(history)}, {"seen": np.array([stop - start])}))
                os.write(log, b"x")
        keeper.finish()
        keeper.seal({"run.json": "{}", "figures/fan.svg": "<svg/>"})


def kill_at(step: int, place: Path) -> None:
    """From now on, the step-th step below a folder is not taken: the process is dead."""
    left = step

    def watch(event: str, about: tuple[object, ...]) -> None:
        nonlocal left
        if event in STEPS and not isinstance(about[0], int) and os.fsdecode(about[0]).startswith(str(place)):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def start(results: Path, step: int) -> tuple[bool, int]:
    """A start in a process of its own, killed at a step (0: never). Whether it lived, and chunks computed."""
    reading, log = os.pipe()
    child = os.fork()
    if not child:
        if step:
            kill_at(step, results)
        run(results, log)
        os._exit(0)
    os.close(log)
    with os.fdopen(reading, "rb") as logged:
        computed = len(logged.read())
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), status
    return status == 0, computed


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def main(scratch: Path) -> None:
    os.fsync = lambda handle: None  # a killed process loses nothing it has written; only a machine does
    start(scratch / "straight", 0)
    straight, chunks = files(scratch / "straight"), len(chunk_ranges(WORLDS * REPEATS))
    seen: dict[str, list[int]] = {"other bytes": [], "computed twice": []}
    step, lived = 0, False
    while not lived:
        step += 1
        results = scratch / str(step)
        lived, computed = start(results, step)
        resumed, anew = start(results, 0)
        if not resumed or files(results) != straight:
            seen["other bytes"].append(step)
        if computed + anew > chunks:
            seen["computed twice"].append(step)
    print(json.dumps({"kills": step - 1, **seen}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
