"""The stages a world goes through, each as text: the resolved tree, the scenario in words, the program.

>>> print(shown("no-such-world", "tree"))
Traceback (most recent call last):
...
sim.errors.ScenarioError: no-such-world:1:1 F13 no world named "no-such-world"
"""

from __future__ import annotations

from sim.scenario.check import checked
from sim.scenario.schema import Scenario
from sim.usecases.described import Line, described
from sim.usecases.running.resolved import tree_text
from sim.usecases.targets import BASE, target, variants

STAGES = ("tree", "scenario", "program")


def shown(name: str, stage: str) -> tuple[Line, ...]:
    """(depth, text) lines of one stage of the world that ``name`` stands for.

    Raises ScenarioError with all problems; a program needs a world without errors.
    """
    world = variants(target(name))[BASE]
    if stage == "scenario":
        return tuple(described(world))
    text = tree_text(world.tree) if stage == "tree" else _program(world)
    return tuple((0, line) for line in text.splitlines())


def _program(world: Scenario) -> str:
    from sim.engine.compile import compile_scenario

    return compile_scenario(checked(world)).text()
