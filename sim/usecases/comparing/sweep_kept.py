"""What a sweep leaves on disk: a tidy table, one row for every point and outcome, and the picture that fits its form."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from sim.analysis.compare.changes import Change
from sim.analysis.finding import Interval
from sim.errors import RunError, nearest
from sim.report.compare.numbers import share_text
from sim.report.plots.compare.differences import Row, difference_alt, difference_plot
from sim.report.plots.compare.heat import Cells, heat_map
from sim.report.plots.compare.sweeps import Track, sweep_alt, sweep_plot
from sim.report.plots.style import Setting, words
from sim.store.disk import write_whole
from sim.store.tables import csv_bytes
from sim.usecases.comparing.compared import Contrast
from sim.usecases.comparing.pictures import files
from sim.usecases.comparing.sweeping import Point, Swept, shown

TABLE = "sweep.csv"
FOLDER = "swept"
MEASURES = (
    "question",
    "outcome",
    "share",
    "low_95",
    "high_95",
    "difference",
    "difference_low_95",
    "difference_high_95",
    "told_apart",
    "run",
)


def keep_sweep(found: Swept, results: FilePath, outcome: str, figures: bool) -> FilePath:
    """Writes the table and pictures; the folder they are in, the same for the same runs."""
    chosen(found, outcome)
    runs = " ".join(point.run for point in found.points)
    name = f"{found.base.scenario.name}-{blake2b(runs.encode(), digest_size=4).hexdigest()}"
    folder = results / FOLDER / name
    write_whole(folder / TABLE, csv_bytes(columns(found), sweep_rows(found)))
    for contrast in found.points[0].contrasts if figures else ():
        for file, content in _pictures(found, contrast, outcome):
            write_whole(folder / file, content)
    return folder


def columns(found: Swept) -> tuple[str, ...]:
    """The heads of the table: a column for every path."""
    return ("point", *found.paths, *MEASURES)


def sweep_rows(found: Swept) -> Iterator[tuple[Any, ...]]:
    """Every outcome of every question at every point."""
    for number, point in enumerate(found.points, 1):
        for contrast in point.contrasts:
            for change in contrast.rows:
                told = (change.after.value, *_ends(change.after.interval))
                apart = (change.difference.value, *_ends(change.difference.interval))
                verdict = "yes" if change.told_apart else "no"
                yield (number, *point.values, contrast.name, change.name, *told, *apart, verdict, point.run)


def chosen(found: Swept, outcome: str) -> None:
    """RunError for an outcome that no question has."""
    names = dict.fromkeys(change.name for contrast in found.points[0].contrasts for change in contrast.rows)
    if outcome and outcome not in names:
        near = nearest(outcome, names)
        hint = f", did you mean {near}?" if near else "."
        raise RunError(f'no outcome is called "{outcome}"{hint}\nThere are {", ".join(names)}.')


def at_point(point: Point, question: str, outcome: str) -> Change | None:
    """The change of a question's outcome (its headline, if none is named) at a point; None if the question has no such."""
    contrast = next(one for one in point.contrasts if one.name == question)
    if not outcome:
        return contrast.headline
    return next((change for change in contrast.rows if change.name == outcome), None)


def _ends(interval: object) -> tuple[float | None, float | None]:
    return (interval.low, interval.high) if isinstance(interval, Interval) else (None, None)


def _pictures(found: Swept, contrast: Contrast, outcome: str) -> Iterator[tuple[str, bytes]]:
    changes = [change for point in found.points if (change := at_point(point, contrast.name, outcome))]
    if not changes:
        return
    base = found.base
    runs = base.runs
    told = f"{contrast.name}: {changes[0].name}"
    setting = Setting(base.scenario.name, told, contrast.horizon, runs.worlds, runs.repeats, base.seed)
    numeric = all(isinstance(value, float) for point in found.points for value in point.values)
    name = f"{contrast.name}-sweep"
    if not numeric:
        rows = [Row(", ".join(map(shown, p.values)), c) for p, c in zip(found.points, changes, strict=True)]
        title = f"{words(changes[0].name)} along {', '.join(map(words, found.paths))}"
        yield from files(name, difference_plot(rows, setting, True, title), difference_alt(rows, setting))
    elif found.design == "grid" and len(found.paths) == 2:
        yield from _heat(found, changes, setting, name)
    else:
        track = _track(found, changes)
        yield from files(name, sweep_plot(track, setting), sweep_alt(track, setting))


def _track(found: Swept, changes: list[Change]) -> Track:
    ends = [_ends(change.after.interval) for change in changes]
    rows = [(change.after.value, *ends_) for change, ends_ in zip(changes, ends, strict=True)]
    share, low, high = np.array(rows, dtype=np.float64).T
    xs = np.array([point.values for point in found.points], dtype=np.float64).T
    return Track(found.paths, found.units, xs, share, low, high, changes[0].before.value, changes[0].name)


def _heat(found: Swept, changes: list[Change], setting: Setting, name: str) -> Iterator[tuple[str, bytes]]:
    """The first path downwards, the second across."""
    rows, across = (list(dict.fromkeys(point.values[i] for point in found.points)) for i in (0, 1))
    values = np.full((len(rows), len(across)), np.nan)
    texts = [["" for _ in across] for _ in rows]
    for point, change in zip(found.points, changes, strict=True):
        i, j = rows.index(point.values[0]), across.index(point.values[1])
        values[i, j], texts[i][j] = change.after.value, share_text(change.after)
    heads = [
        f"{words(path)}{f', {unit}' if unit else ''}"
        for path, unit in zip(found.paths, found.units, strict=True)
    ]
    cells = Cells(
        heads[0],
        tuple(map(shown, rows)),
        heads[1],
        tuple(map(shown, across)),
        values,
        tuple(map(tuple, texts)),
    )
    low, high = min(changes, key=_share), max(changes, key=_share)
    title = f"“{words(changes[0].name)}” goes from {share_text(low.after)} to {share_text(high.after)}"
    caption = f"shade and number: share of histories; the base has {share_text(changes[0].before)}; the same draws throughout"
    told = "; ".join(f"{row}: {', '.join(text)}" for row, text in zip(cells.rows, cells.texts, strict=True))
    alt = f"Heat map over {heads[0]} and {heads[1]} ({setting.text}), columns {', '.join(cells.columns)}. {told}."
    yield from files(name, heat_map(cells, setting, title, caption), alt)


def _share(change: Change) -> float:
    return change.after.value
