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

from dataclasses import replace
from pathlib import Path as FilePath
from pathlib import PureWindowsPath

from sim.errors import MAX_PROBLEMS, Problem, ScenarioError, Where, problem
from sim.scenario.check import errors
from sim.scenario.expr.nodes import to_text
from sim.scenario.fields import kind_of
from sim.scenario.files.find import find
from sim.scenario.files.mending import OF_BLOCKS, places_around, readable_part, spot, without_gaps
from sim.scenario.files.messages import validate
from sim.scenario.files.overlay import Layer, join_parts
from sim.scenario.files.pooling import inner_layers, overlaid, with_members
from sim.scenario.files.yamltree import load, parse_file, parse_text
from sim.scenario.outcomes import LATER
from sim.scenario.plan import Plan
from sim.scenario.schema import Pooled, Scenario
from sim.scenario.where import Path, Places

__all__ = ["is_plan", "layer_of", "read", "read_layer", "read_plan", "read_text", "to_text"]

MOST_BASES = 20


def read(path: str | FilePath) -> Scenario:
    """The scenario in a file, with its parts and overlays applied; raises ScenarioError with all problems at once."""
    return read_layer(layer_of(FilePath(path)))


def read_text(text: str, name: str = "text") -> Scenario:
    """The scenario in ``text`` (one part, or an overlay of a named world)."""
    layer = Layer(*parse_text(text, name))
    if "extends" in layer.tree:
        return read_layer(_extended(layer, FilePath(), (name,)))
    return read_layer(_pooled(layer, FilePath(), (name,)))


def read_layer(layer: Layer) -> Scenario:
    """The scenario of a joined tree; problems are in file order."""
    if "plan" in layer.tree and "stancelab" not in layer.tree:
        fix = "name it where a plan is asked for, or the world that it runs"
        where = layer.places.key(("plan",))
        raise ScenarioError([problem("S04", where, what="this file is a plan, not a world", why="", fix=fix)])
    _refuse_version(layer)
    if "set" in layer.tree:
        fix = "add `extends:` with the name of the world it changes"
        where = layer.places.key(("set",))
        raise ScenarioError(
            [problem("S04", where, what="`set:` without `extends:`", why="it changes a base", fix=fix)]
        )
    layer = without_gaps(layer)
    scenario, problems = validate(Scenario, layer.tree, layer.places)
    if scenario is None or layer.problems:
        raise ScenarioError(_all_problems(layer, problems))
    inner = {name: read_layer(member) for name, member in inner_layers(layer)}
    members = tuple(Pooled(n, member.weight, inner[n]) for n, member in scenario.pool.items() if n in inner)
    return scenario.placed(layer.places, layer.tree, layer.warnings, members)


def _all_problems(layer: Layer, unreadable: list[Problem]) -> tuple[Problem, ...]:
    """What could not be read, and what is wrong with the rest, in file order."""
    veiled = places_around(layer.gaps, layer.places)
    found = [*layer.problems, *(layer.places.told(p) for p in unreadable if spot(p) not in veiled)]
    part = readable_part(layer)
    if part is not None:
        veiled = places_around(part.gaps.paths, layer.places)
        rest = errors(part)
        found += [p for p in rest if p.code not in OF_BLOCKS or spot(p) not in veiled]
    distinct = {(p.where, p.code, p.what): p for p in reversed(found)}
    return tuple(sorted(distinct.values(), key=lambda p: (p.where, p.code))[:MAX_PROBLEMS])


def _refuse_version(layer: Layer) -> None:
    version = layer.tree.get("stancelab")
    if type(version) is not int or version != 1:
        where = layer.places.value(("stancelab",))
        got = kind_of(version) if "stancelab" in layer.tree else "nothing about its version"
        raise ScenarioError([problem("S08", where, got=got)])


def layer_of(path: FilePath, chain: tuple[str, ...] = ()) -> Layer:
    """The joined tree of a world file: parts added, overlays applied to their base."""
    shown = str(path)
    layer = Layer(*parse_file(path, shown))
    if LATER in layer.tree:
        raise ScenarioError([problem("F20", layer.places.key((LATER,)), name=path.name)])
    identity = str(path.resolve())
    if identity in chain:
        where = layer.places.value(("extends",))
        names = " > ".join(FilePath(name).name for name in (*chain, identity))
        raise ScenarioError([problem("F14", where, chain=names)])
    if len(chain) >= MOST_BASES and "extends" in layer.tree:
        what = f"worlds extend each other more than {MOST_BASES} deep"
        where = layer.places.value(("extends",))
        raise ScenarioError(
            [problem("S04", where, what=what, why="", fix="extend a world that stands on its own")]
        )
    if "extends" in layer.tree:
        return _extended(layer, path.parent, (*chain, identity))
    layer = _with_parts(layer, path.parent) if "parts" in layer.tree else layer
    return _pooled(layer, path.parent, (*chain, identity))


