"""Outcome bars: how often each outcome of a question comes about, what more runs and what more knowledge would narrow.

Rare outcomes are the interesting ones. If there are any, the bars on the full scale are followed by a second panel in
log-odds, in which 0.1% and 1% lie as far apart as 1% and 9%, and so do 99% and 99.9%.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from sim.analysis.finding import Finding, Interval
from sim.report.plots import style
from sim.report.plots.style import BLUE, LABEL, MUTED, RULE, SMALL, TINT, Setting, Sheet
from sim.report.words import bound_text, percent_text, range_text, word_text
from sim.scenario.scales import Scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RARE = 0.04  # an outcome rarer than this, or rarer not to come about, cannot be read off a full scale
LADDER = (
    1e-6,
    1e-5,
    1e-4,
    1e-3,
    0.01,
    0.05,
    0.1,
    0.25,
    0.5,
    0.75,
    0.9,
    0.95,
    0.99,
    0.999,
    1 - 1e-4,
    1 - 1e-5,
)
# Inches: the columns of names, of bars and of texts, and between them; above and below the rows; the rows.
NAMES, BARS, TEXTS, GAP = 2.1, 1.35, 2.3, 0.25
HEAD, FOOT = 0.3, 0.32
PAD, LOWEST, THICK = 0.14, 0.36, 0.2


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome as it will be written: wrapped name, number, and what else is said of it."""

    finding: Finding
    name: str
    number: str
    notes: str

    @property
    def height(self) -> float:
        return (
            max(style.tall(self.name, LABEL), style.tall(self.number, LABEL) + style.tall(self.notes, SMALL))
            + PAD
        )


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
        caption = _notes_below(rows, shared, scale)
        sheet = style.sheet(title or outcome_title(findings), setting.text, caption, body)
        names = max(style.wide(line, LABEL) for row in rows for line in row.name.split("\n")) + 0.15
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
    ranked = sorted(findings, key=lambda finding: -_share(finding))
    first, *others = ranked
    top = style.words(first.name)
    if not others or not others[0].runs.seen:
        return f"{style.capital(top)} in every history run: {share_text(first)}"
    second = style.words(others[0].name)
    if _overlap(first, others[0]):
        return f"{style.capital(top)}, {share_text(first)}, and {second}, {share_text(others[0])}, are too close to rank"
    ahead = f"ahead of {second} at {share_text(others[0])}"
    return f"{style.capital(top)} is the most frequent outcome at {share_text(first)}, {ahead}"


def outcome_alt(findings: Sequence[Finding], setting: Setting) -> str:
    """The figure in a sentence for those who cannot see it."""
    each = "; ".join(f"{style.words(finding.name)} {_told(finding)}" for finding in findings)
    return f"Chart of how often each outcome comes about ({setting.text}): {each}."


def share_text(finding: Finding) -> str:
    """The share to two significant digits, a bound where all or nothing was seen, or why there is none."""
    if not isinstance(finding.value, float | int):
        return finding.value.why
    if isinstance(finding.interval, Interval) and finding.interval.sides != "both":
        return bound_text(finding.interval)
    return percent_text(finding.value)


@dataclass(frozen=True, slots=True)
class Panel:
    """A scale for probabilities: limits, ticks, and whether in log-odds."""

    title: str
    low: float
    high: float
    ticks: tuple[float, ...]
    odds: bool = False

    def at(self, p: float) -> float:
        """Where a probability is drawn, at the panel's edge if it lies beyond."""
        within = min(max(p, self.low), self.high)
        return log(within / (1 - within)) if self.odds else within


HALVES = Panel("percent of histories", 0.0, 1.0, (0.0, 0.5, 1.0))
FULL = Panel("percent of histories", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0))


