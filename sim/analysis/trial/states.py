"""States that never move, stand at an edge of their range, or are set to two things at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.analysis.trial.seen import Trial, counted, listed, portion
from sim.engine.program import Variable
from sim.errors import Problem, problem
from sim.scenario.check.usage import clashes, parted
from sim.scenario.expr.nodes import Number
from sim.scenario.slots import TIME, Slot, expressions, owner
from sim.scenario.states import CounterState, NumberState

MOSTLY = 0.5  # share of its ticks from which a state stands at an edge


def state_warnings(trial: Trial) -> Iterator[Problem]:
    """State by state, in declared order."""
    setters: dict[str, list[Slot]] = {}
    for slot in expressions(trial.scenario):
        if slot.role in ("effect", "flow"):
            setters.setdefault(slot.state, []).append(slot)
    for _, variable in trial.program.states:
        by = setters.get(variable.name, [])
        if is_still(trial, variable):
            yield _still(trial, variable.name, by)
        elif any(slot.op in ("+=", "-=") for slot in by):
            yield from _at_edge(trial, variable)
        yield from _clash(trial, variable.name)


def is_still(trial: Trial, variable: Variable) -> bool:
    """Whether no history ever moved the state: the spread is the same at every tick, and each ends where it began."""
    fan = trial.runs.tallies[f"fan.{variable.name}"]
    ends_as_begun = np.array_equal(trial.runs.columns[f"final.{variable.name}"], trial.starts[variable.name])
    return ends_as_begun and bool((fan == fan[0]).all())


def edge_counts(trial: Trial, variable: Variable) -> tuple[int, int, int]:
    """History-ticks (at the bottom, at the top, all) of a state; an edge of a number is 1/256 of its range wide."""
    fan = trial.runs.tallies[f"fan.{variable.name}"][1:]
    return int(fan[:, 0].sum()), int(fan[:, -1].sum()), int(fan.sum())


def _still(trial: Trial, name: str, setters: list[Slot]) -> Problem:
    """Nothing sets it; or what would never happened; or that left it as it was."""
    owners = list(dict.fromkeys(owner(slot) for slot in setters))
    idle = [path for path in owners if path in trial.program.happenings and not trial.count(path)]
    if not owners:
        why, fix = "nothing sets it", "make it a quantity, or let something set it"
    elif idle == owners:
        why, fix = f"what would change it never happened: {listed(idle)}", "see why that never happens"
    else:
        acting = ["its own pull" if path == TIME else path for path in owners if path not in idle]
        why, fix = f"what can set it left it as it was: {listed(acting)}", "check their effects on it"
    return problem(
        "W16",
        trial.scenario.places.key(("state", name)),
        name=name,
        histories=trial.histories,
        why=why,
        fix=fix,
    )


def _at_edge(trial: Trial, variable: Variable) -> Iterator[Problem]:
    """A state that is pushed there; neither its start nor its rest is that edge."""
    state = trial.scenario.state[variable.name]
    if not isinstance(state, (NumberState, CounterState)):
        return
    low, high, ticks = edge_counts(trial, variable)
    first = trial.runs.tallies[f"fan.{variable.name}"][0]
    width = (variable.high - variable.low) / variable.bins
    for edge, value, at_edge, begun in (
        ("bottom", variable.low, low, first[0]),
        ("top", variable.high, high, first[-1]),
    ):
        natural = isinstance(state, CounterState) and edge == "bottom"
        rests = isinstance(state, NumberState) and _rest_is_near(state, value, width)
        if at_edge > MOSTLY * ticks and begun <= MOSTLY * trial.histories and not natural and not rests:
            yield problem(
                "W17",
                trial.scenario.places.key(("state", variable.name)),
                name=variable.name,
                edge=edge,
                value=f"{value:g}",
                share=portion(at_edge, ticks),
            )


def _rest_is_near(state: NumberState, value: float, width: float) -> bool:
    to = state.relax.to if state.relax else None
    return isinstance(to, Number) and abs(to.value - value) <= width


def _clash(trial: Trial, name: str) -> Iterator[Problem]:
    times = int(trial.runs.tallies.get(f"conflict.{name}", np.zeros(1)).sum())
    if times:
        by = listed(list(clashes(trial.scenario).get(name, ())))
        yield problem(
            "W19",
            trial.scenario.places.key(("state", name)),
            name=name,
            times=counted(times, "time"),
            histories=trial.histories,
            by=f" of {by}" if by else "",
            fix=parted(trial.scenario, name),
        )
