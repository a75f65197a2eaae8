"""Why histories flip: of two paired runs those whose answer differs, where their twins part, and what the answer hangs on.

A history flips *into* an outcome if it comes to it in b and not in a, and *out of* it the other way round. Its chain are
the things that one twin did and the other did not, and without which its answer would have been the other's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.drivers.paths import Chain, Paths, paths
from sim.engine.causes import Comes, Thing, holds, nor_later, without
from sim.engine.program import Program
from sim.engine.run import Sample
from sim.engine.runs import Runs
from sim.engine.trace import Trace, Truths, replay

MOST = 400  # histories replayed each way: enough for shares to within five points
LACKING = "-"  # begins a step that is a thing the twin did and this history did not
ABSENT = "absent"


@dataclass(frozen=True, slots=True, eq=False)
class Twin:
    """One of two paired runs."""

    program: Program
    sample: Sample
    runs: Runs


@dataclass(frozen=True, slots=True)
class Parting:
    """The first thing that differs: its tick, and what each twin did ('' where nothing happened)."""

    tick: int
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Way:
    """Flips one way: ``count`` of them, and the paths and partings of those replayed, ``chains`` in order of history."""

    count: int
    paths: Paths
    chains: tuple[Chain, ...]
    partings: tuple[tuple[Parting, float], ...]
    first_tick: int

    @property
    def replayed(self) -> int:
        return len(self.chains)


@dataclass(frozen=True, slots=True)
class Flips:
    """Everything about the histories whose answer differs. ``among``: those that moved between other outcomes.

    ``moves[outcome of a, outcome of b]`` counts histories.
    """

    comes: Comes
    histories: int
    into: Way
    out_of: Way
    among: int
    moves: Mapping[tuple[str, str], int]

    @property
    def count(self) -> int:
        """All histories whose answer differs."""
        return self.into.count + self.out_of.count + self.among


def flips(a: Twin, b: Twin, comes: Comes, most: int = MOST) -> Flips:
    """The flips from a to b; of each way at most ``most`` are replayed, evenly spaced over all of them."""
    one, other = (twin.runs.columns[f"{comes.question}.outcome"] for twin in (a, b))
    mine, its = comes.of(a.runs), comes.of(b.runs)
    into, out_of = np.flatnonzero(its & ~mine), np.flatnonzero(mine & ~its)
    plan = next(plan for plan in a.program.questions if plan.name == comes.question)
    names = (*plan.lines, plan.otherwise)
    differ = one != other
    pairs = Counter(zip(one[differ].tolist(), other[differ].tolist(), strict=True))
    moves = {(names[i], names[j]): count for (i, j), count in pairs.most_common()}
    return Flips(
        comes,
        a.runs.histories,
        _way(a, b, comes, into, most),
        _way(b, a, comes, out_of, most, mirrored=True),
        int(differ.sum()) - len(into) - len(out_of),
        moves,
    )


def spaced(numbers: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """At most ``most`` of ``numbers``, evenly spaced, the same ones every time.

    >>> spaced(np.arange(10), 4).tolist(), spaced(np.arange(3), 4).tolist()
    ([0, 3, 6, 9], [0, 1, 2])
    """
    if len(numbers) <= most:
        return numbers
    return numbers[np.round(np.linspace(0, len(numbers) - 1, most)).astype(np.int64)]


def _way(
    a: Twin, b: Twin, comes: Comes, flipped: NDArray[np.int64], most: int, mirrored: bool = False
) -> Way:
    """Flips into the outcome from a to b; ``mirrored`` says that a is the later of the two."""
    if not len(flipped):
        return Way(0, paths(()), (), (), 0)
    picked = spaced(flipped, most)
    before, after = (replay(twin.program, twin.sample, picked) for twin in (a, b))
    partings = [_parting(before, after, row) for row in range(len(picked))]
    told = [Parting(p.tick, p.b, p.a) if mirrored else p for p in partings if p is not None]
    kinds = Counter(Parting(0, p.a, p.b) for p in told)
    return Way(
        len(flipped),
        paths(chains := tuple(chains_of(before, after, comes))),
        chains,
        tuple((kind, count / len(picked)) for kind, count in kinds.most_common()),
        int(np.percentile([p.tick for p in told], 50, method="higher")) if told else 0,
    )


def chains_of(before: Trace, after: Trace, comes: Comes) -> Iterator[Chain]:
    """What each row's coming to the outcome in ``after``, and not in ``before``, hangs on."""
    plan = next(plan for plan in after.program.questions if plan.name == comes.question)
    stood = comes.passage(after, plan)
    gained, lost = extras(after, before, stood), extras(before, after, stood)
    needed, together = without(after, gained, comes)
    missed, also_together = without(before, lost, comes)
    acts = Acts(before.program), Acts(after.program)
    for row in range(len(after.histories)):
        steps = dict(_steps(gained, needed, row, "")) | dict(_steps(lost, missed, row, LACKING))
        ordered = sorted(steps, key=lambda step: steps[step])
        drew = {
            step: acts[1].instead(step.removeprefix(LACKING), after, steps[step][0], row)
            if step.startswith(LACKING)
            else acts[0].instead(step, before, steps[step][0], row)
            for step in ordered
        }
        several = not steps and bool(together[row] or also_together[row])
        yield Chain(after.address(row), tuple(ordered), int(stood[row]), drew, several)


