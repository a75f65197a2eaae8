"""What is written beside a run's columns: run.json, summary.json and tables for any program. Numbers are whole, not rounded.

>>> from sim.usecases.running.summary import Summary
>>> empty = Analysis(Summary("ferry", "", 7, 200, 5, 2, "month", (), ()), {}, (), ("2031-01-01", "2031-02-01", "2031-03-01"))
>>> sorted(tables(empty))
['outcomes.csv', 'passage.csv', 'series.csv']
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.analysis.finding import Finding, Interval
from sim.analysis.shares.passage import Competing, Curve
from sim.store.disk import Content, json_text
from sim.store.tables import csv_bytes
from sim.usecases.running.analysed import Analysis, Series
from sim.usecases.running.summary import Summary, as_plain

OUTCOMES = (
    "question",
    "outcome",
    "best_estimate",
    "low_95",
    "high_95",
    "not_knowing_low",
    "not_knowing_high",
    "luck",
    "seen",
    "worlds",
    "repeats",
    "seed",
    "label",
)
PASSAGE = (
    "question",
    "line",
    "tick",
    "date",
    "share",
    "low_95",
    "high_95",
    "not_knowing_low",
    "not_knowing_high",
)
SERIES = ("state", "kind", "unit", "tick", "date", "measure", "value", "name")
SUMMARY = "summary.json"
TABLES = ("outcomes.csv", "passage.csv", "series.csv")


def documents(found: Analysis) -> dict[str, Content]:
    """Everything but run.json and pictures, by file name."""
    return {SUMMARY: json_text(as_plain(found.summary)), **tables(found)}


def tables(found: Analysis) -> dict[str, Content]:
    """The tables as CSV."""
    return {
        "outcomes.csv": csv_bytes(OUTCOMES, outcome_rows(found.summary)),
        "passage.csv": csv_bytes(PASSAGE, _passages(found)),
        "series.csv": csv_bytes(SERIES, _series(found)),
    }


def outcome_rows(summary: Summary) -> Iterator[tuple[Any, ...]]:
    """One row per outcome of every question; what is not available stays empty."""
    for answer in summary.answers:
        for outcome in (*answer.together, *answer.outcomes):
            yield (
                answer.name,
                outcome.name,
                _told(outcome),
                *_ends(outcome.interval),
                *_ends(outcome.spread),
                _number(outcome.luck),
                outcome.runs.seen,
                summary.worlds,
                summary.repeats,
                summary.seed,
                summary.label,
            )


def _told(outcome: Finding) -> float | None:
    """The best estimate; of an outcome seen in none or all of the histories only its bound is told."""
    interval = outcome.interval
    one_sided = isinstance(interval, Interval) and interval.sides != "both"
    return None if one_sided else _number(outcome.value)


def _number(part: Any) -> float | None:
    return part if isinstance(part, float | int) else None


def _ends(part: object) -> tuple[float | None, float | None]:
    return (part.low, part.high) if isinstance(part, Interval) else (None, None)


def _passages(found: Analysis) -> Iterator[tuple[Any, ...]]:
    for question, curves in found.curves.items():
        for curve in curves.lines if isinstance(curves, Competing) else curves:
            yield from ((question, curve.name, *row) for row in _curve(curve, found.dates))


def _curve(curve: Curve, dates: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    columns = (curve.share, curve.low, curve.high, curve.known_low, curve.known_high)
    for tick, *values in zip(curve.ticks.tolist(), *(column.tolist() for column in columns), strict=True):
        yield (tick, dates[tick], *values)


def _series(found: Analysis) -> Iterator[tuple[Any, ...]]:
    for series in found.series:
        for tick, values in enumerate(series.values.tolist()):
            for measure, value in zip(series.measures, values, strict=True):
                if value == value:
                    yield (
                        series.name,
                        series.kind,
                        series.unit,
                        tick,
                        found.dates[tick],
                        measure,
                        value,
                        _level(series, value),
                    )


def _level(series: Series, value: float) -> str:
    return series.members[int(value)] if series.members else ""
