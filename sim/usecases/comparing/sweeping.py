"""`sweep`: the same world at many settings, each point a run on the same draws, paired with the base.

Values and spans are set like a variant's `set:`; percentiles hold an uncertain quantity at a place of its own distribution in
every world, while all that is correlated with it stays as it was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from sim.engine.compile import compile_scenario
from sim.engine.program import Program
from sim.engine.worlds import Input, at_percentile
from sim.errors import Problem, RunError, ScenarioError, Where, nearest, problem
from sim.scenario.check import errors
from sim.scenario.files.overlay import Layer, apply_overlay
from sim.scenario.files.yamltree import load, load_text
from sim.scenario.plan import MAX_HISTORIES, Plan, Steps, Sweep
from sim.scenario.read import layer_of, read_layer
from sim.scenario.schema import Scenario
from sim.scenario.where import Mark, Path, Places
from sim.usecases.comparing.changing import reasoned
from sim.usecases.comparing.compared import Contrast, compare
from sim.usecases.comparing.sides import Gathered, Side, simulated
from sim.usecases.running.planned import Asked, planned
from sim.usecases.running.run import Listener
from sim.usecases.targets import BASE, Target, plan_of, target

REASON = "one setting of a sweep, not a finding"
OPTION = "--over"


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """One point before it is run: what is set, what is held at a percentile, and where the file says so."""

    label: str
    sets: Mapping[str, Any]
    pins: Mapping[str, float]
    world: Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """One point: the value along every path (a number where it is one), the run, and what it says beside the base."""

    values: tuple[float | str, ...]
    run: str
    contrasts: tuple[Contrast, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Swept:
    """All points in order. ``units`` stand beside the paths; ``design`` is grid, list or sobol."""

    base: Side
    design: str
    paths: tuple[str, ...]
    units: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A sweep and where each of its paths is written."""

    sweep: Sweep
    marks: Mapping[str, Mark] = field(default_factory=dict)


def swept(
    asked: Asked, overs: tuple[str, ...], design: str, questions: tuple[str, ...], listener: Listener
) -> Swept:
    """Runs every point of the plan's sweep, or of ``overs`` (``path=[values]``), and compares each with the base.

    Everything is resolved and checked before the first is run. Raises ScenarioError with the problems of all points, RunError
    where there is nothing to sweep or it would be too much.
    """
    goal = target(asked.name)
    source = _typed(overs, design) if overs else _planned(goal)
    base = layer_of(goal.world)
    world = read_layer(base)
    if problems := errors(world):
        raise ScenarioError(problems)
    program = compile_scenario(world.alone)
    plan = planned(asked, plan_of(goal, world.name))
    settings = _settings(source, base, world, program)
    _refuse_too_much(plan, len(settings))
    first = simulated(BASE, world, plan, asked, listener)
    points = [
        _point(first, setting, plan, asked, (questions, source, program), listener) for setting in settings
    ]
    units = tuple(_unit(steps, path, program) for path, steps in source.sweep.over.items())
    return Swept(first, source.sweep.design, tuple(source.sweep.over), units, tuple(points))


def _planned(goal: Target) -> Source:
    if goal.plan is None or goal.plan.sweep is None or goal.plan_file is None:
        raise RunError(
            "there is nothing to sweep.\nAdd a `sweep:` to a plan, or say what: --over 'path=[0.1, 0.2, 0.4]'."
        )
    places = load(goal.plan_file, str(goal.plan_file))[1]
    known = {**places.keys, **places.values}
    marks = {path: known[("sweep", "over", path)] for path in goal.plan.sweep.over}
    return Source(goal.plan.sweep, marks)


def _typed(overs: tuple[str, ...], design: str) -> Source:
    """``path=[values]`` or ``path={percentiles: [5, 95]}`` texts as a sweep."""
    over: dict[str, Any] = {}
    marks: dict[str, Mark] = {}
    for text in overs:
        path, _, value = (part.strip() for part in text.partition("="))
        shown = f"{OPTION} {text}"
        tree, places = load_text(f"{path}: {value}", shown) if path and value else ({}, Places())
        if not isinstance(tree.get(path), list | dict):
            hint = "for example `--over 'shock=[0.1, 0.2, 0.4]'`"
            raise ScenarioError(
                [problem("S03", Where(shown), expected="PATH=[VALUES]", got=f'"{text}"', hint=hint)]
            )
        over[path], marks[path] = tree[path], places.values[(path,)]
    from sim.scenario.files.messages import validate

    where = Places({(): next(iter(marks.values())), **{("over", path): mark for path, mark in marks.items()}})
    sweep, problems = validate(Sweep, {"over": over, "design": design}, where)
    if sweep is None:
        raise ScenarioError(problems)
    return Source(sweep, marks)


