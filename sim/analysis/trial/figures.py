"""The figures of a trial as plain values, for whoever reads them by program.

>>> from sim.analysis.trial.seen import try_out
>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: coin
... clock: {start: 2024-01-01, tick: day, ticks: 1}
... events: {heads: {rate: 50% per day}}
... ''')
>>> figures(try_out(world, seed=1))["events"][0].keys()
dict_keys(['path', 'could', 'happened', 'histories'])
"""

from __future__ import annotations

from typing import Any

from sim.analysis.trial.answers import outcome_counts, watch_bits
from sim.analysis.trial.deciders import deciders
from sim.analysis.trial.seen import Trial
from sim.analysis.trial.states import edge_counts, is_still


def figures(trial: Trial) -> dict[str, Any]:
    """Counts over all histories: ``could`` and ``happened`` are turns or ticks, ``histories`` in how many it happened."""
    tracks = list(deciders(trial))
    return {
        "seed": trial.seed,
        "worlds": trial.runs.worlds,
        "repeats": trial.runs.repeats,
        "ticks": trial.runs.ticks,
        "actors": [
            {"path": one.name, "turns": one.turns, "held": trial.count(one.hold), "histories": one.reach}
            for one in tracks
        ],
        "options": [_happening(trial, path) for one in tracks for path in one.options],
        "events": [_happening(trial, name) for name in trial.scenario.events],
        "questions": [
            {"path": plan.name, "outcomes": outcome_counts(trial, plan)} for plan in trial.program.questions
        ],
        "watches": [
            {
                "path": name,
                "ticks": int(watch_bits(trial, name).sum()),
                "histories": int(watch_bits(trial, name).any(axis=1).sum()),
            }
            for name, _ in trial.program.watches
        ],
        "states": [_state(trial, variable) for _, variable in trial.program.states],
    }


def _happening(trial: Trial, path: str) -> dict[str, Any]:
    return {
        "path": path,
        "could": trial.could(path),
        "happened": trial.count(path),
        "histories": trial.reach(path),
    }


def _state(trial: Trial, variable: Any) -> dict[str, Any]:
    low, high, ticks = edge_counts(trial, variable)
    changed = not is_still(trial, variable)
    clashes = int(trial.runs.tallies.get(f"conflict.{variable.name}", [0])[0])
    return {
        "path": variable.name,
        "changed": changed,
        "low": low,
        "high": high,
        "ticks": ticks,
        "clashes": clashes,
    }
