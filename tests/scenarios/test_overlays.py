"""Every lens and what-if can be read, asks what its base asks, has a reason for each number, and changes something."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.scenario.check import check, gauge
from sim.scenario.check.shape import sourced_blocks
from sim.scenario.files.yamltree import load
from sim.scenario.read import read

WORLD = Path(__file__).parents[2] / "scenarios" / "belarus-2024"
OVERLAYS = [*sorted(WORLD.glob("lens/*.yaml")), *sorted(WORLD.glob("what-if/*.yaml"))]
CONFIGS = WORLD.parents[1] / "configs"
BASE = read(WORLD / "world.yaml")


@pytest.mark.parametrize("file", OVERLAYS, ids=lambda file: file.stem)
def test_an_overlay_is_whole(file):
    world = read(file)
    assert [found.headline() for found in check(world)] == []
    assert [number.dotted for number in gauge(world).unsourced] == []
    assert {name: question.within for name, question in world.questions.items()} == {
        name: question.within for name, question in BASE.questions.items()
    }
    assert (world.name, bool(world.title), bool(world.about)) == (file.stem, True, True)


@pytest.mark.parametrize(
    "plan, folder, apart", [("what-ifs", "what-if", set()), ("lenses", "lens", {"hindcast-2022"})]
)
def test_a_plan_runs_all_of_a_kind(plan, folder, apart):
    """hindcast-2022 has a clock of its own, so its histories have no partners in the world of 2024."""
    variants = load(CONFIGS / f"{plan}.yaml", plan)[0]["variants"]
    assert set(variants) == {file.stem for file in WORLD.glob(f"{folder}/*.yaml")} - apart
    assert all(variant == {"overlay": name} for name, variant in variants.items())


@pytest.mark.parametrize("file", sorted(WORLD.glob("what-if/*.yaml")), ids=lambda file: file.stem)
def test_a_what_if_is_short_and_says_its_mechanism(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 40
    assert lines[0].startswith("# Mechanism: ")


@pytest.mark.parametrize("lens", ["base-rate", "hindcast-2022"])
def test_a_lens_far_from_the_world_still_answers(lens):
    runs = simulate(
        compile_scenario(read(WORLD / "lens" / f"{lens}.yaml")), Sample(seed=20240331, worlds=300, repeats=1)
    )
    entered = (runs.columns["direct_entry.outcome"] < 3).mean()
    assert 0 < entered < 0.15


def test_the_rival_asks_by_the_same_rules():
    """So that it can be laid beside the other world line by line."""
    rival = read(WORLD / "lens" / "base-rate.yaml").questions
    for name, question in BASE.questions.items():
        for rule in ("worst", "first", "last"):
            ours, theirs = getattr(question, rule), getattr(rival[name], rule)
            assert list(ours) == list(theirs), name
            assert not ours or ours["else"] == theirs["else"], name


def test_the_naive_freeze_replaces_every_number_that_was_set_by_somebody_who_had_read_on():
    marked = [path for path, block in sourced_blocks(BASE) if "later-informed" in (block.why or "")]
    left = [
        path
        for path, block in sourced_blocks(read(WORLD / "lens" / "naive-freeze.yaml"))
        if "later-informed" in (block.why or "")
    ]
    assert len(marked) >= 8
    assert left == []
