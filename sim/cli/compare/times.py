"""What `when` shows: for every line how many get there, the median where it is reached, and the mean wait."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.analysis.finding import Finding, Interval
from sim.analysis.precision import Estimate
from sim.cli import screen
from sim.cli.answers import RULES
from sim.report.compare.numbers import decimals, share_text
from sim.usecases.comparing.timing import TIMES, Timing, plain_times, time_rows

LATE = "not reached"
COMPETING = "a line that another came before counts as never come to"


def show_times(found: tuple[Timing, ...], tick: str, folder: Path, json: bool, no_color: bool) -> None:
    """A table a question; rows in a pipe."""
    if json:
        screen.document(plain_times(found))
    elif not screen.is_terminal():
        screen.rows(TIMES, time_rows(found))
    else:
        console = screen.console(no_color)
        for timing in found:
            _show(console, timing, tick)
            console.print()
    text = f"files in {folder}"
    print(text) if screen.is_terminal() else screen.say(text)


def _show(console: Any, timing: Timing, tick: str) -> None:
    from rich.table import Table

    unit = f"{tick}s" if " " not in tick else f"x {tick}"
    console.print(timing.heading, style="bold")
    console.print(f"{timing.name}, {timing.horizon}: {RULES[timing.rule]}", style="dim")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    table.add_column("line", overflow="fold")
    for head in ("come to it", "median", f"mean wait, cut at\n{timing.ticks:,} {unit}, 95%"):
        table.add_column(head, justify="right", no_wrap=True)
    for line in timing.lines:
        share = share_text(Estimate(line.share.value, line.share.interval))  # type: ignore[arg-type]
        table.add_row(line.name, share, _median(line.median, unit), _wait(line.wait))
    console.print(table)
    if timing.rule == "first" and len(timing.lines) > 1:
        console.print(f"- {COMPETING}.", style="dim")


def _median(found: Finding, unit: str) -> str:
    if not isinstance(found.value, float):
        return LATE
    return f"{found.value:g} {unit.removesuffix('s') if found.value == 1 else unit}"


def _wait(found: Finding) -> str:
    interval = found.interval
    if not isinstance(found.value, float):
        return "-"
    if not isinstance(interval, Interval):
        return f"{found.value:.1f}"
    places = decimals((interval.high - interval.low) / 2)
    low, value, high = (f"{x:.{places}f}" for x in (interval.low, found.value, interval.high))
    return f"{value} ({low}-{high})"
