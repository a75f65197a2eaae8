"""Events that never fire, or fire whenever they can; doubts about things that never happen."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.analysis.trial.seen import ENOUGH, Trial, counted, listed, portion
from sim.errors import Problem, problem
from sim.scenario.names import doubted, symbols
from sim.scenario.where import Path

SATURATED = 1 - math.exp(-3)  # share of ticks in which an event of 3 a tick fires


def chance_warnings(trial: Trial) -> Iterator[Problem]:
    """Event by event with its alternatives, then doubt by doubt."""
    for name in trial.scenario.events:
        count, could = trial.count(name), trial.could(name)
        if not count:
            yield from _never(trial, name)
        elif could >= ENOUGH and count > SATURATED * could:
            yield _saturated(trial, name)
        yield from _alternatives(trial, name)
    yield from _doubts(trial)


def _never(trial: Trial, name: str) -> Iterator[Problem]:
    tree: Path = ("events", name)
    where, reach = trial.scenario.places.key(tree), trial.could_reach(name)
    if reach == 0:
        what = f'"{name}" never fired: its `if` held in none of {trial.histories} histories'
        yield problem("W14", where, what=what, why="", fix="loosen the `if`, or remove the event")
    elif reach >= ENOUGH:
        could = counted(trial.could(name), "tick")
        what = f'"{name}" never fired, though it could at {could} in {reach} histories'
        fix = "check the time unit of its rate, or remove the event"
        yield problem("W14", where, what=what, why="its rate is too low to matter here", fix=fix)


def _saturated(trial: Trial, name: str) -> Problem:
    count, could = trial.count(name), trial.could(name)
    rate = f"about {-math.log1p(-count / could):.1f}" if count < could else "far more than 3"
    return problem(
        "W15",
        trial.scenario.places.key(("events", name)),
        path=name,
        share=f"{portion(count, could)} ticks at which it can",
        why=f"an event fires at most once a tick; a rate of {rate} a tick is cut down to that",
        fix="check the time unit of its rate, take a finer tick, or make it a rule",
    )


def _alternatives(trial: Trial, name: str) -> Iterator[Problem]:
    fired = trial.count(name)
    for other in trial.scenario.events[name].one_of:
        if fired >= ENOUGH and not trial.count(f"{name}.{other}"):
            yield problem(
                "W14",
                trial.scenario.places.key(("events", name, "one_of", other)),
                what=f'"{name}.{other}" was none of the {fired:,} firings of "{name}"',
                why="the other alternatives always came first",
                fix="check its `if` and its rate or chance, or remove it",
            )


def _doubts(trial: Trial) -> Iterator[Problem]:
    table = symbols(trial.scenario)
    for name, doubt in trial.scenario.doubts.items():
        targets = doubted(doubt.on, trial.scenario, table)
        if not any(trial.count(path) for path in targets):
            yield problem(
                "W14",
                trial.scenario.places.key(("doubts", name)),
                what=f'nothing that the doubt "{name}" bears on happened in {trial.histories} histories',
                why=f"it bears on {listed(list(targets))}",
                fix="let it bear on something that happens",
            )
