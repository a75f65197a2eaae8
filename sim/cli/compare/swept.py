"""What `sweep` shows: a row for every point with the share, its interval, and the difference from the base."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.cli import screen
from sim.report.compare.numbers import difference_text, share_text
from sim.usecases.comparing.sweep_kept import at_point, columns, sweep_rows
from sim.usecases.comparing.sweeping import Swept, shown

SCHEMA = "stancelab.sweep/1"
MOST = 40  # rows of a table that a person reads


def show_swept(found: Swept, folder: Path, outcome: str, json: bool, no_color: bool) -> None:
    """Tables for a person, tidy rows for a pipe."""
    if json:
        rows = [dict(zip(columns(found), row, strict=True)) for row in sweep_rows(found)]
        screen.document({"schema": SCHEMA, "design": found.design, "paths": list(found.paths), "rows": rows})
    elif not screen.is_terminal():
        screen.rows(columns(found), sweep_rows(found))
    else:
        _show(screen.console(no_color), found, outcome)
    text = f"files in {folder}"
    print(text) if screen.is_terminal() else screen.say(text)


def _show(console: Any, found: Swept, outcome: str) -> None:
    from rich.table import Table

    runs = found.base.runs
    size = f"{runs.worlds:,} worlds x {runs.repeats:,} repeats, seed {found.base.seed}"
    console.print(
        f"{len(found.points):,} points ({found.design}), each {size}, on the same draws", style="dim"
    )
    for contrast in found.points[0].contrasts:
        if at_point(found.points[0], contrast.name, outcome) is None:
            continue
        console.print()
        console.print(contrast.heading, style="bold")
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
        for path, unit in zip(found.paths, found.units, strict=True):
            table.add_column(f"{path}\n{unit}" if unit else path, justify="right", overflow="fold")
        for head in (outcome or contrast.headline.name, "difference, 95%"):
            table.add_column(head, justify="right" if head != "difference, 95%" else "left")
        for point in found.points[:MOST]:
            change = at_point(point, contrast.name, outcome)
            if change is not None:
                table.add_row(*map(shown, point.values), share_text(change.after), difference_text(change))
        console.print(table)
        if len(found.points) > MOST:
            console.print(f"... and {len(found.points) - MOST:,} more in the table", style="dim")
