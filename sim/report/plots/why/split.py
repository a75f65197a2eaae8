"""The waterfall: a difference built up setting by setting, each part with its interval, from 0 to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report.plots import style
from sim.report.plots.lettering import LABEL, SMALL, shortened, tall, widest, wrapped
from sim.report.plots.panels import nice_ticks
from sim.report.plots.style import BLUE, INK, MUTED, RULE, VERMILLION, Setting, Sheet, write
from sim.report.why.split import SplitTold, points, split_lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMES, TEXTS, HEAD, FOOT, BETWEEN = 3.4, 1.5, 0.3, 0.34, 0.14
MOST = 14  # parts that are drawn; the rest stand together
FAINT, WHOLE = "#8c8c8c", "#404040"


@dataclass(frozen=True, slots=True)
class _Row:
    """A bar from ``start`` to ``start + value``, in points."""

    name: str
    note: str
    start: float
    value: float
    interval: tuple[float, float] | None
    hue: str

    @property
    def height(self) -> float:
        return tall(self.name, LABEL) + tall(self.note, SMALL) + BETWEEN


def waterfall(found: SplitTold, setting: Setting, title: str = "") -> Figure:
    """One bar a setting, largest first, and the whole below; ValueError if nothing differs."""
    if not found.parts:
        raise ValueError("a split has at least one part")
    with style.house():
        rows = _rows(found)
        body = HEAD + sum(row.height for row in rows) + FOOT
        sheet = style.sheet(title or split_title(found), setting.text, _caption(found), body)
        names = max(max(widest(row.name, LABEL), widest(row.note, SMALL)) for row in rows) + 0.15
        _write(sheet, rows, names)
        axes = sheet.axes(names, FOOT, sheet.width - names - TEXTS, sheet.height - HEAD - FOOT)
        axes.set_ylim(-(sheet.height - HEAD - FOOT), 0)
        _draw(axes, rows)
        return sheet.figure


def split_title(found: SplitTold) -> str:
    """The largest part as a sentence."""
    first, whole = found.parts[0], points(found.value, _half(found.interval))
    part = points(first.value, _half(first.interval))
    if len(found.parts) == 1:
        return f"All of {found.b}'s {whole} points is {first.name}"
    return f"Of {found.b}'s {whole} points, {first.name} makes {part}"


def split_alt(found: SplitTold, setting: Setting) -> str:
    """The figure in sentences, for those who cannot see it."""
    return f"Waterfall of a difference over settings ({setting.text}): " + " ".join(
        text for _, text in split_lines(found)
    )


def _rows(found: SplitTold) -> list[_Row]:
    rows, start = [], 0.0
    shown = found.parts if len(found.parts) <= MOST else found.parts[: MOST - 1]
    for part in shown:
        hue = FAINT if not part.told_apart else VERMILLION if part.value > 0 else BLUE
        name = wrapped(part.name, LABEL, NAMES)
        note = shortened(" -> ".join(part.values), SMALL, NAMES) if any(part.values) else ""
        rows.append(_Row(name, note, start, 100 * part.value, _in_points(part.interval), hue))
        start += 100 * part.value
    rest = found.parts[len(shown) :]
    if rest:
        value = 100 * sum(part.value for part in rest)
        rows.append(_Row(f"{len(rest)} more settings", "", start, value, None, FAINT))
    whole = 100 * found.value
    rows.append(_Row("all together", "", 0.0, whole, _in_points(found.interval), WHOLE))
    return rows


def _in_points(interval: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if interval is None else (100 * interval[0], 100 * interval[1])


def _half(interval: tuple[float, float] | None) -> float:
    return 0.0 if interval is None else (interval[1] - interval[0]) / 2


def _middles(rows: Sequence[_Row]) -> list[float]:
    return [-sum(row.height for row in rows[:i]) - rows[i].height / 2 for i in range(len(rows))]


def _write(sheet: Sheet, rows: Sequence[_Row], names: float) -> None:
    for row, middle in zip(rows, _middles(rows), strict=True):
        y = sheet.height - HEAD + middle
        top = y + (row.height - BETWEEN) / 2
        weight = "bold" if row.hue == WHOLE else "normal"
        write(sheet.figure, sheet.at(names - 0.15, top), row.name, ha="right", va="top", weight=weight)
        under = sheet.at(names - 0.15, top - tall(row.name, LABEL))
        write(sheet.figure, under, row.note, ha="right", va="top", size=SMALL, color=MUTED)
        half = 0.0 if row.interval is None else (row.interval[1] - row.interval[0]) / 2
        right = sheet.width - TEXTS + 0.12
        value, low = points(row.value / 100, half / 100), sheet.at(right, y)
        if row.interval is None:
            write(sheet.figure, low, value, weight="bold")
            continue
        span = " to ".join(points(end / 100, half / 100) for end in row.interval)
        write(sheet.figure, low, value, weight="bold" if row.hue != FAINT else "normal", va="bottom")
        write(sheet.figure, sheet.at(right, y - 0.01), span, size=SMALL, color=MUTED, va="top")


def _draw(axes: Axes, rows: Sequence[_Row]) -> None:
    reach = [0.0]
    for row in rows:
        reach += [row.start, row.start + row.value]
        reach += [row.start + end for end in row.interval or ()]
    ticks = nice_ticks(min(reach), max(reach) if max(reach) > min(reach) else min(reach) + 1, 5)
    axes.set(xlim=(ticks[0], ticks[-1]), yticks=[])
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.set_title("difference in points", loc="left", size=SMALL, color=MUTED)
    axes.axvline(0, color=INK, linewidth=1.0, zorder=1)
    middles = _middles(rows)
    for i, (row, y) in enumerate(zip(rows, middles, strict=True)):
        thick = min(row.height - 0.1, 0.3)
        axes.barh(y, row.value, thick, row.start, color=row.hue, alpha=0.9, zorder=2)
        if row.interval is not None:
            ends = [row.start + end for end in row.interval]
            axes.plot(ends, [y, y], color=INK, linewidth=1.4, zorder=3)
        if i + 1 < len(rows):
            here = row.start + row.value
            axes.plot([here, here], [y, middles[i + 1]], color=MUTED, linewidth=0.8, linestyle=(0, (2, 2)))


def _caption(found: SplitTold) -> str:
    how = f"all {found.orders:,} orders" if found.exact else f"{found.orders:,} sampled orders"
    parts = [
        f"each part: the mean of what its setting adds over {how} of change (Shapley), so that the parts add up to the whole",
        "line: 95% interval of these runs, paired",
    ]
    if any(not part.told_apart for part in found.parts):
        parts.append("grey: these runs cannot tell it from 0")
    return "; ".join(parts)
