"""The first real world answers what it claims to answer; the lessons equal their closed forms."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.engine.runs import Runs
from sim.scenario.check import check, gauge
from sim.scenario.check.shape import sourced_blocks
from sim.scenario.read import read
from sim.scenario.schema import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
WORLD = SCENARIOS / "belarus-2024" / "world.yaml"
LESSONS = SCENARIOS / "lessons"
SMALL = Path(__file__).parents[1] / "worlds"
SEED, WORLDS, REPEATS = 20240331, 1000, 2


@cache
def world() -> Scenario:
    return read(WORLD)


@cache
def base() -> Runs:
    return simulate(
        compile_scenario(world()), Sample(seed=SEED, worlds=WORLDS, repeats=REPEATS, keep=["counts"])
    )


def changed(folder: Path, changes: str) -> Runs:
    """The same histories in a world changed by an overlay."""
    file = folder / "changed.yaml"
    file.write_text(f"stancelab: 1\nname: changed\nextends: {WORLD}\nset:\n{changes}", encoding="utf-8")
    program = compile_scenario(read(file))
    return simulate(program, Sample(seed=SEED, worlds=WORLDS, repeats=REPEATS, keep=["counts"]))


def shares(runs: Runs, question: str) -> dict[str, float]:
    asked = world().questions[question]
    lines = asked.worst or asked.last
    names = [*(line for line in lines if line != "else"), lines["else"].path]
    outcome = runs.columns[f"{question}.outcome"]
    return {name: float((outcome == i).mean()) for i, name in enumerate(names)}


def on(runs: Runs, watch: str) -> np.ndarray:
    """[history, tick] of a watch, tick 1 first."""
    return np.unpackbits(runs.columns[f"watch.{watch}"], axis=1, count=runs.ticks).astype(bool)


@pytest.mark.parametrize(
    "path",
    [
        WORLD,
        LESSONS / "01-competing-hazards.yaml",
        LESSONS / "02-one-choice.yaml",
        SMALL / "strait.yaml",
        SMALL / "talks.yaml",
    ],
    ids=lambda path: path.stem if path.stem != "world" else path.parent.name,
)
def test_nothing_is_wrong_and_every_number_has_a_source(path):
    scenario = read(path)
    assert [found.headline() for found in check(scenario)] == []
    assert [number.dotted for number in gauge(scenario).unsourced] == []


def test_every_paragraph_cited_exists():
    """AC has 21 paragraphs in the stored text, NHC 14 before its address lines."""
    last = {"AC": 21, "NHC": 14}
    cited = {ref for _, block in sourced_blocks(world()) for ref in block.from_}
    assert {ref for ref in cited if not 1 <= int(ref.split(":")[1]) <= last[ref.split(":")[0]]} == set()
    assert len(cited) > 15


def test_the_headline_lies_between_one_and_ten_percent():
    found = shares(base(), "direct_entry")
    assert 0.01 < 1 - found["stays_out"] < 0.10
    assert found["joint_operation"] < found["crosses"] + found["fires"]


@pytest.mark.parametrize("question", world().questions)
def test_no_outcome_is_impossible_or_certain(question):
    assert all(0 < share < 1 for share in shares(base(), question).values())


def test_every_action_is_taken_by_somebody_sometimes():
    counts = {name: int(column.sum()) for name, column in base().columns.items() if name.startswith("count.")}
    assert [name for name, total in counts.items() if total == 0] == []


ENTRIES = ("minsk.fire", "minsk.cross", "minsk.join", "successor.enter", "successor.join_attack")


def test_nobody_enters_without_deciding_to():
    entered = on(base(), "at_war").any(axis=1)
    decided = sum(base().columns[f"count.{action}"] for action in ENTRIES) > 0
    assert not (entered & ~decided).any()


@pytest.mark.parametrize("route", ["demanded", "triggered", "raided", "strike_group", "succession"])
def test_every_route_leads_some_histories_to_war(route):
    """A route counts where it was open in the tick of entry or in the one before."""
    at_war, was_open = on(base(), "at_war"), on(base(), route)
    histories = np.flatnonzero(at_war.any(axis=1))
    entry = at_war[histories].argmax(axis=1)
    through = was_open[histories, entry] | was_open[histories, np.maximum(entry - 1, 0)]
    assert 0 < through.sum() < len(histories)


def test_no_entry_finds_every_route_closed():
    """Joining asks for a strike group itself, which one exercise may complete and the same month undo."""
    joined = base().columns["count.minsk.join"] + base().columns["count.successor.join_attack"] > 0
    at_war = on(base(), "at_war") & ~joined[:, None]
    any_open = (
        sum(on(base(), route) for route in ("demanded", "triggered", "raided", "strike_group", "succession"))
        > 0
    )
    histories = np.flatnonzero(at_war.any(axis=1))
    entry = at_war[histories].argmax(axis=1)
    assert (any_open[histories, entry] | any_open[histories, np.maximum(entry - 1, 0)]).all()


def entry(runs: Runs) -> np.ndarray:
    return runs.by_world("direct_entry.outcome") < 3


def raid(runs: Runs) -> np.ndarray:
    return runs.by_world("raid.outcome") <= 1


def invoked(runs: Runs) -> np.ndarray:
    return runs.by_world("count.minsk.invoke.succeeded") > 0


def strike_group(runs: Runs) -> np.ndarray:
    return on(runs, "strike_group").any(axis=1).reshape(WORLDS, REPEATS)


def given(value: float) -> str:
    return f"{{fixed: {value}, basis: judgement, why: a test}}"


@pytest.mark.parametrize(
    "change, what, sign",
    [
        (f"  kyiv_veto: {given(0.6)}", raid, +1),
        (f"  kyiv_veto: {given(0.995)}", raid, -1),
        ("  state.kyiv_posture.start: contest", raid, +1),
        (f"  state.deployable.start: {given(2)}\n  minsk.call_up.if: 'false'", entry, -1),
        ("  kremlin.demand_entry.if: 'false'", entry, -1),
        ("  state.war_phase.start: ceasefire", entry, -1),
        (f"  trigger_elasticity: {given(0)}", invoked, -1),
        (f"  entry_habit: {given(0)}", entry, +1),
        (f"  state.spare_ru.start: {given(45)}", strike_group, +1),
    ],
    ids=["veto down", "veto up", "Kyiv contests", "no troops to send", "no demand", "ceasefire", "strict wording",
         "no reluctance", "spare troops"],
)  # fmt: skip
def test_directions(tmp_path, change, what, sign):
    """Paired by equal seeds; three standard errors of the mean difference per world."""
    difference = (what(changed(tmp_path, change)).astype(float) - what(base())).mean(axis=1)
    error = difference.std(ddof=1) / math.sqrt(WORLDS)
    assert sign * difference.mean() > 3 * error > 0


def test_without_any_open_route_nobody_enters(tmp_path):
    shut = "\n".join(f"  {action}.if: 'false'" for action in ("kremlin.demand_entry", "minsk.invoke", "volunteers.raid",
                     "kyiv.strike_back", "kremlin.build_north", "kremlin.replace_ruler"))  # fmt: skip
    shut += "\n  events.joint_exercise.if: 'false'\n  events.ruler_exit.if: 'false'"
    assert not entry(changed(tmp_path, shut)).any()


HAZARDS = {"broken": 0.03, "peace": 0.015, "forgotten": 0.005}


@pytest.mark.parametrize("question, months", [("by_one_year", 12), ("by_two_years", 24)])
def test_competing_hazards_equal_their_closed_form(question, months):
    runs = simulate(
        compile_scenario(read(LESSONS / "01-competing-hazards.yaml")),
        Sample(seed=1, worlds=20_000, repeats=1),
    )
    total = sum(HAZARDS.values())
    ended = 1 - math.exp(-total * months)
    expected = [*(ended * rate / total for rate in HAZARDS.values()), 1 - ended]
    assert_shares(runs.columns[f"{question}.outcome"], expected)


def test_one_choice_equals_its_softmax():
    runs = simulate(
        compile_scenario(read(LESSONS / "02-one-choice.yaml")), Sample(seed=1, worlds=20_000, repeats=1)
    )
    weights = [math.exp(2 * worth) for worth in (1, 0.5, 0)] + [1.0]
    assert_shares(runs.columns["choice.outcome"], [weight / sum(weights) for weight in weights])


def assert_shares(outcome: np.ndarray, expected: list[float]) -> None:
    """Every share within four standard errors of what it must be."""
    for i, share in enumerate(expected):
        error = math.sqrt(share * (1 - share) / len(outcome))
        assert abs((outcome == i).mean() - share) < 4 * error, i


def test_the_small_worlds_run_and_no_question_is_settled_beforehand():
    for name in ("strait", "talks"):
        program = compile_scenario(read(SMALL / f"{name}.yaml"))
        runs = simulate(program, Sample(seed=1, worlds=300, repeats=2))
        for question in program.questions:
            assert len(np.unique(runs.columns[f"{question.name}.outcome"])) > 1, question.name
