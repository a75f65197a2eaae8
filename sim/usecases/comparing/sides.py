"""What is to be compared: plans, their variants, worlds, files and stored results, each brought to its histories.

`plan:variant` is a variant of a plan, `plan` alone its base; `plan/variant`, a run's id and `@last` are stored results. Runs
that are missing are made, all as the first plan that is named says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from sim.engine.program import Program
from sim.engine.run import Sample
from sim.engine.runs import Runs
from sim.errors import RunError, ScenarioError, StoreError, nearest
from sim.scenario.plan import Plan
from sim.scenario.read import read_text
from sim.scenario.schema import Scenario
from sim.store.folder import RUN, RunFolder, load
from sim.store.plans import LAST, PlanRecord, find, find_plan, plan_names, save_plan
from sim.usecases.running.planned import Asked, planned
from sim.usecases.running.programs import programs
from sim.usecases.running.run import NO_PINS, Listener, job_of, made_or_found, now, refuse_too_large
from sim.usecases.targets import BASE, Target, plan_of, target, variants


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One run to compare: how it is called, the world and program it is of, its histories and where they lie."""

    label: str
    run: str
    scenario: Scenario
    program: Program
    runs: Runs
    seed: int
    folder: RunFolder

    @property
    def sample(self) -> Sample:
        """The histories, to be replayed."""
        return Sample(self.seed, self.runs.worlds, self.runs.repeats)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A result that cannot be used, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """All sides, the first of which the others are compared with, and those that were left out."""

    sides: tuple[Side, ...]
    skipped: tuple[Skipped, ...] = ()


Make = Callable[[], Side]


def gathered(asked: Asked, names: tuple[str, ...], listener: Listener, skip_damaged: bool) -> Gathered:
    """The runs that ``names`` stand for; one plan's name alone stands for its base and all its variants.

    Raises ScenarioError for worlds with problems, RunError if there is nothing to compare, StoreError with all results that
    are damaged or unfinished, unless they are to be skipped.
    """
    makers = dict(_makers(asked, names, listener))
    if len(makers) < 2:
        raise RunError(
            f"there is nothing to compare {names[0]} with.\nName a second run (a plan, plan:variant, a file, a stored "
            "result), or a plan with `variants:`; `stancelab what-if` compares with a change typed here."
        )
    found: list[Side] = []
    skipped: list[Skipped] = []
    for name, make in makers.items():
        try:
            found.append(make())
        except StoreError as error:
            skipped.append(Skipped(name, str(error)))
    base_is_gone = bool(skipped) and skipped[0].name == next(iter(makers))
    if skipped and (not skip_damaged or base_is_gone or len(found) < 2):
        told = "\n".join(f"{one.name}: {one.why}" for one in skipped)
        rest = "" if base_is_gone or len(found) < 2 else "\nWith --skip-damaged the others are compared."
        raise StoreError(f"{told}{rest}")
    _remember(asked, names, found)
    return Gathered(tuple(found), tuple(skipped))


def _remember(asked: Asked, names: tuple[str, ...], found: list[Side]) -> None:
    """A plan compared with itself was run as a whole: its variants answer to their names from now on."""
    goal, variant = _goal(names[0], asked.results)
    if len(names) == 1 and goal is not None and not variant:
        plan = planned(asked, plan_of(goal, found[0].scenario.name))
        save_plan(asked.results, PlanRecord(plan.name, {side.label: side.run for side in found}, now()))


def _makers(asked: Asked, names: tuple[str, ...], listener: Listener) -> Iterator[tuple[str, Make]]:
    """For every side its label and how it is made."""
    goals = [(name, *_goal(name, asked.results)) for name in names]
    alone, plan = len(goals) == 1, None
    same = _is_one_plan(goals)
    for name, goal, variant in goals:
        if goal is None:
            yield from _stored(asked.results, name, alone)
            continue
        scenarios = _resolved(goal, variant)
        plan = plan or _plan_for(asked, goals, scenarios[BASE].name)
        label = variant or BASE if same else name
        wanted = scenarios if alone and not variant else {label: scenarios[variant or BASE]}
        for label, world in wanted.items():
            yield label, _maker(label, world, plan, asked, listener)


