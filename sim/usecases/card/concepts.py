"""The design concepts of the ODD protocol, with what this world has of each.

>>> from sim.scenario.read import read_text
>>> world = read_text('{stancelab: 1, name: w, clock: {start: 2024-01-01, tick: day, ticks: 1}}')
>>> dict(line.split(": ", 1) for _, line in concepts(world))["*Learning*"]
'none; goals, stances and habits stay what they were drawn as.'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.scenario.expr.nodes import Call, Name, to_text, walk
from sim.scenario.names import symbols
from sim.scenario.schema import Scenario
from sim.scenario.slots import expressions

Line = tuple[int, str]
STATES = ("number", "levels", "kinds", "counter", "switch")


def concepts(world: Scenario) -> Iterator[Line]:
    """All of them, in the protocol's order."""
    yield (
        0,
        (
            "*Basic principles*: actors choose by random utility (McFadden 1974): an option's weight is exp(precision x worth "
            "+ habit + doubt), its worth the sum of goal weight x what it serves, that of doing nothing 0. Events are "
            "competing hazards. What is not known is drawn once per world, what is luck in every history."
        ),
    )
    yield (
        0,
        (
            "*Emergence*: outcomes are read off the states that choices and events leave behind; no outcome is drawn from a "
            "distribution of its own."
        ),
    )
    yield (
        0,
        "*Adaptation*: by choosing again every turn, with everything read anew; see the options under Submodels.",
    )
    yield 0, f"*Objectives*: {_objectives(world)}."
    yield 0, "*Learning*: none; goals, stances and habits stay what they were drawn as."
    yield from _prediction(world)
    yield from _per_actor(
        world, "Sensing", "every actor reads states as they are, without error", _sensed(world)
    )
    yield from _per_actor(world, "Interaction", "through states only; who changes what", _changed(world))
    yield (
        0,
        (
            "*Stochasticity*: every draw is a function of its address (name, world, repeat, tick), so that one change moves no "
            "other draw. Choices, events, results and noise are drawn in every history, quantities and doubts once per world."
        ),
    )
    yield 0, "*Collectives*: none beyond the actors, each of which stands for many people."
    observed = [
        f"{len(world.questions)} questions",
        f"{len(world.watches)} watches",
        f"{len(world.state)} states over time",
    ]
    yield 0, f"*Observation*: {', '.join(observed)}; none of it touches the world."


def _objectives(world: Scenario) -> str:
    told = (f"{name} wants {', '.join(actor.goals)}" for name, actor in world.actors.items() if actor.goals)
    return "; ".join(told) or "no actor has goals"


def _prediction(world: Scenario) -> Iterator[Line]:
    seen = {
        f"{slot.path[1]} weighs `{to_text(node)}`": None
        for slot in expressions(world)
        for node in walk(slot.node)
        if isinstance(node, Call) and node.function == "expects"
    }
    if not seen:
        yield 0, "*Prediction*: none; nobody looks ahead."
        return
    yield (
        0,
        (
            "*Prediction*: one turn ahead. An actor expects another to choose by the same formula, in the state that its own "
            "sure effects would make, without looking ahead in turn."
        ),
    )
    yield from ((1, one) for one in seen)


def _per_actor(world: Scenario, title: str, words: str, found: dict[str, Iterable[str]]) -> Iterator[Line]:
    if not any(found.values()):
        yield 0, f"*{title}*: nobody has any."
        return
    yield 0, f"*{title}*: {words}"
    yield from ((1, f"{actor}: {', '.join(names)}") for actor, names in found.items() if names)


def _sensed(world: Scenario) -> dict[str, Iterable[str]]:
    """The states and terms that each actor's expressions read."""
    table = symbols(world)
    found: dict[str, dict[str, None]] = {name: {} for name in world.actors}
    for slot in expressions(world):
        if slot.path[0] == "actors":
            for node in walk(slot.node):
                symbol = table.find(node.path, slot.actor) if isinstance(node, Name) else None
                if symbol is not None and symbol.kind in (*STATES, "term"):
                    found[str(slot.path[1])][symbol.path] = None
    return dict(found)


def _changed(world: Scenario) -> dict[str, Iterable[str]]:
    """The states that each actor's options change."""
    found: dict[str, dict[str, None]] = {name: {} for name in world.actors}
    for slot in expressions(world):
        if slot.path[0] == "actors" and slot.role == "effect":
            found[str(slot.path[1])][slot.state] = None
    return dict(found)
