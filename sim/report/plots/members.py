"""A panel for levels, kinds or a switch: the share of histories in each member, stacked from the first at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.engine.program import Variable
from sim.report.plots.panels import Note
from sim.report.plots.style import HUES, PAPER, words
from sim.report.words import percent_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Counts = npt.NDArray[np.int64]

# Ordered members go from light to dark, so that their order shows without colours.
LIGHT, DARK = (0.87, 0.92, 0.96), (0.03, 0.22, 0.37)
OFF, ON = "#E4E4E4", HUES[0]
PALE = 0.35  # how much white there is in the colour of an area without an order


def draw_members(axes: Axes, variable: Variable, counts: Counts, ordered: bool) -> None:
    """The stacked shares over all ticks."""
    edges, hues = _edges(counts), _hues(variable, ordered)
    for member in _visited(counts):
        below, above = edges[:, member], edges[:, member + 1]
        axes.fill_between(range(len(edges)), below, above, color=hues[member], edgecolor=PAPER, linewidth=0.5)
    axes.set(ylim=(0, 1))
    axes.set_yticks((0, 0.5, 1), ("0", "50", "100"))


def member_notes(variable: Variable, counts: Counts, ordered: bool, lines: int) -> tuple[Note, ...]:
    """The last share and the name of every member ever visited; at most `lines`, the largest of them."""
    shown, hues = _visited(counts), _hues(variable, ordered)
    if len(shown) > lines:
        shown = sorted(sorted(shown, key=lambda m: (-int(counts[:, m].max()), m))[: lines - 1])
    edges = _edges(counts[-1:])[0]
    notes = (Note(float(edges[m] + edges[m + 1]) / 2, _text(variable, counts, m), hue=hues[m]) for m in shown)
    left_out = len(_visited(counts)) - len(shown)
    return (*notes, *([Note(1.0, f"and {left_out} more")] if left_out else []))


def told_members(variable: Variable, counts: Counts) -> str:
    """The share of each member at the end, in words.

    >>> told_members(Variable("dock", False, 0, 0, 1, 2, True, ("open", "shut")), np.array([[9, 1]]))
    'open 90%, shut 10%'
    """
    last = _visited(counts[-1:])
    return ", ".join(f"{words(variable.members[m])} {_share(counts, m)}".strip() for m in last)


def _share(counts: Counts, member: int) -> str:
    """The last share; in all histories or in none it is no share."""
    share = float(counts[-1, member] / counts[-1].sum())
    return percent_text(share) if 0 < share < 1 else ""


def _text(variable: Variable, counts: Counts, member: int) -> str:
    return f"{_share(counts, member)} {words(variable.members[member])}".strip()


def _visited(counts: Counts) -> list[int]:
    return [m for m in range(counts.shape[1]) if counts[:, m].any()]


def _edges(counts: Counts) -> npt.NDArray[np.float64]:
    """edges[tick, member]: the share of histories in all members before; the last is 1."""
    sums = np.concatenate([np.zeros((len(counts), 1), np.int64), counts.cumsum(axis=1)], axis=1)
    return sums / counts[0].sum()


def _hues(variable: Variable, ordered: bool) -> Sequence[str]:
    if variable.truth:
        return OFF, ON
    top = max(len(variable.members) - 1, 1)
    if ordered:
        return [mixed(LIGHT, DARK, m / top) for m in range(len(variable.members))]
    return hues(len(variable.members))


def hues(count: int) -> list[str]:
    """Colours of areas without an order.

    >>> hues(1)
    ['#59a3cd']
    """
    return [mixed(_rgb(HUES[m % len(HUES)]), (1.0, 1.0, 1.0), PALE) for m in range(count)]


def shades(count: int) -> list[str]:
    """Colours of ordered things, from dark to light.

    >>> shades(2)
    ['#08385e', '#88a3b9']
    """
    return [mixed(DARK, LIGHT, 0.6 * i / max(count - 1, 1)) for i in range(count)]


def mixed(one: tuple[float, ...], other: tuple[float, ...], share: float) -> str:
    mixed = (round(255 * (a + share * (b - a))) for a, b in zip(one, other, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
