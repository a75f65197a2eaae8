"""Small panels on a page: where each stands, its frame, and the notes at its right-hand edge.

>>> grid(5, 3).rows, columns_for(5), columns_for(1)
(2, 3, 1)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from sim.report.plots.lettering import LABEL, LEADING, SMALL, apart, shortened, wide
from sim.report.plots.style import INK, MARGIN, MUTED, RULE, Sheet, write
from sim.report.plots.timeaxis import TimeAxis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 12  # panels on a page
WIDTH = 10.0
# Inches: above and below the plot of a panel; left of it its scale; from it to its notes.
HEAD, BETWEEN, FOOT, SCALE, LEADER = 0.3, 0.14, 0.42, 0.42, 0.18
GUTTER = 0.15  # between columns
LINE = SMALL * LEADING / 72


@dataclass(frozen=True, slots=True)
class Grid:
    """`panels` in columns and rows; `width` and `height` of one plot and the room for its notes, in inches."""

    panels: int
    columns: int
    width: float
    height: float
    notes: float

    @property
    def rows(self) -> int:
        return ceil(self.panels / self.columns)

    @property
    def body(self) -> float:
        return self.rows * (HEAD + self.height + BETWEEN) + FOOT - BETWEEN


@dataclass(frozen=True, slots=True)
class Note:
    """What is written beside a plot, as near as may be to `y`; a square of `hue` names the area it belongs to."""

    y: float
    text: str
    weight: str = "normal"
    hue: str = ""


def columns_for(panels: int) -> int:
    """Up to three columns; few panels are larger."""
    return {1: 1, 2: 2, 4: 2}.get(panels, 3)


def grid(panels: int, columns: int, notes: float = 0.0) -> Grid:
    """The places of some panels in so many columns; `notes` is the room that notes ask for, and get up to a limit."""
    most, height = {1: (2.4, 2.6), 2: (1.6, 1.7), 3: (1.3, 1.2)}[columns]
    room = (WIDTH - 2 * MARGIN) / columns
    given = min(max(notes, 0.4), most)
    return Grid(panels, columns, room - SCALE - LEADER - given - GUTTER, height, given)


def room_for(notes: Iterable[Note]) -> float:
    """The width that notes ask for, in inches."""
    return max((wide(note.text, SMALL, note.weight) for note in notes), default=0.0) + 0.05


def lines_in(columns: int) -> int:
    """How many notes find room beside one panel."""
    return int((grid(1, columns).height + 0.12) / LINE)


def panel(sheet: Sheet, layout: Grid, number: int) -> Axes:
    """The axes of panel 0, 1, ..., row by row from the top."""
    row, column = divmod(number, layout.columns)
    left = column * (SCALE + layout.width + LEADER + layout.notes + GUTTER) + SCALE
    bottom = sheet.height - (row + 1) * (HEAD + layout.height) - row * BETWEEN
    return sheet.axes(left, bottom, layout.width, layout.height)


def dress(axes: Axes, layout: Grid, number: int, title: str, time: tuple[TimeAxis, int]) -> None:
    """Title and time axis; the names of the marks stand under the lowest panel of a column only."""
    axis, last = time
    marks = axis.marks(last, most=3 if layout.columns == 3 else 5)
    lowest = number + layout.columns >= layout.panels
    axes.set_xlim(0, last)
    axes.set_xticks([k for k, _ in marks], [name if lowest else "" for _, name in marks])
    axes.set_xlabel(axis.title if lowest else "", size=SMALL, color=MUTED)
    axes.spines.bottom.set(visible=True, color=INK, linewidth=0.8)
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    room = layout.width + LEADER + layout.notes
    place = (0, 1 + 0.16 / layout.height)
    write(axes, place, shortened(title, LABEL, room, "bold"), transform=axes.transAxes, weight="bold")


def write_notes(axes: Axes, layout: Grid, notes: Sequence[Note]) -> None:
    """Notes right of the plot, in lines that do not touch, with a thin rule from where they belong."""
    low, high = axes.get_ylim()
    per_inch = (high - low) / layout.height
    wishes = [(note.y - low) / per_inch for note in notes]
    places = apart(wishes, [LINE] * len(notes), (-0.06, layout.height + 0.06))
    across = axes.get_yaxis_transform()
    text = 1 + LEADER / layout.width
    for note, place in zip(notes, places, strict=True):
        y = low + place * per_inch
        end = text - 0.05 / layout.width
        axes.plot(
            [1, end], [note.y, y], transform=across, color=note.hue or MUTED, linewidth=0.8, clip_on=False
        )
        if note.hue:
            square: dict[str, Any] = {"marker": "s", "markersize": 5, "color": note.hue, "markeredgewidth": 0}
            axes.plot([end], [y], transform=across, clip_on=False, **square)
        words = shortened(note.text, SMALL, layout.notes, note.weight)
        write(axes, (text + 0.03 / layout.width, y), words, transform=across, size=SMALL, weight=note.weight)


def plain(x: float) -> str:
    """A number short enough to stand at an axis.

    >>> plain(0.25), plain(12000), plain(2_500_000)
    ('0.25', '12,000', '2.5M')
    """
    for size, letter in ((1e9, "bn"), (1e6, "M"), (1e5, "k")):
        if abs(x) >= size:
            return f"{x / min(size, 1e3 if letter == 'k' else size):,.10g}{letter}"
    return f"{x:,.10g}"


def nice_ticks(low: float, high: float, most: int = 4) -> tuple[float, ...]:
    """At most `most` round numbers from at or below `low` to at or above `high`.

    >>> nice_ticks(0.12, 0.61), nice_ticks(3, 3.5)
    ((0.0, 0.25, 0.5, 0.75), (3.0, 3.2, 3.4, 3.6))
    """
    power = floor(log10((high - low) / most)) - 1
    for step in (lead * 10.0 ** (power + up) for up in range(4) for lead in (1, 2, 2.5, 5)):
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first < most:
            return tuple(round(k * step, 12) for k in range(first, last + 1))
    raise ArithmeticError(f"no round steps from {low} to {high}")
