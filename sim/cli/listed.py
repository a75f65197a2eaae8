"""What `list` shows: what can be run, and what was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from sim.cli import screen
from sim.store.listing import Entry
from sim.usecases.listing import Available

SCHEMA = "stancelab.list/1"
TITLES = {"world": "worlds", "lesson": "lessons", "what-if": "what-ifs", "lens": "lenses", "plan": "plans"}


def show_list(
    found: Sequence[Available], results: Sequence[Entry], folder: Path, json: bool, no_color: bool
) -> None:
    """Groups on a terminal, one row each in a pipe."""
    if json:
        everything = [asdict(entry) for entry in found]
        screen.document(
            {"schema": SCHEMA, "available": everything, "results": [asdict(entry) for entry in results]}
        )
    elif not screen.is_terminal():
        screen.rows(("kind", "name", "about", "detail"), (*map(_row, found), *map(_result_row, results)))
    else:
        _show_groups(found, results, folder, no_color)


def _row(entry: Available) -> tuple[str, ...]:
    return entry.kind, entry.name, entry.trouble or entry.title, "; ".join(entry.questions)


def _result_row(entry: Entry) -> tuple[str, ...]:
    return (
        "result",
        _name(entry),
        entry.trouble or entry.headline,
        f"{entry.id} {_size(entry)} {entry.when}".strip(),
    )


def _name(entry: Entry) -> str:
    return "/".join(filter(None, (entry.plan, entry.variant))) or entry.id


def _size(entry: Entry) -> str:
    return f"{entry.worlds:,} x {entry.repeats:,}" if entry.worlds else ""


def _show_groups(found: Sequence[Available], results: Sequence[Entry], folder: Path, no_color: bool) -> None:
    from rich.table import Table

    console = screen.console(no_color)
    for kind, title in TITLES.items():
        group = [entry for entry in found if entry.kind == kind]
        if group:
            console.print(title, style="bold")
            table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
            for entry in group:
                table.add_row(f"  {entry.name}", "\n".join(_said(entry)))
            console.print(table)
            console.print()
    console.print(f"results in {folder}", style="bold")
    if not results:
        console.print("  none yet: `stancelab run NAME` makes the first")
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(max_width=34, overflow="fold")
    for one in results:
        told = (one.trouble or one.headline, _extent(one))
        table.add_row(f"  {_name(one)}", "\n".join(filter(None, told)))
    console.print(table)


def _extent(entry: Entry) -> str:
    return ", ".join(filter(None, (_size(entry), entry.when[:16].replace("T", " "), entry.id)))


def _said(entry: Available) -> Iterator[str]:
    if entry.trouble:
        yield f"cannot be read: {entry.trouble}"
        return
    if entry.title:
        yield entry.title
    mark = "with variant" if entry.kind == "plan" else "asks:"
    yield from (f"{mark} {question}" for question in entry.questions)
