"""States and what moves them beside events and decisions: start values, dated changes, rules, drift."""

from __future__ import annotations

import math

from sim.engine.compile.builder import WORLD
from sim.engine.compile.context import Scope
from sim.engine.compile.effects import Effects
from sim.engine.compile.expressions import Lowering
from sim.engine.program import Register, Variable
from sim.scenario.quantity import Quantity
from sim.scenario.states import CounterState, KindState, LevelState, NumberState, State, SwitchState

BINS = 256


def lower_states(lowering: Lowering) -> None:
    """Every state as a variable with its start."""
    context = lowering.context
    context.builder.phase = WORLD
    for name, state in context.scenario.state.items():
        context.variable(_variable(lowering, name, state))


def _variable(lowering: Lowering, name: str, state: State) -> Variable:
    builder = lowering.builder
    if isinstance(state, NumberState):
        low, high = state.range
        scope = Scope(("state", name, "start"), builder.truth(True))
        value = lowering.amount(state.start, f"{name}.start", scope)
        start = builder.emit("min", builder.emit("max", value, builder.number(low)), builder.number(high))
        return Variable(name, False, start, low, high, BINS, unit=state.unit)
    if isinstance(state, (LevelState, KindState)):
        members = state.levels if isinstance(state, LevelState) else state.kinds
        start = builder.number(float(members.index(state.start)))
        return Variable(name, False, start, 0.0, float(len(members) - 1), len(members), True, members)
    if isinstance(state, SwitchState):
        return Variable(name, True, builder.truth(state.switch == "on"), 0.0, 1.0, 2, True, ("off", "on"))
    assert isinstance(state, CounterState)
    wide = -(-(state.max + 1) // BINS)  # whole numbers to a bin
    start, bins = builder.number(float(state.counter)), -(-(state.max + 1) // wide)
    return Variable(name, False, start, 0.0, float(state.max), bins, True)


def lower_dated(lowering: Lowering) -> None:
    """Phase 1: changes under `at:` in order of date."""
    context = lowering.context
    context.builder.phase = 1
    effects = Effects(lowering, Scope((), context.builder.truth(True)))
    for day in sorted(context.scenario.at):
        tick = context.clock.dated(day)
        row = [float(k == tick) for k in range(context.clock.ticks + 1)]
        today = context.calendar_value(f"at {day.isoformat()}", row, truth=True)
        effects.add(context.scenario.at[day], today, Scope(("at", day.isoformat()), today))
    effects.write()


def lower_rules(lowering: Lowering) -> None:
    """Phase 4: certain things and flows (rates per tick times one tick)."""
    context = lowering.context
    context.builder.phase = 4
    always = context.builder.truth(True)
    effects = Effects(lowering, Scope((), always))
    for name, rule in context.scenario.rules.items():
        scope = Scope(("rules", name), always)
        condition = rule.if_ if rule.if_ is not None else rule.while_
        assert condition is not None
        holds = lowering.lower(condition, scope.at("if" if rule.if_ is not None else "while"))
        context.builder.note("holds", f"rules.{name}", holds)
        effects.add(rule.then, holds, scope.at("then"))
    effects.write()


def lower_drift(lowering: Lowering) -> None:
    """Phase 5: x + (1 - EXP(-ln2 / half_life)) x (to - x) + sd x normal."""
    context = lowering.context
    context.builder.phase = 5
    scope = Scope((), context.builder.truth(True))
    effects = Effects(lowering, scope)
    for name, state in context.scenario.state.items():
        if isinstance(state, NumberState) and (state.relax or state.noise is not None):
            effects.present[name] = _drifted(lowering, name, state, scope.at("state", name))
    effects.write()


def _drifted(lowering: Lowering, name: str, state: NumberState, scope: Scope) -> Register:
    emit, number = lowering.builder.emit, lowering.builder.number
    value = start = lowering.context.state(name, scope)
    if state.relax:
        below = scope.at("relax", "half_life")
        half_life = lowering.amount(state.relax.half_life, f"{name}.half_life", below)
        given = state.relax.half_life
        shown = state.relax.to if isinstance(given, Quantity) else given
        lowering.builder.mark(
            emit("not", emit("gt", half_life, number(0.0))),
            scope.need,
            lowering.context.origin(shown, below, "a half-life must be more than 0"),
        )
        kept = emit("exp", emit("div", number(-math.log(2.0)), half_life))
        aim = scope.at("relax", "to")
        target = lowering.lower(state.relax.to, aim)
        if lowering.may_overflow(state.relax.to):
            # infinity less infinity; infinity itself is held in the range
            origin = lowering.context.origin(state.relax.to, aim, "a target must be a number")
            lowering.builder.mark(emit("not", emit("eq", target, target)), scope.need, origin)
        pulled = emit("mul", emit("sub", number(1.0), kept), emit("sub", target, start))
        value = emit("add", value, pulled)
    if state.noise is not None:
        normal = lowering.context.draw("normal", f"{name}.noise")
        lowering.builder.note("normal", f"{name}.noise", normal)
        shock = emit("mul", lowering.context.quantity(f"{name}.noise"), normal)
        value = emit("add", value, shock)
    return value
