"""What a world runs: its program, and of a pool those of its members.

>>> from sim.scenario.read import read_text
>>> program, parts = programs(read_text('{stancelab: 1, name: w, clock: {start: 2024-01-01, tick: day, ticks: 1}}'))
>>> program.ticks, parts
(1, ())
"""

from __future__ import annotations

from sim.engine.compile import compile_scenario
from sim.engine.mixture import Part, restricted
from sim.engine.program import Program
from sim.scenario.check.pool import shared
from sim.scenario.schema import Scenario


def programs(world: Scenario) -> tuple[Program, tuple[Part, ...]]:
    """The program of ``world``; of a pool that of its base, with what all members share, and the members'."""
    parts = tuple(Part(name, weight, compile_scenario(member)) for name, weight, member in world.members)
    program = compile_scenario(world.alone)
    return (restricted(program, *shared(world)) if parts else program), parts
