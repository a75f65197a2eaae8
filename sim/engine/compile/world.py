"""What the world brings in: quantities and doubts (once per world), and values that depend on the date only."""

from __future__ import annotations

import math

from sim.engine.compile.builder import WORLD
from sim.engine.compile.context import Context
from sim.engine.worlds import Input
from sim.scenario.addresses import address
from sim.scenario.check.times import month_number
from sim.scenario.names import doubted
from sim.scenario.quantity.distribution import Distribution
from sim.scenario.schema import CalendarName
from sim.scenario.slots import Uncertain, uncertain
from sim.scenario.units import PLAIN, Unit, parse_unit


def lower_inputs(context: Context) -> tuple[Input, ...]:
    """Every quantity and doubt as an input column; doubts are attached to their targets."""
    inputs = [_input(context, item) for item in uncertain(context.scenario)]
    for name, doubt in context.scenario.doubts.items():
        path, normal = f"doubts.{name}", Distribution("normal", (0.0, 1.0))
        inputs.append(
            Input(path, doubt.draws or path, normal, PLAIN, -math.inf, math.inf, context.clock.tick_days)
        )
    context.inputs = {item.path: i for i, item in enumerate(inputs)}
    _attach_doubts(context)
    return tuple(inputs)


def _input(context: Context, item: Uncertain) -> Input:
    quantity = item.quantity
    low, high = quantity.range if quantity.range is not None else (-math.inf, math.inf)
    unit = parse_unit(quantity.unit)
    if item.role == "noise":
        # the sd of a random walk grows with the square root of time: 0.02 per month is 0.02 x sqrt(tick / month) a tick
        share = math.sqrt(context.clock.tick_days / unit.days)
        unit = Unit((), -1, context.clock.tick_days / share, unit.percent, unit.text)
    return Input(
        item.name,
        quantity.draws or address(item.name, context.renamed),
        quantity.distribution,
        unit,
        low,
        high,
        context.clock.tick_days,
    )


def _attach_doubts(context: Context) -> None:
    """offset = sd x normal score; the offsets of one target are added up in declared order, once per world."""
    builder = context.builder
    builder.phase = WORLD
    for name, doubt in context.scenario.doubts.items():
        offset = builder.emit(
            "mul", context.quantity(f"doubts.{name}.sd"), context.quantity(f"doubts.{name}")
        )
        for target in doubted(doubt.on, context.scenario, context.table):
            before = context.doubts.get(target)
            context.doubts[target] = offset if before is None else builder.emit("add", before, offset)


def lower_calendar(context: Context) -> None:
    """A row over ticks 0 to n for each calendar name; on state 0 a name has its value of tick 1."""
    clock = context.clock
    for name, entry in context.scenario.calendar.items():
        row = [_calendar_value(context, entry, tick) for tick in range(1, clock.ticks + 1)]
        context.calendar[name] = len(context.calendar_rows)
        context.calendar_rows.append([row[0], *row])


def _calendar_value(context: Context, entry: CalendarName, tick: int) -> float:
    clock = context.clock
    first = clock.starts(tick)
    if entry.values:
        return float(entry.values[max(day for day in entry.values if day <= first)])
    if entry.months:
        return float(clock.middle(tick).month in {month_number(str(month)) for month in entry.months})
    if entry.dates:
        return float(any(first <= day < clock.starts(tick + 1) for day in entry.dates))
    return float(
        (entry.starts is None or first >= entry.starts) and (entry.until is None or first < entry.until)
    )