def extras(mine: Trace, other: Trace, stood: NDArray[np.int64]) -> list[Thing]:
    """What one twin did, holding apart, and the other did not do in the same tick, up to when the answer stood.

    Each with the ticks to stop so that from then on it happens only when the other twin did it.
    """
    idle = holds(mine.program)
    ticks = np.arange(mine.program.ticks + 1)[:, None] <= stood[None, :]
    found = []
    for path, happened in mine.happened.items():
        if path not in idle:
            theirs = other.happened.get(path, np.zeros_like(happened))
            extra = happened & ~theirs & ticks
            if extra.any():
                found.append((path, nor_later(extra, theirs)))
    return found


def _steps(
    things: list[Thing], needed: NDArray[np.bool_], row: int, sign: str
) -> Iterator[tuple[str, tuple[int, int]]]:
    """(step, its first tick and its place) of what is needed; a result or alternative stands for its whole."""
    kept = {path: i for i, (path, _) in enumerate(things) if needed[i, row]}
    for path, i in kept.items():
        if not any(other.startswith(f"{path}.") for other in kept):
            yield f"{sign}{path}", (int(np.argmax(things[i][1][:, row])), i)


class Acts:
    """Which things of a program stand in each other's place: the options of a track, the results of an act."""

    def __init__(self, program: Program) -> None:
        self.peers: dict[str, tuple[str, ...]] = {}
        events = [path for path, _ in program.phases[2].happens]
        for path in events:
            head, _, alternative = path.rpartition(".")
            self.peers[path] = tuple(p for p in events if alternative and p.startswith(f"{head}."))
        track: list[str] = []
        for path, _ in program.phases[3].happens:
            track.append(path)
            if path.endswith(".hold"):
                self._add(track)
                track = []

    def _add(self, track: list[str]) -> None:
        results = {
            p for p in track if p.endswith((".succeeded", ".failed")) and p.rpartition(".")[0] in track
        }
        options = tuple(p for p in track if p not in results)
        for path in track:
            own = path.rpartition(".")[0]
            self.peers[path] = (f"{own}.succeeded", f"{own}.failed", *options) if path in results else options

    def instead(self, path: str, found: Trace, tick: int, row: int) -> str:
        """What happened in the place of ``path``: another option or result, '' for nothing, ABSENT if nobody chose."""
        if path not in self.peers:
            return ""
        did = [peer for peer in self.peers[path] if peer != path and found.happened[peer][tick, row]]
        choice = any(peer.endswith(".hold") for peer in self.peers[path])
        return did[0] if did else ABSENT if choice else ""


def _parting(before: Trace, after: Trace, row: int) -> Parting | None:
    """Where two twins part, None if nothing that happened differs."""
    every = list(dict.fromkeys((*before.happened, *after.happened)))
    none = np.zeros(after.program.ticks + 1, bool)

    def did(found: Trace, path: str) -> Truths:
        return found.happened[path][:, row] if path in found.happened else none

    differs = np.array([did(before, path) != did(after, path) for path in every])
    if not differs.any():
        return None
    tick = int(np.argmax(differs.any(axis=0)))
    path = every[int(np.argmax(differs[:, tick]))]
    one, other = (
        path if did(found, path)[tick] else Acts(found.program).instead(path, found, tick, row)
        for found in (before, after)
    )
    return Parting(tick, one, other)
