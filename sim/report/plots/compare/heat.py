"""A heat map: one shade for every pair, light for little and dark for much, its number written into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.report.plots import style
from sim.report.plots.lettering import LABEL, SMALL, tall, wide, widest, wrapped
from sim.report.plots.members import DARK, LIGHT, mixed
from sim.report.plots.style import INK, MUTED, PAPER, Setting, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches: the room for names of rows; the least and most of a cell's width; its height; the room above for names of columns.
NAMES, LEAST, MOST, HIGH, GAP = 2.2, 0.55, 1.5, 0.5, 0.12
DARKER = 0.55  # of the strongest shade, above which text is white
MORE, LESS = (0.76, 0.33, 0.0), (0.0, 0.4, 0.62)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """values[row, column] as shades, ``texts`` as written; NaN is left white. Names of both sides.

    ``around_zero``: more is vermillion, less is blue; else all shades are of one colour.
    """

    row_title: str
    rows: tuple[str, ...]
    column_title: str
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    texts: tuple[tuple[str, ...], ...]
    around_zero: bool = False


def heat_map(cells: Cells, setting: Setting, title: str, caption: str) -> Figure:
    """Rows from the top in their order, columns from the left; ValueError if there is nothing to draw."""
    if not cells.values.size:
        raise ValueError("a heat map has at least one cell")
    with style.house():
        names = [wrapped(style.words(row), LABEL, NAMES) for row in cells.rows]
        left = max(*(widest(name, LABEL) for name in names), wide(cells.row_title, SMALL)) + 0.17
        longest = (
            max(wide(word, SMALL) for column in cells.columns for word in style.words(column).split()) + 0.12
        )
        room = (style.WIDTH - 2 * style.MARGIN - left) / len(cells.columns)
        width = min(max(room, longest, LEAST), MOST)
        heads = [wrapped(style.words(column), SMALL, width - 0.08) for column in cells.columns]
        head = max(tall(one, SMALL) for one in heads) + tall("x", SMALL) + GAP
        body = head + HIGH * len(cells.rows) + tall("x", SMALL)
        sheet = style.sheet(
            title, setting.text, caption, body, max(style.WIDTH, left + width * len(heads) + 0.7)
        )
        top = sheet.height - head
        axes = sheet.axes(left, top - HIGH * len(names), width * len(heads), HIGH * len(names))
        axes.set(xlim=(0, len(heads)), ylim=(len(names), 0), xticks=[], yticks=[])
        _fill(axes, cells, width)
        write(sheet.figure, sheet.at(left, sheet.height - 0.08), cells.column_title, size=SMALL, color=MUTED)
        write(
            sheet.figure,
            sheet.at(left - 0.15, top + 0.1),
            cells.row_title,
            size=SMALL,
            color=MUTED,
            ha="right",
            va="bottom",
        )
        for i, name in enumerate(names):
            write(sheet.figure, sheet.at(left - 0.12, top - HIGH * (i + 0.5)), name, ha="right")
        for j, one in enumerate(heads):
            at = sheet.at(left + width * (j + 0.5), top + 0.06)
            write(sheet.figure, at, one, size=SMALL, ha="center", va="bottom")
        return sheet.figure


def _fill(axes: object, cells: Cells, width: float) -> None:
    from matplotlib.patches import Rectangle

    for (i, j), value in np.ndenumerate(cells.values):
        shade, strength = _shade(cells, float(value))
        axes.add_patch(Rectangle((j, i), 1, 1, facecolor=shade, edgecolor=PAPER, linewidth=1.5))  # type: ignore[attr-defined]
        text = cells.texts[i][j]
        size = LABEL if wide(text, LABEL) < width - 0.08 else SMALL
        colour = MUTED if np.isnan(value) else PAPER if strength > DARKER else INK
        write(axes, (j + 0.5, i + 0.5), text, ha="center", size=size, color=colour)


def _shade(cells: Cells, value: float) -> tuple[str, float]:
    """Colour and strength from 0 to 1: by size, around zero by its root, so that small differences show beside large ones."""
    if np.isnan(value):
        return PAPER, 0.0
    highest = float(np.nanmax(np.abs(cells.values))) or 1.0
    if not cells.around_zero:
        return mixed(LIGHT, DARK, value / highest), value / highest
    strength = float(np.sqrt(abs(value) / highest))
    return mixed((1.0, 1.0, 1.0), MORE if value > 0 else LESS, strength), strength
