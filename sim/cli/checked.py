"""What `check` found: every problem with its line, then what is worth a look, then the honesty gauge."""

from __future__ import annotations

from typing import Any

from sim.cli import screen
from sim.cli.problems import counted, plain, problem_text
from sim.usecases.checking import Checked

SCHEMA = "stancelab.check/1"


def show_checked(found: Checked, strict: bool, json: bool) -> None:
    """Everything on standard output: it is what was asked for."""
    if json:
        screen.document(_plain(found))
        return
    for one in (*found.errors, *found.warnings):
        print(problem_text(one))
    if strict:
        for where, path in found.unsourced:
            print(f"{where} {path} has no source")
    print(_verdict(found, strict))


def _verdict(found: Checked, strict: bool) -> str:
    errors = len(found.errors) + (len(found.unsourced) if strict else 0)
    parts = [counted(errors, "error") if errors else "no errors"]
    if found.warnings:
        parts.append(counted(len(found.warnings), "warning"))
    if found.honesty:
        parts.append(found.honesty)
    return f"{found.file}: {'; '.join(parts)}"


def _plain(found: Checked) -> dict[str, Any]:
    count = found.count
    numbers = (
        None
        if count is None
        else {
            "total": count.total,
            "sourced": count.sourced,
            "unsourced": [
                {"path": path, "file": where.file, "line": where.line, "column": where.col}
                for where, path in found.unsourced
            ],
        }
    )
    return {
        "schema": SCHEMA,
        "name": found.name,
        "file": found.file,
        "unreadable": found.is_unreadable,
        "errors": [plain(one) for one in found.errors],
        "warnings": [plain(one) for one in found.warnings],
        "numbers": numbers,
    }
