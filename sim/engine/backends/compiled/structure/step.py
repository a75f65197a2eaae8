"""A line of a shape: like a line of a Program, with slots in place of numbers."""

from __future__ import annotations

from dataclasses import dataclass

from sim.engine.program import Register


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a shape; ``value`` is the index of what it loads, or the slot of a number."""

    register: Register
    code: str
    args: tuple[Register, ...] = ()
    value: int = 0
