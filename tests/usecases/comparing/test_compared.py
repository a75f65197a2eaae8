"""Runs against runs: what pairs, what is refused, and what must come out exactly."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.compare.changes import Codes, outcome_changes, share_change
from sim.errors import RunError
from sim.usecases.comparing.compared import Contrast, compare
from sim.usecases.comparing.sides import Gathered

HOT = {"rate": "0.4 per month, then: {trouble: = riot}"}


def changes(found, pair=0):
    return [change for contrast in found.pairs[pair].contrasts for change in contrast.rows]


def test_a_run_against_itself_flips_nothing(side):
    found = compare(Gathered((side("one"), side("other"))))
    assert found.pairs[0].paired
    assert {(c.into, c.out_of, c.difference.value, c.told_apart) for c in changes(found)} == {
        (0, 0, 0.0, False)
    }
    assert found.pairs[0].contrasts[0].ladder.verdict == "the same"
    bounds = {round(change.difference.interval.high, 6) for change in changes(found)}
    assert bounds == {round(1 - 0.05 ** (1 / 200), 6)}


def test_what_is_paired_by_hand_is_what_is_told(two):
    found = compare(two)
    a, b = (one.runs.by_world("unrest.outcome") for one in two.sides)
    riot = found.pairs[0].contrasts[0].outcomes[0]
    assert riot.difference.value == pytest.approx((b == 0).mean() - (a == 0).mean())
    assert (riot.into, riot.out_of) == (((a != 0) & (b == 0)).sum(), ((a == 0) & (b != 0)).sum())
    assert riot.told_apart and riot.stands and riot.difference.value > 0


def test_hotter_clashes_are_graver_throughout_but_bring_nothing_forward_that_comes_before_them(two):
    ladder = compare(two).pairs[0].contrasts[0].ladder
    assert ladder.verdict == "worse" and ladder.better <= ladder.worse // 10
    wait = compare(two).pairs[0].contrasts[0].waits[0]
    assert wait.before.value == pytest.approx(wait.after.value, abs=0.1)  # a protest comes first in any case


def test_the_other_way_round_is_the_mirror_image(two):
    there, back = changes(compare(two)), changes(compare(Gathered(two.sides[::-1])))
    for one, other in zip(there, back, strict=True):
        assert one.difference.value == -other.difference.value
        assert (one.into, one.out_of) == (other.out_of, other.into)
        assert one.adjusted == other.adjusted


def test_an_actor_who_touches_nothing_flips_nothing(side):
    idle = "actors:\n  herald:\n    goals: {fame: {fixed: 1}}\n    menu: {cry: {serves: {fame: 1}}}\n"
    found = compare(Gathered((side("town"), side("with_herald", **{"actors:\n": idle}))))
    assert {(change.into, change.out_of) for change in changes(found)} == {(0, 0)}


@pytest.mark.parametrize(
    "other, why",
    [
        ({"seed": 2}, "seed 1 and 2"),
        ({"worlds": 100}, "worlds 200 and 100"),
        ({"repeats": 3}, "repeats 5 and 3"),
    ],
)
def test_runs_on_other_draws_are_not_paired_and_it_is_said(side, other, why):
    found = compare(Gathered((side("one"), side("other", **other))))
    assert found.pairs[0].apart == why
    riot = found.pairs[0].contrasts[0].outcomes[0]
    assert riot.into == -1 and "Welch" in riot.difference.interval.how
    assert not isinstance(riot.saved, float)


@pytest.mark.parametrize(
    "old, new, said",
    [
        (
            "within: 12 months, worst",
            "within: 11 months, worst",
            "another horizon than one: 2031-12-01, not 2032-01-01",
        ),
        ("{riot: trouble is riot, protest", "{uproar: trouble is riot, protest", "another lines"),
        ("tick: month, ticks: 12", "tick: week, ticks: 60", "another clock than one: tick week, not month"),
        ("start: 2031-01-01", "start: 2031-02-01", "another clock"),
    ],
)
def test_what_asks_something_else_is_refused_with_what_to_change(side, old, new, said):
    with pytest.raises(RunError, match=said) as refused:
        compare(Gathered((side("one"), side("other", **{old: new}))))
    assert "\n" in str(refused.value)  # a second line says what to do


def test_a_question_of_one_world_only_is_left_out_and_noted(side):
    extra = "questions:\n  talks: {within: 12 months, last: {talked: ever(mayor.talk), else: silent}}\n"
    found = compare(Gathered((side("one"), side("other", **{"questions:\n": extra}))))
    assert found.notes == ("talks is asked of other, not of one: left out",)
    assert [contrast.name for contrast in found.pairs[0].contrasts] == ["unrest", "sooner"]


def test_an_unknown_question_is_refused_with_the_nearest(two):
    with pytest.raises(RunError, match="did you mean unrest"):
        compare(two, ("unrst",))


def test_everything_compared_counts_complements_once(two):
    found = compare(Gathered((*two.sides, two.sides[0])))
    assert found.comparisons == 2 * (3 + 3)  # any but, and each line; else is the rest
    assert compare(two, ("unrest",)).comparisons == 3
    whole = changes(found)
    assert whole[0].adjusted >= whole[0].chance
    assert whole[3].adjusted == whole[0].adjusted  # quiet is the complement of any


def contrast(rule, swapped, gained):
    """600 worlds of 10: `swapped` of a hundred go from broken to held, `gained` of a hundred from open to held."""
    number = np.arange(6000).reshape(600, 10) * 37 % 100
    a = np.where(number < 40, 1, 2)
    b = np.where(number < swapped, 0, np.where(number >= 100 - gained, 0, a))
    codes = Codes(a.astype(np.uint8), b.astype(np.uint8))
    together = (share_change("any but open", *codes.both(lambda c: c < 2)),)
    names = ("held", "broken", "open")
    return Contrast("vote", "", rule, "", "", 26, together, outcome_changes(codes, names), None, ())


@pytest.mark.parametrize(
    "rule, swapped, gained, leads, besides",
    [
        ("first", 20, 0, "held", ["broken"]),  # as many come to a line as before: the lines change places
        ("worst", 20, 0, "held", ["broken"]),
        ("first", 20, 2, "held", ["broken"]),
        ("worst", 20, 2, "any but open", ["held", "broken"]),
        ("first", 0, 10, "any but open", ["held"]),
        ("first", 0, 0, "any but open", []),
    ],
)
def test_what_changed_most_leads_and_the_other_outcomes_stand_beside_it(
    rule, swapped, gained, leads, besides
):
    found = contrast(rule, swapped, gained)
    assert found.leading.name == leads and [change.name for change in found.besides] == besides
