"""Stacked curves: how histories divide over the lines of a question as time goes on, the gravest at the bottom.

Histories that have come to no line are left white above, and the scale ends where the lines do, so that what is rare shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.shares.stacks import Stack
from sim.report.plots import style
from sim.report.plots.members import hues, shades
from sim.report.plots.panels import Note, dress, grid, panel, room_for, write_notes
from sim.report.plots.style import PAPER, Setting
from sim.report.plots.timeaxis import TimeAxis
from sim.report.words import percent_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)


def stacked_curves(found: Stack, none: str, time: TimeAxis, setting: Setting, title: str = "") -> Figure:
    """One area for each line, in the question's order from the bottom; ``none`` names the histories of no line."""
    edges = np.concatenate([np.zeros((1, found.shares.shape[1])), found.shares[:-1].cumsum(axis=0)])
    colours, marks = _hues(found), _marks(float(edges[-1].max()))
    notes = _notes(found, none, edges, float(marks[-1]))
    with style.house():
        layout = grid(1, 1, room_for(notes))
        sheet = style.sheet(
            title or stacked_title(found, none, time), setting.text, _caption(found), layout.body, 10.0
        )
        axes = panel(sheet, layout, 0)
        ticks = np.arange(edges.shape[1])
        for i, hue in enumerate(colours):
            axes.fill_between(
                ticks, edges[i], edges[i + 1], step="pre", color=hue, edgecolor=PAPER, linewidth=0.5
            )
        axes.set_ylim(0, marks[-1])
        axes.set_yticks(marks, [f"{100 * mark:g}" for mark in marks])
        dress(axes, layout, 0, "Percent of histories", (time, len(ticks) - 1))
        write_notes(axes, layout, notes)
        return sheet.figure


def stacked_title(found: Stack, none: str, time: TimeAxis) -> str:
    """The share of all lines together at the end, as a sentence."""
    end, when = 1 - float(found.shares[-1, -1]), time.when(found.shares.shape[1] - 1)
    share = percent_text(end) if 0 < end < 1 else ("None" if end == 0 else "All")
    return f"{share} of histories are no longer “{style.words(none)}” by {when}"


def stacked_alt(found: Stack, none: str, time: TimeAxis, setting: Setting) -> str:
    """The figure in a sentence, for those who cannot see it."""
    names = (*found.lines, none)
    each = ", ".join(f"{style.words(n)} {_share(s)}" for n, s in zip(names, found.shares[:, -1], strict=True))
    when = time.when(found.shares.shape[1] - 1)
    return f"Stacked curves of how histories divide over the lines ({setting.text}). By {when}: {each}."


def _share(share: float) -> str:
    return percent_text(share) if 0 < share < 1 else ("none" if share == 0 else "all")


def _marks(highest: float) -> NDArray[np.float64]:
    step = next((step for step in STEPS if highest <= 5 * step), STEPS[-1])
    return np.arange(0, min(max(highest, step) + step, 1 + step / 2), step)


def _notes(found: Stack, none: str, edges: NDArray[np.float64], top: float) -> list[Note]:
    """The share of each line at the end beside its area, and above them of those that came to none."""
    ends, colours = edges[:, -1], _hues(found)
    shares = [float(share) for share in found.shares[:, -1]]
    notes = [
        Note(float(ends[i] + ends[i + 1]) / 2, f"{_share(shares[i])} {style.words(line)}", hue=colours[i])
        for i, line in enumerate(found.lines)
        if found.shares[i].any()
    ]
    return [*notes, Note((float(ends[-1]) + top) / 2, f"{_share(shares[-1])} {style.words(none)} (white)")]


def _hues(found: Stack) -> list[str]:
    if found.rule == "worst":
        return shades(len(found.lines))
    return hues(len(found.lines))


def _caption(found: Stack) -> str:
    if found.rule == "first":
        return (
            "areas: histories in which the line came first, by the end of each tick; no history counts twice"
        )
    return "areas: the gravest line that a history has come to by then; no history counts twice"
