"""Run a plan: every variant resolved, checked, simulated or found again, analysed, and put into its folder.

The folder of a run is shared by all plans that ask for the same histories of the same world.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import Any, Protocol

from sim.engine import SEMANTICS
from sim.engine.means import Means
from sim.engine.mixture import Part, simulate_pool
from sim.engine.program import Program
from sim.engine.run import Sample, expected_memory, simulate
from sim.engine.runs import Runs, chunk_ranges
from sim.engine.worlds import pinned
from sim.errors import RunError, StoreError
from sim.scenario.plan import Plan
from sim.scenario.scales import SCALES
from sim.scenario.schema import Scenario
from sim.store.disk import Content, json_text, read_json
from sim.store.folder import RUN, RunFolder, add_file, in_need, is_whole, load, run_path, trouble
from sim.store.identity import Recipe, run_id
from sim.store.keeper import FolderKeeper, writing
from sim.store.plans import PlanRecord, save_plan
from sim.usecases.running.analysed import Analysis, analyse, outline
from sim.usecases.running.pictures import DRAWN, pictures
from sim.usecases.running.planned import KEEPS, Asked, planned, refuse_unknown
from sim.usecases.running.programs import programs
from sim.usecases.running.resolved import identity_of, tree_text
from sim.usecases.running.results import Kept, Stored, read_summary
from sim.usecases.running.summary import as_plain, reworded
from sim.usecases.running.written import SUMMARY, TABLES, documents
from sim.usecases.targets import BASE, plan_of, target, variants
from sim.usecases.versions import versions

GB = 1e9
NO_PINS: Mapping[str, float] = MappingProxyType({})
ALREADY = "already there"


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

    def doing(self, what: str) -> None:
        """All histories are done; what comes now takes a moment."""

    def ends(self) -> None:
        """It is over, well or badly."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One variant, ready to run; ``run`` is its id."""

    variant: str
    scenario: Scenario
    program: Program
    plan: Plan
    asked: Asked
    run: str
    pool: tuple[Part, ...] = ()
    pins: Mapping[str, float] = field(default_factory=dict)
    """Quantities that are held at a percentile in every world: an intervention, correlated ones stay as drawn."""

    @property
    def sample(self) -> Sample:
        """The histories it asks for."""
        plan = self.plan
        return Sample(plan.seed, plan.worlds, plan.repeats, plan.keep, pinned(self.pins, plan.worlds))


def run(asked: Asked, listener: Listener) -> Kept:
    """Everything the plan or world ``asked.name`` asks for.

    Raises ScenarioError, RunError (too large, or undefined values), StoreError, and Stopped when interrupted; then
    nothing half-finished is left but chunks that the next start takes up.
    """
    goal = target(asked.name)
    scenarios = variants(goal, asked.changes)
    refuse_unknown(asked.questions, scenarios[BASE].questions)
    plan = planned(asked, plan_of(goal, scenarios[BASE].name))
    jobs = [job_of(name, scenario, plan, asked) for name, scenario in scenarios.items()]
    for job in jobs:
        refuse_too_large(job)
    stored = tuple(made_or_found(job, listener) for job in jobs)
    ids = {one.variant: one.folder.id for one in stored}
    save_plan(asked.results, PlanRecord(plan.name, ids, now()))
    return Kept(plan.name, stored)


def job_of(
    variant: str, scenario: Scenario, plan: Plan, asked: Asked, pins: Mapping[str, float] = NO_PINS
) -> Job:
    """The job of a variant; ``pins`` hold quantities at percentiles."""
    tree, design = identity_of(scenario.tree), {"pins": dict(pins)} if pins else None
    recipe = Recipe(tree, plan.seed, plan.worlds, plan.repeats, plan.keep, design, SEMANTICS)
    program, pool = programs(scenario)
    return Job(variant, scenario, program, plan, asked, run_id(recipe), pool, pins)


def refuse_too_large(job: Job) -> None:
    """Before anything starts; says what to leave out."""
    plan, limit = job.plan, job.plan.memory * GB
    need = expected_memory(job.program, plan.histories, plan.keep)
    if need <= limit:
        return
    without = {
        word: need - expected_memory(job.program, plan.histories, [k for k in plan.keep if k != word])
        for word in KEEPS
        if word in plan.keep
    }
    drops = [
        f"leave out `{word}` of what is kept (saves {_size(saved)})"
        for word, saved in without.items()
        if saved
    ]
    fits = int(limit / (need / plan.histories))
    ways = [
        *drops,
        f"run at most {fits:,} histories",
        f"allow more with --memory {ceil(10 * need / GB) / 10:g}",
    ]
    raise RunError(
        f"the run would need about {_size(need)} for what it keeps, the limit is {_size(limit)}.\n"
        f"Nothing was started. Either {', or '.join(ways)}."
    )


