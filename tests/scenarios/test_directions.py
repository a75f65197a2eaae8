"""Face validity of the flagship: the table of directions beside this file, its magnitudes, its lenses.

Every direction is a paired run: the same histories with one belief changed. The difference must have the stated sign by
at least three standard errors of its mean over worlds, so none of them is a matter of luck.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.compile import compile_scenario
from sim.engine.means import Means
from sim.engine.program import Program
from sim.engine.run import Sample, simulate
from sim.engine.runs import Runs
from sim.scenario.files.overlay import Layer, apply_overlay
from sim.scenario.files.yamltree import load, load_text
from sim.scenario.read import layer_of, read, read_layer

WORLD = Path(__file__).parents[2] / "scenarios" / "belarus-2024"
ROWS = load(Path(__file__).parent / "directions.yaml", "directions.yaml")[0]
SEED, WORLDS, REPEATS = 20240331, 500, 2
NUMPY = Means("numpy")
LINES = re.compile(r"(\w+) \[(.*)\]")
QUICK = (
    "a strict line, fewer declarations",
    "a Moscow that never asks, less entry",
    "a Kyiv that contests, more raids",
)


@cache
def base() -> Layer:
    return layer_of(WORLD / "world.yaml")


def certain(value: Any) -> Any:
    """A bare number or rate stands for a quantity without spread."""
    plain = isinstance(value, float | int) or (
        isinstance(value, str) and re.fullmatch(r"[\d.]+ per \w+", value)
    )
    return {"fixed": value, "basis": "judgement", "why": "a test"} if plain else value


@cache
def played(changes: str, worlds: int) -> tuple[Program, Runs]:
    """The world with these changes; they are text so that rows may share a baseline."""
    wanted = {path: certain(value) for path, value in json.loads(changes).items()}
    overlay = Layer(*load_text(json.dumps({"set": wanted}), "directions.yaml"))
    program = compile_scenario(read_layer(apply_overlay(base(), overlay)))
    return program, simulate(program, Sample(seed=SEED, worlds=worlds, repeats=REPEATS), means=NUMPY)


def happened(of: str, program: Program, runs: Runs) -> np.ndarray:
    """[world]: the share of histories in which it did; ``question [lines]`` or ``watch name``."""
    if of.startswith("watch "):
        seen = np.unpackbits(runs.columns[f"watch.{of[6:]}"], axis=1, count=runs.ticks).any(axis=1)
        return seen.reshape(-1, REPEATS).mean(axis=1)
    name, lines = LINES.fullmatch(of).groups()
    asked = next(question for question in program.questions if question.name == name)
    wanted = [asked.lines.index(line) for line in lines.split(", ")]
    return np.isin(runs.by_world(f"{name}.outcome"), wanted).mean(axis=1)


def z_of(row: dict[str, Any]) -> float:
    """The mean difference in standard errors, worlds being the unit."""
    worlds = row.get("worlds", WORLDS)
    changed, plain = (played(json.dumps(row.get(side, {})), worlds) for side in ("set", "against"))
    difference = happened(row["of"], *changed) - happened(row["of"], *plain)
    return float(difference.mean() / (difference.std(ddof=1) / math.sqrt(worlds)))


def marked(name: str) -> Any:
    return pytest.param(name, id=name, marks=() if name in QUICK else pytest.mark.slow)


@pytest.mark.parametrize("name", [marked(name) for name in ROWS])
def test_direction(name):
    row = ROWS[name]
    assert row["sign"] * z_of(row) > 3


def test_every_direction_has_a_paragraph_or_a_reason():
    assert len(ROWS) >= 30
    assert [name for name, row in ROWS.items() if ("from" in row) == ("why" in row)] == []


@cache
def entries(lens: str) -> np.ndarray:
    program = compile_scenario(read(WORLD / f"{lens}.yaml"))
    runs = simulate(program, Sample(seed=SEED, worlds=2 * WORLDS, repeats=REPEATS), means=NUMPY)
    return happened("direct_entry [joint_operation, crosses, fires]", program, runs)


@pytest.mark.parametrize(
    "calmer, graver",
    [
        ("lens/atlantic-council", "lens/helsinki-committee"),
        pytest.param("lens/atlantic-council", "world", marks=pytest.mark.slow),
        pytest.param("world", "lens/helsinki-committee", marks=pytest.mark.slow),
    ],
)
def test_the_lens_of_restraint_is_calmer_than_that_of_the_loose_line(calmer, graver):
    difference = entries(graver) - entries(calmer)
    assert difference.mean() > 3 * difference.std(ddof=1) / math.sqrt(len(difference))
    assert all(0.01 < entries(lens).mean() < 0.10 for lens in (calmer, graver))
