"""The difference of two runs split over settings: what differs, what belongs together, and parts that add up exactly."""

from __future__ import annotations

import re

import pytest
from explained_runs import BORDER, side_of

from sim.engine.compile import compile_scenario
from sim.engine.run import simulate
from sim.errors import RunError
from sim.report.why.split import split_lines
from sim.scenario.read import read_text
from sim.usecases.comparing.compared import compare
from sim.usecases.comparing.sides import Gathered
from sim.usecases.explaining.attributed import prepared, split
from sim.usecases.explaining.settings import changed_paths, grouped, with_changes
from sim.usecases.running.resolved import identity_of, tree_text

RATE = ("rate: 1 per year", "rate: 3 per year")
GLORY = ("glory: {uniform: [0.3, 0.9]}", "glory: {uniform: [0.5, 0.9], why: bolder}")
CHANCE = ("succeeds: 0.6", "succeeds: 0.8")
RAIN = ("rain: {rate: 50% per month}", "rain: {rate: 60% per month}")
LABEL = ("label: The town", "label: Our town")


class Quiet:
    def __init__(self):
        self.told = []

    def begins(self, variant, chunks, taken_up):
        pass

    def progress(self, done, histories):
        self.told.append((done, histories))

    def doing(self, what):
        pass

    def ends(self):
        self.told.append("ended")


def pair_of(border, *changes):
    text = BORDER
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return compare(Gathered((border, side_of(text, "changed")))).pairs[0]


def share(border, *changes):
    """The other road: the share of fights in the border with these changes, run on its own."""
    text = BORDER
    for old, new in changes:
        text = text.replace(old, new)
    runs = simulate(compile_scenario(read_text(text)), border.sample)
    return float((runs.columns["fight.outcome"] < 2).mean())


def text_of(found):
    return "\n".join("  " * depth + text for depth, text in split_lines(found))


def test_three_settings_add_up_and_are_each_what_they_must_be(border):
    found = split(prepared(pair_of(border, RATE, GLORY, CHANCE, LABEL)), Quiet())
    parts = {part.name: part for part in found.parts}
    assert set(parts) == {"opens.rate", "raiders.glory", "raiders.raid.succeeds"}
    assert sum(part.value for part in found.parts) == pytest.approx(found.value, abs=1e-12)
    assert found.value == pytest.approx(share(border, RATE, GLORY, CHANCE) - share(border), abs=1e-12)
    assert parts["opens.rate"].alone == pytest.approx(share(border, RATE) - share(border))
    assert parts["opens.rate"].last == pytest.approx(
        share(border, RATE, GLORY, CHANCE) - share(border, GLORY, CHANCE)
    )
    by_hand = (
        2 * (share(border, RATE) - share(border))
        + share(border, RATE, GLORY) - share(border, GLORY)
        + share(border, RATE, CHANCE) - share(border, CHANCE)
        + 2 * (share(border, RATE, GLORY, CHANCE) - share(border, GLORY, CHANCE))
    ) / 6  # fmt: skip
    assert parts["opens.rate"].value == pytest.approx(by_hand)
    assert parts["opens.rate"].values == ("1 per year", "3 per year")
    assert parts["raiders.glory"].values[1] == "{uniform: [0.5, 0.9]}"
    assert (found.worlds, found.made, found.exact) == (8, 6, True)


def test_a_setting_that_changes_nothing_has_no_part(border):
    found = split(prepared(pair_of(border, RATE, RAIN)), Quiet())
    rain = next(part for part in found.parts if part.name == "rain.rate")
    assert rain.value == rain.alone == rain.last == 0 and not rain.told_apart
    assert [pair.value for pair in found.together] == [pytest.approx(0, abs=1e-12)]


def test_the_way_back_is_the_mirror(border):
    there = pair_of(border, RATE, CHANCE)
    back = compare(Gathered((there.other, there.base))).pairs[0]
    one, other = (split(prepared(pair), Quiet()) for pair in (there, back))
    assert {p.name: pytest.approx(-p.value) for p in one.parts} == {p.name: p.value for p in other.parts}


def test_it_reads_as_sentences(border):
    text = text_of(split(prepared(pair_of(border, RATE, CHANCE)), Quiet()))
    assert re.match(
        r"changed adds \d+\.?\d* points to any outcome but peace \(95% .* paired\)\. Of these:", text
    )
    assert "opens.rate: 1 per year -> 3 per year; alone +" in text
    assert "Exact over all 2 orders of change: 4 worlds of 1,000 histories each, on shared draws." in text


