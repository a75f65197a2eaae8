"""Laws of a pool: each world is, bit for bit, a world of the member it follows; shares mix, and not knowing adds up."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.engine.compile import compile_scenario
from sim.engine.means import Means
from sim.engine.mixture import Part, followed, simulate_pool
from sim.engine.run import Sample, simulate
from sim.engine.runs import CHUNK, Chunk, MemoryKeeper, Runs
from sim.scenario.read import read_text

WORLD = """\
stancelab: 1
name: {name}
clock: {{start: 2030-01-01, tick: month, ticks: 12}}
defaults: {{basis: judgement, why: an example}}
quantities:
  rate: {{pert: [{low}, {mode}, {high}], unit: per month}}
state: {{mood: {{start: 0.5, range: [0, 1], relax: {{to: {rest}, half_life: 4 months}}, noise: 0.05 per month}}}}
events: {{storm: {{rate: rate, then: {{mood: -= 0.1}}}}}}
{more}
questions: {{q: {{within: 12 months, worst: {{grave: mood < 0.2, storm: ever(storm), else: calm}}}}}}
watches: {{low: mood < 0.4}}
"""
CALM = {"name": "calm", "low": 0.005, "mode": 0.01, "high": 0.03, "rest": 0.6, "more": ""}
HARSH = {"name": "harsh", "low": 0.1, "mode": 0.2, "high": 0.4, "rest": 0.3, "more": ""}
# a member with an event that no other has, and with two `=` that may meet
ODD = CALM | {
    "name": "odd",
    "more": "rules: {a: {if: mood < 0.3, then: {mood: = 0.4}}, b: {if: mood < 0.2, then: {mood: = 0.5}}}",
}
SAMPLE = Sample(seed=7, worlds=1500, repeats=4, keep=("counts", "first", "final"))


@cache
def part(name: str, weight: float) -> Part:
    fields = {"calm": CALM, "harsh": HARSH, "odd": ODD}[name]
    return Part(name, weight, compile_scenario(read_text(WORLD.format(**fields))))


@cache
def alone(name: str) -> Runs:
    return simulate(part(name, 1).program, SAMPLE)


@cache
def pooled(*weights: tuple[str, float]) -> Runs:
    parts = [part(name, weight) for name, weight in weights]
    return simulate_pool(parts[0].program, parts, SAMPLE, means=Means("numpy"))


MIXED = (("calm", 0.6), ("harsh", 0.3), ("odd", 0.1))


def chosen(*weights: tuple[str, float], worlds: int = SAMPLE.worlds) -> np.ndarray:
    names, numbers = zip(*weights, strict=True)
    return followed(SAMPLE.seed, names, numbers, np.arange(worlds, dtype=np.uint32))


def same(one: Runs, other: Runs) -> bool:
    return all(
        mine.keys() == its.keys()
        and all(np.array_equal(mine[n], its[n]) and mine[n].dtype == its[n].dtype for n in mine)
        for mine, its in ((one.columns, other.columns), (one.tallies, other.tallies))
    )


@pytest.mark.parametrize("weights", [(("calm", 1.0), ("harsh", 0.0)), (("harsh", 0.0), ("calm", 0.2))])
def test_weights_1_and_0_are_the_one_member_bit_for_bit(weights):
    assert same(pooled(*weights), alone("calm"))


def test_a_member_of_weight_0_changes_nothing():
    assert same(pooled(("calm", 0.6), ("harsh", 0.3), ("odd", 0.0)), pooled(("calm", 0.6), ("harsh", 0.3)))


def test_every_world_is_that_of_the_member_it_follows_bit_for_bit():
    mixed, follows = pooled(*MIXED), chosen(*MIXED)
    for k, (name, _) in enumerate(MIXED):
        own, rows = alone(name), np.repeat(follows == k, SAMPLE.repeats)
        assert rows.any()
        for column in own.columns:
            assert np.array_equal(mixed.columns[column][rows], own.columns[column][rows]), (name, column)


def test_tallies_are_those_of_the_histories_that_are_there():
    mixed = pooled(*MIXED)
    bits = np.unpackbits(mixed.columns["watch.low"], axis=1, count=12)
    assert np.array_equal(mixed.tallies["watch.low"][1:], bits.sum(axis=0))
    fan, last = mixed.tallies["fan.mood"], mixed.columns["final.mood"]
    assert (fan.sum(axis=1) == SAMPLE.histories).all()
    assert np.array_equal(
        fan[-1], np.histogram(np.minimum(last, 1 - 1e-9), bins=fan.shape[1], range=(0, 1))[0]
    )
    assert "conflict.mood" in mixed.tallies  # of the one member that can have it


@pytest.mark.parametrize("before, after, mover", [(MIXED, (("calm", 0.6), ("harsh", 0.5), ("odd", 0.1)), 1)])
def test_a_changed_weight_moves_worlds_only_into_or_out_of_its_member(before, after, mover):
    one, other = chosen(*before), chosen(*after)
    moved = one != other
    assert moved.any() and ((one[moved] == mover) | (other[moved] == mover)).all()


def test_more_worlds_change_none_of_the_first():
    assert np.array_equal(chosen(*MIXED, worlds=5000)[:1500], chosen(*MIXED))


def test_members_are_followed_as_often_as_their_weights_say():
    worlds = 200_000
    counts = np.bincount(chosen(*MIXED, worlds=worlds), minlength=3)
    for (_, weight), count in zip(MIXED, counts, strict=True):
        assert abs(count - worlds * weight) < 4 * np.sqrt(worlds * weight * (1 - weight))


def test_choosing_a_lens_is_independent_of_what_the_worlds_draw():
    """Shares are the weighted means, within the error of choosing and drawing worlds."""
    weights = (("calm", 0.6), ("harsh", 0.4))
    hit = {name: alone(name).by_world("q.outcome") < 2 for name, _ in weights}
    mixed = (pooled(*weights).by_world("q.outcome") < 2).mean(axis=1)
    mean = sum(weight * hit[name].mean() for name, weight in weights)
    assert abs(mixed.mean() - mean) < 4 * mixed.std() / np.sqrt(SAMPLE.worlds)


def test_not_knowing_grows_by_the_variance_between_the_members():
    """Law of total variance on the worlds' own chances, which are known here up to the mixing."""
    weights = (("calm", 0.6), ("harsh", 0.4))
    rates = {name: (alone(name).by_world("q.outcome") < 2).mean(axis=1) for name, _ in weights}
    mixed = (pooled(*weights).by_world("q.outcome") < 2).mean(axis=1)
    means = np.array([rates[name].mean() for name, _ in weights])
    share = np.array([weight for _, weight in weights])
    within = sum(weight * rates[name].var() for name, weight in weights)
    between = (share * (means - (share * means).sum()) ** 2).sum()
    assert between > 3 * within  # there is something to find
    assert mixed.var() == pytest.approx(within + between, rel=0.08)


class Noting(MemoryKeeper):
    """A keeper that notes which chunks were computed."""

    def __init__(self, *there: Chunk) -> None:
        super().__init__(SAMPLE.worlds, SAMPLE.repeats, 12)
        for chunk in there:
            super().put(chunk)
        self.computed: list[Chunk] = []

    def put(self, chunk: Chunk) -> None:
        self.computed.append(chunk)
        super().put(chunk)


def test_chunks_that_are_there_are_not_computed_again_and_the_rest_is_the_same():
    parts = [part(name, weight) for name, weight in MIXED]
    first = Noting()
    whole = simulate_pool(parts[0].program, parts, SAMPLE, first)
    later = Noting(first.computed[0])
    assert same(simulate_pool(parts[0].program, parts, SAMPLE, later), whole)
    assert [chunk.start for chunk in later.computed] == [CHUNK]


def test_backends_and_threads_give_the_same_bits():
    pytest.importorskip("llvmlite")
    parts = [part(name, weight) for name, weight in MIXED]
    assert same(
        simulate_pool(parts[0].program, parts, SAMPLE, means=Means("compiled", threads=2)), pooled(*MIXED)
    )
