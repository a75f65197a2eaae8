"""Clock, cadences, durations, horizons and dates fit each other."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from sim.errors import Problem, problem
from sim.scenario.clock import Timeline
from sim.scenario.expr.nodes import Number, to_text
from sim.scenario.fields import kind_of
from sim.scenario.files.messages import date_hint
from sim.scenario.schema import Scenario, Turns
from sim.scenario.units import TIME_WORDS
from sim.scenario.where import Path

MOST_CELLS = 1_000_000  # of the table that says what is so in which tick
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def timeline(scenario: Scenario) -> Timeline:
    """The world's clock; raises ValueError if its tick cannot be read."""
    return Timeline.read(scenario.clock.start, scenario.clock.tick, scenario.clock.ticks)


def horizon(within: str, by: datetime.date | None, clock: Timeline) -> int:
    """The last tick that is read within a time or by a date (0 or n + 1 when it does not fit; ValueError if unreadable)."""
    if by is not None:
        return clock.ticks + 1 if by > clock.starts(clock.ticks + 1) else clock.horizon_by(by)
    match = re.fullmatch(r"(\d{1,5}) (\w+)", within.strip())
    if match is None or match.group(2) not in TIME_WORDS:
        raise ValueError(within)
    return clock.horizon_within(int(match.group(1)), match.group(2).removesuffix("s"))


def month_number(text: str) -> int:
    """1 to 12 for ``3``, ``mar`` or ``March``; 0 for anything else.

    >>> month_number("March"), month_number("3"), month_number("thirteen")
    (3, 3, 0)
    """
    if text.isascii() and text.isdigit():
        return int(text[:3]) if 1 <= int(text) <= 12 else 0
    return MONTHS.index(text[:3].lower()) + 1 if text[:3].lower() in MONTHS else 0


def time_problems(scenario: Scenario) -> Iterator[Problem]:
    """What does not fit the clock."""
    places = scenario.places
    clock, found = _clock(scenario)
    if clock is None or clock.step < 1:
        yield found
        return
    for name, actor in scenario.actors.items():
        path: Path = ("actors", name, "decides")
        if isinstance(actor.decides, Turns):
            for i, day in enumerate(actor.decides.dates):
                yield from _date(scenario, (*path, "dates", i), day, clock)
        else:
            yield from _cadence(scenario, path, actor.decides, clock)
    for name, event in scenario.events.items():
        wait, where = event.cooldown, places.value(("events", name, "cooldown"))
        if not isinstance(wait, Number) or not wait.unit.is_duration:
            continue  # a wrong unit is reported with the expressions
        if wait.value * wait.unit.days < clock.tick_days * (1 - 1e-9):
            yield problem("T01", where, what="the cooldown", got=to_text(wait), tick=clock.tick_text)
    yield from _spelled_dates(scenario)
    for day in scenario.at:
        yield from _date(scenario, ("at", day.isoformat()), day, clock)
    for name in scenario.calendar:
        yield from _calendar(scenario, name, clock)
    for name, question in scenario.questions.items():
        if bool(question.within) != (question.by is not None):
            yield from _horizon(scenario, ("questions", name), question.within, question.by, clock)
    for name, axes in scenario.axes.items():
        if axes.within:
            yield from _horizon(scenario, ("axes", name), axes.within, None, clock)


def _clock(scenario: Scenario) -> tuple[Timeline | None, Problem]:
    """The clock, or None and what is wrong with it."""
    where, tick = scenario.places.value(("clock", "tick")), scenario.clock.tick
    hint = "day, week, month, year or for example `2 weeks`"
    unreadable = problem("S03", where, expected="the length of a tick", got=kind_of(tick), hint=hint)
    try:
        clock = timeline(scenario)
    except ValueError as error:
        if "9999" not in str(error):
            return None, unreadable
        what = (
            f"{scenario.clock.ticks:,} ticks of {tick} from {scenario.clock.start} lead beyond the year 9999"
        )
        return None, problem("S04", where, what=what, why="", fix="lower `ticks:` or take a shorter tick")
    rows = len(scenario.at) + len(scenario.calendar) + len(scenario.actors)
    if rows * clock.ticks > MOST_CELLS:
        what = f"{rows:,} dates, calendar names and actors over {clock.ticks:,} ticks are too many"
        place = scenario.places.value(("clock", "ticks"))
        return None, problem("S04", place, what=what, why="", fix="lower `ticks:` or take a longer tick")
    return clock, unreadable