def _settings(source: Source, base: Layer, world: Scenario, program: Program) -> list[Setting]:
    """Every point resolved; ScenarioError with the problems of all of them, each once."""
    found: list[Setting] = []
    problems: dict[Problem, None] = dict.fromkeys(_unknown_pins(source, world, program))
    for values in places_of(source.sweep) if not problems else ():
        pairs = tuple(zip(source.sweep.over.items(), values, strict=True))
        sets = {path: _with_unit(value, steps) for (path, steps), value in pairs if not steps.percentiles}
        pins = {path: float(value) for (path, steps), value in pairs if steps.percentiles}
        label = ", ".join(f"{path}={shown(value)}" for (path, _), value in pairs)
        try:
            found.append(Setting(label, sets, pins, _resolved(sets, base, world, source.marks)))
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ScenarioError(problems)
    return found


def places_of(sweep: Sweep) -> Iterator[tuple[Any, ...]]:
    """The value along every path, point by point.

    >>> list(places_of(Sweep.model_validate({"over": {"a": [1, 2], "b": {"span": [0, 1], "steps": 2}}})))
    [(1, 0.0), (1, 1.0), (2, 0.0), (2, 1.0)]
    """
    stops = [steps.stops for steps in sweep.over.values()]
    if sweep.design == "list":
        yield from zip(*stops, strict=True)
    elif sweep.design == "grid":
        yield from product(*stops)
    else:
        ends = [steps.ends or (0.0, 1.0) for steps in sweep.over.values()]
        for row in sobol(len(ends), sweep.points):
            yield tuple(low + (high - low) * u for u, (low, high) in zip(row, ends, strict=True))


def sobol(dimensions: int, points: int) -> list[list[float]]:
    """The first points of Sobol's sequence, each in the middle of its cell, so that none lies on an edge.

    >>> sobol(2, 2)
    [[0.25, 0.25], [0.75, 0.75]]
    """
    from scipy.stats import qmc

    sequence = qmc.Sobol(dimensions, scramble=False).random(points)
    return [[float(u) + 0.5 / points for u in row] for row in sequence]


def _resolved(sets: Mapping[str, Any], base: Layer, world: Scenario, marks: Mapping[str, Mark]) -> Scenario:
    if not sets:
        return world
    values: dict[Path, Mark] = {("set", path): marks[path] for path in sets}
    over = reasoned(Layer({"set": dict(sets)}, Places(values, dict(values))), base.tree, REASON)
    changed = read_layer(apply_overlay(base, over))
    if problems := errors(changed):
        raise ScenarioError(problems)
    return changed


def _unknown_pins(source: Source, world: Scenario, program: Program) -> Iterator[Problem]:
    """Percentiles are those of a quantity that is drawn."""
    drawn = {one.path for one in program.inputs}
    for path, steps in source.sweep.over.items():
        if steps.percentiles and (path not in drawn or world.members):
            mark = source.marks[path]
            hint = "percentiles hold a quantity, by its short path; anything else takes values or a span"
            yield problem("N01", mark.where(), name=path, near=nearest(path, drawn), hint=hint)


def _refuse_too_much(plan: Plan, points: int) -> None:
    total = plan.histories * (points + 1)
    if total > MAX_HISTORIES // 10:
        raise RunError(
            f"{points:,} points of {plan.histories:,} histories are {total:,}; the most is {MAX_HISTORIES // 10:,}.\n"
            "Take fewer points, or fewer worlds or repeats."
        )


def _point(base: Side, setting: Setting, plan: Plan, asked: Asked, about: Any, listener: Listener) -> Point:
    questions, source, program = about
    side = simulated(setting.label, setting.world, plan, asked, listener, setting.pins)
    contrasts = compare(Gathered((base, side)), questions).pairs[0].contrasts
    inputs = {one.path: one for one in program.inputs}
    values = tuple(_told(path, setting, inputs) for path in source.sweep.over)
    return Point(values, side.run, contrasts)


def _told(path: str, setting: Setting, inputs: Mapping[str, Input]) -> float | str:
    """The value along a path as a number, if it is one; of a percentile the value it stands for."""
    if path in setting.pins:
        return at_percentile(inputs[path], setting.pins[path])
    value = setting.sets[path]
    first = value.split()[0].rstrip("%") if isinstance(value, str) and value.strip() else value
    try:
        return float(first)
    except (TypeError, ValueError):
        return shown(value)


def _with_unit(value: Any, steps: Steps) -> Any:
    return f"{value} {steps.unit}" if steps.unit and isinstance(value, int | float) else value


def _unit(steps: Steps, path: str, program: Program) -> str:
    if steps.unit or not steps.percentiles:
        return steps.unit
    low, high = min(steps.percentiles), max(steps.percentiles)
    return f"{shown(low)}-{shown(high)}% of its worlds"


def shown(value: Any) -> str:
    """A value as a person would write it.

    >>> shown(0.30000000000000004), shown("10% per month"), shown({"fixed": 1})
    ('0.3', '10% per month', '{fixed: 1}')
    """
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shown(below)}" for key, below in value.items()) + "}"
    return str(value)
