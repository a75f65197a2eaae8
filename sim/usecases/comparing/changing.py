"""`what-if`: a change typed at the prompt, as an overlay with a reason of its own that can be run, saved and run again.

>>> change = with_changes("one-choice", ("council.precision=4",), None, "a steadier council")
>>> change.overlay["set"]["council.precision"]
{'fixed': 4, 'basis': 'judgement', 'why': 'a steadier council'}
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic_core import PydanticCustomError

from sim.errors import RunError, ScenarioError
from sim.scenario.check import errors
from sim.scenario.files.find import find, world_name
from sim.scenario.files.overlay import Layer
from sim.scenario.files.paths import full_path
from sim.scenario.files.pooling import overlaid
from sim.scenario.files.yamltree import load_text
from sim.scenario.quantity import Quantity
from sim.scenario.quantity.amount import read_amount
from sim.scenario.read import layer_of, read_layer
from sim.scenario.schema import Scenario
from sim.scenario.where import Mark, Path, Places
from sim.store.disk import write_whole
from sim.usecases.comparing.sides import Gathered, simulated
from sim.usecases.running.planned import Asked, planned
from sim.usecases.running.resolved import tree_text
from sim.usecases.running.run import Listener
from sim.usecases.targets import BASE, Target, plan_of, target, typed

OPERATORS = ("+=", "-=", "=", "at least ", "at most ")
AMOUNTS = frozenset({"pace", "precision", "rate", "habit", "half_life"})
REASON = "a what-if set by hand, not a finding"


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf:
    """A world and a change of it; ``label`` is what was typed, ``overlay`` the same as a file would hold it."""

    target: Target
    label: str
    overlay: dict[str, Any]
    base: Scenario
    changed: Scenario

    def gathered(self, asked: Asked, listener: Listener) -> Gathered:
        """Both, simulated as the target's plan says."""
        plan = planned(asked, plan_of(self.target, self.base.name))
        both = ((BASE, self.base), (self.label, self.changed))
        return Gathered(tuple(simulated(name, world, plan, asked, listener) for name, world in both))


def with_changes(name: str, changes: tuple[str, ...], date: str | None, why: str = "") -> WhatIf:
    """The world ``name`` with ``changes`` (``path=value``), from ``date`` on if one is given.

    A dated change sets states: ``tension=0.8``, ``tension=+= 0.1``, ``involvement=at least L4``. Raises ScenarioError.
    """
    goal = target(name)
    base = layer_of(goal.world)
    over = (
        reasoned(typed(changes), base.tree, why or REASON) if date is None else _dated(typed(changes), date)
    )
    world = read_layer(base)
    changed = read_layer(overlaid(base, over))
    if problems := errors(changed):
        raise ScenarioError(problems)
    label = ", ".join(changes) + (f" from {date}" if date else "")
    head = {"extends": _callable(goal.world), "why": why or f"what if {label}? {REASON}"}
    return WhatIf(goal, label, head | over.tree, world, changed)


def saved(change: WhatIf, name: str) -> FilePath:
    """The overlay as a file; RunError if there is one already."""
    path = FilePath(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if path.exists():
        raise RunError(f"{path} is there already.\nChoose another name for --save, or remove it.")
    write_whole(path, tree_text({"name": path.stem, "title": f"What if {change.label}?", **change.overlay}))
    return path


def _callable(world: FilePath) -> str:
    """The name the world answers to, or its path."""
    name = world_name(world)
    try:
        return name if find(name).resolve() == world.resolve() else world.resolve().as_posix()
    except ScenarioError:
        return world.resolve().as_posix()


def reasoned(over: Layer, tree: dict[str, Any], why: str) -> Layer:
    """The change with a reason beside every number it sets, so that no old reason is left to speak for it."""
    changes: dict[str, Any] = {}
    for dotted, value in over.tree["set"].items():
        path = full_path(tree, dotted)
        changes[dotted] = _with_reason(_as_amount(path, value), _at(tree, path), why)
        holder = _at(tree, path[:-1])
        if changes[dotted] is value and value is not None and isinstance(holder, dict) and "why" in holder:
            changes[f"{dotted.rpartition('.')[0]}.why"] = why
    marks = over.places.values
    added: dict[Path, Mark] = {
        ("set", key): marks[("set", next(iter(over.tree["set"])))]
        for key in changes
        if ("set", key) not in marks
    }
    return Layer({"set": changes}, Places({**marks, **added}, {**over.places.keys, **added}))


def _as_amount(path: Path, value: Any) -> Any:
    """A number where an amount stands as a quantity, which can carry a reason."""
    if path and path[-1] in AMOUNTS and isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            read_amount(str(value).strip())
            return {"fixed": value}
        except PydanticCustomError:
            pass  # an expression, or a level's name
    return value


def _with_reason(value: Any, before: Any, why: str) -> Any:
    """A quantity keeps its unit and gets a basis and a reason; anything else stays as it is."""
    is_quantity = isinstance(before, dict) and set(before) & set(Quantity.families)
    if is_quantity and isinstance(value, int | float | str) and not isinstance(value, bool):
        unit = {"unit": before["unit"]} if "unit" in before and not isinstance(value, str) else {}
        value = {"fixed": value, **unit}
    if isinstance(value, dict) and "why" not in value and set(value) & set(Quantity.families):
        return {**value, "basis": value.get("basis", "judgement"), "why": why}
    return value


def _dated(over: Layer, date: str) -> Layer:
    """The changes as effects on one date."""
    effects = {path: _effect(value) for path, value in over.tree["set"].items()}
    _, places = load_text(tree_text({"at": {date: effects}}), f"--at {date}")
    return Layer({"at": {date: effects}}, places)


def _effect(value: Any) -> str:
    text = str(value)
    return text if text.startswith(OPERATORS) else f"= {text}"


def _at(tree: Any, path: Path) -> Any:
    for part in path:
        tree = tree.get(part) if isinstance(tree, dict) else None
    return tree