def _spelled_dates(scenario: Scenario) -> Iterator[Problem]:
    """Dates that stand before a colon are written in one way only, or the same one could stand there twice."""
    calendar = scenario.tree.get("calendar") or {}
    holders: dict[Path, Any] = {
        ("calendar", name, "values"): entry.get("values") for name, entry in calendar.items()
    }
    holders[("at",)] = scenario.tree.get("at")
    for path, dated in holders.items():
        for day in dated or {}:
            if not _ISO.fullmatch(day):
                where = scenario.places.key((*path, day))
                yield problem("S03", where, expected="a date", got=kind_of(day), hint=date_hint(day))


def _cadence(scenario: Scenario, path: Path, text: str, clock: Timeline) -> Iterator[Problem]:
    where = scenario.places.value(path)
    try:
        ticks = clock.cadence(text)
    except ValueError:
        yield problem(
            "S03",
            where,
            expected="a cadence",
            got=kind_of(text),
            hint="for example `every 2 months` or `every tick`",
        )
        return
    if ticks < 1 - 1e-9:
        yield problem("T01", where, what="the cadence", got=text, tick=clock.tick_text)
    elif abs(ticks - round(ticks)) > 1e-9:
        yield problem("T02", where, what="the cadence", got=text, tick=clock.tick_text)


def _date(scenario: Scenario, path: Path, day: datetime.date, clock: Timeline) -> Iterator[Problem]:
    where = scenario.places.key(path)
    if clock.dated(day) == 0:
        yield problem("T05", where, date=day, end=clock.starts(clock.ticks))


def _calendar(scenario: Scenario, name: str, clock: Timeline) -> Iterator[Problem]:
    entry, path = scenario.calendar[name], ("calendar", name)
    given = [bool(entry.months), bool(entry.dates), bool(entry.values), bool(entry.starts or entry.until)]
    if sum(given) != 1:
        yield problem(
            "S04",
            scenario.places.key(path),
            what="a calendar name has exactly one of `months:`, `dates:`, `starts:`/`until:`, `values:`",
            why="",
            fix="keep one of them" if any(given) else "add one of them",
        )
    for i, month in enumerate(entry.months):
        if not month_number(str(month)):
            yield problem(
                "S03",
                scenario.places.value((*path, "months", i)),
                expected="a month",
                got=kind_of(month),
                hint="jan ... dec or 1 ... 12",
            )
    if entry.values and min(entry.values) > clock.start:
        yield problem(
            "S04",
            scenario.places.key((*path, "values")),
            what="there is no value at the start of the clock",
            why="",
            fix=f"add one for {clock.start} or earlier",
        )


def _horizon(
    scenario: Scenario, holder: Path, within: str, by: datetime.date | None, clock: Timeline
) -> Iterator[Problem]:
    path: Path = (*holder, "within" if within else "by")
    where, got = scenario.places.value(path), within or str(by)
    try:
        last = horizon(within, by, clock)
    except (ValueError, OverflowError):
        yield problem("S03", where, expected="a time", got=kind_of(got), hint="for example `12 months`")
        return
    if last > clock.ticks:
        yield problem("T03", where, got=got, end=clock.starts(clock.ticks + 1))
    elif last < 1:
        yield problem("T04", where, got=got)


def time_warnings(scenario: Scenario) -> Iterator[Problem]:
    """Says which tick each dated change acts in, where that is not the date itself."""
    clock = timeline(scenario)
    for day in scenario.at:
        tick = clock.dated(day)
        if clock.starts(tick) != day:
            where = scenario.places.key(("at", day.isoformat()))
            yield problem("W04", where, date=day, tick=tick, start=clock.starts(tick))
