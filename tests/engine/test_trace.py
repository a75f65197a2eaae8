"""Histories played again: the recorded outcome, the oracle's states, and parts that add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from oracle import play
from oracle_worlds import compiled
from playing import simulated, tree
from random_worlds import random_worlds

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.engine.trace import Trace, history_number, replay
from sim.errors import RunError
from sim.scenario.check import checked
from sim.scenario.read import read, read_text
from sim.scenario.schema import Scenario

ROOT = Path(__file__).parents[2]
FILES = [*sorted((ROOT / "scenarios").rglob("*.yaml")), *sorted((ROOT / "tests" / "worlds").glob("*.yaml"))]
SHIPPED = [path for path in FILES if "\nclock:" in path.read_text(encoding="utf-8")]
KEEP = ("counts", "first", "final")
FEW = settings(max_examples=15, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=300, suppress_health_check=list(HealthCheck), phases=[Phase.generate])

TWO = """
clock: {start: 2030-01-01, tick: month, ticks: 6}
state: {tension: {start: 0.2, range: [0, 1]}, war: {switch: off}}
events: {spark: {rate: 0.5 per month, then: {tension: += 0.2}}}
actors:
  ann:
    goals: {peace: {uniform: [0.2, 0.8]}, fame: {uniform: [0.1, 0.5]}}
    precision: 3
    pace: 60% per month
    menu:
      talk: {serves: {peace: 0.5, fame: 0.1}, then: {tension: -= 0.1}}
      strike: {if: tension >= 0.3, serves: {peace: -1 + tension, fame: 0.9}, succeeds: 0.7, then: {war: = on}}
