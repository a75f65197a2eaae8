"""What makes a run this run: everything its numbers depend on, the order of declaration too, and no prose."""

from __future__ import annotations

import pytest

from sim.scenario.files.yamltree import load_text
from sim.usecases.running.resolved import _dumped, _Fast, _Plain, identity_of, tree_text

WORLD = """\
name: ferry
title: Will it sail?
state: {pier: {kinds: [open, shut], start: open, why: no ice}}
events: {storm: {rate: 0.1 per week, then: {pier: = shut}}, thaw: {rate: 0.2 per week, then: {pier: = open}}}
questions: {q: {within: 4 weeks, title: Shut?, worst: {shut: pier is shut, open: pier is open, else: none}}}
"""


def identity(text: str) -> dict[str, object]:
    return identity_of(load_text(text, "x")[0])


@pytest.mark.parametrize(
    "old, new, same",
    [
        ("name: ferry", "name: boat", True),
        ("title: Will it sail?", "title: Will it?", True),
        ("why: no ice", "why: some ice", True),
        ("title: Shut?", "title: Open?", True),
        ("rate: 0.1", "rate: 0.11", False),
        ("shut: pier is shut, open: pier is open", "open: pier is open, shut: pier is shut", False),
        ("storm: {rate: 0.1 per week, then: {pier: = shut}}, thaw: {rate: 0.2 per week, then: {pier: = open}}",
         "thaw: {rate: 0.2 per week, then: {pier: = open}}, storm: {rate: 0.1 per week, then: {pier: = shut}}", False),
        ("kinds: [open, shut]", "kinds: [shut, open]", False),
    ],
)  # fmt: skip
def test_which_changes_make_another_run(old, new, same):
    assert old in WORLD
    assert (identity(WORLD.replace(old, new)) == identity(WORLD)) is same


@pytest.mark.parametrize(
    "value",
    ["no", "off", "1e3", "010", "null", "~", "", "true", "12:30", "2031-01-01", "+= 1", "a: b", "# c", "é", "🙂", "x\ny", " x",
     "x\x85y", 0, 1, -3, 0.1, 1e-9, 1e22, True, None, [], {}, [[1], {"a": None}]],
    ids=repr,
)  # fmt: skip
def test_a_tree_reads_back_as_it_was(value):
    tree = {"b": value, "a": [value, "text"]}
    assert load_text(tree_text(tree), "x")[0] == tree


def test_signs_stay_signs_and_both_ways_of_writing_agree():
    tree = {"title": "Will it sail? 🙂", "why": "naïve: no, off"}
    assert "🙂" in tree_text(tree)
    assert _dumped({"why": tree["why"]}, _Fast) == _dumped({"why": tree["why"]}, _Plain)
