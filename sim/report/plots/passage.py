"""First passage: the share of histories that have come to each line of a question by the end of each tick.

Lines that compete to be first never add up to more than the whole; lines that are only reached may all be reached in
one history. The figure says which of the two it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.finding import Interval
from sim.analysis.precision import LEVEL
from sim.analysis.shares.passage import Competing, Curve
from sim.report.plots import style
from sim.report.plots.lettering import LABEL, SMALL, apart, tall, wide, wrapped
from sim.report.plots.style import HUES, INK, MARKERS, MUTED, RULE, Setting, write
from sim.report.plots.timeaxis import TimeAxis
from sim.report.words import bound_text, percent_text, range_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches: the axes are at least so high; above and below them; left of them, the texts at the right, the way to these, and
# for each curve the strip with its ranges at the horizon.
HEIGHT, HEAD, FOOT = 3.2, 0.36, 0.42
SCALE, TEXTS, LEADER, STRIP = 0.4, 2.4, 0.28, 0.13
FIRST = 0.08  # inches from the top of a label to the middle of its first line
SHADED = 2  # so many bands can lie over each other and be told apart
STEPS = (1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)


def passage_curves(
    curves: Sequence[Curve] | Competing, time: TimeAxis, setting: Setting, title: str = ""
) -> Figure:
    """One curve per line, up to the horizon; the title is made from the curves unless one is given.

    `Competing` curves are those of a question by `first:`; others, as `incidence` makes them, say whether a line was
    ever reached. ValueError if there are none.
    """
    lines = _lines(curves)
    with style.house():
        shared = _shared_reason(lines)
        labels = [_label(curve, shared) for curve in lines]
        height = max(HEIGHT, sum(label.height for label in labels))
        caption = "; ".join(_caption(curves, time, shared))
        sheet = style.sheet(title or passage_title(curves, time), setting.text, caption, HEAD + height + FOOT)
        width = sheet.width - SCALE - STRIP * len(lines) - LEADER - TEXTS
        axes = sheet.axes(SCALE, FOOT, width, height)
        _dress(axes, lines, time)
        for i, (curve, look) in enumerate(zip(lines, _looks(), strict=False)):
            _draw_curve(axes, curve, look, len(lines) <= SHADED)
            _draw_ranges(axes, curve, look, 1 + STRIP * (i + 0.75) / width)
        _write_labels(axes, labels, (width, height))
        return sheet.figure


def passage_title(curves: Sequence[Curve] | Competing, time: TimeAxis) -> str:
    """The two most frequent lines at the horizon, as a sentence."""
    top = sorted(_lines(curves), key=lambda curve: -curve.share[-1])[:2]
    by = f"By {time.when(len(top[0].share))}"
    told = [(style.words(curve.name), share_text(curve)) for curve in top]
    (name, share), *others = told
    if isinstance(curves, Competing):
        second = "".join(f" and “{other}” in {its_share}" for other, its_share in others)
        return f"{by}, “{name}” had come first in {share} of histories{second}; none in {share_text(curves.none)}"
    return f"{by}, {share} of histories had come to “{name}”" + "".join(
        f" and {s} to “{n}”" for n, s in others
    )


def passage_alt(curves: Sequence[Curve] | Competing, time: TimeAxis, setting: Setting) -> str:
    """The figure in a sentence, for those who cannot see it."""
    end = time.when(len(_lines(curves)[0].share))
    each = "; ".join(f"{style.words(curve.name)} {_told(curve)}" for curve in _lines(curves))
    how = "came first" if isinstance(curves, Competing) else "was ever reached"
    return f"Curves of the share of histories in which each line {how} ({setting.text}). By {end}: {each}."


def share_text(curve: Curve) -> str:
    """The share at the horizon to two significant digits, or the bound where none or all have come."""
    share, low, high = (float(ends[-1]) for ends in (curve.share, curve.low, curve.high))
    if share in (0, 1):
        return bound_text(Interval(low, high, LEVEL, "", "upper" if share == 0 else "lower"))
    return percent_text(share)


# ---- what is written


@dataclass(frozen=True, slots=True)
class Label:
    """What stands at the end of a curve: number, name (beside or below it) and a note, in lines that fit."""

    curve: Curve
    number: str
    name: str
    note: str
    beside: bool

    @property
    def head(self) -> float:
        return tall(self.number, LABEL) + (0 if self.beside else tall(self.name, LABEL))

    @property
    def height(self) -> float:
        return self.head + tall(self.note, SMALL) + 0.08


def _label(curve: Curve, shared: str) -> Label:
    number = share_text(curve)
    name = style.capital(style.words(curve.name))
    beside = wide(name, LABEL) <= TEXTS - wide(f"{number} ", LABEL, "bold")
    note = (
        ""
        if _reason(curve) and _reason(curve) == shared
        else f"not knowing: {_reason(curve) or _known(curve)}"
    )
    return Label(
        curve, number, name if beside else wrapped(name, LABEL, TEXTS), wrapped(note, SMALL, TEXTS), beside
    )


def _reason(curve: Curve) -> str:
    """Why there is no band at the horizon; nothing if there is one."""
    return curve.why[-1]


def _known(curve: Curve) -> str:
    return range_text(float(curve.known_low[-1]), float(curve.known_high[-1]))


def _told(curve: Curve) -> str:
    return share_text(curve) if _reason(curve) else f"{share_text(curve)} (not knowing {_known(curve)})"


def _shared_reason(lines: Sequence[Curve]) -> str:
    reasons = {_reason(curve) for curve in lines}
    return reasons.pop() if len(reasons) == 1 else ""


def _caption(curves: Sequence[Curve] | Competing, time: TimeAxis, shared: str) -> Iterator[str]:
    """What the marks mean, of those that are there."""
    lines = _lines(curves)
    how = "in which the line came first" if isinstance(curves, Competing) else "that ever came to the line"
    yield f"steps: histories {how}, by the end of each {time.tick}"
    if not isinstance(curves, Competing) and len(lines) > 1:
        yield "one history may count for several lines"
    if any(not isnan(curve.known_low[-1]) and not _reason(curve) for curve in lines):
        yield "light band: not knowing, 5-95% of worlds"
    if shared:
        yield f"not knowing: {shared}"
    if any(not isnan(curve.low[-1]) for curve in lines):
        yield "dark bar: 95% finite-run interval at the end"


def _write_labels(axes: Axes, labels: Sequence[Label], size: tuple[float, float]) -> None:
    """Labels right of the strip, their first lines as near to the ends of their curves as the others allow."""
    (width, height), top = size, axes.get_ylim()[1]
    per_inch = top / height
    ends = [float(label.curve.share[-1]) for label in labels]
    wishes = [end / per_inch + FIRST - label.height / 2 for end, label in zip(ends, labels, strict=True)]
    centres = apart(wishes, [label.height for label in labels], (-0.3, height + HEAD))
    leave = 1 + STRIP * len(labels) / width
    drawn: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "clip_on": False, "zorder": 1}
    for label, end, centre, (hue, marker) in zip(labels, ends, centres, _looks(), strict=False):
        head = (centre + label.height / 2) * per_inch
        text = leave + 0.7 * LEADER / width, head - FIRST * per_inch
        axes.plot([1, leave, text[0]], [end, end, text[1]], color=hue, linewidth=0.8, **drawn)
        axes.plot(*text, marker=marker, color=hue, markersize=5.5, markeredgecolor="white", **drawn)
        _write_label(axes, label, (leave + LEADER / width, head), (1 / width, per_inch))


def _write_label(axes: Axes, label: Label, at: tuple[float, float], inch: tuple[float, float]) -> None:
    (x, y), looks = at, {"transform": axes.get_yaxis_transform(), "va": "top"}
    write(axes, (x, y), label.number, weight="bold", **looks)
    if label.beside:
        write(axes, (x + wide(f"{label.number} ", LABEL, "bold") * inch[0], y), label.name, **looks)
    else:
        write(axes, (x, y - tall(label.number, LABEL) * inch[1]), label.name, **looks)
    write(axes, (x, y - label.head * inch[1]), label.note, size=SMALL, color=MUTED, **looks)


# ---- what is drawn


def _lines(curves: Sequence[Curve] | Competing) -> Sequence[Curve]:
    lines = curves.lines if isinstance(curves, Competing) else curves
    if not lines:
        raise ValueError("first passage needs at least one line")
    return lines


def _looks() -> Iterator[tuple[str, str]]:
    """Colour and marker, no pair twice within 49 lines."""
    for i in range(len(HUES) * len(MARKERS)):
        yield HUES[i % len(HUES)], MARKERS[(i + i // len(HUES)) % len(MARKERS)]


def _dress(axes: Axes, lines: Sequence[Curve], time: TimeAxis) -> None:
    last = len(lines[0].share)
    highest = max(float(np.nanmax([curve.share, curve.high, curve.known_high])) for curve in lines)
    step = next((step for step in STEPS if highest <= 5 * step), STEPS[-1])
    ticks = np.arange(0, min(highest + step, 1 + step / 2), step)
    axes.set(xlim=(0, last), ylim=(0, ticks[-1]))
    axes.set_yticks(ticks, [f"{100 * tick:g}" for tick in ticks])
    marks = time.marks(last, most=7)
    axes.set_xticks([k for k, _ in marks], [name for _, name in marks])
    axes.set_xlabel(time.title, size=SMALL, color=MUTED)
    axes.set_title("percent of histories", loc="left", size=SMALL, color=MUTED, pad=11)
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.spines.bottom.set(visible=True, color=INK, linewidth=0.8)


def _draw_curve(axes: Axes, curve: Curve, look: tuple[str, str], shaded: bool) -> None:
    edges = np.arange(len(curve.share) + 1)
    if shaded:
        band: dict[str, Any] = {"color": look[0], "alpha": 0.16, "linewidth": 0, "fill": True}
        axes.stairs(curve.known_high, edges, baseline=curve.known_low, **band)
    axes.stairs(curve.share, edges, baseline=None, color=look[0], linewidth=1.8)


def _draw_ranges(axes: Axes, curve: Curve, look: tuple[str, str], x: float) -> None:
    """What is known of the share at the horizon, right of the axes: light band, dark bar and marker."""
    place: dict[str, Any] = {
        "transform": axes.get_yaxis_transform(),
        "clip_on": False,
        "color": look[0],
        "solid_capstyle": "butt",
    }
    if not _reason(curve):
        axes.plot([x, x], [curve.known_low[-1], curve.known_high[-1]], linewidth=7, alpha=0.25, **place)
    if not isnan(curve.low[-1]):
        axes.plot([x, x], [curve.low[-1], curve.high[-1]], linewidth=7, alpha=0.6, **place)
    axes.plot([x], [curve.share[-1]], marker=look[1], markersize=5.5, markeredgecolor="white", **place)