def _extended(over: Layer, folder: FilePath, chain: tuple[str, ...]) -> Layer:
    name = over.tree["extends"]
    where = over.places.value(("extends",))
    if "stancelab" in over.tree:
        _refuse_version(over)
    if not isinstance(name, str) or not name.strip():
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
        raise ScenarioError([replace(error.problems[0], where=where)]) from None
    layer = overlaid(_named_at(where, base_path, chain), over)
    found = next((key for key in ("set", "at") if key in over.tree and "pool" in over.tree), "")
    if found:
        what = f"a pool cannot have `{found}:` too"
        fix = "change its members, or extend the pool in another file"
        raise ScenarioError([problem("S04", over.places.key((found,)), what=what, why="", fix=fix)])
    return _pooled(layer, folder, chain)


def _named_at(where: Where, path: FilePath, chain: tuple[str, ...]) -> Layer:
    """The layer of a file; that it may not be read at all is said where it is named."""
    try:
        return layer_of(path, chain)
    except ScenarioError as error:
        said = (replace(p, where=where) if p.code == "F20" else p for p in error.problems)
        raise ScenarioError(said) from None


def _pooled(layer: Layer, folder: FilePath, chain: tuple[str, ...]) -> Layer:
    """The layer with the worlds that its pool names; that one is not there is said where it is named."""

    def read_member(name: str, at: Path) -> Layer:
        where = layer.places.value(at) if at in layer.places.values else layer.places.key(at[:-1])
        try:
            path = find(name, beside=folder)
        except ScenarioError as error:
            raise ScenarioError([replace(error.problems[0], where=where)]) from None
        return _named_at(where, path, chain)

    return with_members(layer, read_member)


def _with_parts(world: Layer, folder: FilePath) -> Layer:
    names = world.tree["parts"]
    parts: dict[str, Layer] = {}
    problems: list[Problem] = []
    own = FilePath(world.places.value(()).file).name
    for i, name in enumerate(names if isinstance(names, list) else [names]):
        where = world.places.value(("parts", i))
        if not isinstance(name, str) or not _is_inside(name):
            hint = "for example `actors/minister.yaml`"
            expected = "a file beside or below this one"
            problems.append(problem("S03", where, expected=expected, got=kind_of(name), hint=hint))
        elif FilePath(name) == FilePath(own) or name in parts:
            what = f'"{name}" is named twice' if name in parts else "a world cannot be a part of itself"
            problems.append(problem("S04", where, what=what, why="", fix="remove this entry"))
        else:
            parts[name], found = _part(folder / name, where)
            problems += found
    if problems:
        raise ScenarioError(problems)
    return join_parts(world, list(parts.values()))


def _is_inside(name: str) -> bool:
    """Whether a part's name stays below the folder of its world, also where \\ parts folders."""
    path = PureWindowsPath(name)
    return bool(name.strip()) and not path.drive and not path.root and ".." not in path.parts


def _part(path: FilePath, where: Where) -> tuple[Layer, list[Problem]]:
    """A part's layer, or what is wrong with it; that it is missing is said where it is named."""
    try:
        layer = Layer(*parse_file(path, str(path)))
    except ScenarioError as error:
        missing = error.problems[0].code in ("F01", "F02")
        first = replace(error.problems[0], where=where) if missing else error.problems[0]
        return Layer({}, Places()), [first, *error.problems[1:]]
    if LATER in layer.tree:
        return Layer({}, Places()), [problem("F20", where, name=path.name)]
    strange = [key for key in ("parts", "extends", "set", "plan") if key in layer.tree]
    what = f"a part cannot have `{'` or `'.join(strange)}:`"
    fix = "write it in the world's main file"
    found = [problem("S04", layer.places.key((key,)), what=what, why="", fix=fix) for key in strange[:1]]
    return layer, found


def is_plan(path: FilePath) -> bool:
    """Whether a file says of itself that it is a plan."""
    return "plan" in parse_file(path).tree


def read_plan(path: FilePath) -> Plan:
    """The plan in a file; raises ScenarioError with all problems at once."""
    tree, places = load(path, str(path))
    plan, problems = validate(Plan, tree, places)
    if plan is None:
        raise ScenarioError(problems)
    return plan
