"""Where probabilities are drawn: bars on the full scale, dots and bands on it or in log-odds.

In log-odds 0.1% and 1% lie about as far apart as 1% and 9%, and as 91% and 99%; there is no place for never or always.

>>> panel = Panel("", 0.001, 0.99, (), odds=True)
>>> round(panel.at(0.01) - panel.at(0.001), 1), round(panel.at(0.09) - panel.at(0.01), 1)
(2.3, 2.3)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from sim.analysis.finding import Finding, Interval
from sim.report.plots.lettering import SMALL, wide
from sim.report.plots.style import BLUE, MIDTONE, MUTED, PAPER, RULE, TINT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RARE = 0.04  # an outcome rarer than this, or rarer not to come about, cannot be read off a full scale
THICK = 0.2  # inches
# The ticks of a log-odds scale; where they would run into each other the earlier in this order stay.
LADDER = (0.5, 0.1, 0.01, 0.9, 0.99, 1e-3, 0.999, 1e-4, 0.9999, 1e-5, 1e-6, 0.25, 0.75, 0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Panel:
    """A scale for probabilities: its limits, its ticks, and whether it is in log-odds."""

    title: str
    low: float
    high: float
    ticks: tuple[float, ...]
    odds: bool = False

    def at(self, p: float) -> float:
        """Where a probability is drawn: at the panel's edge if it lies beyond."""
        within = min(max(p, self.low), self.high)
        return log(within / (1 - within)) if self.odds else within


HALVES = Panel("percent of histories", 0.0, 1.0, (0.0, 0.5, 1.0))
FULL = Panel("percent of histories", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0))


def share_of(finding: Finding) -> float | None:
    """The best estimate, if there is one."""
    return finding.value if isinstance(finding.value, float) else None


def is_rare(finding: Finding) -> bool:
    """Whether the full scale is too coarse for a finding.

    >>> from sim.analysis.shares.outcomes import share
    >>> import numpy as np
    >>> is_rare(share("raid", np.array([0, 0, 0, 1] * 30), 10)), is_rare(share("raid", np.array([1, 4] * 60), 10))
    (True, False)
    """
    share = share_of(finding)
    return share is not None and not RARE <= share <= 1 - RARE


def odds_panel(findings: Sequence[Finding], room: float) -> Panel:
    """From below the rarest estimate or bound to above the most frequent; `room` is its width in inches."""
    seen = [reach for finding in findings if (reach := _reach(finding))]
    panel = Panel("", min(low for low, _ in seen), max(high for _, high in seen), (), odds=True)
    scale = room / (panel.at(panel.high) - panel.at(panel.low))
    ticks: list[float] = []
    for p in LADDER:
        near = (abs(panel.at(p) - panel.at(tick)) * scale for tick in ticks)
        if panel.low < p < panel.high and all(distance > wide("99.9", SMALL) for distance in near):
            ticks.append(p)
    return Panel("percent, log-odds scale", panel.low, panel.high, tuple(sorted(ticks)), odds=True)


def _reach(finding: Finding) -> tuple[float, float] | None:
    """How far a panel must go to show a finding: a band much wider than the estimate runs off its edge."""
    p, interval, spread = share_of(finding), finding.interval, finding.spread
    if p is None:
        return None
    ends = [p, *((interval.low, interval.high) if isinstance(interval, Interval) else ())]
    low, high = min(end for end in ends if end > 0), max(end for end in ends if end < 1)
    if isinstance(interval, Interval) and interval.sides != "both":
        low, high = low / (1 + 2 * (p == 0)), 1 - (1 - high) / (1 + 2 * (p == 1))
    if isinstance(spread, Interval):
        low, high = min(low, max(spread.low, low / 8)), max(high, min(spread.high, 1 - (1 - high) / 8))
    return low / 1.5, 1 - (1 - high) / 1.5


def draw_bars(axes: Axes, findings: Sequence[Finding], heights: Sequence[float]) -> None:
    """Lengths that add up to the whole, each at its height; hollow where only a bound is known."""
    _dress(axes, HALVES)
    for finding, y in zip(findings, heights, strict=True):
        p, interval = share_of(finding), finding.interval
        if isinstance(interval, Interval) and interval.sides != "both":
            p = interval.low
            axes.barh(y, interval.high - p, THICK, p, color=PAPER, edgecolor=BLUE, linewidth=0.8)
        axes.barh(y, p or 0.0, THICK, color=BLUE)


def draw_ranges(axes: Axes, panel: Panel, findings: Sequence[Finding], heights: Sequence[float]) -> None:
    """Dot, dark band and light band of every finding, each at its height."""
    _dress(axes, panel)
    for finding, y in zip(findings, heights, strict=True):
        p, interval, spread = share_of(finding), finding.interval, finding.spread
        if isinstance(spread, Interval):
            _band(axes, panel, spread, (y, TINT))
            _runs_off(axes, panel, spread, y)
        if isinstance(interval, Interval) and interval.sides != "both":
            _arrow(axes, (panel.at(interval.low), panel.at(interval.high)), y, interval.sides == "upper")
            continue
        if isinstance(interval, Interval):
            _band(axes, panel, interval, (y, MIDTONE))
        if p is not None:
            axes.plot([panel.at(p)], [y], marker="o", color=BLUE, markersize=5.5, markeredgewidth=0)


def _dress(axes: Axes, panel: Panel) -> None:
    axes.set(xlim=(panel.at(panel.low), panel.at(panel.high)), yticks=[])
    axes.set_xticks([panel.at(p) for p in panel.ticks], [f"{100 * p:g}" for p in panel.ticks])
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.set_title(panel.title, loc="left", size=SMALL, color=MUTED)


def _band(axes: Axes, panel: Panel, band: Interval, look: tuple[float, str]) -> None:
    y, colour = look
    low = panel.at(band.low)
    axes.barh(y, panel.at(band.high) - low, THICK, low, color=colour, linewidth=0)


def _runs_off(axes: Axes, panel: Panel, band: Interval, y: float) -> None:
    """A mark at an edge that a band goes beyond."""
    for edge, marker, beyond in (
        (panel.low, 4, band.low < panel.low),
        (panel.high, 5, band.high > panel.high),
    ):
        if beyond:
            axes.plot([panel.at(edge)], [y], marker=marker, color=MIDTONE, markersize=4, clip_on=False)


def _arrow(axes: Axes, ends: tuple[float, float], y: float, upper: bool) -> None:
    """A line over all that a bound leaves possible, pointing away from the bound."""
    axes.plot(ends, [y, y], color=BLUE, solid_capstyle="butt")
    axes.plot([ends[upper]], [y], marker="<" if upper else ">", color=BLUE, markersize=7)