def test_the_cost_is_told_before_and_the_progress_on_the_way(border):
    job, quiet = prepared(pair_of(border, RATE, GLORY, CHANCE)), Quiet()
    assert job.cost == "3 settings differ, all orders: 6 more worlds of 1,000 histories"
    split(job, quiet)
    assert quiet.told[-1] == "ended" and quiet.told[-2] == (6000, 6000)
    assert "at most " in prepared(pair_of(border, RATE, GLORY, CHANCE), orders=4).cost


def test_sampled_orders_add_up_too(border):
    found = split(prepared(pair_of(border, RATE, GLORY, CHANCE), orders=4), Quiet())
    assert not found.exact and found.orders == 4
    assert sum(part.value for part in found.parts) == pytest.approx(found.value, abs=1e-12)
    assert "beyond what each does alone" in text_of(found) and "4 sampled orders" in text_of(found)


def test_what_makes_sense_only_together_is_one_part(border):
    """A new state and those who use it: neither alone is a sound world."""
    state = ("  gate: {switch: off}\n", "  gate: {switch: off}\n  fog: {switch: off}\n")
    event = ("  rain: {rate: 50% per month}\n", "  rain: {rate: 50% per month, then: {fog: = on}}\n")
    use = ("if: gate, serves", "if: gate and not fog, serves")
    found = split(prepared(pair_of(border, state, event, use, RATE)), Quiet())
    parts = {part.name: part for part in found.parts}
    assert len(parts) == 2 and "opens.rate" in parts
    name = next(name for name in parts if name != "opens.rate")
    assert set(name.split(" + ")) == {"fog", "rain.then", "raiders.raid.if"}
    assert parts[name].why == "only together do they make a sound world" and parts[name].why in text_of(found)


def test_equal_worlds_have_nothing_to_split(border):
    with pytest.raises(RunError, match="no setting differs"):
        prepared(pair_of(border, LABEL))


def test_a_world_in_between_with_undefined_values_is_named(border):
    one = ("glory: 0.9, safety: -0.5}", "glory: 0.9 * risk / risk, safety: -0.5}")
    base = BORDER.replace("state:\n", "quantities: {risk: 0.2}\nstate:\n")
    shy = (
        base.replace("risk: 0.2", "risk: 0")
        .replace("if: gate, serves", "if: gate and risk > 0, serves")
        .replace(*one)
    )
    pair = compare(Gathered((side_of(base.replace(*one), "a"), side_of(shy, "b")))).pairs[0]
    with pytest.raises(RunError, match="with only risk changed"):
        split(prepared(pair), Quiet())


def test_the_whole_way_from_one_tree_to_another():
    """All settings changed make the other world, to the letter of its identity."""
    one, two = (read_text(text).tree for text in (BORDER, BORDER.replace(*RATE).replace(*GLORY)))
    two["events"] = {"hail": {"rate": "1 per year"}, **two["events"]}
    two["at"] = {"2031-05-01": {"gate": "= on", "tension": "+= 0.1"}}
    two = read_text(tree_text({key: value for key, value in two.items() if key != "watches"})).tree
    found = changed_paths(one, two)
    assert (
        ("at", "2031-05-01", "gate") in found and ("events", "hail") in found and ("watches", "open") in found
    )
    whole = with_changes(one, two, found)
    whole.pop("watches")
    assert identity_of(whole) == identity_of(two)
    assert next(iter(whole["events"])) == "hail" and read_text(tree_text(whole))


def test_very_many_settings_are_taken_by_whose_they_are():
    paths = [("actors", name, "goals", f"g{i}") for name in ("ann", "bob") for i in range(14)] + [
        ("state", "x", "start")
    ]
    found = grouped(paths, lambda some: True)
    assert [setting.name for setting in found] == ["ann (14 settings)", "bob (14 settings)", "x.start"]
    assert found[0].why == "taken by owner, since 29 settings differ" and found[2].why == ""


def test_groups_are_as_small_as_they_can_be():
    pairs = {("a",): ("b",), ("b",): ("a",)}

    def sound(paths):
        return all(pairs.get(path, path) in paths for path in paths)

    assert [s.name for s in grouped([("a",), ("c",), ("b",), ("d",)], sound)] == ["a + b", "c", "d"]
    assert [s.name for s in grouped([("a",), ("b",), ("c",)], lambda paths: len(paths) in (0, 3))] == [
        "a + b + c"
    ]
