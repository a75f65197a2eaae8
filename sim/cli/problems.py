"""Problems as a person at a terminal reads them: the place, the line with a caret, why, and what to do.

>>> from sim.errors import Where, problem
>>> print(problem_text(problem("F13", Where("ferri"), name="ferri", near="ferry")))
F13 no world named "ferri" (did you mean "ferry"?)
      fix: `stancelab list` shows the names; a path with .yaml works too
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.cli import screen
from sim.errors import Problem
from sim.scenario.where import WIDTH, snippet
from sim.usecases.targets import OPTION

UNSOURCED = "S09"
MARGIN, LEAST = len("  123 | "), 40
MOST_BYTES = 2_000_000  # of a file worth showing a line of


def problem_texts(problems: Iterable[Problem]) -> Iterator[str]:
    """Each different problem in full, once; where else it stands is told in a line."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for found in problems:
        what = found.what if found.code != UNSOURCED else ""  # one reason may speak for a whole block
        alike.setdefault((found.code, what, found.fix, found.where.file), []).append(found)
    for first, *others in alike.values():
        yield problem_text(first, others)


def problem_text(found: Problem, others: Sequence[Problem] = ()) -> str:
    """Everything that is known of one problem, over several lines; ``others`` are the same elsewhere."""
    also = list(dict.fromkeys(str(other.where.line) for other in others))
    elsewhere = f"{'line' if len(also) == 1 else 'lines'} {', '.join(also)}" if also else ""
    if elsewhere and found.code == UNSOURCED:
        elsewhere = f"{counted(len(others), 'more number')} of it, {elsewhere}"
    parts = [headline(found), _shown_line(found)]
    told = (("also", elsewhere), ("why", found.why), ("fix", found.fix))
    parts += [f"      {word}: {text}" for word, text in told if text]
    return "\n".join(part for part in parts if part)


def headline(found: Problem) -> str:
    """``file:line:col CODE what``; without a place where there is no file."""
    file = found.where.file
    if file.startswith(OPTION):
        return f"{file}: {found.code} {found.what}"
    return found.headline() if Path(file).exists() else f"{found.code} {found.what}"


def counted(count: int, noun: str) -> str:
    """
    >>> counted(1, "problem"), counted(1200, "problem")
    ('1 problem', '1,200 problems')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def plain(found: Problem) -> dict[str, Any]:
    """A problem as JSON values."""
    where = found.where
    return {
        "code": found.code,
        "severity": "warning" if found.is_warning else "error",
        "file": where.file,
        "line": where.line,
        "col": where.col,
        "length": where.length,
        "what": found.what,
        "why": found.why,
        "fix": found.fix,
    }


def _shown_line(found: Problem) -> str:
    """The line with its caret; '' where there is nothing to see."""
    lines = _lines(Path(found.where.file))
    if not 1 <= found.where.line <= len(lines) or not lines[found.where.line - 1].strip():
        return ""
    return snippet(found.where, lines, _room())


def _room() -> int:
    """How much of a line fits beside its number, so that the caret below stays under its spot."""
    columns = shutil.get_terminal_size().columns if screen.is_terminal() else WIDTH + MARGIN
    return max(LEAST, min(WIDTH, columns - MARGIN))


def _lines(file: Path) -> tuple[str, ...]:
    """The lines of a file as its reader counted them; none if it is no readable text."""
    try:
        if not file.is_file() or file.stat().st_size > MOST_BYTES:
            return ()
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return ()
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
