"""State pages: where every state of a world is over time, in small panels with one time axis.

Numbers and counters show where the middle of all histories lies; levels, kinds and switches how histories divide. All of it
is read off whole-number histograms, which add up the same in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.program import Variable
from sim.report.plots import style
from sim.report.plots.members import draw_members, member_notes, told_members
from sim.report.plots.numbers import draw_number, number_notes, told_number
from sim.report.plots.panels import (
    MOST,
    WIDTH,
    Note,
    columns_for,
    dress,
    grid,
    lines_in,
    panel,
    room_for,
    write_notes,
)
from sim.report.plots.style import Setting
from sim.report.plots.timeaxis import TimeAxis

if TYPE_CHECKING:
    from matplotlib.figure import Figure

State = tuple[Variable, NDArray[np.int64]]


def state_pages(
    states: Sequence[State], time: TimeAxis, setting: Setting, kinds: Collection[str] = (), title: str = ""
) -> tuple[Figure, ...]:
    """Pages of at most twelve panels, one per (variable, counts[tick + 1, bin]).

    `kinds` names the states whose members have no order. ValueError if there is no state.
    """
    pages, columns = paged(states), columns_for(len(states))
    with style.house():
        return tuple(
            _page(
                page,
                time,
                setting,
                kinds,
                (_heading(title or state_title(states, time), n, len(pages)), columns),
            )
            for n, page in enumerate(pages, 1)
        )


def paged(states: Sequence[State]) -> tuple[tuple[State, ...], ...]:
    """The states of each page, twelve at most, in full rows and about as many on each page."""
    if not states:
        raise ValueError("a world without states has nothing to show over time")
    pages = ceil(len(states) / MOST)
    size = min(MOST, 3 * ceil(len(states) / pages / 3))
    return tuple(tuple(states[start : start + size]) for start in range(0, len(states), size))


def state_title(states: Sequence[State], time: TimeAxis) -> str:
    """What the pages show."""
    last, histories = len(states[0][1]) - 1, int(states[0][1][0].sum())
    span = f"{time.when(0)} to {time.when(last)}"
    what = (
        style.counted(len(states), "state")
        if len(states) > 1
        else style.capital(style.words(states[0][0].name))
    )
    return f"{what} in {histories:,} histories, {span}"


def state_alts(states: Sequence[State], time: TimeAxis, setting: Setting) -> tuple[str, ...]:
    """Each page in a sentence, for those who cannot see it."""
    return tuple(
        f"Small charts of states over time ({setting.text}). "
        f"At {time.when(len(page[0][1]) - 1)}: {'; '.join(_told(*state) for state in page)}."
        for page in paged(states)
    )


def _heading(title: str, page: int, pages: int) -> str:
    return title if pages == 1 else f"{title} ({page} of {pages})"


def _told(variable: Variable, counts: NDArray[np.int64]) -> str:
    told = told_members if variable.members else told_number
    return f"{style.words(variable.name)} {told(variable, counts)}"


def _page(
    states: Sequence[State], time: TimeAxis, setting: Setting, kinds: Collection[str], looks: tuple[str, int]
) -> Figure:
    title, columns = looks
    notes = [_notes(variable, counts, kinds, lines_in(columns)) for variable, counts in states]
    layout = grid(len(states), columns, room_for(note for some in notes for note in some))
    sheet = style.sheet(title, setting.text, "; ".join(_caption(states)), layout.body, WIDTH)
    for number, (variable, counts) in enumerate(states):
        axes = panel(sheet, layout, number)
        if variable.members:
            draw_members(axes, variable, counts, variable.name not in kinds)
        else:
            draw_number(axes, variable, counts)
        dress(axes, layout, number, _name(variable), (time, len(counts) - 1))
        write_notes(axes, layout, notes[number])
    return sheet.figure


def _notes(
    variable: Variable, counts: NDArray[np.int64], kinds: Collection[str], lines: int
) -> tuple[Note, ...]:
    if variable.members:
        return member_notes(variable, counts, variable.name not in kinds, lines)
    return number_notes(variable, counts)


def _name(variable: Variable) -> str:
    name = style.capital(style.words(variable.name))
    return f"{name}, {variable.unit}" if variable.unit else name


def _caption(states: Sequence[State]) -> Iterator[str]:
    """What the marks mean, of those that are there."""
    if any(not variable.members for variable, _ in states):
        yield "line: median of all histories; dark band: their middle half; light band: their middle 90%"
    if any(variable.members for variable, _ in states):
        yield "areas: percent of histories, with the share at the end"
