"""Differences from a base: a dumbbell from the base's share to the other's, and beside it the difference around its zero line.

One row for every variant, or for every outcome. What these runs cannot tell apart is grey and hollow, so that nobody reads
an order into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.compare.changes import Change
from sim.analysis.compare.means import BOUND
from sim.analysis.finding import Interval
from sim.report.compare.numbers import difference_text, half_of, points_text, share_text
from sim.report.plots import style
from sim.report.plots.lettering import LABEL, SMALL, tall, widest, wrapped
from sim.report.plots.panels import nice_ticks
from sim.report.plots.style import BLUE, INK, MUTED, PAPER, RULE, VERMILLION, Setting, Sheet, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches: the columns of names, of dumbbells and of texts, and between them; above and below the rows; the rows.
NAMES, SHARES, TEXTS, GAP = 2.5, 2.1, 1.7, 0.45
HEAD, FOOT, LOWEST, BETWEEN = 0.34, 0.34, 0.26, 0.1
FAINT = "#8c8c8c"
LEFT, RIGHT = 4, 5  # matplotlib's carets
HEAD_LENGTH = 6.5  # of an arrow, in typographic points


@dataclass(frozen=True, slots=True)
class Row:
    """One difference under a name of its own."""

    name: str
    change: Change

    @property
    def hue(self) -> str:
        """Grey where nothing is told apart; more and less each have their colour, and a marker."""
        value = self.change.difference.value
        if not self.change.told_apart or not isinstance(value, float):
            return FAINT
        return VERMILLION if value > 0 else BLUE

    @property
    def marker(self) -> str | int:
        """An arrow's head, its tip where it is put."""
        value = self.change.difference.value
        return "o" if self.hue == FAINT else RIGHT if isinstance(value, float) and value > 0 else LEFT


def difference_plot(rows: Sequence[Row], setting: Setting, paired: bool, title: str = "") -> Figure:
    """One row for each difference, in the order given; the title is made from the largest unless one is given.

    ValueError if there are none.
    """
    if not rows:
        raise ValueError("a comparison has at least one row")
    with style.house():
        names = [wrapped(style.capital(_named(row.name)), LABEL, NAMES) for row in rows]
        heights = [max(tall(name, LABEL), tall("1\n2", SMALL), LOWEST) + BETWEEN for name in names]
        body = HEAD + sum(heights) + FOOT
        caption = "; ".join(_caption(rows, paired))
        sheet = style.sheet(title or difference_title(rows), setting.text, caption, body)
        middles = [-sum(heights[:i]) - height / 2 for i, height in enumerate(heights)]
        left = max(widest(name, LABEL) for name in names) + 0.12
        for name, row, y in zip(names, rows, middles, strict=True):
            _write(sheet, row, name, left, sheet.height - HEAD + y)
        _draw(sheet, rows, middles, left)
        return sheet.figure


def difference_title(rows: Sequence[Row]) -> str:
    """The largest differences up and down that are told apart, as a sentence."""
    told = sorted((row for row in rows if row.change.told_apart), key=_value)
    if not told:
        return "These runs cannot tell any of them apart from the base"
    ends = [told[-1]] if _value(told[-1]) > 0 else []
    ends += [told[0]] if _value(told[0]) < 0 else []
    said = " and ".join(
        f"{_named(row.name)} {'gains' if _value(row) > 0 else 'loses'} {_points(row)} points" for row in ends
    )
    rest = len(rows) - len(told)
    are = "cannot be told apart from the base" if rest else ""
    return style.capital(said) + (f"; {rest} of {len(rows)} {are}" if rest else "")


def _points(row: Row) -> str:
    return points_text(abs(_value(row)), half_of(row.change.difference)).lstrip("+")


def _named(name: str) -> str:
    """Names of plans and files as words; what was typed stays as it is."""
    return name if "=" in name else style.words(name.replace("-", " "))


def difference_alt(rows: Sequence[Row], setting: Setting) -> str:
    """The figure in a sentence, for those who cannot see it."""
    each = "; ".join(f"{_named(row.name)} {_told(row)}" for row in rows)
    return f"Chart of differences in percentage points with 95% intervals ({setting.text}): {each}."


def _told(row: Row) -> str:
    return f"{difference_text(row.change)}{'' if row.change.told_apart else ', not told apart'}"


def _value(row: Row) -> float:
    value = row.change.difference.value
    return value if isinstance(value, float) else 0.0


