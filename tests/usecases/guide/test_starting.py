"""Templates: the same world at every step of the clock, and a schema that an editor finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.scenario.check.times import timeline
from sim.scenario.read import read_text
from sim.usecases.guide.starting import SCHEMA, rewritten, started, templates

ROOT = Path(__file__).parents[3]
WORLDS, REPEATS = 1000, 10
# A coarse tick groups what a fine one tells apart: at most one act a turn, answers one turn later. That is worth so much.
GROUPED = 0.06


def shares(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Share of each outcome of the first question, and its standard error over worlds."""
    world = read_text(text)
    name, question = next(iter(world.questions.items()))
    runs = simulate(compile_scenario(world), Sample(seed=1, worlds=WORLDS, repeats=REPEATS))
    outcomes = runs.by_world(f"{name}.outcome")
    lines = len(question.worst or question.first or question.last)
    by_world = np.stack([(outcomes == i).mean(axis=1) for i in range(lines)])
    return by_world.mean(axis=1), by_world.std(axis=1) / WORLDS**0.5


@pytest.mark.parametrize("like", sorted(templates()))
def test_the_answer_hardly_depends_on_the_step_of_the_clock(like):
    month, first = shares(rewritten(templates()[like], "strait", "month"))
    week, second = shares(rewritten(templates()[like], "strait", "week"))
    assert (np.abs(month - week) < GROUPED + 4 * np.hypot(first, second)).all()


@pytest.mark.parametrize("like", sorted(templates()))
@pytest.mark.parametrize("tick", ["day", "week", "month"])
def test_the_clock_covers_the_same_time(like, tick):
    before, after = (
        timeline(read_text(text))
        for text in (templates()[like], rewritten(templates()[like], "strait", tick))
    )
    end = before.starts(before.ticks + 1)
    assert after.unit == tick and after.starts(after.ticks) < end <= after.starts(after.ticks + 1)


@pytest.mark.parametrize("like", sorted(templates()))
def test_comments_stay_in_line_whatever_the_step(like):
    texts = [rewritten(templates()[like], "strait", tick) for tick in ("day", "month")]
    columns = [[line.find("  # ") for line in text.splitlines()] for text in texts]
    assert columns[0] == columns[1]


@pytest.mark.parametrize("like", sorted(templates()))
def test_a_template_fits_on_a_screen(like):
    lines = templates()[like].splitlines()
    assert len(lines) <= 30 and max(map(len, lines)) <= 118


def test_a_world_outside_the_checkout_gets_a_schema_beside_it(tmp_path):
    made = started("strait", "ladder", folder=tmp_path)
    assert made.schema == SCHEMA and (tmp_path / SCHEMA).is_file()
    first = (tmp_path / "strait.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA}"


def test_a_world_inside_the_checkout_uses_the_one_in_configs(monkeypatch):
    from sim.usecases.guide import starting

    written = {}
    monkeypatch.setattr(starting, "_write", lambda file, text, mode: written.update({file: text}))
    made = started("strait", "ladder", folder=ROOT / "docs" / "tutorial")
    assert made.schema == "../../configs/scenario.schema.json"
    assert list(written) == [ROOT / "docs" / "tutorial" / "strait.yaml"]
