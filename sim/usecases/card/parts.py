"""The pieces of a model card, each as (depth, text) lines or as rows of a table, made from the scenario.

>>> from sim.scenario.states import SwitchState
>>> list(scale_lines("lit", SwitchState(switch="off", why="it is dark")))
[(0, '`lit`: a switch'), (1, 'it is dark')]
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.beliefs.origin import brief
from sim.report.words import number_text
from sim.scenario.expr.nodes import to_text
from sim.scenario.fields import Sourced
from sim.scenario.names import track_items
from sim.scenario.quantity import Quantity, describe
from sim.scenario.schema import Scenario, Turns
from sim.scenario.slots import else_name, uncertain
from sim.scenario.states import CounterState, KindState, LevelState, NumberState, State
from sim.usecases.beliefs.grounds import origin
from sim.usecases.beliefs.why import spread

Line = tuple[int, str]
RULES = {
    "worst": "the gravest that ever holds",
    "first": "the first to hold",
    "last": "what holds at the end",
}


def asked_lines(world: Scenario) -> Iterator[Line]:
    """Each question with its horizon, which of its lines counts, and its outcomes."""
    for name, question in world.questions.items():
        rule = next(rule for rule in RULES if getattr(question, rule))
        lines = getattr(question, rule)
        horizon = f"within {question.within}" if question.within else f"by {question.by}"
        yield 0, f"`{name}`, {horizon}: {question.title or name.replace('_', ' ')}"
        outcomes = [line for line in lines if line != "else"]
        yield 1, f"{RULES[rule]} of {', '.join(outcomes)}; else {else_name(lines)}"


def scale_lines(name: str, state: State) -> Iterator[Line]:
    """What values a state can take, and why it is there."""
    yield 0, f"`{name}`{f' ({state.label})' if state.label else ''}: {_scale(state)}"
    yield from _reason(1, state)


def _scale(state: State) -> str:
    if isinstance(state, NumberState):
        unit = f" {state.unit}" if state.unit else ""
        return f"a number from {state.range[0]:,g} to {state.range[1]:,g}{unit}"
    if isinstance(state, LevelState):
        return f"a ladder, {' < '.join(state.levels)}"
    if isinstance(state, KindState):
        return f"one of {', '.join(state.kinds)}"
    return f"a count up to {state.max:,}" if isinstance(state, CounterState) else "a switch"


def _reason(depth: int, block: Sourced) -> Iterator[Line]:
    ground = ", ".join(filter(None, (*block.from_, block.hedge, block.grade, block.basis)))
    if ground or block.why:
        yield depth, f"{block.why} ({ground})" if ground and block.why else block.why or ground


def start_lines(world: Scenario) -> Iterator[Line]:
    """Where every state starts."""
    for name, state in world.state.items():
        if isinstance(state, NumberState):
            start = state.start
            yield 0, f"`{name}`: {describe(start) if isinstance(start, Quantity) else to_text(start)}"
        elif isinstance(state, CounterState):
            yield 0, f"`{name}`: {state.counter}"
        else:
            yield 0, f"`{name}`: {getattr(state, 'start', None) or getattr(state, 'switch', '')}"


def drift_lines(world: Scenario) -> Iterator[Line]:
    """How states move by themselves."""
    for name, state in world.state.items():
        if isinstance(state, NumberState) and state.relax:
            half = state.relax.half_life
            time = describe(half) if isinstance(half, Quantity) else to_text(half)
            yield 0, f"`{name}` goes back to `{to_text(state.relax.to)}`, half of the way in {time}"
        if isinstance(state, NumberState) and state.noise:
            yield 0, f"`{name}` wanders by {describe(state.noise)}"


def process_lines(world: Scenario) -> Iterator[Line]:
    """The seven phases of a tick, each with what this world has in it, in the order in which it is declared."""
    drifting = [n for n, s in world.state.items() if isinstance(s, NumberState) and (s.relax or s.noise)]
    phases: tuple[tuple[str, list[str]], ...] = (
        ("dated changes, then the calendar", [*map(str, world.at), *world.calendar]),
        ("events, each where its clock is met", list(world.events)),
        ("decisions, all at once", list(_deciders(world))),
        ("rules", list(world.rules)),
        ("drift", drifting),
        ("memory of conditions", []),
        ("questions and watches are read", [*world.questions, *world.watches]),
    )
    for number, (words, names) in enumerate(phases, 1):
        yield 0, f"*Phase {number}*, {words}{': ' + ', '.join(names) if names else ''}"


def _deciders(world: Scenario) -> Iterator[str]:
    for name, actor in world.actors.items():
        turns = "on given dates" if isinstance(actor.decides, Turns) else actor.decides
        tracks = ", ".join(track for track, _, _ in track_items(actor) if track)
        yield f"{name} {turns}{f' on its tracks {tracks}' if tracks else ''}"


def quantity_lines(world: Scenario) -> Iterator[Line]:
    """Every uncertain number and named constant: value, range of nine worlds in ten, what it rests on, why."""
    for item in uncertain(world):
        low, _, high = spread(item.quantity)
        band = f" [{number_text(low)} to {number_text(high)}]" if low < high else ""
        ground = origin(world, item.path)
        yield 0, f"`{item.name}`: {describe(item.quantity)}{band} ({brief(ground)})"
        if ground.why:
            yield 1, f"{ground.why}{f' (said of {ground.by})' if ground.by else ''}"


def assumption_lines(world: Scenario) -> Iterator[Line]:
    """Every declared assumption: why it is made, what would break it, the world without it."""
    for name, one in world.assumptions.items():
        cited = f" ({', '.join(one.from_)})" if one.from_ else ""
        yield 0, f"**{name.replace('_', ' ')}**: {one.says}"
        yield 1, f"made because {one.why}{cited}"
        if one.broken_by:
            yield 1, f"what would break it: {one.broken_by}"
        changes = "; ".join(f"`{path}` = {_value(value)}" for path, value in one.if_false.items())
        yield 1, f"if false: {changes}"


def _value(value: object) -> str:
    """A new value in a line; of a quantity its family only."""
    if value is None:
        return "removed"
    if isinstance(value, dict):
        told = (
            f"{key} {_value(inner)}" for key, inner in value.items() if key not in ("why", "basis", "from")
        )
        return ", ".join(told)
    return "/".join(map(str, value)) if isinstance(value, list) else str(value)
