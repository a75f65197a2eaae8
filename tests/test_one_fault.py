"""One place that cannot be read accuses nothing else: a sound world with one of its values spoilt has problems there only."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.check import check
from sim.scenario.files.yamltree import load_text
from sim.scenario.read import read_text

WORLDS = {
    path.stem: load_text(path.read_text(encoding="utf-8"), path.name)[0]
    for path in sorted((Path(__file__).parent / "worlds").glob("*.yaml"))
}
SPOILT = {"no expression": "3 § (", "no single value": {"§": ["§"]}}
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
KINDS = {"levels", "kinds", "counter", "switch"}  # without such a key a state is taken for a number


def paths(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    below = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in below:
        yield (*path, key)
        yield from paths(value, (*path, key))


PLACES = [
    (world, path, how)
    for world, tree in WORLDS.items()
    for path in paths(tree)
    for how in (*SPOILT, "no name")
    if how in SPOILT or path[-1] not in KINDS
]


def spoilt(world: str, path: tuple[Any, ...], how: str) -> tuple[str, tuple[Any, ...]]:
    """The world's text with the value, or the key, at ``path`` spoilt, and the path where that now stands."""
    tree = copy.deepcopy(WORLDS[world])
    holder: Any = tree
    for key in path[:-1]:
        holder = holder[key]
    if how in SPOILT:
        holder[path[-1]] = SPOILT[how]
    elif isinstance(holder, dict):
        entries = [("no name §" if key == path[-1] else key, value) for key, value in holder.items()]
        holder.clear()
        holder |= entries
        path = (*path[:-1], "no name §")
    return yaml.dump(tree, Dumper=DUMPER, sort_keys=False, allow_unicode=True, width=10**6), path


def elsewhere(world: str, path: tuple[Any, ...], how: str) -> list[str]:
    """Problems that are not told of the spoilt place, or of what now lacks a key or an entry."""
    text, path = spoilt(world, path, how)
    places = load_text(text, "spoilt")[1]
    try:
        found = [problem for problem in check(read_text(text, "spoilt")) if not problem.is_warning]
    except ScenarioError as error:
        found = list(error.problems)
    marks = [*places.values.items(), *places.keys.items()]
    here = {mark.line for at, mark in marks if at[: len(path)] == path}
    above = {mark.line for at, mark in marks if at == path[: len(at)]}
    lacking = {"S02", "S03", "S04"} if how != "no expression" else {"S03"}
    return [
        p.headline()
        for p in found
        if p.where.line not in here and not (p.where.line in above and p.code in lacking)
    ]


@settings(max_examples=60)
@given(st.sampled_from(PLACES))
def test_a_spoilt_place_accuses_nothing_else(place):
    assert elsewhere(*place) == []


@pytest.mark.slow
def test_no_spoilt_place_of_a_world_accuses_anything_else():
    assert {place: far for place in PLACES if place[0] == "crossroads" and (far := elsewhere(*place))} == {}
