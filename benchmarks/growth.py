"""How time grows with what is asked: worlds like R1 with more actors, more weeks, and more histories of each.

>>> len(larger(actors=7, weeks=13)["actors"])
7
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import r1
from engine import Engine
from timing import middle, timed

ACTORS, WEEKS, HISTORIES = (1, 6, 24), (13, 52, 208), (1, 4)
USUAL = (6, 52, 1)


@dataclass(frozen=True)
class Size:
    """One size, and what a history of it took."""

    actors: int
    weeks: int
    histories: int
    lines: int
    microseconds: float

    @property
    def nanoseconds(self) -> float:
        """Of one line of the program in one tick of one history."""
        return 1000 * self.microseconds / self.weeks / self.lines


def larger(actors: int, weeks: int) -> dict[str, Any]:
    """R1's numbers with its actors taken round and round."""
    return {**r1.R1, "actors": list(islice(cycle(r1.R1["actors"]), actors)), "weeks": weeks}


def sizes() -> list[tuple[int, int, int]]:
    """(actors, weeks, times as many histories): one of the three grows at a time."""
    actors, weeks, times = USUAL
    found = [(a, weeks, times) for a in ACTORS] + [(actors, w, times) for w in WEEKS]
    return sorted({*found, *((actors, weeks, t) for t in HISTORIES)})


def grown(backend: str, histories: int, rounds: int = 3) -> list[Size]:
    """Every size on one thread; ``histories`` of the usual size."""
    found = []
    for actors, weeks, times in sizes():
        engine, n = Engine(r1.text(larger(actors, weeks)), backend), histories * times
        engine.run(64)
        seconds = middle(timed(lambda: engine.run(n), n) for _ in range(rounds))  # noqa: B023
        found.append(Size(actors, weeks, n, engine.program.size, 1e6 * seconds / n))
    return found
