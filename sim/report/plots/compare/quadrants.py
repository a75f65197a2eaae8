"""Scenario axes backed by data: four corners, each as large as the histories that end there are many.

The square is divided so that areas are shares: the upright split is how often the first condition holds, and either half is
split by how often the second one holds there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.finding import Finding, Interval
from sim.report.plots import style
from sim.report.plots.lettering import LABEL, SMALL, wrapped
from sim.report.plots.outcomes import share_text
from sim.report.plots.style import INK, MUTED, PAPER, Setting, Sheet, write
from sim.report.words import range_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIDE, TEXTS = 3.6, 3.6  # inches: the square, and the texts to its right
SCALE = 0.35
HUES = ("#D6E3EC", "#7AB4D8", "#E8B37A", "#9C4F2F")  # neither, x, y, both: told apart by lightness too


@dataclass(frozen=True, slots=True)
class Square:
    """One corner as an area: lower left corner, width and height as shares of the square."""

    x: float
    y: float
    width: float
    height: float


def squares(shares: Sequence[float]) -> tuple[Square, ...]:
    """Areas for neither, x only, y only and both, which sum to 1.

    >>> [round(square.width * square.height, 2) for square in squares((0.4, 0.3, 0.2, 0.1))]
    [0.4, 0.3, 0.2, 0.1]
    """
    neither, x, y, both = shares
    left, right = neither + y, x + both
    up_left, up_right = (part / whole if whole else 0.0 for part, whole in ((y, left), (both, right)))
    return (
        Square(0, 0, left, 1 - up_left),
        Square(left, 0, right, 1 - up_right),
        Square(0, 1 - up_left, left, up_left),
        Square(left, 1 - up_right, right, up_right),
    )


def quadrant_plot(
    found: Sequence[Finding], axes: tuple[str, str], setting: Setting, title: str = ""
) -> Figure:
    """The four corners in the order neither, x, y, both; ``axes`` are the names of x and y."""
    with style.house():
        sheet = style.sheet(title or quadrant_title(found), setting.text, _caption(), SIDE + SCALE + 0.1)
        plot = sheet.axes(SCALE, SCALE, SIDE, SIDE)
        plot.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        _draw(plot, found)
        _name_axes(sheet, *(style.words(name) for name in axes))
        _write(sheet, found)
        return sheet.figure


def _name_axes(sheet: Sheet, x: str, y: str) -> None:
    looks: dict[str, Any] = {"size": SMALL, "color": MUTED}
    low, end = SCALE - 0.14, SCALE + SIDE
    write(sheet.figure, sheet.at(SCALE, low), f"not {x}", **looks)
    write(sheet.figure, sheet.at(end, low), f"{x} →", ha="right", **looks)
    upright = looks | {"rotation": 90, "ha": "center"}
    write(sheet.figure, sheet.at(low, SCALE), f"not {y}", **upright | {"va": "bottom"})
    write(sheet.figure, sheet.at(low, end), f"{y} →", **upright | {"va": "top"})


def quadrant_title(found: Sequence[Finding]) -> str:
    """The largest corner, as a sentence."""
    top = max(found, key=lambda one: one.value if isinstance(one.value, float) else 0.0)
    return f"{style.capital(style.words(top.name))} is where most histories end: {share_text(top)}"


def quadrant_alt(found: Sequence[Finding], axes: tuple[str, str], setting: Setting) -> str:
    """The figure in a sentence, for those who cannot see it."""
    each = "; ".join(f"{style.words(one.name)} {share_text(one)}" for one in found)
    x, y = (style.words(name) for name in axes)
    return f"Square divided by {x} and {y} into the shares of histories ({setting.text}): {each}."


def _caption() -> str:
    return "areas: shares of histories; brackets: 95% finite-run interval; not knowing: 5-95% of worlds"


def _draw(plot: Any, found: Sequence[Finding]) -> None:
    from matplotlib.patches import Rectangle

    shares = [one.value if isinstance(one.value, float) else 0.0 for one in found]
    for square, hue in zip(squares(shares), HUES, strict=True):
        if square.width * square.height:
            place = (square.x, square.y)
            plot.add_patch(
                Rectangle(place, square.width, square.height, facecolor=hue, edgecolor=PAPER, linewidth=1.5)
            )


def _write(sheet: Sheet, found: Sequence[Finding]) -> None:
    """Names and shares beside the square, in the places of their corners: the upper ones first."""
    left = SCALE + SIDE + 0.45
    for row, corner in enumerate((3, 2, 1, 0)):
        one, y = found[corner], SCALE + SIDE * (1 - (row + 0.5) / 4)
        name = wrapped(style.capital(style.words(one.name)), LABEL, TEXTS, "bold")
        sheet.figure.patches.append(_swatch(sheet, left - 0.24, y, HUES[corner]))
        write(sheet.figure, sheet.at(left, y + 0.02), name, weight="bold", va="bottom")
        write(sheet.figure, sheet.at(left, y - 0.02), _told(one), size=SMALL, color=INK, va="top")


def _swatch(sheet: Sheet, x: float, y: float, hue: str) -> Any:
    from matplotlib.patches import Rectangle

    across, up = sheet.figure.get_size_inches()
    swatch = Rectangle(
        sheet.at(x, y - 0.08), 0.16 / across, 0.16 / up, facecolor=hue, edgecolor=MUTED, linewidth=0.5
    )
    swatch.set(transform=sheet.figure.transFigure, figure=sheet.figure)
    return swatch


def _told(one: Finding) -> str:
    interval = one.interval
    ends = ""
    if isinstance(interval, Interval) and interval.sides == "both":
        ends = f" ({range_text(interval.low, interval.high)})"
    spread = (
        f"; not knowing {range_text(one.spread.low, one.spread.high)}"
        if isinstance(one.spread, Interval)
        else ""
    )
    return f"{share_text(one)}{ends}{spread}"
