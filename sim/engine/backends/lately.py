"""What was made of a program lately is kept: a session turns to the same few again and again.

>>> sizes = Lately(lambda program: program.size)
>>> from sim.engine.compile import compile_scenario
>>> from sim.scenario.read import read_text
>>> program = compile_scenario(read_text('''
... stancelab: 1
... name: coin
... clock: {start: 2024-01-01, tick: day, ticks: 1}
... events: {heads: {rate: 50% per day}}
... questions: {toss: {within: 1 day, last: {heads: ever(heads), else: tails}}}
... '''))
>>> sizes(program) is sizes(program)
True
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from sim.engine.program import Program

KEPT = 8
Made = TypeVar("Made")


class Lately(Generic[Made]):
    """``make(program, *more)``, and the same thing again while it is among the last few; threads may share it."""

    def __init__(self, make: Callable[..., Made]) -> None:
        self._make = make
        # Programs are kept beside what was made of them, so no other can have come to an address.
        self._kept: OrderedDict[tuple[Hashable, ...], tuple[Program, Made]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, program: Program, *more: Hashable) -> Made:
        key: tuple[Hashable, ...] = (id(program), *more)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = program, self._make(program, *more)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key][1]
