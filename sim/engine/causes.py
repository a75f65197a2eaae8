"""What an outcome hangs on: the same histories once more without one thing that happened in them.

Draws are addressed by name, so that a history in which one thing is kept from happening is the same history in all else
that does not follow from it. A thing is *needed* for an outcome if the outcome changes without it (a but-for cause), then
or made up for later: who is kept from crossing in May would else cross in June, and nothing would ever be needed. Or else
the question is narrower, whether the answer would have stood by the time it did.

>>> from sim.engine.compile import compile_scenario
>>> from sim.engine.run import Sample
>>> from sim.engine.trace import replay
>>> from sim.scenario.read import read_text
>>> program = compile_scenario(read_text('''
... stancelab: 1
... name: harbour
... clock: {start: 2024-01-01, tick: day, ticks: 9}
... events: {storm: {rate: 20% per day}, parade: {rate: 20% per day}}
... questions: {shut: {within: 9 days, worst: {shut: ever(storm), else: open}}}
... '''))
>>> found = replay(program, Sample(0, 50, 1), np.arange(50))
>>> shut = Comes("shut", (0,))
>>> needed, together = without(found, [(path, found.happened[path]) for path in ("storm", "parade")], shut)
>>> bool((needed[0] == shut.of(found)).all()), bool(needed[1].any())
(True, False)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.engine.program import Program, QuestionPlan
from sim.engine.runs import Runs
from sim.engine.trace import Trace, Truths, replay

Thing = tuple[str, Truths]
LANES = 2**14  # replays made at once


class Answer(Protocol):
    """What is asked of a history: bool [row]."""

    def of(self, found: Trace, /) -> Truths: ...


@dataclass(frozen=True, slots=True)
class Stands:
    """Whether one answer to a question, ``code``, stood by a tick."""

    plan: QuestionPlan
    code: int
    tick: int

    def of(self, found: Trace) -> Truths:
        """bool [row]."""
        comes = Comes(self.plan.name, (self.code,))
        return comes.of(found) & (comes.passage(found, self.plan) <= self.tick)


@dataclass(frozen=True, slots=True)
class Comes:
    """Whether it came to one of some outcomes of a question, ``codes`` being their places in its list."""

    question: str
    codes: tuple[int, ...]

    def of(self, found: Trace | Runs) -> Truths:
        """bool [history]."""
        return np.isin(found.columns[f"{self.question}.outcome"], self.codes)

    def passage(self, found: Trace, plan: QuestionPlan) -> NDArray[np.int64]:
        """The tick [row] by which the answer stood: that of the line's first passage, else the horizon."""
        codes = found.columns[f"{self.question}.outcome"]
        ticks = np.full(len(codes), plan.horizon, np.int64)
        if plan.rule == "last":
            return ticks
        for code, line in enumerate(plan.lines):
            here = codes == code
            ticks[here] = found.columns[f"{self.question}.first.{line}"][here]
        return ticks


def holds(program: Program) -> frozenset[str]:
    """The paths that say that an actor did nothing."""
    return frozenset(path for path in program.happenings if path.endswith(".hold"))


def nor_later(when: Truths, allowed: Truths) -> Truths:
    """From the first tick of ``when`` on [tick, row], all ticks but those in which it is ``allowed``.

    >>> when, allowed = np.array([[0, 0, 1, 0, 0]]).T > 0, np.array([[0, 1, 0, 0, 1]]).T > 0
    >>> nor_later(when, allowed)[:, 0].tolist()
    [False, False, True, True, False]
    """
    return np.logical_or.accumulate(when, axis=0) & ~allowed


def without(found: Trace, things: Sequence[Thing], comes: Answer) -> tuple[NDArray[np.bool_], Truths]:
    """Whether it comes to another answer without each thing, bool [thing, row], and without all of them, bool [row].

    A thing is a path and when it is kept from happening, bool [tick, row]; all of these ticks together.
    """
    rows = len(found.histories)
    lanes = [
        (i, row) for i, (_, when) in enumerate(things) for row in np.flatnonzero(when.any(axis=0)).tolist()
    ]
    lanes += [(-1, row) for row in range(rows) if any(when[:, row].any() for _, when in things)]
    usual = comes.of(found)
    needed, together = np.zeros((len(things), rows), bool), np.zeros(rows, bool)
    for start in range(0, len(lanes), LANES):
        part = lanes[start : start + LANES]
        changed = _outcomes(found, things, part, comes) != usual[[row for _, row in part]]
        for (i, row), differs in zip(part, changed.tolist(), strict=True):
            if i < 0:
                together[row] = differs
            else:
                needed[i, row] = differs
    return needed, together


def _outcomes(found: Trace, things: Sequence[Thing], lanes: list[tuple[int, int]], comes: Answer) -> Truths:
    """Whether it comes to it in each lane, a row without one thing, or (-1) without all."""
    which, rows = np.array(lanes).T
    stopped: dict[str, Truths] = {}
    for i, (path, when) in enumerate(things):
        mask = when[:, rows] & ((which == i) | (which == -1))
        stopped[path] = stopped[path] | mask if path in stopped else mask
    used = {path: mask for path, mask in stopped.items() if mask.any()}
    return comes.of(replay(found.program, found.sample, found.histories[rows], used))
