"""What is worth a look though nothing is wrong: names nobody uses, states set by several, numbers without a source."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Problem, problem
from sim.scenario.check.gauge import gauge
from sim.scenario.expr.nodes import Name, walk
from sim.scenario.names import symbols
from sim.scenario.schema import Action, Actor, Scenario
from sim.scenario.slots import expressions
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
    setters: dict[tuple[str, str], set[Path]] = {}
    for slot in expressions(scenario):
        if slot.role == "effect" and slot.op == "=" and slot.path[0] in ("actors", "events", "rules"):
            # the options of one track exclude each other, so does everything inside one event
            decider = slot.path[:4] if slot.path[2:3] == ("tracks",) else slot.path[:2]
            setters.setdefault((slot.state, str(slot.path[0])), set()).add(decider)
    for (state, _), deciders in setters.items():
        if len(deciders) > 1:
            yield problem("W01", scenario.places.key(("state", state)), name=state)
