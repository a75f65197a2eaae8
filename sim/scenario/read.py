"""Files to frozen nouns: `read` a world with its parts and overlays, `read_plan` a plan.

>>> world = read_text('''
... stancelab: 1
... name: coin
... clock: {start: 2024-01-01, tick: day, ticks: 1}
... events: {heads: {rate: 50% per day}}
... questions: {toss: {within: 1 day, last: {heads: ever(heads), else: tails}}}
... ''')
>>> world.clock.ticks, to_text(world.questions["toss"].last["heads"])
(1, 'ever(heads)')
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

from sim.errors import ScenarioError, problem
from sim.scenario.expr.nodes import to_text
from sim.scenario.fields import kind_of
from sim.scenario.files.find import find
from sim.scenario.files.messages import validate
from sim.scenario.files.overlay import Layer, apply_overlay, join_parts
from sim.scenario.files.yamltree import load, load_text
from sim.scenario.plan import Plan
from sim.scenario.schema import Scenario

__all__ = ["is_plan", "layer_of", "read", "read_layer", "read_plan", "read_text", "to_text"]

# metadata that never reaches the engine; a run's identity leaves it out
_PROSE = frozenset(
    {
        "label",
        "title",
        "about",
        "why",
        "note",
        "resolves",
        "void",
        "from",
        "hedge",
        "grade",
        "basis",
        "coder",
        "sources",
        "defaults",
        "name",
        "stancelab",
    }
)


def read(path: str | FilePath) -> Scenario:
    """The scenario in a file, with its parts and overlays applied; raises ScenarioError with all problems at once."""
    return read_layer(layer_of(FilePath(path)))


def read_text(text: str, name: str = "text") -> Scenario:
    """The scenario in ``text`` (one part, or an overlay of a named world)."""
    layer = Layer(*load_text(text, name))
    if "extends" in layer.tree:
        layer = _extended(layer, FilePath(), (name,))
    return read_layer(layer)


def read_layer(layer: Layer) -> Scenario:
    """The scenario of a joined tree; problems are in file order."""
    version = layer.tree.get("stancelab")
    if version != 1:
        where = layer.places.value(("stancelab",))
        raise ScenarioError([problem("S08", where, got=kind_of(version))])
    scenario, problems = validate(Scenario, layer.tree, layer.places)
    if scenario is None:
        raise ScenarioError(problems)
    return scenario.placed(layer.places, layer.tree, layer.warnings)


def layer_of(path: FilePath, chain: tuple[str, ...] = ()) -> Layer:
    """The joined tree of a world file: parts added, overlays applied to their base."""
    shown = str(path)
    layer = Layer(*load(path, shown))
    identity = str(path.resolve())
    if identity in chain:
        where = layer.places.value(("extends",))
        names = " > ".join(FilePath(name).name for name in (*chain, identity))
        raise ScenarioError([problem("F14", where, chain=names)])
    if "extends" in layer.tree:
        return _extended(layer, path.parent, (*chain, identity))
    return _with_parts(layer, path.parent) if "parts" in layer.tree else layer


def _extended(over: Layer, folder: FilePath, chain: tuple[str, ...]) -> Layer:
    name = over.tree["extends"]
    where = over.places.value(("extends",))
    if not isinstance(name, str):
        raise ScenarioError(
            [
                problem(
                    "S03", where, expected="a world's name", got=kind_of(name), hint="`extends: base-world`"
                )
            ]
        )
    try:
        base_path = find(name, beside=folder)
    except ScenarioError as error:
        found = error.problems[0]
        raise ScenarioError([type(found)(found.code, where, found.what, found.why, found.fix)]) from None
    return apply_overlay(layer_of(base_path, chain), over)


def _with_parts(world: Layer, folder: FilePath) -> Layer:
    names = world.tree["parts"]
    parts, problems = [], []
    for i, name in enumerate(names if isinstance(names, list) else [names]):
        where = world.places.value(("parts", i))
        if not isinstance(name, str) or FilePath(name).is_absolute() or ".." in FilePath(name).parts:
            problems.append(
                problem(
                    "S03",
                    where,
                    expected="a file beside or below this one",
                    got=kind_of(name),
                    hint="for example `actors/minister.yaml`",
                )
            )
            continue
        try:
            parts.append(Layer(*load(folder / name, str(folder / name))))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return join_parts(world, parts)


def is_plan(path: FilePath) -> bool:
    """Whether a file says of itself that it is a plan."""
    return "plan" in load(path)[0]


def read_plan(path: FilePath) -> Plan:
    """The plan in a file; raises ScenarioError with all problems at once."""
    tree, places = load(path, str(path))
    plan, problems = validate(Plan, tree, places)
    if plan is None:
        raise ScenarioError(problems)
    return plan


def without_prose(tree: Any, top: bool = True) -> Any:
    """The tree without labels and prose: what a run's numbers depend on.

    Names given by the author come as pairs, since their order may count.

    >>> without_prose({"name": "x", "state": {"name": {"start": 1, "why": "because"}}})
    {'state': [['name', {'start': 1}]]}
    """
    if isinstance(tree, list):
        return [without_prose(item, False) for item in tree]
    if not isinstance(tree, dict):
        return tree
    return {key: _below(key, value) for key, value in tree.items() if key not in _PROSE}


# below these keys stand names given by the author, which may look like metadata
_NAMED = frozenset(
    {
        "quantities",
        "terms",
        "state",
        "calendar",
        "at",
        "actors",
        "events",
        "rules",
        "doubts",
        "questions",
        "watches",
        "goals",
        "stances",
        "menu",
        "tracks",
        "one_of",
        "then",
        "otherwise",
        "serves",
        "worst",
        "first",
        "last",
        "set",
    }
)


def _below(key: str, value: Any) -> Any:
    if key in _NAMED and isinstance(value, dict):
        return [[name, without_prose(inner, False)] for name, inner in value.items()]
    return without_prose(value, False)
