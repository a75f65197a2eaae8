"""Scenario to Program in named passes, one after the other: inputs, calendar, states, phases 1 to 5, questions, memory.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: coin
... clock: {start: 2024-01-01, tick: day, ticks: 1}
... events: {heads: {rate: 50% per day}}
... questions: {toss: {within: 1 day, last: {heads: ever(heads), else: tails}}}
... ''')
>>> program = compile_scenario(world)
>>> program.ticks, [stream.name for stream in program.streams]
(1, ['heads'])
"""

from __future__ import annotations

import numpy as np

from sim.engine.compile.context import Context
from sim.engine.compile.decisions import Decisions
from sim.engine.compile.events import lower_events
from sim.engine.compile.memory import Memory
from sim.engine.compile.questions import lower_questions
from sim.engine.compile.states import lower_dated, lower_drift, lower_rules, lower_states
from sim.engine.compile.trim import trim
from sim.engine.compile.world import lower_calendar, lower_inputs
from sim.engine.program import Program
from sim.errors import RunError
from sim.scenario.check import checked
from sim.scenario.schema import Scenario

__all__ = ["compile_scenario"]


def compile_scenario(scenario: Scenario, diagnose: bool = False, traced: bool = False) -> Program:
    """The program of ``scenario``; raises ScenarioError with all problems if it is not sound, RunError for a pool.

    With ``diagnose`` it also records, as the happening ``path?``, where each event and action could have happened.
    With ``traced`` it also keeps, as notes, what a reader of one history asks for; every number stays the same.
    """
    checked(scenario)
    if scenario.pool:
        names = ", ".join(scenario.pool)
        raise RunError(
            f"{scenario.name} is a pool and has no program of its own.\nName one of its worlds: {names}."
        )
    context = Context(scenario, diagnose, traced)
    memory = Memory(context)
    lowering = Decisions(context, memory)
    inputs = lower_inputs(context)
    lower_calendar(context)
    lower_states(lowering)
    lower_dated(lowering)
    lower_events(lowering)
    lowering.lower_all()
    lower_rules(lowering)
    lower_drift(lowering)
    questions, watches, ends = lower_questions(lowering)
    memory.write_conditions(lowering.lower)
    memory.write_happenings()
    builder, clock = context.builder, context.clock
    return trim(
        Program(
            name=scenario.name,
            ticks=clock.ticks,
            tick_text=clock.tick_text,
            dates=tuple(clock.starts(k + 1).isoformat() for k in range(clock.ticks + 1)),
            inputs=inputs,
            correlations=tuple((*entry.pair, entry.rank) for entry in scenario.correlate),
            streams=context.stream_table(),
            calendar=np.array(context.calendar_rows, dtype=np.float64).reshape(
                len(context.calendar), clock.ticks + 1
            ),
            calendar_names=tuple(context.calendar),
            variables=tuple(context.variables),
            world=tuple(builder.drafts[-1].lines),
            phases=tuple(builder.drafts[k].frozen() for k in range(8)),
            questions=questions,
            watches=watches,
            ends=ends,
            origins=tuple(builder.origins),
            registers=len(builder.scopes),
            anticipated=tuple(lowering.sizes),
            notes=tuple(builder.notes),
        )
    )
