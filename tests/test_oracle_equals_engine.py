"""Two independent roads: the scalar oracle and the engine agree in every recorded value of every history."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import yaml
from engine_adapter import run_engine
from hypothesis import HealthCheck, Phase, given, settings
from oracle import History, play
from random_worlds import Tree, random_worlds

from sim.errors import RunError
from sim.scenario.check import checked
from sim.scenario.read import read, read_text
from sim.scenario.schema import Scenario
from sim.scenario.slots import NumberState

ROOT = Path(__file__).parents[1]
FILES = [*sorted((ROOT / "scenarios").rglob("*.yaml")), *sorted((ROOT / "tests" / "worlds").glob("*.yaml"))]
SHIPPED = [path for path in FILES if "\nclock:" in path.read_text(encoding="utf-8")]
SEED, WORLDS, REPEATS, BINS = 11, 3, 3, 256
FEW = settings(max_examples=25, suppress_health_check=list(HealthCheck))
# Of many worlds a failing one is shown as it is: shrinking it would take minutes
MANY = settings(max_examples=400, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


def agree(scenario: Scenario, worlds: int = WORLDS, repeats: int = REPEATS) -> None:
    """Oracle and engine tell the same of every history, or both find the same first undefined value."""
    played = {f"{w}.{k}": play(scenario, SEED, w, k) for w in range(worlds) for k in range(1, repeats + 1)}
    marked = {name: history.undefined for name, history in played.items() if history.undefined}
    try:
        run = run_engine(scenario, SEED, worlds, repeats)
    except RunError as failure:
        first = next(iter(marked), None)
        assert first is not None, failure.problems
        assert f"first in history {first} at tick {marked[first][1]};" in str(failure.problems), marked[first]
        return
    assert marked == {}
    for (name, theirs), ours in zip(played.items(), run.histories, strict=True):
        for kind in ("outcome", "first", "watch", "count", "first_tick", "final"):
            assert getattr(ours, kind) == getattr(theirs, kind), f"{kind} of history {name}"
    sums_agree(scenario, list(played.values()), run)


def sums_agree(scenario: Scenario, played: list[History], run) -> None:
    for name, state in scenario.state.items():
        assert run.conflicts[name] == sum(history.conflicts[name] for history in played), name
        bins = np.zeros_like(run.fans[name])
        for history in played:
            for tick, value in enumerate(history.path[name]):
                bins[tick, bin_of(state, value)] += 1
        assert np.array_equal(bins, run.fans[name]), name


def bin_of(state: object, value: float) -> int:
    """256 equal parts of a number's range; a counter with more values than that has several whole numbers to a bin."""
    if isinstance(state, NumberState):
        low, high = state.range
        return min(int((value - low) / (high - low) * BINS), BINS - 1)
    return int(value) // math.ceil((getattr(state, "max", 0) + 1) / BINS)


def read_tree(tree: Tree) -> Scenario:
    return checked(read_text(yaml.safe_dump(tree, sort_keys=False, width=10_000)))


@FEW
@given(random_worlds())
def test_random_worlds(tree):
    agree(read_tree(tree))


@FEW
@given(random_worlds(partial=True))
def test_random_worlds_with_undefined_values(tree):
    agree(read_tree(tree))


@pytest.mark.slow
@MANY
@given(random_worlds())
def test_many_random_worlds(tree):
    agree(read_tree(tree))


@pytest.mark.slow
@MANY
@given(random_worlds(partial=True))
def test_many_random_worlds_with_undefined_values(tree):
    agree(read_tree(tree))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_shipped_worlds(path):
    agree(read(path), worlds=2, repeats=2)
