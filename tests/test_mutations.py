"""A sound world with a few slips of the pen: it is either still sound, and runs, or every problem lies inside the file."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import random_worlds
from second_reading import meaning, printed
from slips import slip, slip_of_thought

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.errors import Problem, RunError, ScenarioError
from sim.scenario.check import check
from sim.scenario.files.overlay import Layer
from sim.scenario.files.yamltree import load_text
from sim.scenario.read import read_layer, read_text
from sim.scenario.schema import Scenario
from sim.scenario.slots import expressions
from sim.scenario.where import Places, snippet

WORLD = (Path(__file__).parent / "worlds" / "crossroads.yaml").read_text(encoding="utf-8")
TREE = load_text(WORLD, "crossroads.yaml")[0]


def lies_inside(found: Problem, text: str) -> None:
    lines = tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    where = found.where
    assert where.file == "mutant.yaml" and 1 <= where.line <= len(lines), found
    line = lines[where.line - 1]
    assert 1 <= where.col <= len(line) + 1 and where.col + where.length <= max(2, len(line) + 2), (
        found,
        line,
    )
    assert found.headline().isprintable() and "{" not in found.code
    snippet(where, lines)


def reads_back(scenario: Scenario) -> None:
    """A sound world is as sound, and says the same, with its expressions as they are printed."""
    again = read_layer(Layer(printed(scenario), Places()))
    assert [found for found in check(again) if not found.is_warning] == []
    assert list(map(meaning, expressions(again))) == list(map(meaning, expressions(scenario)))


def outcome(text: str) -> str:
    try:
        scenario = read_text(text, "mutant.yaml")
        for found in check(scenario):
            lies_inside(found, text)
        simulate(compile_scenario(scenario), Sample(seed=1, worlds=20, repeats=5))
        reads_back(scenario)
    except (ScenarioError, RunError) as error:
        assert error.problems
        for found in error.problems:
            lies_inside(found, text)
        return "problems"
    return "sound"


def test_the_world_itself_is_sound():
    assert outcome(WORLD) == "sound"


@settings(max_examples=12)
@given(random_worlds())
def test_random_worlds_are_sound_run_and_read_back(tree):
    assert outcome(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)) == "sound"


def test_some_slips_leave_a_sound_world():
    """Else the tests below would only meet worlds with problems."""
    found = [outcome(rethought(seed, 1)) for seed in range(24)]
    assert found.count("sound") >= 3 and found.count("problems") >= 3


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_slips_of_thought_lead_to_placed_problems_or_to_another_sound_world(seed, slips):
    outcome(rethought(seed, slips))


def rethought(seed: int, slips: int) -> str:
    pen, tree = random.Random(seed), copy.deepcopy(TREE)
    for _ in range(slips):
        slip_of_thought(pen, tree)
    return yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_slips_of_the_pen_lead_to_placed_problems_or_to_another_sound_world(seed, slips):
    outcome(miswritten(seed, slips))


def miswritten(seed: int, slips: int) -> str:
    pen, text = random.Random(seed), WORLD
    for _ in range(slips):
        text = slip(pen, text)
    return text
