"""A belief on the screen, in a pipe, or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sim.cli import screen
from sim.cli.problems import counted, plain, problem_texts
from sim.cli.shown import show_lines
from sim.errors import Problem


def show_told(
    command: str,
    found: Any,
    lines: Iterable[tuple[int, str]],
    json: bool,
    problems: tuple[Problem, ...] | None = None,
) -> None:
    """The record as JSON, or its lines; problems stand behind, as they are what was asked for too."""
    if json:
        told = {"schema": f"stancelab.{command}/1", **asdict(found)}
        screen.document(told if problems is None else {**told, "problems": [plain(one) for one in problems]})
        return
    show_lines(lines)
    for text in problem_texts(problems or ()):
        print(text)
    if problems:
        print(counted(len(problems), "problem"))
