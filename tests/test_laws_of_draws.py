"""What a draw belongs to: names, seeds, correlated quantities and interventions; and what one change moves."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
import yaml
from oracle import play
from playing import (
    MANY,
    SEED,
    SIZE,
    Tree,
    base,
    changed,
    differing,
    four_errors,
    played,
    shipped,
    shipped_worlds,
    simulated,
    tree,
)

from sim.engine import draws, elementary
from sim.engine.runs import Runs
from sim.errors import RunError, ScenarioError
from sim.scenario.check import checked
from sim.scenario.read import read_text

CROSSROADS = shipped_worlds()["crossroads"].read_text(encoding="utf-8")

# Names


def rewritten(text: str, old: str, new: str) -> str:
    """The text with one word for another."""
    return re.sub(rf"\b{old}\b", new, text)


def renamed(old: str, new: str, path: str, draws: str) -> Tree:
    """`crossroads` with the word ``old`` written ``new``; ``draws`` stands at its ``path``, unless empty."""
    other = read_text(rewritten(CROSSROADS, old, new)).tree
    return changed(other, f"{path}.draws", draws) if draws else other


RENAMED = [  # the old word, the new word, where it stands then, the path of its old draws
    ("faith", "trust", "quantities.trust", "faith"),
    ("nerve", "grit", "actors.ann.stances.grit", "ann.nerve"),
    ("fame", "glory", "actors.ann.goals.glory", "ann.fame"),
    ("spark", "flash", "events.flash", "spark"),
    ("small", "minor", "events.clash.one_of.minor", "clash.small"),
    ("tin", "lead", "events.find.one_of.lead", "find.tin"),
    ("look", "watch_out", "actors.ann.menu.watch_out", "ann.look"),
    ("gamble", "bet", "actors.ann.menu.bet", "ann.gamble"),
    ("sing", "shout", "actors.bob.tracks.voice.menu.shout", "bob.sing"),
    ("blind", "dim", "doubts.dim", "doubts.blind"),
    # with all that belongs to it: start and noise, alternatives, hold, everything of an actor
    ("mood", "air", "state.air", "mood"),
    ("clash", "brawl", "events.brawl", "clash"),
    ("find", "strike", "events.strike", "find"),
    ("feet", "legs", "actors.bob.tracks.legs", "bob.feet"),
    ("eve", "eva", "actors.eva", "eve"),
    ("ann", "amy", "actors.amy", "ann"),
]


def same_but_renamed(one: Runs, other: Runs, old: str, new: str) -> list[str]:
    return [
        name
        for name, column in one.columns.items()
        if column.tobytes() != other.columns[rewritten(name, old, new)].tobytes()
    ]


@pytest.mark.parametrize("old, new, path, draws", RENAMED, ids=[row[0] for row in RENAMED])
def test_a_renamed_thing_keeps_its_draws_if_told_to(old, new, path, draws):
    kept = played("crossroads", renamed(old, new, path, draws))
    lost = played("crossroads", renamed(old, new, path, ""))
    assert same_but_renamed(base("crossroads"), kept, old, new) == []
    assert same_but_renamed(base("crossroads"), lost, old, new) != []


@pytest.mark.parametrize("old, new, path, draws", RENAMED, ids=[row[0] for row in RENAMED])
def test_the_oracle_keeps_the_same_draws(old, new, path, draws):
    scenario = checked(read_text(yaml.safe_dump(renamed(old, new, path, draws), sort_keys=False)))
    for w in range(4):
        for name, value in play(scenario, SEED, w, 1).final.items():
            assert base("crossroads").by_world(f"final.{rewritten(name, new, old)}")[w, 0] == value, name


TWINS = {
    "quantities": "quantities: {a: {uniform: [0, 1]}, b: {uniform: [0, 1], draws: a}}\nwatches: {w: a > b}",
    "doubts": "events: {a: {rate: 1 per day}}\ndoubts: {b: {sd: 1, on: [a]}, c: {sd: 2, on: [a], draws: doubts.b}}",
    "events": "events: {a: {rate: 1 per day}, b: {rate: 1 per day, draws: a}}",
    "actions": "actors: {ann: {menu: {go: {utility: 0}, run: {utility: 0, draws: ann.go}}}}",
    "hold": "actors: {ann: {menu: {go: {utility: 0, draws: ann.hold}}}}",
    "actors": "actors: {ann: {menu: {go: {utility: 0}}}, eve: {draws: ann, menu: {go: {utility: 0}}}}",
    "alternatives": "events: {a: {one_of: {b: {rate: 1 per day}}}, c: {draws: a, one_of: {b: {rate: 1 per day}}}}",
}


@pytest.mark.parametrize("twins", TWINS)
def test_two_names_with_one_key_are_refused(twins):
    with pytest.raises(ScenarioError, match="would share the draws"):
        simulated(tree(f"clock: {{start: 2024-01-01, tick: day, ticks: 1}}\n{TWINS[twins]}"), 1)


def test_streams_whose_keys_happen_to_be_equal_are_refused(monkeypatch):
    """No two short names are known that hash alike, so the hash is made to."""
    monkeypatch.setattr(draws, "key", lambda seed, name: (seed, len(name)))
    with pytest.raises(RunError, match="same key"):
        simulated(shipped("crossroads"), 1)


# Seeds


@pytest.mark.parametrize("name", SIZE)
def test_seed_0_is_a_seed(name):
    few = {"worlds": 40, "repeats": 2}
    zero, again, one = (played(name, seed=seed, **few) for seed in (0, 0, 1))
    assert differing(zero, again) == []
    assert differing(zero, one) != []


def test_every_whole_number_is_its_own_seed():
    run = [played("crossroads", seed=seed) for seed in (0, 1, 2**32, 2**64, 2**64 + 1)]
    heats = {one.columns["final.heat"].tobytes() for one in run}
    assert len(heats) == len(run)
    with pytest.raises(RunError):
        played("crossroads", seed=-1)


# Correlated quantities and interventions

TIED = """
clock: {start: 2024-01-01, tick: day, ticks: 1}
quantities: {a: {beta: [2, 3]}, b: {lognormal: {median: 1, sd: 1}}, c: {uniform: [0, 1]}, d: {normal: [0, 1]}}
state:
  a_is: {start: a, range: [-9, 99]}
  b_is: {start: b, range: [-9, 99]}
  c_is: {start: c, range: [-9, 99]}
  d_is: {start: d, range: [-9, 99]}
