"""Where text goes: a terminal gets tables that fit it, a pipe gets plain rows separated by tabs.

Colour never carries meaning, and NO_COLOR, `--no-color` and pipes do without it.

>>> cell("one\\ttwo\\nthree"), cell(0.1), cell(None)
('one two three', '0.1', '')
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

BLOCKS = "▏▎▍▌▋▊▉█"
_ASCII: list[bool] = []  # filled once at entry, before the streams are made to speak UTF-8


def prepare() -> None:
    """Makes both streams take any character: pipes get UTF-8, terminals what they can show."""
    # A stream that was closed before we began is none at all
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    _ASCII[:] = [not _can_show(sys.stdout, BLOCKS)]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def is_ascii() -> bool:
    """Whether bars are drawn with plain characters."""
    return _ASCII[0] if _ASCII else not _can_show(sys.stdout, BLOCKS)


def _can_show(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def is_terminal() -> bool:
    """Whether a person reads standard output; FORCE_COLOR claims so."""
    return sys.stdout.isatty() or os.environ.get("FORCE_COLOR", "") not in ("", "0")


def console(no_color: bool = False, stderr: bool = False) -> Console:
    """A rich console that prints text as it is: no markup, no emoji, no highlighting."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        file=stream,
        no_color=no_color or None,
        force_terminal=None if stderr else is_terminal(),
        markup=False,
        emoji=False,
        highlight=False,
    )


def rows(header: Sequence[str], body: Iterable[Sequence[Any]]) -> None:
    """Tab-separated rows under their header."""
    for row in (header, *body):
        print("\t".join(map(cell, row)))


def cell(value: Any) -> str:
    """A value on one line, without tabs; nothing for None."""
    return "" if value is None else " ".join(str(value).split())


def document(value: Any) -> None:
    """One JSON object."""
    print(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def as_typed() -> str:
    """How `stancelab` is typed where it is no command of its own, in a sentence; '' where it is one."""
    typed = os.environ.get("STANCELAB_TYPED", "")
    return f"  from this checkout, type `{typed}` for `stancelab`" if typed else ""


def say(text: str) -> None:
    """A remark to the person at the keyboard; never mixed with results."""
    print(text, file=sys.stderr)
