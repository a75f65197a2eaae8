"""The engine's run in the oracle's shape: the only place in these tests that knows the names of columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from oracle import History, happenings, lines_of
from oracle_worlds import compiled

from sim.engine.run import Sample, simulate
from sim.engine.runs import Runs
from sim.scenario.schema import Scenario

KEEP = ("counts", "first", "final")


@dataclass(frozen=True)
class EngineRun:
    """Histories without paths and conflicts: of them the engine keeps sums, ``fans`` [tick, bin] by state."""

    histories: list[History]
    fans: dict[str, np.ndarray]
    conflicts: dict[str, int]


def run_engine(scenario: Scenario, seed: int, worlds: int, repeats: int) -> EngineRun:
    """All histories in the order 0.1, 0.2, ..., 1.1, ..."""
    runs = simulate(compiled(scenario), Sample(seed=seed, worlds=worlds, repeats=repeats, keep=KEEP))
    columns = {name: column.tolist() for name, column in runs.columns.items()}
    for name in scenario.watches:
        bits = np.unpackbits(runs.columns[f"watch.{name}"], axis=1, count=runs.ticks)
        columns[f"watch.{name}"] = bits.astype(bool).tolist()
    return EngineRun(
        [history(scenario, columns, h) for h in range(runs.histories)],
        {name: tallied(runs, f"fan.{name}") for name in scenario.state},
        {name: int(tallied(runs, f"conflict.{name}").sum()) for name in scenario.state},
    )


def history(scenario: Scenario, columns: dict[str, list], h: int) -> History:
    names = happenings(scenario)
    return History(
        outcome={name: columns[f"{name}.outcome"][h] for name in scenario.questions},
        first={
            f"{name}.{line}": columns[f"{name}.first.{line}"][h]
            for name, question in scenario.questions.items()
            for line in lines_of(question)
        },
        watch={name: columns[f"watch.{name}"][h] for name in scenario.watches},
        count={name: columns[f"count.{name}"][h] for name in names},
        first_tick={name: columns[f"first.{name}"][h] for name in names},
        final={name: columns[f"final.{name}"][h] for name in scenario.state},
        path={},
        conflicts={},
    )


def tallied(runs: Runs, name: str) -> np.ndarray:
    """A tally; one that is not there counted nothing."""
    return np.asarray(runs.tallies.get(name, np.zeros(1)))
