"""The pictures of two things crossed: a heat map of a joint table, the four corners of declared axes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.analysis.precision import Estimate
from sim.report.compare.numbers import share_text as compact
from sim.report.plots.compare.heat import Cells, heat_map
from sim.report.plots.compare.quadrants import quadrant_alt, quadrant_plot
from sim.report.plots.outcomes import share_text
from sim.report.plots.style import Setting, words
from sim.usecases.comparing.joining import Corners, Crossed
from sim.usecases.comparing.pictures import files
from sim.usecases.comparing.sides import Side


def joint_pictures(side: Side, found: Crossed | Corners) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of the picture."""
    name = found.name if isinstance(found, Corners) else f"{found.rows}-by-{found.columns}"
    told = f"{found.x} and {found.y}" if isinstance(found, Corners) else f"{found.rows} and {found.columns}"
    runs = side.runs
    setting = Setting(side.scenario.name, told, f"at {found.when}", runs.worlds, runs.repeats, side.seed)
    if isinstance(found, Corners):
        axes = found.x, found.y
        figure = quadrant_plot(found.shares, axes, setting, found.title)
        yield from files(f"{name}-corners", figure, quadrant_alt(found.shares, axes, setting))
        return
    cells = _cells(found)
    title = f"How {words(found.rows)} and {words(found.columns)} go together"
    caption = "shade and number: the part of a row's histories in each column; in brackets: how often the row comes about"
    pairs = "; ".join(
        f"{row}: {', '.join(texts)}" for row, texts in zip(cells.rows, cells.texts, strict=True)
    )
    alt = f"Heat map of {told} ({setting.text}), columns {', '.join(cells.columns)}. {pairs}."
    yield from files(f"{name}-joint", heat_map(cells, setting, title, caption), alt)


def _cells(found: Crossed) -> Cells:
    """Rows as conditions: where the row comes about, how often does each column?"""
    table = found.table
    values = np.full((len(table.row_names), len(table.column_names)), np.nan)
    texts = []
    for i in range(len(table.row_names)):
        told = []
        for j in range(len(table.column_names)):
            given = table.given_row(i, j)
            value = getattr(given, "value", None)
            values[i, j] = np.nan if value is None else value
            told.append(compact(given) if isinstance(given, Estimate) else "too few")
        texts.append(tuple(told))
    rows = tuple(f"{name} ({share_text(table.row(i))})" for i, name in enumerate(table.row_names))
    return Cells(
        f"where {words(found.rows)} is",
        rows,
        f"{words(found.columns)} is",
        table.column_names,
        values,
        tuple(texts),
    )
