"""How a run gets on, on standard error: remarks always, a bar with the time left on a terminal after a second."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING

from sim.cli import screen

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0  # seconds without a bar


class Bar:
    """The listener of `run`; ``terminal`` says whether a bar may be drawn."""

    def __init__(self, terminal: bool | None = None, no_color: bool = False) -> None:
        self._terminal = sys.stderr.isatty() if terminal is None else terminal
        self._no_color = no_color
        self._begun, self._title = 0.0, ""
        self._bar: Progress | None = None
        self._written = ""

    def begins(self, variant: str, chunks: int, taken_up: int) -> None:
        """Remembers the time, and says what an earlier start has left."""
        self._begun, self._title = monotonic(), variant
        if taken_up:
            screen.say(
                f"{variant}: taking up {taken_up:,} of {chunks:,} chunks, finished by an earlier start"
            )

    def progress(self, done: int, histories: int) -> None:
        """Draws or moves the bar."""
        if not self._terminal or (
            self._bar is None and (monotonic() - self._begun < PATIENCE or done >= histories)
        ):
            return
        if self._bar is None:
            self._bar = self._drawn()
            self._bar.add_task(self._title, total=histories)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], completed=done)

    def doing(self, what: str) -> None:
        """Says what is being done in place of the bar."""
        self.ends()
        if self._terminal:
            self._written = f"{what} ..."
            sys.stderr.write(f"\r{self._written}")
            sys.stderr.flush()

    def ends(self) -> None:
        """Takes away whatever stands there."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        if self._written:
            sys.stderr.write(f"\r{' ' * len(self._written)}\r")
            sys.stderr.flush()
            self._written = ""

    def _drawn(self) -> Progress:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("histories,"),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
        )
        return Progress(*columns, console=screen.console(self._no_color, stderr=True), transient=True)
