"""Outcome bars: how often each outcome of a question comes about, what more runs and what more knowledge would narrow.

Rare outcomes are the interesting ones. If there are any, bars on the full scale come first, and the detail stands beside
them in log-odds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.finding import Finding, Interval
from sim.report.plots import style
from sim.report.plots.lettering import LABEL, SMALL, tall, widest, wrapped
from sim.report.plots.probabilities import FULL, draw_bars, draw_ranges, is_rare, odds_panel, share_of
from sim.report.plots.style import MUTED, Setting, Sheet, write
from sim.report.words import bound_text, percent_text, range_text, word_text
from sim.scenario.scales import Scale

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches: the columns of names, of bars and of texts, and between them; above and below the rows; the rows.
NAMES, BARS, TEXTS, GAP = 2.1, 1.35, 2.3, 0.25
HEAD, FOOT = 0.3, 0.32
LOWEST, BETWEEN = 0.36, 0.14


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
    >>> codes = np.tile([[0, 1], [1, 1]], (60, 1)).astype(np.uint8)
    >>> outcome_title(outcome_shares(codes, ("crosses", "stays_out")))
    'Stays out is the most frequent outcome at 75%, ahead of crosses at 25%'
    """
    first, *others = sorted(findings, key=lambda finding: -(share_of(finding) or 0.0))
    top = style.capital(style.words(first.name))
    if share_of(first) is None:
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
    if isinstance(interval, Interval) and interval.sides != "both":
        return bound_text(interval)
    return percent_text(finding.value)


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


def _row(finding: Finding, scale: Scale, shared: tuple[str, ...]) -> Row:
    name = wrapped(style.capital(style.words(finding.name)), LABEL, NAMES)
    number = wrapped(share_text(finding), LABEL, TEXTS, "bold")
    notes = (
        _word(finding, scale),
        _knowing(finding),
        *(reason for reason in _reasons(finding) if reason not in shared),
    )
    return Row(finding, name, number, "\n".join(wrapped(note, SMALL, TEXTS) for note in notes if note))


def _knowing(finding: Finding) -> str:
    """The range over worlds in numbers, where there is one."""
    spread = finding.spread
    return f"not knowing: {range_text(spread.low, spread.high)}" if isinstance(spread, Interval) else ""


def _word(finding: Finding, scale: Scale) -> str:
    """The verbal term with its range; of a bound only if everything it leaves possible has the same one."""
    share, interval = share_of(finding), finding.interval
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
    if any(map(is_rare, findings)):
        yield "log-odds scale: the nearer to never or always, the wider the steps"
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


def _draw_panels(sheet: Sheet, rows: Sequence[Row], names: float) -> None:
    findings, heights = [row.finding for row in rows], _middles(rows)
    room, height = sheet.width - names - TEXTS - GAP, sheet.height - HEAD - FOOT
    ends = (-sum(row.height for row in rows), 0)
    panel = FULL
    if any(map(is_rare, findings)):
        bars = sheet.axes(names, FOOT, BARS, height)
        bars.set_ylim(ends)
        draw_bars(bars, findings, heights)
        names, room = names + BARS + GAP, room - BARS - GAP
        panel = odds_panel(findings, room)
    axes = sheet.axes(names, FOOT, room, height)
    axes.set_ylim(ends)
    draw_ranges(axes, panel, findings, heights)


def _overlap(one: Finding, other: Finding) -> bool:
    """Whether the finite-run intervals leave the order open."""
    a, b = one.interval, other.interval
    return isinstance(a, Interval) and isinstance(b, Interval) and b.high >= a.low


def _told(finding: Finding) -> str:
    if not isinstance(finding.spread, Interval):
        return share_text(finding)
    return f"{share_text(finding)} (not knowing {range_text(finding.spread.low, finding.spread.high)})"
