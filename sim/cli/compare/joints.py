"""What `joint` shows: a table of two things with what each says about the other, or four corners."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.analysis.finding import Absent, Finding, Interval
from sim.analysis.precision import Estimate
from sim.cli import screen
from sim.report.compare.numbers import share_text
from sim.report.words import number_text, range_text
from sim.usecases.comparing.joining import JOINT, Corners, Crossed, joint_rows, plain_joint

CORNERS = ("corner", "share", "low_95", "high_95", "not_knowing_low", "not_knowing_high")


def show_joint(found: Crossed | Corners, folder: Path, json: bool, no_color: bool) -> None:
    """A table for a person, rows for a pipe."""
    if json:
        screen.document(plain_joint(found))
    elif not screen.is_terminal():
        _rows(found)
    elif isinstance(found, Corners):
        _show_corners(screen.console(no_color), found)
    else:
        _show_table(screen.console(no_color), found)
    text = f"files in {folder}"
    print(text) if screen.is_terminal() else screen.say(text)


def _rows(found: Crossed | Corners) -> None:
    if isinstance(found, Crossed):
        screen.rows(JOINT, joint_rows(found))
        return
    ends = ((*_ends(one.interval), *_ends(one.spread)) for one in found.shares)
    screen.rows(CORNERS, ((one.name, one.value, *each) for one, each in zip(found.shares, ends, strict=True)))


def _show_corners(console: Any, found: Corners) -> None:
    console.print(found.title or found.name.replace("_", " "), style="bold")
    console.print(f"{found.name}: {found.x} and {found.y} at {found.when}", style="dim")
    table = _table(("corner", found.x, found.y, "share", "95%", "not knowing"))
    for one, (x, y) in zip(
        found.shares, (("no", "no"), ("yes", "no"), ("no", "yes"), ("yes", "yes")), strict=True
    ):
        table.add_row(one.name, x, y, _share(one), _span(one.interval), _span(one.spread))
    console.print(table)


def _show_table(console: Any, found: Crossed) -> None:
    table = found.table
    console.print(f"{found.rows} and {found.columns}, to {found.when}", style="bold")
    for i, row in enumerate(table.row_names):
        console.print()
        console.print(f"where {found.rows} is {row} ({_share(table.row(i))} of histories):")
        shown = _table((found.columns, "share there", "95%", "both", "times independent"))
        for j, column in enumerate(table.column_names):
            given, both = table.given_row(i, j), table.cell(i, j)
            times = table.together(i, j)
            told = number_text(times) if 0 < times < float("inf") else "-"
            shown.add_row(column, _given(given), _span(getattr(given, "interval", None)), _share(both), told)
        console.print(shown)
    console.print()
    console.print("- 1 time independent: knowing the one says nothing about the other.", style="dim")


def _table(heads: tuple[str, ...]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2), header_style="")
    for head in heads:
        table.add_column(
            head, justify="left" if head in (heads[0], "") else "right", no_wrap=head != heads[0]
        )
    return table


def _share(one: Finding) -> str:
    return share_text(Estimate(one.value, one.interval)) if isinstance(one.value, float) else "-"


def _given(given: Estimate | Absent) -> str:
    return share_text(given) if isinstance(given, Estimate) else "too few"


def _span(part: Any) -> str:
    if isinstance(part, Interval) and part.sides == "both":
        text = range_text(part.low, part.high).replace("up to ", "to ")
        return text if text.startswith("to ") else text.replace(" to ", "-")
    return "-"


def _ends(part: object) -> tuple[float | None, float | None]:
    return (part.low, part.high) if isinstance(part, Interval) else (None, None)
