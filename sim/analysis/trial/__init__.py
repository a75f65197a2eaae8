"""A trial of a world: what so many quick histories show that nobody can see in the file, each with its figure.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... state: {heat: {start: 0.5, range: [0, 1]}}
... events: {spark: {if: heat > 2, rate: 1 per week, then: {heat: += 0.1}}}
... watches: {hot: heat > 0.2}
... ''')
>>> for found in trial_warnings(try_out(world, seed=1)):
...     print(found.headline())
text:5:9 W16 "heat" never changed in 500 histories
text:6:10 W14 "spark" never fired: its `if` held in none of 500 histories
text:7:11 W12 "hot" is true at every tick in all 500 histories
"""

from __future__ import annotations

from sim.analysis.trial.answers import answer_warnings
from sim.analysis.trial.chance import chance_warnings
from sim.analysis.trial.deciders import decider_warnings
from sim.analysis.trial.figures import figures
from sim.analysis.trial.seen import Trial, try_out
from sim.analysis.trial.states import state_warnings
from sim.errors import Problem

__all__ = ["Trial", "figures", "trial_warnings", "try_out"]


def trial_warnings(trial: Trial) -> tuple[Problem, ...]:
    """Everything worth a look, in file order."""
    found = [
        *decider_warnings(trial),
        *chance_warnings(trial),
        *answer_warnings(trial),
        *state_warnings(trial),
    ]
    return tuple(sorted(found, key=lambda one: (one.where, one.code)))
