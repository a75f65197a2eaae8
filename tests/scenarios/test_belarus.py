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


@pytest.mark.parametrize(
    "question, lines, low, high, reason",
    [
        (
            "direct_entry",
            "joint_operation crosses fires",
            0.01,
            0.10,
            "neighbours with a pact: 3.7% a year, 0.2 to 11%",
        ),
        (
            "doctrine_trigger",
            "no_incident",
            0.04,
            0.49,
            "3 incidents in 25 months, so none in 12 in a quarter of years",
        ),
        (
            "doctrine_trigger",
            "invoked_with_force invoked_in_words",
            0,
            0.21,
            "never in 25 months: below half an event",
        ),
        ("raid", "foothold ground_raid", 0, 0.21, "never in 25 months: below half an event"),
        ("raid", "nothing", 0.2, 0.8, "2 acts of sabotage in 25 months"),
        (
            "regime_crisis",
            "opposition_rules succession",
            0.02,
            0.113,
            "long personal rulers leave at 5.9 to 11.3% a year",
        ),
        ("regime_crisis", "opposition_rules rescued mass_protest", 0.006, 0.12, "one great wave in 30 years"),
        (
            "regime_crisis",
            "opposition_rules",
            0,
            0.05,
            "personal regimes end at 5% a year, mostly by other ways",
        ),
        (
            "northern_axis",
            "joined russian_attack strike_group",
            0.005,
            0.15,
            "one strike group in 34 years, in this war",
        ),
        (
            "northern_axis",
            "joined russian_attack",
            0.001,
            0.08,
            "one attack in 34 years; 2 to 8% by warnings",
        ),
        ("independence", "absorbed", 0.002, 0.06, "no merger in 25 years of a union on paper"),
        (
            "independence",
            "clear_gain",
            0.0005,
            0.06,
            "called out of reach: half a percent to 6% in two years",
        ),
        ("build_up", "missiles", 0.25, 0.85, "two new classes of weapon in 25 months"),
        ("build_up", "mobilisation", 0, 0.21, "never in 25 months: below half an event"),
        ("accountability", "label", 0.01, 0.2, "drafts since 2022, none adopted; 2 to 20% a year"),
        ("kyiv_minsk", "rupture", 0.01, 0.15, "ties kept for 25 months; a break 1 to 15% a year"),
    ],
)
def test_magnitudes_agree_with_base_rates(question, lines, low, high, reason):
    share = sum(shares(base(), question)[line] for line in lines.split())
    assert low < share < high, reason


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
