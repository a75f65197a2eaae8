"""`joint`: two questions or watches of one run against each other, and the four corners of declared axes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.finding import Absent, Finding, Interval, as_plain
from sim.analysis.precision import Estimate
from sim.analysis.shares.joint import Joint, joint
from sim.analysis.shares.outcomes import share
from sim.errors import RunError, nearest
from sim.scenario.check.times import horizon, timeline
from sim.usecases.comparing.sides import Side

SCHEMA = "stancelab.joint/1"
JOINT = ("rows", "row", "columns", "column", "share", "low_95", "high_95", "given_row", "given_row_low_95",
         "given_row_high_95", "given_column", "given_column_low_95", "given_column_high_95", "times_independent")  # fmt: skip
HELD, NOT = "holds", "does not"


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """Two things crossed: their names, when they are read, and the table."""

    rows: str
    columns: str
    when: str
    table: Joint


@dataclass(frozen=True, slots=True, eq=False)
class Corners:
    """Declared axes: the share of histories in each corner, in the order neither, x only, y only, both."""

    name: str
    title: str
    x: str
    y: str
    when: str
    shares: tuple[Finding, Finding, Finding, Finding]


def crossed(side: Side, one: str, other: str) -> Crossed:
    """Two questions or watches; a watch is read at the question's horizon, two of them at the end of the clock.

    RunError with what there is for a name that is neither.
    """
    if one == other:
        raise RunError(f"{one} against itself says nothing.\nName two questions or watches.")
    plans = {plan.name: plan for plan in side.program.questions}
    last = min((plans[name].horizon for name in (one, other) if name in plans), default=side.program.ticks)
    (rows, row_names), (columns, column_names) = (_codes(side, name, last) for name in (one, other))
    when = side.program.dates[last]
    return Crossed(one, other, when, joint(rows, columns, row_names, column_names))


def corners(side: Side, name: str) -> Corners:
    """The corners of the axes called ``name``."""
    axes = side.scenario.axes[name]
    last = horizon(axes.within, None, timeline(side.scenario)) if axes.within else side.program.ticks
    x, y = (_watched(side, watch, last) for watch in (axes.x, axes.y))
    codes = x.astype(np.int64) + 2 * y
    shares = [
        share(corner, (codes == code).sum(axis=1), codes.shape[1]) for code, corner in enumerate(axes.corners)
    ]
    return Corners(
        name,
        axes.title,
        axes.x,
        axes.y,
        side.program.dates[last],
        (shares[0], shares[1], shares[2], shares[3]),
    )


def axes_of(side: Side) -> tuple[str, ...]:
    """The names of all declared axes."""
    return tuple(side.scenario.axes)


def named(side: Side, names: tuple[str, ...]) -> Crossed | Corners:
    """What one or two names stand for: declared axes, or two questions or watches."""
    axes = axes_of(side)
    if len(names) == 1 and names[0] in axes:
        return corners(side, names[0])
    if len(names) == 1:
        known = (
            f"There are {', '.join(axes)}."
            if axes
            else "This world declares none: name two questions or watches."
        )
        near = nearest(names[0], axes)
        hint = f", did you mean {near}?" if near else "."
        raise RunError(f'no axes are called "{names[0]}"{hint}\n{known}')
    return crossed(side, *names)


def _codes(side: Side, name: str, last: int) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Codes [world, repeat] and their names."""
    plans = {plan.name: plan for plan in side.program.questions}
    watches = [watch for watch, _ in side.program.watches]
    if name in plans:
        return side.runs.by_world(f"{name}.outcome"), (*plans[name].lines, plans[name].otherwise)
    if name in watches:
        return 1 - _watched(side, name, last).astype(np.int64), (HELD, NOT)
    near = nearest(name, [*plans, *watches])
    hint = f", did you mean {near}?" if near else "."
    there = f"questions {', '.join(plans) or 'none'}; watches {', '.join(watches) or 'none'}"
    raise RunError(f'no question or watch is called "{name}"{hint}\nThere are {there}.')


def _watched(side: Side, name: str, tick: int) -> npt.NDArray[np.bool_]:
    """Whether a watch holds at the end of a tick, [world, repeat]: one bit of what is kept."""
    bits = side.runs.by_world(f"watch.{name}")[:, :, (tick - 1) // 8]
    return (bits >> (7 - (tick - 1) % 8)) & 1 == 1


def joint_rows(found: Crossed) -> Iterator[tuple[Any, ...]]:
    """Every pair, one a row."""
    table = found.table
    for i, row in enumerate(table.row_names):
        for j, column in enumerate(table.column_names):
            cell, times = table.cell(i, j), table.together(i, j)
            given = (*_told(table.given_row(i, j)), *_told(table.given_column(i, j)))
            ends = _ends(cell.interval)
            shown = times if times < float("inf") else None
            yield (found.rows, row, found.columns, column, cell.value, *ends, *given, shown)


def _told(part: Estimate | Absent) -> tuple[float | None, float | None, float | None]:
    return (part.value, *_ends(part.interval)) if isinstance(part, Estimate) else (None, None, None)


def _ends(interval: object) -> tuple[float | None, float | None]:
    return (interval.low, interval.high) if isinstance(interval, Interval) else (None, None)


def plain_joint(found: Crossed | Corners) -> dict[str, Any]:
    """Everything as JSON values."""
    if isinstance(found, Corners):
        shares = [as_plain(one) for one in found.shares]
        return {
            "schema": SCHEMA,
            "axes": found.name,
            "x": found.x,
            "y": found.y,
            "when": found.when,
            "corners": shares,
        }
    cells = [dict(zip(JOINT, row, strict=True)) for row in joint_rows(found)]
    return {
        "schema": SCHEMA,
        "rows": found.rows,
        "columns": found.columns,
        "when": found.when,
        "cells": cells,
    }
