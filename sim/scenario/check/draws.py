"""No two things share one address of randomness; only `draws:` can bring that about.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... quantities: {a: {uniform: [0, 1]}, b: {uniform: [0, 1], draws: a}}
... ''')
>>> [found.headline() for found in draw_problems(world)]
['text:5:64 N08 "b" would share the draws of "a"']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.errors import Problem, problem
from sim.scenario.addresses import address, old_names
from sim.scenario.names import track_items
from sim.scenario.schema import Actor, Scenario
from sim.scenario.slots import uncertain
from sim.scenario.states import NumberState
from sim.scenario.where import Path

Drawn = tuple[str, str, Path]  # name, address of its draws, place


def draw_problems(scenario: Scenario) -> Iterator[Problem]:
    """Names that share an address, among what is drawn once per world and among what is drawn in each tick."""
    for things in (_per_world(scenario), _per_tick(scenario)):
        yield from _shared(scenario, things)


def _shared(scenario: Scenario, things: Iterable[Drawn]) -> Iterator[Problem]:
    owners: dict[str, tuple[str, Path]] = {}
    for name, draws, path in sorted(things, key=lambda drawn: drawn[0] != drawn[1]):
        if draws in owners and name != draws:  # the same name twice is told as such
            place = scenario.places.value((*path, "draws"))
            yield problem("N08", place, name=name, other=owners[draws][0])
        owners.setdefault(draws, (name, path))


def _per_world(scenario: Scenario) -> Iterator[Drawn]:
    renamed = old_names(scenario)
    for item in uncertain(scenario):
        yield item.name, item.quantity.draws or address(item.name, renamed), item.path
    for name, doubt in scenario.doubts.items():
        yield f"doubts.{name}", doubt.draws or f"doubts.{name}", ("doubts", name)


def _per_tick(scenario: Scenario) -> Iterator[Drawn]:
    renamed = old_names(scenario)
    for name, place in _streams(scenario):
        yield name, address(name, renamed), place


def _streams(scenario: Scenario) -> Iterator[tuple[str, Path]]:
    """Everything that draws in a tick, with its place."""
    for name, state in scenario.state.items():
        if isinstance(state, NumberState) and state.noise is not None:
            yield f"{name}.noise", ("state", name)
    for name, event in scenario.events.items():
        yield name, ("events", name)
        yield from ((f"{name}.{other}", ("events", name, "one_of", other)) for other in event.one_of)
    for name, actor in scenario.actors.items():
        yield from _of_actor(name, actor)


def _of_actor(name: str, actor: Actor) -> Iterator[tuple[str, Path]]:
    for track, below, holder in track_items(actor):
        yield f"{name}.{track}.hold" if track else f"{name}.hold", ("actors", name, *below)
        for own, action in holder.menu.items():
            place = ("actors", name, *below, "menu", own)
            yield f"{name}.{own}", place
            if action.succeeds is not None:
                yield f"{name}.{own}.succeeds", place