def _row(finding: Finding, scale: Scale, shared: str) -> Row:
    name = style.wrapped(style.capital(style.words(finding.name)), LABEL, NAMES)
    number = style.wrapped(share_text(finding), LABEL, TEXTS, "bold")
    reason = _reason(finding)
    notes = [_word(finding, scale), f"not knowing: {reason}" if reason != shared else ""]
    return Row(finding, name, number, "\n".join(style.wrapped(note, SMALL, TEXTS) for note in notes if note))


def _word(finding: Finding, scale: Scale) -> str:
    """The verbal term with its range; of a bound only if everything it leaves possible has the same one."""
    if not isinstance(finding.value, float | int):
        return ""
    word, interval = word_text(finding.value, scale), finding.interval
    if isinstance(interval, Interval) and interval.sides != "both":
        return (
            word
            if word == word_text(interval.high if interval.sides == "upper" else interval.low, scale)
            else ""
        )
    return word


def _reason(finding: Finding) -> str:
    """Why there is no band; nothing if there is one."""
    return "" if isinstance(finding.spread, Interval) else finding.spread.why


def _shared_reason(findings: Sequence[Finding]) -> str:
    """The reason that all outcomes have in common: it is said once, below."""
    reasons = {_reason(finding) for finding in findings}
    return reasons.pop() if len(reasons) == 1 else ""


def _write_rows(sheet: Sheet, rows: Sequence[Row], names: float) -> None:
    across, up = sheet.figure.get_size_inches()
    right = across - style.MARGIN - TEXTS
    for row, middle in zip(rows, _middles(rows), strict=True):
        y = (sheet.bottom + sheet.height - HEAD + middle) / up
        style.write(sheet.figure, ((style.MARGIN + names - 0.12) / across, y), row.name, ha="right")
        top = y + (style.tall(row.number, LABEL) + style.tall(row.notes, SMALL)) / 2 / up
        style.write(sheet.figure, (right / across, top), row.number, weight="bold", va="top")
        top -= style.tall(row.number, LABEL) / up
        style.write(sheet.figure, (right / across, top), row.notes, size=SMALL, color=MUTED, va="top")


def _middles(rows: Sequence[Row]) -> list[float]:
    """The middle of each row, in inches below the top of the first (negative)."""
    edges = [0.0]
    for row in rows:
        edges.append(edges[-1] - row.height)
    return [(above + below) / 2 for above, below in zip(edges, edges[1:], strict=False)]


def _draw_panels(sheet: Sheet, rows: Sequence[Row], names: float) -> None:
    """Bars on the full scale first, if the detail is in log-odds."""
    room, height = sheet.width - names - TEXTS - GAP, sheet.height - HEAD - FOOT
    if not any(_rare(row.finding) for row in rows):
        _draw_detail(sheet.axes(names, FOOT, room, height), FULL, rows)
        return
    _draw_bars(sheet.axes(names, FOOT, BARS, height), rows)
    left = names + BARS + GAP
    _draw_detail(sheet.axes(left, FOOT, room - BARS - GAP, height), _odds_panel([row.finding for row in rows]), rows)


def _rare(finding: Finding) -> bool:
    return isinstance(finding.value, float | int) and not RARE <= finding.value <= 1 - RARE


def _odds_panel(findings: Sequence[Finding]) -> Panel:
    """From below the rarest estimate or bound to above the most frequent; bands may run off the edge."""
    lows, highs = [], []
    for finding in findings:
        p, interval = _share(finding), finding.interval
        ends = [p] if not isinstance(interval, Interval) else [interval.low, p, interval.high]
        known = [end for end in ends if 0 < end < 1]
        spread = finding.spread
        if isinstance(spread, Interval):
            known += [max(spread.low, min(known) / 8), min(spread.high, 1 - (1 - max(known)) / 8)]
        lows.append(min(known) / 1.6)
        highs.append(1 - (1 - max(known)) / 1.6)
    low, high = min(lows), max(highs)
    ticks = tuple(p for p in LADDER if low <= p <= high)
    return Panel("percent, log-odds scale: rare outcomes pulled apart", low, high, ticks, odds=True)