def _size(number: float) -> str:
    return f"{number / GB:.2g} GB" if number >= GB / 10 else f"{number / 1e6:.2g} MB"


def made_or_found(job: Job, listener: Listener) -> Stored:
    """The job's run, found again or made."""
    plan = job.plan
    try:
        if is_whole(job.asked.results, job.run):
            return _found_again(job, listener)
        with writing(job.asked.results, job.run, plan.worlds, plan.repeats, job.program.ticks) as keeper:
            try:
                return _made(job, keeper, listener)
            except RunError:
                keeper.discard()  # undefined values: not one number of it may be taken for an answer
                raise
            except KeyboardInterrupt:
                raise Stopped(_kept(job, keeper), plan.histories) from None
    finally:
        listener.ends()


def _made(job: Job, keeper: FolderKeeper, listener: Listener) -> Stored:
    begun = perf_counter()
    chunks = chunk_ranges(job.plan.histories)
    listener.begins(job.variant, len(chunks), sum(keeper.has(start) for start, _ in chunks))
    means = Means(job.asked.backend, job.asked.threads, listener.doing)
    runs = _simulated(job, keeper, listener, means)
    simulated = perf_counter()
    found = analyse(runs, job.program, job.scenario, job.plan.seed)
    extras = _pictures(job, found, listener)
    seconds = {"simulated": round(simulated - begun, 3), "analysed": round(perf_counter() - simulated, 3)}
    about: Content = json_text(_about(job, found, seconds, means))
    folder = keeper.seal({RUN: about} | documents(found) | extras)
    return Stored(job.variant, folder, found.summary, f"{perf_counter() - begun:.1f} s")


def _simulated(job: Job, keeper: FolderKeeper, listener: Listener, means: Means) -> Runs:
    if job.pool:
        listener.ends()
        return simulate_pool(job.program, job.pool, job.sample, keeper, listener.progress, means)
    means = means.settled(job.program, job.plan.histories, job.plan.keep)
    listener.ends()
    return simulate(job.program, job.sample, keeper, listener.progress, means)


def _kept(job: Job, keeper: FolderKeeper) -> int:
    return sum(stop - start for start, stop in chunk_ranges(job.plan.histories) if keeper.has(start))


def _found_again(job: Job, listener: Listener) -> Stored:
    """A run that is there already, its words and pictures made anew where they are missing or out of date."""
    path, run = run_path(job.asked.results, job.run), job.run
    if why := trouble(path):
        raise StoreError(in_need(path, why))
    stored = read_summary(path)
    if stored is None or not _is_complete(job, path):
        found = analyse(load(path)[0], job.program, job.scenario, job.plan.seed)
        for name, content in (documents(found) | _pictures(job, found, listener)).items():
            add_file(path, name, content)
        return Stored(job.variant, RunFolder(path, run), found.summary, ALREADY)
    summary = reworded(stored, outline(job.program, job.scenario, job.plan.seed))
    if summary != stored:
        add_file(path, SUMMARY, json_text(as_plain(summary)))
    return Stored(job.variant, RunFolder(path, run), summary, ALREADY)


def _is_complete(job: Job, path: Path) -> bool:
    """Whether every table is there and, if wanted, every picture as it would be drawn now."""
    if not all((path / name).is_file() for name in TABLES):
        return False
    drawn = path / DRAWN
    if not job.asked.figures:
        return True
    try:
        told = read_json(drawn)
    except StoreError:
        return False
    files = told.get("files", ())
    return told.get("scale") == job.asked.scale and all((path / name).is_file() for name in files)


def _pictures(job: Job, found: Analysis, listener: Listener) -> dict[str, Content]:
    """The pictures, and a note of what was drawn in whose words."""
    if not job.asked.figures:
        return {}
    listener.doing("drawing pictures")
    drawn: dict[str, Content] = dict(pictures(found, SCALES[job.asked.scale]))
    return drawn | {DRAWN: json_text({"scale": job.asked.scale, "files": sorted(drawn)})}


def _about(job: Job, found: Analysis, seconds: dict[str, float], means: Means) -> dict[str, Any]:
    """What run.json says: how these columns came about, on any machine."""
    plan = job.plan
    return {
        "id": job.run,
        "scenario": job.scenario.name,
        "when": now(),
        "headline": found.summary.headline,
        "label": found.summary.label,
        "plan": plan.name,
        "variant": job.variant,
        "seed": plan.seed,
        "worlds": plan.worlds,
        "repeats": plan.repeats,
        "keep": list(plan.keep),
        "design": {"pins": dict(job.pins)} if job.pins else None,
        "semantics": SEMANTICS,
        "versions": versions(),
        "backend": means.backend,
        "threads": means.workers,
        "seconds": seconds,
        "resolved": tree_text(job.scenario.tree),
    }


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
