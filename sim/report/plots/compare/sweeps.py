"""A share along a sweep: one line with its interval, or small panels, one a path, with every point a dot.

In a panel all other paths vary too: its line is the mean of the points in each fifth of the path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report.plots import style
from sim.report.plots.lettering import LABEL, SMALL, shortened
from sim.report.plots.panels import nice_ticks, plain
from sim.report.plots.style import BLUE, INK, MIDTONE, MUTED, RULE, Setting, Sheet, write
from sim.report.words import percent_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
# Inches: the room left of a plot for its scale, between panels, below for the scale of the path; the height of a plot.
SCALE, GAP, FOOT, HEAD, TALL, SMALLER, NOTES = 0.55, 0.35, 0.5, 0.4, 3.0, 1.7, 1.5
FIFTHS, MOST_COLUMNS = 5, 3


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A share at every point: xs[path, point], and [point] the share with its 95% interval; the base's share beside it."""

    paths: tuple[str, ...]
    units: tuple[str, ...]
    xs: Floats
    share: Floats
    low: Floats
    high: Floats
    base: float
    outcome: str


def sweep_plot(track: Track, setting: Setting, title: str = "") -> Figure:
    """One path as a line, several as panels; ValueError if there is nothing to draw."""
    if not track.xs.size:
        raise ValueError("a sweep has at least one path and one point")
    with style.house():
        panels = len(track.paths)
        columns = min(panels, MOST_COLUMNS)
        rows, height = ceil(panels / columns), TALL if panels == 1 else SMALLER
        caption = "; ".join(_caption(panels))
        body = rows * (HEAD + height + FOOT)
        sheet = style.sheet(title or sweep_title(track), setting.text, caption, body)
        width = (sheet.width - (NOTES if panels == 1 else 0)) / columns - SCALE - GAP
        for number in range(panels):
            row, column = divmod(number, columns)
            left = SCALE + column * (SCALE + width + GAP)
            bottom = sheet.height - (row + 1) * (HEAD + height + FOOT) + FOOT
            _panel(sheet.axes(left, bottom, width, height), track, number, width)
        if panels == 1:
            _note_base(sheet, track, SCALE + width)
        return sheet.figure


def sweep_title(track: Track) -> str:
    """From where to where the share goes, as a sentence."""
    low, high = int(track.share.argmin()), int(track.share.argmax())
    name = style.words(track.outcome)
    span = f"“{name}” goes from {_percent(track.share[low])} to {_percent(track.share[high])}"
    if len(track.paths) > 1:
        return f"{span} over {style.counted(track.xs.shape[1], 'point')}"
    path = style.words(track.paths[0])
    return f"{span} as {path} goes from {plain(_tidy(track.xs[0, low]))} to {plain(_tidy(track.xs[0, high]))}"


def sweep_alt(track: Track, setting: Setting) -> str:
    """The figure in a sentence, for those who cannot see it."""
    points = range(track.xs.shape[1])
    told = "; ".join(
        f"{', '.join(plain(_tidy(track.xs[i, k])) for i in range(len(track.paths)))}: {_percent(track.share[k])}"
        for k in list(points)[:24]
    )
    return f"Share of “{style.words(track.outcome)}” along {', '.join(track.paths)} ({setting.text}): {told}."


def _percent(share: float) -> str:
    return percent_text(float(share)) if 0 < share < 1 else ("none seen" if share == 0 else "all seen")


def _tidy(x: float) -> float:
    return float(f"{x:.4g}")


def _caption(panels: int) -> Sequence[str]:
    base = "dashed: the base"
    if panels == 1:
        return (
            "dots: the share at each point",
            "band: 95% finite-run interval, on the same draws throughout",
            base,
        )
    return ("dots: every point of the sweep", "line: mean of the points in each fifth of the path", base)


def _panel(axes: Axes, track: Track, number: int, width: float) -> None:
    xs, order = track.xs[number], np.argsort(track.xs[number], kind="stable")
    share, low, high = (100 * values for values in (track.share, track.low, track.high))
    if len(track.paths) == 1:
        axes.fill_between(xs[order], low[order], high[order], color=MIDTONE, alpha=0.45, linewidth=0)
        axes.plot(xs[order], share[order], color=BLUE, linewidth=1.8, marker="o", markersize=5, clip_on=False)
    else:
        axes.plot(xs, share, "o", color=MIDTONE, markersize=3.5, clip_on=False)
        middles, means = _fifths(xs, share)
        axes.plot(middles, means, color=BLUE, linewidth=1.8)
    axes.axhline(100 * track.base, color=MUTED, linewidth=1.0, linestyle=(0, (3, 2)), zorder=1)
    _dress(axes, xs, np.concatenate([low, high, [100 * track.base]]))
    unit = f", {track.units[number]}" if track.units[number] else ""
    name = shortened(f"{style.capital(style.words(track.paths[number]))}{unit}", LABEL, width, "bold")
    axes.set_xlabel(name, size=LABEL, color=INK, labelpad=4)
    axes.set_title("percent of histories", loc="left", size=SMALL, color=MUTED)


def _fifths(xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
    """Means in each fifth of the path, or at each of a few values."""
    values = np.unique(xs)
    if len(values) <= FIFTHS:
        return values, np.array([ys[xs == value].mean() for value in values])
    parts = np.array_split(np.argsort(xs, kind="stable"), FIFTHS)
    return np.array([xs[part].mean() for part in parts]), np.array([ys[part].mean() for part in parts])


def _dress(axes: Axes, xs: Floats, ys: Floats) -> None:
    low, high = float(xs.min()), float(xs.max())
    pad = (high - low) * 0.03 or 0.5
    axes.set_xlim(low - pad, high + pad)
    marks = (
        [mark for mark in nice_ticks(low, high or low + 1, 5) if low - pad <= mark <= high + pad]
        if low < high
        else [low]
    )
    axes.set_xticks(marks, [plain(_tidy(mark)) for mark in marks])
    bottom, top = float(np.nanmin(ys)), float(np.nanmax(ys))
    bottom = 0.0 if bottom < 0.5 * top else bottom
    ticks = nice_ticks(bottom, top if top > bottom else bottom + 1, 5)
    axes.set_ylim(ticks[0], ticks[-1])
    axes.set_yticks(ticks, [plain(_tidy(tick)) for tick in ticks])
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.spines.bottom.set(visible=True, color=INK, linewidth=0.8)


def _note_base(sheet: Sheet, track: Track, right: float) -> None:
    """The base's share in words, right of the line."""
    looks: dict[str, Any] = {"size": SMALL, "color": MUTED}
    low, high = sheet.figure.axes[0].get_ylim()
    y = FOOT + TALL * (100 * track.base - low) / (high - low)
    write(sheet.figure, sheet.at(right + 0.1, y), f"base: {_percent(track.base)}", **looks)
