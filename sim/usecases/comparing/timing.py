"""`when`: how long it takes to come to each line of a question, and how histories divide over the lines as time goes on.

Waits end at the horizon at the latest: their mean is a restricted one. A median is told only where half of the histories get
there. Lines of a question by `first:` compete: one that another came before counts as never come to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from sim.analysis.finding import Finding, Interval, as_plain
from sim.analysis.shares.outcomes import share
from sim.analysis.shares.passage import Ticks, median_time, restricted_mean
from sim.analysis.shares.stacks import Stack, stack
from sim.engine.program import QuestionPlan
from sim.errors import RunError
from sim.report.plots.compare.stacked import stacked_alt, stacked_curves
from sim.report.plots.save import save
from sim.report.plots.style import Setting
from sim.report.plots.timeaxis import TimeAxis
from sim.store.folder import add_file
from sim.store.tables import csv_bytes
from sim.usecases.comparing.sides import Side
from sim.usecases.running.planned import refuse_unknown

SCHEMA = "stancelab.when/1"
TABLE = "times.csv"
TIMES = (
    "question",
    "line",
    "by_horizon",
    "median_tick",
    "mean_wait",
    "mean_wait_low_95",
    "mean_wait_high_95",
    "horizon_ticks",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or any of them: the share that gets there by the horizon, the median, and the mean wait, in ticks."""

    name: str
    share: Finding
    median: Finding
    wait: Finding


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """One question by `first:` or `worst:`."""

    name: str
    heading: str
    rule: str
    horizon: str
    ticks: int
    none: str
    lines: tuple[Line, ...]
    stack: Stack


def timings(side: Side, questions: tuple[str, ...] = ()) -> tuple[Timing, ...]:
    """Every question that has a time; RunError if none has."""
    plans = side.program.questions
    refuse_unknown(questions, [plan.name for plan in plans])
    wanted = [plan for plan in plans if not questions or plan.name in questions]
    timed = [plan for plan in wanted if plan.rule != "last"]
    if not timed:
        raise RunError(
            "none of these questions has a time: by `last:` only the end is read.\n"
            "Ask by `worst:` or `first:` when something comes."
        )
    return tuple(_timing(side, plan) for plan in timed)


def _timing(side: Side, plan: QuestionPlan) -> Timing:
    asked = side.scenario.questions[plan.name]
    firsts = {line: side.runs.by_world(f"{plan.name}.first.{line}") for line in plan.lines}
    each = _competing(firsts, plan.horizon) if plan.rule == "first" else firsts
    if len(firsts) > 1:
        each = {f"any but {plan.otherwise}": _earliest(firsts, plan.horizon), **each}
    return Timing(
        plan.name,
        asked.title or plan.name.replace("_", " "),
        plan.rule,
        f"within {asked.within}" if asked.within else f"by {asked.by}",
        plan.horizon,
        plan.otherwise,
        tuple(_line(name, first, plan.horizon) for name, first in each.items()),
        stack(plan.rule, firsts, plan.horizon),
    )


def _line(name: str, first: Ticks, horizon: int) -> Line:
    came = (first > 0) & (first <= horizon)
    found = share(name, came.sum(axis=1), came.shape[1])
    return Line(name, found, median_time(first, horizon, name), restricted_mean(first, horizon, name))


def _never(firsts: Mapping[str, Ticks], horizon: int) -> Any:
    ticks = np.stack(list(firsts.values()))
    return np.where((ticks == 0) | (ticks > horizon), horizon + 1, ticks)


def _earliest(firsts: Mapping[str, Ticks], horizon: int) -> Ticks:
    earliest = _never(firsts, horizon).min(axis=0)
    return np.where(earliest > horizon, 0, earliest).astype(np.uint16)


def _competing(firsts: Mapping[str, Ticks], horizon: int) -> dict[str, Ticks]:
    """First passages of the line that came first, 0 for the others."""
    winner, earliest = _never(firsts, horizon).argmin(axis=0), _earliest(firsts, horizon)
    return {name: np.where(winner == i, earliest, 0).astype(np.uint16) for i, name in enumerate(firsts)}


def keep_times(side: Side, found: tuple[Timing, ...], figures: bool) -> FilePath:
    """Table and stacked curves, beside the run's columns."""
    add_file(side.folder, TABLE, csv_bytes(TIMES, time_rows(found)))
    time = TimeAxis(side.program.tick_text, side.program.dates)
    for timing in found if figures else ():
        runs = side.runs
        setting = Setting(
            side.scenario.name, timing.name, timing.horizon, runs.worlds, runs.repeats, side.seed
        )
        alt = stacked_alt(timing.stack, timing.none, time, setting)
        drawn = save(stacked_curves(timing.stack, timing.none, time, setting), alt)
        for form, content in drawn.items():
            add_file(side.folder, f"figures/{timing.name}-stacked.{form}", content)
    return side.folder.path


def time_rows(found: tuple[Timing, ...]) -> Iterator[tuple[Any, ...]]:
    """Every line of every question, one a row."""
    for timing in found:
        for line in timing.lines:
            wait = line.wait.interval
            ends = (wait.low, wait.high) if isinstance(wait, Interval) else (None, None)
            values = (_number(line.share.value), _number(line.median.value), _number(line.wait.value))
            yield (timing.name, line.name, *values, *ends, timing.ticks)


def _number(value: Any) -> float | None:
    return value if isinstance(value, float) else None


def plain_times(found: tuple[Timing, ...]) -> dict[str, Any]:
    """Everything as JSON values."""
    return {
        "schema": SCHEMA,
        "questions": [
            {
                "question": timing.name,
                "rule": timing.rule,
                "horizon_ticks": timing.ticks,
                "lines": [
                    {"line": line.name}
                    | {key: as_plain(getattr(line, key)) for key in ("share", "median", "wait")}
                    for line in timing.lines
                ],
            }
            for timing in found
        ],
    }
