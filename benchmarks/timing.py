"""Times of things that take turns: every round each has one go, so that a busy minute falls on all of them.

>>> first, second = Turn(1, 0.5, 0.4), Turn(1, 0.25, 0.2)
>>> Turns("a", 1, [first]).times(Turns("b", 1, [second])), first.seconds(threads=2)
(0.5, 0.5)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple, Protocol


class Turn(NamedTuple):
    """One go: how many histories, seconds by the clock on the wall, seconds of processors."""

    histories: int
    wall: float
    cpu: float

    def seconds(self, threads: int) -> float:
        """What counts: the processor's time of one thread, the wall's of several."""
        return self.cpu if threads == 1 else self.wall


class Contestant(Protocol):
    """Who takes turns."""

    name: str
    threads: int

    def go(self, histories: int, seed: int) -> Turn:
        """Run so many histories; another seed gives others."""


@dataclass
class Turns:
    """All goes of one contestant."""

    name: str
    threads: int
    turns: list[Turn] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Histories a second, the median go."""
        return median(turn.histories / turn.seconds(self.threads) for turn in self.turns)

    def times(self, other: Turns) -> float:
        """How many times as fast as ``other``: the median over rounds of both rates in the same round.

        Wall time where either has several threads.
        """
        threads = max(self.threads, other.threads)
        pairs = zip(self.turns, other.turns, strict=True)
        return median(
            (mine.histories / mine.seconds(threads)) / (theirs.histories / theirs.seconds(threads))
            for mine, theirs in pairs
        )


def timed(work: Callable[[], object], histories: int) -> Turn:
    """One go of a function in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Turn(histories, time.perf_counter() - wall, time.process_time() - cpu)


def sized(one: Contestant, seconds: float, least: int, step: int = 1) -> int:
    """So many histories that a go takes about ``seconds`` of its processors, in whole steps; warms up on the way."""
    one.go(least, 0)
    turn = one.go(least, 0)
    wanted = int(least * seconds * one.threads / max(turn.cpu, 1e-6))
    return max(least, wanted // step * step)


def interleaved(
    goes: Mapping[str, tuple[Contestant, int]], rounds: int, told: Callable[[int], None] = lambda _: None
) -> dict[str, Turns]:
    """Everybody's goes: ``goes`` maps a name to who and how many histories."""
    found = {name: Turns(name, one.threads) for name, (one, _) in goes.items()}
    for number in range(rounds):
        told(number)
        for name, (one, histories) in goes.items():
            found[name].turns.append(one.go(histories, 1 + number))
    return found


def middle(turns: Iterable[Turn]) -> float:
    """Seconds on the wall of the median go."""
    return median(turn.wall for turn in turns)