def _draw_bars(axes: Axes, rows: Sequence[Row]) -> None:
    """Lengths that add up to the whole; hollow where only a bound is known."""
    _dress(axes, HALVES, rows)
    for row, y in zip(rows, _middles(rows), strict=True):
        p, interval = _share(row.finding), row.finding.interval
        if isinstance(interval, Interval) and interval.sides != "both":
            axes.barh(y, interval.high - interval.low, THICK, interval.low, color=PAPER, edgecolor=BLUE, linewidth=0.8)
            p = interval.low
        axes.barh(y, p, THICK, color=BLUE)


def _draw_detail(axes: Axes, panel: Panel, rows: Sequence[Row]) -> None:
    _dress(axes, panel, rows)
    for row, y in zip(rows, _middles(rows), strict=True):
        _draw_ranges(axes, panel, row.finding, y)


def _dress(axes: Axes, panel: Panel, rows: Sequence[Row]) -> None:
    axes.set(xlim=(panel.at(panel.low), panel.at(panel.high)), ylim=(-sum(row.height for row in rows), 0), yticks=[])
    axes.set_xticks([panel.at(p) for p in panel.ticks], [f"{100 * p:g}" for p in panel.ticks])
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.set_title(panel.title, loc="left", size=SMALL, color=MUTED)


def _draw_ranges(axes: Axes, panel: Panel, finding: Finding, y: float) -> None:
    spread, interval = finding.spread, finding.interval
    if isinstance(spread, Interval):
        _box(axes, panel, spread, (y, TINT))
    if isinstance(interval, Interval) and interval.sides != "both":
        end, tip = (interval.high, "<") if interval.sides == "upper" else (interval.low, ">")
        axes.plot([panel.at(interval.low), panel.at(interval.high)], [y, y], color=BLUE, solid_capstyle="butt")
        axes.plot([panel.at(end)], [y], marker=tip, color=BLUE, markersize=7)
        return
    if isinstance(interval, Interval):
        _box(axes, panel, interval, (y, MIDTONE))
    axes.plot([panel.at(_share(finding))], [y], marker="o", color=BLUE, markersize=5.5, markeredgewidth=0)


def _box(axes: Axes, panel: Panel, interval: Interval, where: tuple[float, str]) -> None:
    y, colour = where
    low = panel.at(interval.low)
    axes.barh(y, panel.at(interval.high) - low, THICK, low, color=colour, linewidth=0)


def _notes_below(rows: Sequence[Row], shared: str, scale: Scale) -> str:
    """What the marks mean; only those that are there."""
    findings = [row.finding for row in rows]
    sides = {finding.interval.sides for finding in findings if isinstance(finding.interval, Interval)}
    marks = [
        ("dot: best estimate", sides != {"upper"}),
        ("dark band: 95% finite-run interval, which more runs would narrow", "both" in sides),
        ("arrow: 95% bound, as the outcome came about in no history or in all", bool(sides - {"both"})),
        ("light band: not knowing, 5-95% of worlds, which more knowledge would narrow",
         any(isinstance(finding.spread, Interval) for finding in findings)),
        (f"not knowing: {shared}", bool(shared)),
        (f"words: {scale.label}", any(_word(finding, scale) for finding in findings)),
    ]
    return "; ".join(text for text, there in marks if there)


def _share(finding: Finding) -> float:
    return finding.value if isinstance(finding.value, float | int) else float("nan")


def _overlap(one: Finding, other: Finding) -> bool:
    a, b = one.interval, other.interval
    return isinstance(a, Interval) and isinstance(b, Interval) and a.low <= b.high and b.low <= a.high


def _told(finding: Finding) -> str:
    if not isinstance(finding.spread, Interval):
        return share_text(finding)
    return f"{share_text(finding)} (not knowing {range_text(finding.spread.low, finding.spread.high)})"