questions: {q: {within: 6 months, worst: {war: war, else: calm}}}
"""


def scenario_of(world: dict) -> Scenario:
    return checked(read_text(yaml.safe_dump(world, sort_keys=False, width=10_000)))


def replays(scenario: Scenario, worlds: int, repeats: int, seed: int = 11) -> Trace:
    """All histories, last first, compared with what a run recorded of them."""
    sample = Sample(seed, worlds, repeats, KEEP)
    runs = simulate(compiled(scenario), sample)
    picked = np.arange(runs.histories)[::-1]
    found = replay(compile_scenario(scenario, traced=True), sample, picked)
    for name, column in runs.columns.items():
        assert np.array_equal(column[picked], found.columns[name]), name
    return found


def is_played_as_the_oracle_does(scenario: Scenario, found: Trace, rows: int) -> None:
    for row in range(rows):
        world, repeat = map(int, found.address(row).split("."))
        ours = play(scenario, found.sample.seed, world, repeat)
        for name, states in found.states.items():
            assert states[:, 7, row].tolist() == ours.path[name], (name, found.address(row))


def adds_up(scenario: Scenario, found: Trace) -> None:
    """Goals give the utility, options share all probability, and what was chosen could be."""
    noted: dict[tuple[str, str], list] = {}
    for note, value in found.noted.items():
        noted.setdefault((note.what, note.path), []).append(value)
    for (what, path), values in noted.items():
        if what == "goal":
            total = values[0]
            for value in values[1:]:
                total = total + value
            assert np.array_equal(total, noted["utility", path][0], equal_nan=True), path
        if what == "turn":
            members = [
                v[0] for (w, p), v in noted.items() if w == "probability" and of_track(scenario, p) == path
            ]
            assert np.allclose(np.sum(members, axis=0)[values[0]], 1, rtol=1e-12), path
    for path, chosen in found.happened.items():
        if ("probability", path) in noted:
            assert (noted["probability", path][0][chosen] > 0).all(), path


def of_track(scenario: Scenario, path: str) -> str:
    actor, *rest = path.split(".")
    if rest[-1] == "hold":
        return ".".join([actor, *rest[:-1]])
    tracks = scenario.actors[actor].tracks
    return next((f"{actor}.{name}" for name, track in tracks.items() if rest[0] in track.menu), actor)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_hundreds_of_histories_of_every_shipped_world(path):
    scenario = read(path)
    found = replays(scenario, 60, 4)
    adds_up(scenario, found)
    is_played_as_the_oracle_does(scenario, found, 3)


@FEW
@given(random_worlds())
def test_random_worlds(world):
    scenario = scenario_of(world)
    found = replays(scenario, 4, 3)
    adds_up(scenario, found)
    is_played_as_the_oracle_does(scenario, found, 4)


@pytest.mark.slow
@MANY
@given(random_worlds())
def test_many_random_worlds(world):
    scenario = scenario_of(world)
    found = replays(scenario, 20, 5)
    adds_up(scenario, found)
    is_played_as_the_oracle_does(scenario, found, 10)


@FEW
@given(random_worlds(partial=True))
def test_a_traced_program_makes_the_same_numbers(world):
    """Undefined values too, in the same histories; and a program that is not traced is none the larger."""
    scenario = scenario_of(world)
    plain, traced = compile_scenario(scenario), compile_scenario(scenario, traced=True)
    assert plain.notes == () and plain.size < traced.size
    assert [stream.name for stream in plain.streams] == [stream.name for stream in traced.streams]
    sample = Sample(3, 4, 3, KEEP)
    ends = []
    for program in (plain, traced):
        try:
            runs = simulate(program, sample)
            ends.append({name: column.tolist() for name, column in runs.columns.items()})
        except RunError as error:
            ends.append([(one.what, one.why) for one in error.problems])
    assert ends[0] == ends[1]


def test_more_than_a_chunk_and_the_same_history_twice():
    scenario = scenario_of(tree(TWO))
    program, sample = compile_scenario(scenario, traced=True), Sample(1, 1000, 5, KEEP)
    picked = np.concatenate([np.arange(5000), [7, 7]])
    found = replay(program, sample, picked)
    runs = simulate(program, sample)
    assert np.array_equal(found.columns["q.outcome"], runs.columns["q.outcome"][picked])
    assert found.happened["spark"].shape == (7, 5002) and found.states["tension"].shape == (7, 8, 5002)
    note = next(note for note in found.noted if note.what == "probability" and note.path == "ann.strike")
    assert np.array_equal(found.noted[note][:, 5000], found.noted[note][:, 7], equal_nan=True)


def test_what_is_stopped_does_not_happen_and_nothing_before_it_moves():
    scenario = scenario_of(tree(TWO))
    program, sample = compile_scenario(scenario), Sample(1, 200, 5)
    picked = np.arange(1000)
    free = replay(program, sample, picked)
    from_tick_three = np.zeros((7, 1000), bool)
    from_tick_three[3:] = True
    held = replay(program, sample, picked, {"ann.strike": from_tick_three})
    assert free.happened["ann.strike"][3:].any() and not held.happened["ann.strike"][3:].any()
    assert not held.happened["ann.strike.succeeded"][3:].any()
    for path, ours in free.happened.items():
        assert np.array_equal(ours[:3], held.happened[path][:3]), path
    assert np.array_equal(free.happened["spark"], held.happened["spark"])  # its rate asks nobody
    assert replay(program, sample, picked, {"ann.strike": np.zeros((7, 1000), bool)}).columns[
        "q.outcome"
    ].tolist() == (free.columns["q.outcome"].tolist())


def test_a_world_in_which_a_thing_is_stopped_is_the_world_without_it():
    """Two roads: an event stopped everywhere, and a world whose event never fires."""
    world = tree(TWO)
    never = tree(TWO.replace("rate: 0.5 per month", "rate: 0 per month"))
    program, sample = compile_scenario(scenario_of(world)), Sample(5, 300, 2)
    held = replay(program, sample, np.arange(600), {"spark": np.ones((7, 600), bool)})
    assert held.columns["q.outcome"].tolist() == simulated(never, 300, 2).columns["q.outcome"].tolist()


def test_what_deciders_are_shown_is_what_they_weigh():
    """Shown its own value nothing changes; shown another, what it serves is that of the other value."""
    scenario = scenario_of(tree(TWO))
    program, sample, picked = compile_scenario(scenario, traced=True), Sample(1, 40, 5), np.arange(200)
    usual = replay(program, sample, picked)
    same = replay(program, sample, picked, seen={"tension": usual.states["tension"][:, 2]})
    assert np.array_equal(same.states["tension"], usual.states["tension"])
    shown = np.full((7, 200), np.nan)
    shown[4] = 0.75
    found = replay(program, sample, picked, seen={"tension": shown})
    note = next(
        note
        for note in program.notes
        if note.what == "serves" and (note.path, note.part) == ("ann.strike", "peace")
    )
    assert (found.noted[note][4] == -0.25).all()
    assert np.array_equal(found.noted[note][3], usual.noted[note][3], equal_nan=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("8.0", "repeats from 1 to 5"),
        ("9.1", "worlds go from 0 to 8"),
        ("8", "is no history"),
        ("-1.1", "is no history"),
    ],
)
def test_a_history_that_is_none(text, said):
    with pytest.raises(RunError, match=said):
        history_number(text, 9, 5)
