"""Numbers that are written out lie where their place allows; those that are worked out are watched while a run goes on.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... events: {spark: {rate: -0.2 per week}}
... ''')
>>> [found.headline() for found in literal_problems(world)]
['text:5:24 Q04 a rate must be at least 0, got -0.2 per week']
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.errors import Problem, problem
from sim.scenario.expr.nodes import Number, to_text
from sim.scenario.schema import Scenario
from sim.scenario.slots import Slot, expressions
from sim.scenario.states import CounterState

_HINT = "correct the number"


def literal_problems(scenario: Scenario) -> Iterator[Problem]:
    """Rates, chances, half-lives, servings and counters out of bounds."""
    for slot in expressions(scenario):
        if isinstance(slot.node, Number):
            yield from _outside(scenario, slot, slot.node)
    for name, state in scenario.state.items():
        if isinstance(state, CounterState) and state.counter > state.max:
            place = scenario.places.value(("state", name, "counter"))
            hint = f"raise `max:`, which is {state.max} unless stated"
            yield problem("U06", place, got=state.counter, low=0, high=state.max, hint=hint)
    for name, entry in scenario.calendar.items():
        for day, value in entry.values.items():
            if not math.isfinite(value):
                place = scenario.places.value(("calendar", name, "values", day.isoformat()))
                yield problem("Q04", place, name="a value", expected="finite", got=value, hint=_HINT)


def _outside(scenario: Scenario, slot: Slot, number: Number) -> Iterator[Problem]:
    place, got = scenario.places.value(slot.path), to_text(number)
    value = number.value / 100 if number.unit.percent else number.value
    key = slot.path[-2] if "serves" in slot.path[-2:-1] else slot.path[-1]
    # a share is a plain number or a percentage; of anything else its unit is reported
    plain = number.unit.time == 0
    if plain and key == "serves" and not -1 <= value <= 1:
        hint = "1 serves the goal as well as anything could, -1 harms it as much"
        yield problem("U06", place, got=got, low=-1, high=1, hint=hint)
    elif plain and key == "succeeds" and slot.role == "number" and not 0 <= value <= 1:
        yield problem("U06", place, got=got, low=0, high=1, hint="a chance lies from 0 to 1, or 0% to 100%")
    elif plain and key == "chance" and slot.role == "number" and not 0 <= value < math.inf:
        yield problem("Q04", place, name="a chance", expected="at least 0", got=got, hint=_HINT)
    elif slot.role == "rate" and number.unit.is_rate and not number.unit.percent and value < 0:
        yield problem("Q04", place, name="a rate", expected="at least 0", got=got, hint=_HINT)
    elif key == "half_life" and number.unit.is_duration and value <= 0:
        yield problem("Q04", place, name="a half-life", expected="above 0", got=got, hint=_HINT)