def _is_one_plan(goals: list[tuple[str, Target | None, str]]) -> bool:
    """Whether all are variants of one plan, each named once: then a variant's own name says enough."""
    files = {goal.plan_file if goal is not None else None for _, goal, _ in goals}
    labels = {variant or BASE for _, _, variant in goals}
    return len(files) == 1 and None not in files and len(labels) == len(goals)


def _plan_for(asked: Asked, goals: list[tuple[str, Target | None, str]], name: str) -> Plan:
    """The first plan named; without one the extent of the first stored run, else what worlds have by default."""
    targets = [goal for _, goal, _ in goals if goal is not None]
    plan = next((goal.plan for goal in targets if goal.plan is not None), None) or plan_of(targets[0], name)
    stored = next((name for name, goal, _ in goals if goal is None), "")
    if stored and all(goal.plan is None for goal in targets):
        about = load(find(asked.results, stored))[1]
        plan = plan.model_copy(update={key: about[key] for key in ("seed", "worlds", "repeats")})
    return planned(asked, plan)


def _maker(label: str, world: Scenario, plan: Plan, asked: Asked, listener: Listener) -> Make:
    return lambda: simulated(label, world, plan, asked, listener)


def _goal(name: str, results: FilePath) -> tuple[Target | None, str]:
    """The target and variant that a name stands for; no target for stored results."""
    head, colon, variant = name.rpartition(":")
    if colon and variant and not set(variant) & set("/\\") and not FilePath(name).exists():
        return target(head), variant
    if name == LAST or (_is_stored(results, name) and not FilePath(name).exists()):
        return None, ""
    try:
        return target(name), ""
    except ScenarioError as error:
        if error.problems[0].code == "F13" and name in plan_names(results):
            return None, ""
        raise


def _is_stored(results: FilePath, name: str) -> bool:
    """Whether it is plan/variant of a stored plan, or the beginning of a run's id."""
    if name.partition("/")[0] in plan_names(results):
        return "/" in name
    try:
        return bool(find(results, name))
    except StoreError as error:
        return "no results named" not in str(error)


def _resolved(goal: Target, variant: str) -> Mapping[str, Scenario]:
    scenarios = variants(goal)
    if variant and variant not in scenarios:
        near = nearest(variant, scenarios)
        hint = f", did you mean {near}?" if near else "."
        raise RunError(f'no variant is called "{variant}"{hint}\nThere are {", ".join(scenarios)}.')
    return scenarios


def simulated(
    label: str,
    world: Scenario,
    plan: Plan,
    asked: Asked,
    listener: Listener,
    pins: Mapping[str, float] = NO_PINS,
) -> Side:
    """A side found again or made, without pictures of its own; ``pins`` hold quantities at percentiles."""
    job = job_of(label, world, plan, replace(asked, figures=False), pins)
    refuse_too_large(job)
    stored = made_or_found(job, listener)
    runs, _ = load(stored.folder)
    return Side(label, job.run, job.scenario, job.program, runs, plan.seed, stored.folder)


def _stored(results: FilePath, name: str, alone: bool) -> Iterator[tuple[str, Make]]:
    """A stored run; of a plan named alone all its variants."""
    if alone and "/" not in name and (name == LAST or name in plan_names(results)):
        plan = find_plan(results, name)
        for variant in sorted(plan.variants, key=lambda variant: variant != plan.first):
            yield variant, _reader(results, f"{plan.name}/{variant}", variant)
        return
    yield name, _reader(results, name, name)


def _reader(results: FilePath, name: str, label: str) -> Make:
    return lambda: _read(results, name, label)


def _read(results: FilePath, name: str, label: str) -> Side:
    """A side made anew from the columns and the world that run.json carries."""
    folder = find(results, name)
    runs, about = load(folder, check=True)
    try:
        world = read_text(about["resolved"], str(folder.path / RUN))
        seed = int(about["seed"])
    except (KeyError, TypeError, ValueError, ScenarioError) as error:
        raise StoreError(
            f"{folder.path / RUN} is damaged: {type(error).__name__}.\nDelete that folder and run it again: the same "
            "numbers come back."
        ) from error
    return Side(label, folder.id, world, programs(world)[0], runs, seed, folder)


def one(asked: Asked, name: str, listener: Listener) -> Side:
    """The one run that ``name`` stands for; of a plan its base."""
    _, make = next(iter(_makers(asked, (name,), listener)))
    return make()