def _caption(rows: Sequence[Row], paired: bool) -> Iterator[str]:
    how = "paired: the same histories on both sides" if paired else "not paired: independent runs"
    yield "left: from the base (ring) to the other (arrow, a dot where an arrow would be longer than the difference)"
    yield f"right: the difference with its 95% interval of these runs, {how}"
    if any(not row.change.told_apart for row in rows):
        yield "grey: these runs cannot tell them apart"
    if any(row.change.told_apart and not row.change.stands for row in rows):
        yield "*: told apart only if it were the one thing compared (Holm)"


def _write(sheet: Sheet, row: Row, name: str, left: float, y: float) -> None:
    write(sheet.figure, sheet.at(left - 0.12, y), name, ha="right")
    told, interval = row.change.told_apart, row.change.difference.interval
    star = "*" if told and not row.change.stands else ""
    value = points_text(_value(row), half_of(row.change.difference))
    right = sheet.width - TEXTS
    if row.change.flips == 0 and isinstance(interval, Interval) and interval.how == BOUND:
        write(sheet.figure, sheet.at(right, y), "no history differs", size=SMALL, color=MUTED)
        return
    span = difference_text(row.change).partition("(")[2].rstrip(")")
    write(
        sheet.figure, sheet.at(right, y), f"{value}{star}", weight="bold" if told else "normal", va="bottom"
    )
    write(sheet.figure, sheet.at(right, y - 0.01), span, size=SMALL, color=MUTED, va="top")


def _draw(sheet: Sheet, rows: Sequence[Row], middles: Sequence[float], left: float) -> None:
    height, ends = sheet.height - HEAD - FOOT, (-(sheet.height - HEAD - FOOT), 0)
    shares = sheet.axes(left, FOOT, SHARES, height)
    shares.set_ylim(ends)
    _draw_shares(shares, rows, middles)
    start = left + SHARES + GAP
    points = sheet.axes(start, FOOT, sheet.width - start - TEXTS - 0.15, height)
    points.set_ylim(ends)
    _draw_points(points, rows, middles)


def _draw_shares(axes: Axes, rows: Sequence[Row], middles: Sequence[float]) -> None:
    seen = [100 * side.value for row in rows for side in (row.change.before, row.change.after)]
    _scale(axes, (0.0 if min(seen) < 0.6 * max(seen) else min(seen), max(seen)), "percent of histories")
    left, right = axes.get_xlim()
    per_point = SHARES * 72 / (right - left)
    for row, y in zip(rows, middles, strict=True):
        a, b = 100 * row.change.before.value, 100 * row.change.after.value
        axes.plot([a, b], [y, y], color=row.hue, linewidth=2.2, solid_capstyle="butt", clip_on=False)
        axes.plot([a], [y], marker="o", color=PAPER, markeredgecolor=INK, markersize=5.5, clip_on=False)
        if row.hue != FAINT:
            # The tip is at the share; a head longer than the difference would overstate it.
            long = abs(b - a) * per_point > HEAD_LENGTH
            marker, size = (row.marker, HEAD_LENGTH) if long else ("o", 3.0)
            axes.plot([b], [y], marker=marker, color=row.hue, markersize=size, clip_on=False)
    same = {share_text(row.change.before) for row in rows}
    if len(same) == 1:
        base = 100 * rows[0].change.before.value
        axes.axvline(base, color=MUTED, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0.5)


def _draw_points(axes: Axes, rows: Sequence[Row], middles: Sequence[float]) -> None:
    reach = [0.0]
    for row in rows:
        interval = row.change.difference.interval
        reach += (
            [100 * interval.low, 100 * interval.high]
            if isinstance(interval, Interval)
            else [100 * _value(row)]
        )
    _scale(axes, (min(reach), max(reach)), "difference in points")
    axes.axvline(0, color=INK, linewidth=1.0, zorder=1)
    for row, y in zip(rows, middles, strict=True):
        interval, value = row.change.difference.interval, 100 * _value(row)
        if isinstance(interval, Interval):
            ends = [100 * interval.low, 100 * interval.high]
            axes.plot(ends, [y, y], color=row.hue, linewidth=2.6, alpha=0.75, solid_capstyle="butt")
        fill = PAPER if row.hue == FAINT else row.hue
        axes.plot([value], [y], "o", color=fill, markeredgecolor=row.hue, markersize=5, zorder=3)


def _scale(axes: Axes, ends: tuple[float, float], title: str) -> None:
    low, high = ends if ends[0] < ends[1] else (ends[0] - 0.5, ends[1] + 0.5)
    ticks = nice_ticks(low, high, 5)
    axes.set(xlim=(ticks[0], ticks[-1]), yticks=[])
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.set_title(title, loc="left", size=SMALL, color=MUTED)
