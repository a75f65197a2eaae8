"""What `check` found: every problem with its line, then what is worth a look, then the honesty gauge."""

from __future__ import annotations

from time import strftime
from typing import Any, NoReturn

import typer

from sim.cli import screen
from sim.cli.annotations import annotation
from sim.cli.door import STOPPED
from sim.cli.problems import counted, plain, problem_texts
from sim.report.beliefs.gauge import gauge_lines
from sim.usecases.checking import Checked
from sim.usecases.watched import looks

SCHEMA = "stancelab.check/1"
COLUMNS = ("who", "total", "sourced", "inherited", "unsourced")


def show_checked(found: Checked, strict: bool, form: str) -> None:
    """Everything on standard output: it is what was asked for. ``form``: text, json or github."""
    if form == "json":
        screen.document(_plain(found))
        return
    problems = (*found.errors, *found.warnings, *(found.unsourced if strict else ()))
    for text in map(annotation, problems) if form == "github" else problem_texts(problems):
        print(text)
    if form == "github":
        return
    if found.gauge_rows and not found.errors:
        print("\n".join(gauge_lines(found.gauge_rows)))
    print(_verdict(found, strict))
    if found.unsourced and not strict and screen.is_terminal():
        print("      `--sources strict` shows each number without a source, and what would give it one")


def keep_checking(name: str, strict: bool, trial: bool) -> NoReturn:
    """Checks after every save until Ctrl-C; what was said before stays on the screen."""
    try:
        for look in looks(name, trial):
            if look.saved:
                print(f"\n---- {strftime('%H:%M:%S')} saved: {', '.join(map(str, look.saved))}")
            show_checked(look.found, strict, "text")
            watched = counted(look.files, "file")
            print(f"---- {look.seconds:.2f} s; saving one of {watched} checks again, Ctrl-C ends", flush=True)
    except KeyboardInterrupt:
        pass
    raise typer.Exit(STOPPED)


def _verdict(found: Checked, strict: bool) -> str:
    errors = len(found.errors) + (len(found.unsourced) if strict else 0)
    parts = [counted(errors, "error") if errors else "no errors"]
    if found.warnings:
        parts.append(counted(len(found.warnings), "warning"))
    if found.honesty:
        parts.append(found.honesty)
    if found.trial:
        parts.append(f"tried in {found.trial['worlds']} histories")
    return f"{found.file}: {'; '.join(parts)}"


def _plain(found: Checked) -> dict[str, Any]:
    count = found.count
    gauge = (
        None
        if count is None
        else {
            "total": count.total,
            "sourced": count.sourced,
            "by": [dict(zip(COLUMNS, row, strict=True)) for row in found.gauge_rows],
            "unsourced": [plain(one) for one in found.unsourced],
        }
    )
    return {
        "schema": SCHEMA,
        "name": found.name,
        "file": found.file,
        "unreadable": found.is_unreadable,
        "problems": [plain(one) for one in (*found.errors, *found.warnings)],
        "gauge": gauge,
        "trial": found.trial,
    }
