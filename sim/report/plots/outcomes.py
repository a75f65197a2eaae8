"""Outcome bars: how often each outcome of a question comes about, what more runs and what more knowledge would narrow.

Rare outcomes are the interesting ones. If there are any, bars on the full scale come first, and the detail stands beside
them in log-odds: 0.1% and 1% lie about as far apart as 1% and 9%, and as 91% and 99%.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from sim.analysis.finding import Finding, Interval
from sim.report.plots import style
from sim.report.plots.lettering import LABEL, SMALL, tall, wide, widest, wrapped
from sim.report.plots.style import BLUE, MIDTONE, MUTED, PAPER, RULE, TINT, Setting, Sheet, write
from sim.report.words import bound_text, percent_text, range_text, word_text
from sim.scenario.scales import Scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RARE = 0.04  # an outcome rarer than this, or rarer not to come about, cannot be read off a full scale
# Inches: the columns of names, of bars and of texts, and between them; above and below the rows; the rows.
NAMES, BARS, TEXTS, GAP = 2.1, 1.35, 2.3, 0.25
HEAD, FOOT = 0.3, 0.32
LOWEST, BETWEEN, THICK = 0.36, 0.14, 0.2
# The ticks of a log-odds scale; where they would run into each other the earlier in this order stay.
LADDER = (0.5, 0.1, 0.01, 0.9, 0.99, 1e-3, 0.999, 1e-4, 0.9999, 1e-5, 1e-6, 0.25, 0.75, 0.05, 0.95)


def outcome_bars(findings: Sequence[Finding], setting: Setting, scale: Scale, title: str = "") -> Figure:
    """One row per outcome, in the question's order; the title is made from the findings unless one is given.

    Findings are shares, as `outcome_shares` makes them. ValueError if there are none.
    """
    if not findings:
        raise ValueError("a question has at least one outcome")
    with style.house():
        shared = _shared_reason(findings)
        rows = [_row(finding, scale, shared) for finding in findings]
        body = HEAD + sum(row.height for row in rows) + FOOT
        caption = "; ".join(_caption(findings, shared, scale))
        sheet = style.sheet(title or outcome_title(findings), setting.text, caption, body)
        names = max(widest(row.name, LABEL) for row in rows) + 0.12
        _write_rows(sheet, rows, names)
        _draw_panels(sheet, rows, names)
        return sheet.figure


def outcome_title(findings: Sequence[Finding]) -> str:
    """The most frequent outcome and the next as a sentence; it does not rank what the runs cannot.

    >>> import numpy as np
    >>> from sim.analysis.shares.outcomes import outcome_shares
    >>> codes = np.tile([[0, 1, 1, 1], [1, 1, 1, 1]], (60, 1)).astype(np.uint8)
    >>> outcome_title(outcome_shares(codes, ("crosses", "stays_out")))
    'Stays out is the most frequent outcome at 87.5%, ahead of crosses at 12.5%'
    """
    first, *others = sorted(findings, key=lambda finding: -(_share(finding) or 0.0))
    top = style.capital(style.words(first.name))
    if _share(first) is None:
        return f"{top}: {share_text(first)}"
    if not others or not others[0].runs.seen:
        return f"{top} in each of the {first.runs.histories:,} histories: {share_text(first)}"
    second = style.words(others[0].name)
    if _overlap(first, others[0]):
        return f"{top}, {share_text(first)}, and {second}, {share_text(others[0])}, are too close to rank"
    ahead = f"ahead of {second} at {share_text(others[0])}"
    return f"{top} is the most frequent outcome at {share_text(first)}, {ahead}"


def outcome_alt(findings: Sequence[Finding], setting: Setting) -> str:
    """The figure in a sentence, for those who cannot see it."""
    each = "; ".join(f"{style.words(finding.name)} {_told(finding)}" for finding in findings)
    return f"Chart of how often each outcome comes about ({setting.text}): {each}."


def share_text(finding: Finding) -> str:
    """The share to two significant digits, a bound where all or nothing was seen, or why there is none."""
    if not isinstance(finding.value, float):
        return finding.value.why
    interval = finding.interval
    one_sided = isinstance(interval, Interval) and interval.sides != "both"
    return bound_text(interval) if one_sided else percent_text(finding.value)


# ---- rows: what is written of an outcome


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome as it will be written: name, number and notes, each in lines that fit."""

    finding: Finding
    name: str
    number: str
    notes: str

    @property
    def texts(self) -> float:
        return tall(self.number, LABEL) + tall(self.notes, SMALL)

    @property
    def height(self) -> float:
        return max(tall(self.name, LABEL), self.texts, LOWEST) + BETWEEN


