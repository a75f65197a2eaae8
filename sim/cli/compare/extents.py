"""What `how-many` shows: the answer in a sentence, the same precision by other ways, and when repeats are wasted."""

from __future__ import annotations

from typing import Any

from sim.analysis.compare.planner import Extent
from sim.cli import screen
from sim.report.compare.extents import extent_text, goal_text, luck_text, repeats_text
from sim.usecases.comparing.planning import Advice

SCHEMA = "stancelab.how-many/1"
COLUMNS = ("repeats", "worlds", "histories", "luck's part")


def show_advice(found: Advice, json: bool, no_color: bool) -> None:
    """A sentence and a table; rows in a pipe."""
    if json:
        screen.document(_plain(found))
        return
    if not screen.is_terminal():
        screen.rows(COLUMNS, (_numbers(extent) for extent in found.choices))
        return
    console = screen.console(no_color)
    console.print(found.what, style="bold")
    wanted = found.wanted
    goal = goal_text(wanted.half, wanted.difference, wanted.power)
    console.print(f"{goal[:1].upper()}{goal[1:]} takes {extent_text(found.own)}.")
    do = "differ" if found.paired else "carry the outcome"
    console.print(f"The pilot has {extent_text(found.now)}, of which {found.seen:,} {do}.")
    console.print()
    _table(console, found)
    console.print()
    console.print(f"- {repeats_text(found.own.repeats, found.enough)}.")
    if found.assumed:
        console.print(f"- {found.assumed}.")
    console.print("- not knowing and luck can be told apart from 100 worlds and 2 repeats on.", style="dim")


def _table(console: Any, found: Advice) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    for head in COLUMNS:
        table.add_column(head, justify="right")
    for extent in found.choices:
        mark = " <" if extent.repeats == found.own.repeats else ""
        table.add_row(*(f"{n:,}" for n in _numbers(extent)[:3]), luck_text(extent.luck) + mark)
    console.print(table)


def _numbers(extent: Extent) -> tuple[Any, ...]:
    return extent.repeats, extent.worlds, extent.histories, round(extent.luck, 4)


def _plain(found: Advice) -> dict[str, Any]:
    keys = ("repeats", "worlds", "histories", "luck")
    return {
        "schema": SCHEMA,
        "what": found.what,
        "half_width": found.wanted.half,
        "difference": found.wanted.difference,
        "power": found.wanted.power,
        "between": found.pilot.parts.between,
        "within": found.pilot.parts.within,
        "seen": found.seen,
        "takes": dict(zip(keys, _numbers(found.own), strict=True)),
        "choices": [dict(zip(keys, _numbers(extent), strict=True)) for extent in found.choices],
        "enough_repeats": found.enough,
        "assumed": found.assumed,
    }
