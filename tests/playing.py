"""Worlds as plain trees: read, changed in one place, compiled, simulated. Only tests of whole programs use it."""

from __future__ import annotations

import copy
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sim.engine.compile import compile_scenario
from sim.engine.program import Program
from sim.engine.run import Sample, simulate
from sim.engine.runs import Runs
from sim.scenario.read import read, read_text

Tree = dict[str, Any]

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT / "scenarios", ROOT / "tests" / "worlds")
KEEP = ("counts", "first", "final")
SEED = 5
SIZE = {
    "crossroads": (300, 2),
    "strait": (150, 2),
    "talks": (150, 2),
    "belarus-2024": (80, 2),
}  # worlds, repeats
MANY = 40_000  # histories behind a share: four standard errors are at most one percent


@cache
def shipped_worlds() -> dict[str, Path]:
    """Every world that comes with the project, by the name of its file, or of its folder if it is in parts."""
    files = [
        path for folder in FOLDERS for path in sorted(folder.rglob("*.yaml")) if "templates" not in path.parts
    ]
    worlds = [path for path in files if "\nclock:" in path.read_text(encoding="utf-8")]
    return {path.parent.name if path.stem == "world" else path.stem: path for path in worlds}


@cache
def _shipped(name: str) -> Tree:
    return read(shipped_worlds()[name]).tree


def shipped(name: str) -> Tree:
    """The resolved tree of a shipped world."""
    return copy.deepcopy(_shipped(name))


def tree(text: str) -> Tree:
    """The tree of a world of a few lines."""
    return read_text(f"stancelab: 1\nname: world\n{text}").tree


def changed(world: Tree, path: str, value: Any, first: bool = False) -> Tree:
    """The world with ``value`` at a dotted path; a new entry comes last in its mapping, or ``first``."""
    new = copy.deepcopy(world)
    *above, last = path.split(".")
    below = new
    for key in above:
        below = below.setdefault(key, {})
    if first:
        rest = {key: below.pop(key) for key in list(below) if key != last}
        below |= {last: value, **rest}
    else:
        below[last] = value
    return new


def below(world: Tree, path: str) -> Any:
    """What stands at a dotted path."""
    for key in path.split("."):
        world = world[key]
    return world


def program(world: Tree) -> Program:
    """The compiled world."""
    return compile_scenario(
        read_text(yaml.safe_dump(world, sort_keys=False, allow_unicode=True, width=10**6))
    )


def simulated(world: Tree, worlds: int, repeats: int = 1, seed: int = SEED, scores: Any = None) -> Runs:
    """The histories of a tree with everything kept."""
    return simulate(program(world), Sample(seed, worlds, repeats, KEEP, scores or {}))


def played(name: str, change: Tree | None = None, **how: Any) -> Runs:
    """The histories of a shipped world, or of a ``change`` of it: few, but enough for anything to happen."""
    worlds, repeats = SIZE[name]
    return simulated(change or shipped(name), **{"worlds": worlds, "repeats": repeats, **how})


@cache
def base(name: str) -> Runs:
    """The histories of a shipped world as it is."""
    return played(name)


def watched(runs: Runs, name: str) -> np.ndarray:
    """A watch, bool [history, tick]."""
    return np.unpackbits(runs.columns[f"watch.{name}"], axis=1, count=runs.ticks).astype(bool)


def shares(world: Tree, histories: int = MANY, seed: int = SEED) -> dict[str, dict[str, float]]:
    """Question -> line -> share of the histories, one per world."""
    compiled = program(world)
    runs = simulate(compiled, Sample(seed, histories, 1))
    return {
        question.name: {
            line: float((runs.columns[f"{question.name}.outcome"] == i).mean())
            for i, line in enumerate((*question.lines, question.otherwise))
        }
        for question in compiled.questions
    }


def four_errors(p: float, histories: int = MANY) -> float:
    """Four standard errors of a share."""
    return 4 * math.sqrt(max(p * (1 - p), 0) / histories)


def assert_shares(world: Tree, expected: dict[str, dict[str, float]], histories: int = MANY) -> None:
    """Every share named lies within four standard errors of what it must be; 0 and 1 are met exactly."""
    found = shares(world, histories)
    off = {
        f"{question}.{line}": (found[question][line], p)
        for question, lines in expected.items()
        for line, p in lines.items()
        if abs(found[question][line] - p) > four_errors(p, histories)
    }
    assert off == {}, "found, wanted"


def assert_mean(values: np.ndarray, mean: float) -> None:
    """The mean lies within four of its own standard errors of what it must be."""
    error = 4 * values.std(ddof=1) / math.sqrt(len(values))
    assert abs(values.mean() - mean) <= error, (values.mean(), mean, error)


def differing(one: Runs, other: Runs) -> list[str]:
    """The columns and tallies of ``one`` that are not bit for bit the same in ``other``."""
    return [
        name
        for ours, theirs in ((one.columns, other.columns), (one.tallies, other.tallies))
        for name in ours
        if name not in theirs or ours[name].tobytes() != theirs[name].tobytes()
    ]
