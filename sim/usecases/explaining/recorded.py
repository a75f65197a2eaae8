"""One replayed history as a table that can be asked: what was noted of a path at a tick, and which things belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.program import Note, Program
from sim.engine.trace import Trace, replay
from sim.report.why.story import Shift
from sim.usecases.explaining.names import Names

WORD = re.compile(r"[A-Za-z_][\w.]*")
END = 7  # the last phase of a tick


@dataclass(frozen=True, slots=True)
class Place:
    """A track and its options by path, hold last."""

    prefix: str
    options: tuple[str, ...]


def places(program: Program) -> dict[str, Place]:
    """The track of every action and every hold."""
    found: dict[str, Place] = {}
    options: list[str] = []
    for path, _ in program.phases[3].happens:
        head, _, last = path.rpartition(".")
        if last == "hold":
            place = Place(head, (*options, path))
            found |= dict.fromkeys(place.options, place)
            options = []
        elif head not in options:  # neither `succeeded` nor `failed`
            options.append(path)
    return found


class Recorded:
    """Row 0 of a trace of a traced program."""

    def __init__(self, trace: Trace, names: Names) -> None:
        self.trace, self.names = trace, names
        self.places = places(trace.program)
        self.table: dict[tuple[str, str], list[Note]] = {}
        for note in trace.noted:
            self.table.setdefault((note.what, note.path), []).append(note)

    def notes(self, what: str, path: str) -> list[Note]:
        """The notes of one kind of a path, in declared order."""
        return self.table.get((what, path), [])

    def at(self, note: Note, tick: int) -> Any:
        """A noted value; NaN or False where it did not count."""
        return self.trace.noted[note][tick, 0].item()

    def value(self, what: str, path: str, tick: int) -> float | None:
        """The one value of a kind, None if there is none."""
        notes = self.notes(what, path)
        value = self.at(notes[0], tick) if notes else None
        return None if value is None or value != value else value

    def happened(self, path: str, tick: int) -> bool:
        column: NDArray[Any] = self.trace.happened[path]
        return bool(column[tick, 0])

    def turn_before(self, path: str, tick: int) -> int:
        """The last tick before in which the actor could choose on that track, 0 if there was none."""
        turns = self.notes("turn", self.places[path].prefix)[0]
        return next((t for t in range(tick - 1, 0, -1) if self.at(turns, t)), 0)

    def opening(self, path: str, tick: int) -> int:
        """The turn at which an action that is open at ``tick`` became so; 0 if it was so from the first turn on."""
        is_open, turns = self.notes("open", path)[0], self.notes("turn", self.places[path].prefix)[0]
        spell = tick
        for earlier in range(tick - 1, 0, -1):
            if self.at(turns, earlier):
                if not self.at(is_open, earlier):
                    return spell
                spell = earlier
        return 0

    def changed(self, note: Note, before: int, since: int, seen: int) -> int:
        """The tick of the last change, between two turns, in the states a part of a condition reads; else ``since``.

        Deciders see a tick after its phase ``seen``: what changes later in a tick opens an action in the next one.
        """
        states = set(WORD.findall(note.text)) & set(self.trace.states)
        for tick in range(since, before - 1, -1):
            first, last = (seen if tick == before else 0), (seen if tick == since else END)
            if any(self.state(name, tick, first) != self.state(name, tick, last) for name in states):
                return tick
        return since

    def looked_at(self, note: Note, tick: int, states: list[str], values: list[float]) -> list[float]:
        """A noted value of a tick as it would have been with each state, one by one, at another value."""
        rows = np.full(len(states), self.trace.histories[0])
        seen = {state: np.full((self.trace.program.ticks + 1, len(states)), np.nan) for state in states}
        for row, (state, value) in enumerate(zip(states, values, strict=True)):
            seen[state][tick, row] = value
        program = replace(self.trace.program, notes=(note,), ticks=tick)
        found = replay(program, self.trace.sample, rows, seen=seen)
        return [float(value) for value in found.noted[note][tick]]

    def state(self, name: str, tick: int, phase: int) -> float:
        """A state's value after a phase of a tick; phase 0 is the tick's start."""
        return float(self.trace.states[name][tick, phase, 0])

    def effects(self, place: str, tick: int) -> Iterator[Shift]:
        """What the effects written at a place of the file did to states in this tick."""
        seen: set[str] = set()
        for note in self.notes("effect", place):
            state = note.part.split()[0]
            if (
                state in seen
                or self.at(note, tick) in (None, False)
                or self.at(note, tick) != self.at(note, tick)
            ):
                continue
            seen.add(state)
            yield from self.shift(state, tick, note.phase)

    def shift(self, state: str, tick: int, phase: int) -> Iterator[Shift]:
        """How a state moved in one phase, if it did."""
        before, after = self.state(state, tick, phase - 1), self.state(state, tick, phase)
        if before != after:
            words = (self.names.value(state, value) for value in (before, after))
            yield Shift(state.replace("_", " "), *words)

    def staged_shift(self, tick: int, phase: int) -> Iterator[Shift]:
        """The states with stages that moved in a phase."""
        for state in self.trace.states:
            if self.names.is_staged(state):
                yield from self.shift(state, tick, phase)
