"""A panel for a number or a counter: its median with the middle half and the middle 90% of histories."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from sim.analysis.shares.fans import Fan, fan, level_fan
from sim.engine.program import Variable
from sim.report.plots.panels import Note, nice_ticks, plain
from sim.report.plots.style import BLUE, MIDTONE, TINT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PERCENTS = (5, 25, 50, 75, 95)


def draw_number(axes: Axes, variable: Variable, counts: npt.NDArray[np.int64]) -> None:
    """The fan over all ticks, on a scale of its own."""
    values = _fan(variable, counts).values
    ticks = np.arange(len(values))
    low, quarter, median, three_quarters, high = values.T
    _scale(axes, variable, float(low.min()), float(high.max()))
    step: Literal["mid"] | None = "mid" if variable.whole else None  # a counter jumps
    line = "steps-mid" if variable.whole else "default"
    axes.fill_between(ticks, low, high, step=step, color=TINT, linewidth=0)
    axes.fill_between(ticks, quarter, three_quarters, step=step, color=MIDTONE, linewidth=0)
    axes.plot(ticks, median, drawstyle=line, color=BLUE, linewidth=1.8, solid_capstyle="butt")


def number_notes(variable: Variable, counts: npt.NDArray[np.int64]) -> tuple[Note, ...]:
    """The last median, and the last 5% and 95% where they are not written like it."""
    median, low, high = _ends(variable, counts)
    beside = (Note(value, text) for value, text in (low, high) if text != median[1])
    return (Note(*median, weight="bold"), *beside)


def told_number(variable: Variable, counts: npt.NDArray[np.int64]) -> str:
    """The last median and the middle 90% in words.

    >>> told_number(Variable("raids", False, 0, 0, 3, 4, True), np.array([[0, 1, 8, 1]]))
    'median 2, middle 90% from 1 to 3'
    """
    (_, median), (_, low), (_, high) = _ends(variable, counts)
    return f"median {median}, middle 90% from {low} to {high}"


def _fan(variable: Variable, counts: npt.NDArray[np.int64]) -> Fan:
    if variable.whole:
        return level_fan(counts, variable.bin_values, PERCENTS)
    return fan(counts, np.linspace(variable.low, variable.high, variable.bins + 1), PERCENTS)


def _ends(variable: Variable, counts: npt.NDArray[np.int64]) -> tuple[tuple[float, str], ...]:
    """The last median, 5% and 95%, each with its text."""
    last = _fan(variable, counts[-1:])
    low, _, median, _, high = (float(value) for value in last.values[0])
    return tuple((value, _text(value, last.resolution)) for value in (median, low, high))


def _text(value: float, resolution: float) -> str:
    """A value with no more digits than its histogram tells apart."""
    places = floor(-log10(resolution)) if resolution else 0
    rounded = round(value, places) + 0.0
    return plain(rounded) if abs(rounded) >= 1e5 else f"{rounded:,.{max(places, 0)}f}"


def _scale(axes: Axes, variable: Variable, low: float, high: float) -> None:
    """Round numbers around what is drawn; the whole range for a state that never moves."""
    if low == high:
        low, high = variable.low, variable.high
    if variable.whole:
        high = max(high, low + 1)
    ticks = [tick for tick in nice_ticks(low, high) if not variable.whole or tick == round(tick)]
    axes.set_ylim(min(ticks[0], low), max(ticks[-1], high))
    axes.set_yticks(ticks, [plain(tick) for tick in ticks])
