"""The model card of a world or plan by its name, with or without its assumptions tried the other way.

>>> card_of("one-choice").splitlines()[0]
'# one-choice: the model'
"""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.run import Sample
from sim.errors import RunError
from sim.scenario.check import checked
from sim.scenario.read import layer_of, read_layer
from sim.usecases.card.odd import card
from sim.usecases.card.trying import tried
from sim.usecases.targets import plan_of, target


def card_of(name: str, told: Callable[[str], None] | None = None) -> str:
    """The card of the world that ``name`` stands for; with ``told`` every assumption is also run the other way.

    As many worlds and repeats as its plan says. Raises ScenarioError with all problems, RunError for a pool.
    """
    goal = target(name)
    layer = layer_of(goal.world)
    world = checked(read_layer(layer))
    if world.pool:
        raise RunError(f"{name} is a pool and has no card.\nName one of its worlds: {', '.join(world.pool)}.")
    if told is None:
        return card(world)
    plan = plan_of(goal, world.name)
    return card(world, tried(layer, Sample(plan.seed, plan.worlds, plan.repeats), told))