def _row(finding: Finding, scale: Scale, shared: str) -> Row:
    name = wrapped(style.capital(style.words(finding.name)), LABEL, NAMES)
    number = wrapped(share_text(finding), LABEL, TEXTS, "bold")
    notes = (_word(finding, scale), *(reason for reason in _reasons(finding) if reason not in shared))
    return Row(finding, name, number, "\n".join(wrapped(note, SMALL, TEXTS) for note in notes if note))


def _word(finding: Finding, scale: Scale) -> str:
    """The verbal term with its range; of a bound only if everything it leaves possible has the same one."""
    share, interval = _share(finding), finding.interval
    word = "" if share is None else word_text(share, scale)
    if isinstance(interval, Interval) and interval.sides != "both":
        return (
            word
            if word == word_text(interval.high if interval.sides == "upper" else interval.low, scale)
            else ""
        )
    return word


def _reasons(finding: Finding) -> Iterator[str]:
    """Why a range is missing."""
    if not isinstance(finding.interval, Interval):
        yield f"finite-run: {finding.interval.why}"
    if not isinstance(finding.spread, Interval):
        yield f"not knowing: {finding.spread.why}"


def _shared_reason(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The reasons that all outcomes have in common: they are given once, in the caption."""
    return tuple(
        reason for reason in _reasons(findings[0]) if all(reason in _reasons(other) for other in findings)
    )


def _caption(findings: Sequence[Finding], shared: tuple[str, ...], scale: Scale) -> Iterator[str]:
    """What the marks mean, of those that are there."""
    sides = {finding.interval.sides if isinstance(finding.interval, Interval) else "" for finding in findings}
    if sides & {"both", ""}:
        yield "dot: best estimate"
    if "both" in sides:
        yield "dark band: 95% finite-run interval, which more runs would narrow"
    if sides & {"upper", "lower"}:
        yield "arrow: 95% bound, where no history or every history had the outcome"
    if any(isinstance(finding.spread, Interval) for finding in findings):
        yield "light band: not knowing, 5-95% of worlds, which more knowledge would narrow"
    yield from shared
    if any(map(_rare, findings)):
        yield "log-odds pull rare outcomes apart, and those that all but always come about"
    if any(_word(finding, scale) for finding in findings):
        yield f"words: {scale.label}"


def _write_rows(sheet: Sheet, rows: Sequence[Row], names: float) -> None:
    right = sheet.width - TEXTS
    for row, middle in zip(rows, _middles(rows), strict=True):
        y = sheet.height - HEAD + middle
        write(sheet.figure, sheet.at(names - 0.12, y), row.name, ha="right")
        top = y + row.texts / 2
        write(sheet.figure, sheet.at(right, top), row.number, weight="bold", va="top")
        write(
            sheet.figure,
            sheet.at(right, top - tall(row.number, LABEL)),
            row.notes,
            size=SMALL,
            color=MUTED,
            va="top",
        )


def _middles(rows: Sequence[Row]) -> list[float]:
    """The middle of each row, in inches below the top of the first, so negative."""
    bottoms = [-sum(row.height for row in rows[: i + 1]) for i in range(len(rows))]
    return [bottom + row.height / 2 for bottom, row in zip(bottoms, rows, strict=True)]


# ---- panels: where a probability is drawn


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


def _draw_panels(sheet: Sheet, rows: Sequence[Row], names: float) -> None:
    findings = [row.finding for row in rows]
    room, height = sheet.width - names - TEXTS - GAP, sheet.height - HEAD - FOOT
    if not any(map(_rare, findings)):
        _draw_ranges(sheet.axes(names, FOOT, room, height), FULL, rows)
        return
    _draw_bars(sheet.axes(names, FOOT, BARS, height), rows)
    room -= BARS + GAP
    _draw_ranges(sheet.axes(names + BARS + GAP, FOOT, room, height), _odds_panel(findings, room), rows)


def _rare(finding: Finding) -> bool:
    share = _share(finding)
    return share is not None and not RARE <= share <= 1 - RARE


def _odds_panel(findings: Sequence[Finding], room: float) -> Panel:
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
    p, interval, spread = _share(finding), finding.interval, finding.spread
    if p is None:
        return None
    ends = [p, *((interval.low, interval.high) if isinstance(interval, Interval) else ())]
    low, high = min(end for end in ends if end > 0), max(end for end in ends if end < 1)
    if isinstance(interval, Interval) and interval.sides != "both":
        low, high = low / (1 + 2 * (p == 0)), 1 - (1 - high) / (1 + 2 * (p == 1))
    if isinstance(spread, Interval):
        low, high = min(low, max(spread.low, low / 8)), max(high, min(spread.high, 1 - (1 - high) / 8))
    return low / 1.5, 1 - (1 - high) / 1.5


def _draw_bars(axes: Axes, rows: Sequence[Row]) -> None:
    """Lengths that add up to the whole; hollow where only a bound is known."""
    _dress(axes, HALVES, rows)
    for row, y in zip(rows, _middles(rows), strict=True):
        p, interval = _share(row.finding), row.finding.interval
        if isinstance(interval, Interval) and interval.sides != "both":
            axes.barh(
                y,
                interval.high - interval.low,
                THICK,
                interval.low,
                color=PAPER,
                edgecolor=BLUE,
                linewidth=0.8,
            )
            p = interval.low
        axes.barh(y, p or 0.0, THICK, color=BLUE)


def _draw_ranges(axes: Axes, panel: Panel, rows: Sequence[Row]) -> None:
    """Dot, dark band and light band of every outcome."""
    _dress(axes, panel, rows)
    for row, y in zip(rows, _middles(rows), strict=True):
        p, interval, spread = _share(row.finding), row.finding.interval, row.finding.spread
        if isinstance(spread, Interval):
            _band(axes, (panel.at(spread.low), panel.at(spread.high)), y, TINT)
            _runs_off(axes, panel, spread, y)
        if isinstance(interval, Interval) and interval.sides != "both":
            _arrow(axes, (panel.at(interval.low), panel.at(interval.high)), y, interval.sides == "upper")
            continue
        if isinstance(interval, Interval):
            _band(axes, (panel.at(interval.low), panel.at(interval.high)), y, MIDTONE)
        if p is not None:
            axes.plot([panel.at(p)], [y], marker="o", color=BLUE, markersize=5.5, markeredgewidth=0)


def _dress(axes: Axes, panel: Panel, rows: Sequence[Row]) -> None:
    axes.set(
        xlim=(panel.at(panel.low), panel.at(panel.high)),
        ylim=(-sum(row.height for row in rows), 0),
        yticks=[],
    )
    axes.set_xticks([panel.at(p) for p in panel.ticks], [f"{100 * p:g}" for p in panel.ticks])
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.set_title(panel.title, loc="left", size=SMALL, color=MUTED)


def _band(axes: Axes, ends: tuple[float, float], y: float, colour: str) -> None:
    axes.barh(y, ends[1] - ends[0], THICK, ends[0], color=colour, linewidth=0)


def _runs_off(axes: Axes, panel: Panel, band: Interval, y: float) -> None:
    """A mark at an edge that a band goes beyond."""
    for edge, marker, beyond in ((panel.low, 4, band.low < panel.low), (panel.high, 5, band.high > panel.high)):
        if beyond:
            axes.plot([panel.at(edge)], [y], marker=marker, color=MIDTONE, markersize=4, clip_on=False)


def _arrow(axes: Axes, ends: tuple[float, float], y: float, upper: bool) -> None:
    """A line over all that a bound leaves possible, pointing away from the bound."""
    axes.plot(ends, [y, y], color=BLUE, solid_capstyle="butt")
    axes.plot([ends[upper]], [y], marker="<" if upper else ">", color=BLUE, markersize=7)


def _share(finding: Finding) -> float | None:
    return finding.value if isinstance(finding.value, float) else None


def _overlap(one: Finding, other: Finding) -> bool:
    """Whether the finite-run intervals leave the order open."""
    a, b = one.interval, other.interval
    return isinstance(a, Interval) and isinstance(b, Interval) and b.high >= a.low


def _told(finding: Finding) -> str:
    if not isinstance(finding.spread, Interval):
        return share_text(finding)
    return f"{share_text(finding)} (not knowing {range_text(finding.spread.low, finding.spread.high)})"
