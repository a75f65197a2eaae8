"""Run a plan: every variant resolved, checked, simulated or found again, analysed, and put into its folder.

>>> planned(Asked("ferry", worlds=0), Plan(plan=1, name="ferry", scenario="ferry"))
Traceback (most recent call last):
...
sim.errors.RunError: worlds must be a whole number from 1 to 10,000,000, not 0
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path as FilePath
from time import perf_counter
from typing import Any, Protocol

from sim.engine import SEMANTICS
from sim.engine.compile import compile_scenario
from sim.engine.program import Program
from sim.engine.run import Sample, expected_memory, simulate
from sim.engine.runs import Keeper, Runs, chunk_ranges
from sim.errors import RunError, problem
from sim.errors import Where
from sim.scenario.plan import MAX_HISTORIES, Plan
from sim.scenario.read import without_prose
from sim.scenario.schema import Scenario
from sim.store.folder import RunFolder, is_whole, run_path
from sim.store.identity import Recipe, run_id
from sim.store.keeper import FolderKeeper, writing
from sim.store.plans import PlanRecord, save_plan
from sim.usecases.analysed import analyse
from sim.usecases.pictures import pictures
from sim.usecases.results import Stored, brought_up_to_date
from sim.usecases.targets import BASE, plan_of, target, variants
from sim.usecases.written import about, documents

QUICK_SIZE = (200, 5)
KEEPS = ("counts", "first", "final")
GB = 1e9


class Stopped(KeyboardInterrupt):
    """A person stopped the run; what is kept is taken up by the next start."""

    def __init__(self, kept: int, histories: int) -> None:
        super().__init__(f"stopped; {kept:,} of {histories:,} histories are kept; run again to go on")


class Listener(Protocol):
    """Who is told how a run gets on."""

    def begins(self, variant: str, chunks: int, taken_up: int) -> None:
        """A variant is about to be simulated; so many of its chunks were finished by an earlier start."""

    def progress(self, done: int, histories: int) -> None:
        """So many histories are done."""

    def ends(self) -> None:
        """Simulating is over, well or badly."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for; None leaves it to the plan. ``changes`` are ``path=value`` of one more variant."""

    name: str
    results: FilePath = FilePath("results")
    worlds: int | None = None
    repeats: int | None = None
    seed: int | None = None
    keep: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    quick: bool = False
    figures: bool = True
    memory: float | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A plan that was run: its variants in order, and how each came about."""

    plan: Plan
    results: FilePath
    stored: tuple[Stored, ...]

    @property
    def folder(self) -> FilePath:
        """Where to look: the run's own folder if there is one variant, else that of all results."""
        return self.stored[0].folder.path if len(self.stored) == 1 else self.results / self.plan.name


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One variant, ready to run."""

    variant: str
    scenario: Scenario
    program: Program
    plan: Plan
    asked: Asked

    @property
    def run(self) -> str:
        """The run's id."""
        tree = without_prose(self.scenario.tree)
        return run_id(
            Recipe(tree, self.plan.seed, self.plan.worlds, self.plan.repeats, self.plan.keep, None, SEMANTICS)
        )

    @property
    def sample(self) -> Sample:
        """The histories it asks for."""
        return Sample(self.plan.seed, self.plan.worlds, self.plan.repeats, self.plan.keep)


def run(asked: Asked, listener: Listener) -> Made:
    """Everything the plan or world ``asked.name`` asks for.

    Raises ScenarioError, RunError (too large, or undefined values), StoreError, and Stopped when interrupted; then
    nothing half-finished is left but chunks that the next start takes up.
    """
    goal = target(asked.name)
    scenarios = variants(goal, asked.changes)
    plan = planned(asked, plan_of(goal, scenarios[BASE].name))
    jobs = [
        Job(name, scenario, compile_scenario(scenario), plan, asked) for name, scenario in scenarios.items()
    ]
    for job in jobs:
        _refuse_too_large(job)
    stored = tuple(_stored(job, listener) for job in jobs)
    ids = {one.variant: one.folder.id for one in stored}
    save_plan(asked.results, PlanRecord(plan.name, ids, _now()))
    return Made(plan, asked.results, stored)


def planned(asked: Asked, plan: Plan) -> Plan:
    """The plan with what was asked for on top; RunError for numbers no run can have."""
    if asked.quick and (asked.worlds, asked.repeats) != (None, None):
        raise RunError(
            f"--quick is {QUICK_SIZE[0]} worlds x {QUICK_SIZE[1]} repeats.\nLeave out --worlds and --repeats."
        )
    worlds, repeats = QUICK_SIZE if asked.quick else (asked.worlds, asked.repeats)
    given = {"worlds": worlds, "repeats": repeats, "seed": asked.seed, "memory": asked.memory}
    changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    for key, value in changes.items():
        _check_number(key, value)
    for word in asked.keep:
        if word not in KEEPS:
            raise RunError(_said("R02", what="--keep", expected=" or ".join(KEEPS), got=f'"{word}"', hint=""))
    kept = tuple(word for word in KEEPS if word in (*plan.keep, *asked.keep))
    plan = plan.model_copy(update=changes | {"keep": kept})
    if plan.histories > MAX_HISTORIES:
        raise RunError(
            f"{plan.worlds:,} worlds x {plan.repeats:,} repeats are {plan.histories:,} histories; the most is "
            f"{MAX_HISTORIES:,}.\nA million histories tell shares to a tenth of a percent."
        )
    return plan


_LIMITS = {"worlds": (1, 10_000_000), "repeats": (1, 1_000_000), "seed": (0, None)}


def _check_number(name: str, value: float) -> None:
    if name == "memory":
        if not 0 < value < float("inf"):
            raise RunError(f"memory must be a number of GB above 0, not {value:g}")
        return
    low, high = _LIMITS[name]
    if value < low or high is not None and value > high:
        span = f"from {low} to {high:,}" if high else f"from {low}"
        raise RunError(f"{name} must be a whole number {span}, not {value}")