"""


def tied(*correlations: tuple[str, str, float], **how: Any) -> dict[str, np.ndarray]:
    world = (
        changed(tree(TIED), "correlate", [list(one) for one in correlations]) if correlations else tree(TIED)
    )
    run = simulated(world, 10_000, **how)
    return {name: run.columns[f"final.{name}_is"] for name in "abcd"}


def rank_correlation(x: np.ndarray, y: np.ndarray) -> float:
    return float(np.corrcoef(x.argsort().argsort(), y.argsort().argsort())[0, 1])


def test_a_correlation_moves_only_the_later_of_the_two():
    free, bound = tied(), tied(("a", "b", 0.6))
    for name in "acd":
        assert np.array_equal(free[name], bound[name]), name
    assert not np.array_equal(free["b"], bound["b"])
    assert abs((bound["b"] < 1).mean() - 0.5) < four_errors(0.5, 10_000)


@pytest.mark.parametrize("rank", [-0.9, -0.3, 0.0, 0.6, 0.95])
def test_the_rank_correlation_is_the_one_asked_for(rank):
    """Its standard error is largest where there is none: 1 / sqrt(n - 1)."""
    drawn = tied(("a", "b", rank), ("b", "c", 0.0))
    error = 4 / math.sqrt(len(drawn["a"]) - 1)
    assert rank_correlation(drawn["a"], drawn["b"]) == pytest.approx(rank, abs=error)
    assert rank_correlation(drawn["a"], drawn["c"]) == pytest.approx(0, abs=error)


@pytest.mark.parametrize("pinned", "abcd")
def test_a_pinned_quantity_leaves_its_partners_alone(pinned):
    """Replacing normal scores is an intervention: what was correlated with them does not follow."""
    groups = [("a", "b", 0.6), ("b", "c", 0.4)]
    plain, pushed = tied(*groups), tied(*groups, scores={pinned: np.full(10_000, 1.0)})
    for name in set("abcd") - {pinned}:
        assert np.array_equal(plain[name], pushed[name]), name
    assert len(np.unique(pushed[pinned])) == 1


def test_pinning_one_of_a_correlated_pair_in_a_whole_world():
    """Of `kyiv_veto` and `incident_rate`, correlated, the rate alone makes incidents."""
    worlds, _ = SIZE["belarus-2024"]
    pinned = played("belarus-2024", scores={"kyiv_veto": np.full(worlds, -3.0)})
    moved = differing(base("belarus-2024"), pinned)
    assert "count.volunteers.raid.succeeded" in moved
    assert not {"count.border_incident", "first.border_incident", "count.joint_exercise"} & set(moved)


def test_scores_equal_to_the_plain_draws_move_nothing():
    free = ("ann.fame", "ann.precision", "doubts.blind", "mood.start")
    worlds = np.arange(SIZE["crossroads"][0], dtype=np.uint32)
    plain = {path: elementary.invnorm(draws.world_uniforms(SEED, path, worlds)) for path in free}
    assert differing(base("crossroads"), played("crossroads", scores=plain)) == []
    shifted = {path: score + 1 for path, score in plain.items()}
    assert differing(base("crossroads"), played("crossroads", scores=shifted)) != []


# Pairing: the share of choices that one change moves, with competing clocks and as inverse CDF would

TEN = {f"a{i}": 0.1 * i for i in range(10)}


def menu(utilities: dict[str, float]) -> Tree:
    text = "clock: {start: 2024-01-01, tick: day, ticks: 1}"
    return changed(tree(text), "actors.ann.menu", {name: {"utility": u} for name, u in utilities.items()})


def law(utilities: dict[str, float]) -> dict[str, float]:
    """The softmax, hold last."""
    weights = {name: math.exp(u) for name, u in utilities.items()} | {"hold": 1.0}
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


def choice(utilities: dict[str, float]) -> np.ndarray:
    """What each history chose, by name."""
    run = simulated(menu(utilities), MANY)
    names = [*utilities, "hold"]
    return np.array(names)[np.argmax([run.columns[f"count.ann.{name}"] for name in names], axis=0)]


def moved_by_clocks(before: dict[str, float], after: dict[str, float]) -> float:
    """What flows into the options that gained."""
    return sum(max(0.0, p - before.get(name, 0.0)) for name, p in after.items())


def moved_by_inverse_cdf(before: dict[str, float], after: dict[str, float]) -> float:
    """What the intervals of equal options, side by side in declared order, no longer have in common."""
    upper, old, new = 0.0, 0.0, 0.0
    for name, p in after.items():
        q = before.get(name, 0.0)
        upper += max(0.0, min(old + q, new + p) - max(old, new))
        old, new = old + q, new + p
    return 1 - upper


@pytest.mark.parametrize(
    "name, by, times",
    [("a0", 0.5, 5), ("a4", 0.5, 3), ("a9", 0.5, 4), ("a5", 2.0, 2)],
)
def test_changing_one_of_ten_options_moves_choices_only_into_it(name, by, times):
    """Inverse CDF would move so many times as many, or more."""
    assert_moves(TEN, TEN | {name: TEN[name] + by}, times)


@pytest.mark.parametrize("first, times", [(True, 4), (False, 4)], ids=["first", "last"])
def test_adding_an_option_to_ten_moves_choices_only_into_it(first, times):
    assert_moves(TEN, {"new": 1.0, **TEN} if first else {**TEN, "new": 1.0}, times)


def assert_moves(one: dict[str, float], other: dict[str, float], times: float) -> None:
    before, after = law(one), law(other)
    wanted = moved_by_clocks(before, after)
    found = float((choice(one) != choice(other)).mean())
    assert abs(found - wanted) < four_errors(wanted)
    assert moved_by_inverse_cdf(before, after) > times * wanted
