"""What a name stands for: a plan or a world, by name or by file, and the scenarios of all its variants.

A bare name is a plan's before it is a world's, so that a world with a plan of its own is run as that plan says.

>>> plan_of(Target(FilePath("ferry.yaml")), "ferry").histories
10000
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from sim.errors import Problem, ScenarioError, Where, problem
from sim.scenario.check import errors
from sim.scenario.files.find import find, plan_files, world_files, world_name
from sim.scenario.files.overlay import Layer, rooted
from sim.scenario.files.pooling import overlaid
from sim.scenario.files.yamltree import load, load_text
from sim.scenario.plan import Plan
from sim.scenario.read import is_plan, layer_of, read_layer, read_plan
from sim.scenario.schema import Scenario
from sim.scenario.where import Mark, Path, Places

BASE = "base"
OPTION = "--set"  # begins what problems call the place of a change typed on the command line


@dataclass(frozen=True, slots=True)
class Target:
    """The file of a world, and the plan that asks for it, if a plan was named."""

    world: FilePath
    plan: Plan | None = None
    plan_file: FilePath | None = None


def target(name: str) -> Target:
    """The plan or world called ``name`` (a name or a path); raises ScenarioError with the nearest known name."""
    path = shortened(_located(name))
    if not is_plan(path):
        return Target(path)
    plan = read_plan(path)
    return Target(shortened(_world_of(plan, path)), plan, path)


def plan_of(asked: Target, name: str) -> Plan:
    """The target's plan; for a world alone the default one, with the world's name."""
    return asked.plan or Plan(plan=1, name=name, scenario=str(asked.world))


def variants(asked: Target, changes: tuple[str, ...] = ()) -> dict[str, Scenario]:
    """Every variant resolved to a full scenario: `base`, those of the plan, and one made of ``changes``.

    ``changes`` are ``path=value``; together they make the variant that is named by their text. Raises
    ScenarioError with the problems of all variants at once.
    """
    found, problems = resolved(asked, changes)
    if problems:
        raise ScenarioError(problems)
    return found


def resolved(asked: Target, changes: tuple[str, ...] = ()) -> tuple[dict[str, Scenario], tuple[Problem, ...]]:
    """The variants that can be read, and all errors in them, each once."""
    found: dict[str, Scenario] = {}
    problems: dict[Problem, None] = {}
    for name, recipe in _recipes(asked, changes).items():
        try:
            found[name] = read_layer(_stacked(recipe))
            problems |= dict.fromkeys(errors(found[name]))
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
    return found, tuple(problems)


def shortened(path: FilePath) -> FilePath:
    """The path as seen from the working folder, where that is shorter to read."""
    try:
        return path.resolve().relative_to(FilePath.cwd())
    except (ValueError, OSError):
        return path


def _located(name: str) -> FilePath:
    try:
        plans = {path.stem: path for path in reversed(list(plan_files()))}
        return plans[name] if name in plans else find(name)
    except (OSError, RuntimeError, ValueError) as error:  # a name no system can look for
        reason = getattr(error, "strerror", "") or str(error)
        raise ScenarioError([problem("F01", Where(name[:80]), reason=reason)]) from None


def _world_of(plan: Plan, path: FilePath) -> FilePath:
    """The file of the plan's world: a path is looked up beside the plan, a name among the worlds."""
    name = plan.scenario
    is_path = "/" in name or "\\" in name or name.endswith((".yaml", ".yml"))
    try:
        if not is_path:
            worlds = {
                key: file for file in reversed(list(world_files())) for key in (file.stem, world_name(file))
            }
            if name in worlds:
                return worlds[name]
        world = find(name, beside=path.parent)
        if not is_plan(world):
            return world
    except ScenarioError as error:
        first = error.problems[0]
        if first.code not in ("F02", "F13"):
            raise
        place = load(path, str(path))[1].value(("scenario",))
        raise ScenarioError([replace(first, where=place)]) from None
    place = load(path, str(path))[1].value(("scenario",))
    raise ScenarioError(
        [
            problem(
                "S03",
                place,
                expected="a world",
                got=f"the plan {world.name}",
                hint="name the world that the plan runs",
            )
        ]
    )


def _recipes(asked: Target, changes: tuple[str, ...]) -> dict[str, tuple[FilePath, tuple[Layer, ...]]]:
    """For every variant the file it starts from and the changes on top."""
    recipes: dict[str, tuple[FilePath, tuple[Layer, ...]]] = {BASE: (asked.world, ())}
    if asked.plan is not None and asked.plan.variants and asked.plan_file is not None:
        places = load(asked.plan_file, str(asked.plan_file))[1]
        for name, variant in asked.plan.variants.items():
            at: Path = ("variants", name)
            if name == BASE:
                raise ScenarioError([problem("N03", places.key(at), name=BASE)])
            world = asked.world
            if variant.overlay:
                world = _overlay_file(variant.overlay, asked.plan_file, places.value((*at, "overlay")))
            over = Layer({"set": dict(variant.set)}, rooted(places, (*at, "set"), ("set",)))
            recipes[name] = (world, (over,) if variant.set else ())
    if changes:
        recipes[", ".join(changes)] = (asked.world, (typed(changes),))
    return recipes


def _overlay_file(name: str, plan_file: FilePath, where: Where) -> FilePath:
    try:
        return shortened(find(name, beside=plan_file.parent))
    except ScenarioError as error:
        raise ScenarioError([replace(error.problems[0], where=where)]) from None


def _stacked(recipe: tuple[FilePath, tuple[Layer, ...]]) -> Layer:
    world, changes = recipe
    layer = layer_of(world)
    for over in changes:
        layer = overlaid(layer, over)
    return layer


def typed(changes: tuple[str, ...]) -> Layer:
    """``path=value`` texts as one overlay; the value is read as YAML, `null` removes.

    >>> typed(("shock=0.3", "minister.pace=10% per month")).tree
    {'set': {'shock': 0.3, 'minister.pace': '10% per month'}}
    """
    tree: dict[str, object] = {}
    values: dict[Path, Mark] = {}
    keys: dict[Path, Mark] = {}
    for change in changes:
        path, _, value = (part.strip() for part in change.partition("="))
        shown = f"{OPTION} {change}"
        if not path or not value:
            raise ScenarioError(
                [
                    problem(
                        "S03",
                        Where(shown),
                        expected="PATH=VALUE",
                        got=f'"{change}"',
                        hint="for example `--set shock=0.3`",
                    )
                ]
            )
        one, places = load_text(f"{path}: {value}", shown)
        tree |= one
        moved = rooted(places, (), ("set",))
        values |= moved.values
        keys |= moved.keys
    return Layer({"set": tree}, Places(values, keys))
