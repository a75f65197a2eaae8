"""The trees of pooled worlds inside the tree of their pool, with their places: read once, changed together, taken out.

>>> tree = {"pool": {"calm": {"weight": 1, "world": {"name": "calm"}}}}
>>> [(name, inner.tree) for name, inner in inner_layers(Layer(tree, Places()))]
[('calm', {'name': 'calm'})]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sim.errors import Problem, ScenarioError, problem
from sim.scenario.files.overlay import Layer, apply_overlay, copied, moved, rooted
from sim.scenario.where import Path, Places

UNREAD = ("evidence", "assumptions", "left_out")  # of a member nobody asks for them


def entries(layer: Layer) -> Iterator[tuple[str, dict[str, Any]]]:
    """The members as they stand in the tree, those that are mappings."""
    pool = layer.tree.get("pool")
    yield from ((n, e) for n, e in (pool.items() if isinstance(pool, dict) else ()) if isinstance(e, dict))


def inner_layers(layer: Layer) -> Iterator[tuple[str, Layer]]:
    """The members that are resolved, each as a layer of its own."""
    for name, entry in entries(layer):
        if isinstance(entry.get("world"), dict):
            at = ("pool", name, "world")
            yield name, Layer(entry["world"], rooted(layer.places, at, ()))


def with_members(layer: Layer, read: Callable[[str, Path], Layer]) -> Layer:
    """The layer with every member's tree in place of its name; ``read`` makes a layer of a name that stands at a path."""
    found: dict[str, Layer] = {}
    problems: list[Problem] = []
    for name, entry in entries(layer):
        called = entry.get("world", name)
        if isinstance(called, str):
            try:
                found[name] = read(called, ("pool", name, "world"))
            except ScenarioError as error:
                problems += error.problems
            else:
                problems += found[name].problems
                if "pool" in found[name].tree:
                    what = f'"{called}" is a pool itself'
                    where = layer.places.key(("pool", name))
                    fix = "name its members here, with their weights"
                    problems.append(problem("S04", where, what=what, why="", fix=fix))
    if problems:
        raise ScenarioError(problems)
    return placed(layer, found) if found else layer


def placed(layer: Layer, members: Mapping[str, Layer]) -> Layer:
    """The layer with these members' trees and places inside."""
    tree = copied(layer.tree)
    values, keys = dict(layer.places.values), dict(layer.places.keys)
    for name, member in members.items():
        at: Path = ("pool", name, "world")
        inner = {key: value for key, value in member.tree.items() if key not in UNREAD}
        tree["pool"][name]["world"] = inner
        moved(member.places, (), at, inner, (values, keys))
    problems = [*layer.problems, *(found for member in members.values() for found in member.problems)]
    places = Places(values, keys, layer.places.replaced, layer.places.removed)
    return replace(layer, tree=tree, places=places, problems=tuple(problems))


def overlaid(base: Layer, over: Layer) -> Layer:
    """``base`` with the overlay's changes; of a pool every member is changed as well."""
    layer = apply_overlay(base, over)
    if "pool" in over.tree:
        return layer
    return placed(layer, {name: apply_overlay(inner, over) for name, inner in inner_layers(base)})
