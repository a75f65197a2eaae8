"""What is worth a look though nothing is wrong: names nobody uses, states set by several, numbers without a source.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... state: {sky: {kinds: [dry, wet], start: dry}}
... events: {rain: {rate: 1 per week, then: {sky: = wet}}, sun: {rate: 1 per week, then: {sky: = dry}}}
... ''')
>>> clashes(world), parted(world, "sky")
({'sky': ('rain', 'sun')}, 'let one condition exclude the other, or give one of them the say')
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Problem, problem
from sim.scenario.check.gauge import gauge
from sim.scenario.expr.nodes import Name, to_text, walk
from sim.scenario.names import symbols
from sim.scenario.schema import Action, Actor, Scenario
from sim.scenario.slots import Slot, expressions, owner
from sim.scenario.states import KindState, SwitchState
from sim.scenario.where import Path


def usage_warnings(scenario: Scenario) -> Iterator[Problem]:
    """All warnings of this kind."""
    yield from _unused(scenario)
    yield from _set_by_several(scenario)
    count = gauge(scenario)
    if count.unsourced:
        where = count.unsourced[0].where(scenario)
        yield problem("W02", where, unsourced=len(count.unsourced), total=count.total)


def _unused(scenario: Scenario) -> Iterator[Problem]:
    """Quantities, stances, terms, calendar names and states that no expression reads."""
    table, used = symbols(scenario), set()
    for slot in expressions(scenario):
        for node in walk(slot.node):
            symbol = table.find(node.path, slot.actor) if isinstance(node, Name) else None
            if symbol:
                used.add(symbol.path)
    served = {
        f"{actor}.{goal}"
        for actor, noun in scenario.actors.items()
        for action in _actions(noun)
        for goal in action.serves
    }
    for symbol in table.by_path.values():
        kinds = ("quantity", "term", "calendar", "number", "levels", "kinds", "counter", "switch")
        if symbol.kind in kinds and symbol.path not in used | served:
            yield problem("W03", scenario.places.key(symbol.tree), name=symbol.path)


def _actions(actor: Actor) -> Iterator[Action]:
    yield from actor.menu.values()
    for track in actor.tracks.values():
        yield from track.menu.values()


def _set_by_several(scenario: Scenario) -> Iterator[Problem]:
    """States that two different deciders or events may set with = in the same phase."""
    for state, names in clashes(scenario).items():
        where = scenario.places.key(("state", state))
        yield problem("W01", where, name=state, by=", ".join(names), fix=parted(scenario, state))


def clashes(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """State -> who may set it to different things in one phase, by name, in declared order."""
    setters: dict[tuple[str, str], list[Slot]] = {}
    for slot in expressions(scenario):
        if slot.role == "effect" and slot.op == "=" and slot.path[0] in ("actors", "events", "rules"):
            setters.setdefault((slot.state, str(slot.path[0])), []).append(slot)
    found: dict[str, list[str]] = {}
    for (state, _), slots in setters.items():
        values = {to_text(slot.node) for slot in slots}
        if len({_decider(slot) for slot in slots}) > 1 and len(values) > 1:
            found.setdefault(state, []).extend(map(owner, slots))
    return {state: tuple(dict.fromkeys(names)) for state, names in found.items()}


def _decider(slot: Slot) -> Path:
    """The options of one track exclude each other, so does everything inside one event."""
    return slot.path[:4] if slot.path[2:3] == ("tracks",) else slot.path[:2]


def parted(scenario: Scenario, state: str) -> str:
    """How a clash on ``state`` is mended; only what has an order can be raised or lowered."""
    fix = "let one condition exclude the other, or give one of them the say"
    unordered = isinstance(scenario.state[state], (KindState, SwitchState))
    return fix if unordered else f"use `at least` or `at most`, which do not depend on the order, or {fix}"
