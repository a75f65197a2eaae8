"""Checking again after every save: the files of a world or plan are looked at a few times a second.

>>> shown = [str(path) for path in files_of("no-such-world")]
>>> shown
['no-such-world']
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

from sim.errors import ScenarioError
from sim.scenario.files.find import find
from sim.scenario.files.involved import involved
from sim.usecases.checking import Checked, examined
from sim.usecases.targets import Target, target

EVERY = (
    0.3  # seconds between two looks at the files: sooner than a person looks up, later than any load shows
)

Sleep = Callable[[float], None]
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """One check: what was found, which files had been saved (none at first), how long it took, how many are watched."""

    found: Checked
    saved: tuple[FilePath, ...]
    seconds: float
    files: int


def looks(
    name: str,
    trial: bool = False,
    sleep: Sleep = time.sleep,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[Look]:
    """A first check of the world or plan ``name``, then one after every save of one of its files, without end."""
    for saved, files in saves(lambda: files_of(name), sleep):
        begun = clock()
        found = examined(name, trial)
        yield Look(found, saved, clock() - begun, files)


def saves(
    files: Callable[[], Iterable[FilePath]], sleep: Sleep = time.sleep
) -> Iterator[tuple[tuple[FilePath, ...], int]]:
    """(files saved, files watched): at once with none saved, then after every save.

    ``files`` is asked again each time, since a save may bring in others. A save in several writes counts once.
    """
    seen = _stamps(files())
    saved: tuple[FilePath, ...] = ()
    while True:
        yield saved, len(seen)
        now = seen
        while now == seen:
            sleep(EVERY)
            now = _stamps(seen)
        while (later := _after(now, sleep)) != now:
            now = later
        saved = tuple(path for path in seen if now[path] != seen[path])
        seen = _stamps(files())


def _after(stamps: dict[FilePath, Stamp], sleep: Sleep) -> dict[FilePath, Stamp]:
    sleep(EVERY)
    return _stamps(stamps)


def _stamps(files: Iterable[FilePath]) -> dict[FilePath, Stamp]:
    return {path: _stamp(path) for path in files}


def _stamp(path: FilePath) -> Stamp:
    """When a file was written and its size; a missing file has its own."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return -1, -1
    return status.st_mtime_ns, status.st_size


def files_of(name: str) -> tuple[FilePath, ...]:
    """Every file that a check of ``name`` reads: plan, overlays, world, parts, bases; also what is named but missing."""
    try:
        goal = target(name)
    except ScenarioError as error:
        return tuple(dict.fromkeys(FilePath(found.where.file) for found in error.problems))
    return tuple(dict.fromkeys(path for start in _starts(goal) for path in involved(start)))


def _starts(goal: Target) -> Iterator[FilePath]:
    if goal.plan_file is not None:
        yield goal.plan_file
    yield goal.world
    if goal.plan is None or goal.plan_file is None:
        return
    for variant in goal.plan.variants.values():
        if variant.overlay:
            try:
                yield find(variant.overlay, beside=goal.plan_file.parent)
            except ScenarioError:
                yield goal.plan_file.parent / variant.overlay
