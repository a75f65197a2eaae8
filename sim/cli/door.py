"""The one place where errors become sentences and exit codes: 0 done, 1 the thing checked has findings, 2 not usable,
3 a fault of ours, 130 stopped. No traceback reaches a user unless STANCELAB_DEBUG=1 asks for it.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import typer
from typer.core import TyperGroup

from sim.cli import screen

FINDINGS, UNUSABLE, FAULT, STOPPED = 1, 2, 3, 130
OUR_OWN = (typer.Exit, typer.Abort, typer.TyperException)


class Door(TyperGroup):
    """A group of commands whose errors are told, not thrown."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs)
        except OSError as error:  # while the help was printed
            sys.exit(met_at_the_output(error))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except OUR_OWN:
            raise
        except KeyboardInterrupt as stopped:
            screen.say(str(stopped) or "stopped")
            code = STOPPED
        except OSError as error:
            # What the store cannot write it says itself: an error of no file was met at standard output.
            code = met_at_the_output(error) if error.filename is None else tell(error)
        except Exception as error:
            code = tell(error)
        raise typer.Exit(code)


def tell(error: Exception) -> int:
    """Says what went wrong on standard error; returns the exit code."""
    from sim.errors import RunError, ScenarioError, StanceError

    if isinstance(error, ScenarioError):
        show_problems(error.problems)
    elif isinstance(error, StanceError):
        screen.say(f"stancelab: {error}")
        show_problems(error.problems if isinstance(error, RunError) else ())
    else:
        return _tell_fault(error)
    return UNUSABLE


def show_problems(problems: Iterable[Any]) -> None:
    """Every problem in full, and how many there are."""
    from sim.cli.problems import counted, problem_texts

    found = tuple(problems)
    for text in problem_texts(found):
        screen.say(text)
    if len(found) > 1:
        screen.say(counted(len(found), "problem"))


def _tell_fault(error: Exception) -> int:
    trace = "".join(traceback.format_exception(error))
    if os.environ.get("STANCELAB_DEBUG", "") not in ("", "0"):
        screen.say(trace.rstrip())
    kept = _crash_file(trace)
    where = f"; the details are in {kept}" if kept else ""
    screen.say(
        f"stancelab: this should not have happened ({type(error).__name__}: {_first_line(error)}){where}"
    )
    return FAULT


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "no message")


def _crash_file(trace: str) -> str:
    """Where the traceback was put; '' if not even that can be written."""
    from sim import __version__

    try:
        with NamedTemporaryFile(
            "w", prefix="stancelab-crash-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(f"stancelab {__version__}, Python {sys.version}\n{' '.join(sys.argv)}\n\n{trace}")
        return str(Path(file.name))
    except OSError:
        return ""


def met_at_the_output(error: OSError) -> int:
    """A reader that has seen enough is no error; a full disk is."""
    hush()
    if isinstance(error, BrokenPipeError):
        return 0
    screen.say(f"stancelab: cannot write the output: {error.strerror}")
    return UNUSABLE


def hush() -> None:
    """Nothing more is written to standard output, not even at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
