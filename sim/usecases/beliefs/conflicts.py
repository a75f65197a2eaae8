"""Where the texts disagree, with what this world holds there, and every overlay of it that holds something else.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... quantities: {fog: {fixed: 0.2, basis: judgement, why: between the two}}
... evidence: {conflicts: {C1: {about: fog, sides: {LOG: rare, MAP: often}, handling: the middle, bears_on: [fog]}}}
... ''')
>>> conflicts(world)[0].held
{'fog': (Lens(world='ferry', value='0.2'),)}
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from sim.errors import ScenarioError
from sim.report.beliefs.statements import Disagreement, Lens
from sim.scenario.check.evidence import present
from sim.scenario.files.find import OVERLAYS, find
from sim.scenario.files.paths import full_path
from sim.scenario.files.yamltree import load
from sim.scenario.quantity import Quantity, describe
from sim.scenario.read import layer_of, read_layer
from sim.scenario.schema import Scenario
from sim.scenario.where import Path
from sim.usecases.beliefs.addresses import noun_at
from sim.usecases.beliefs.statements import statements
from sim.usecases.beliefs.why import told
from sim.usecases.targets import shortened

LENS = OVERLAYS[-1]  # the folder of those who see the same world with other eyes


def conflicts(world: Scenario) -> tuple[Disagreement, ...]:
    """Every conflict of ``world``; lenses are the overlays in the folder `lens/` beside it that touch one of its paths."""
    rows = {row.id: row for row in statements(world)}
    lenses = list(_lenses(world))
    return tuple(
        Disagreement(
            name,
            " ".join(one.about.split()),
            {side: " ".join(says.split()) for side, says in one.sides.items()},
            tuple(rows[row] for row in one.rows if row in rows),
            " ".join(one.handling.split()),
            {path: tuple(_held(world, path, lenses)) for path in one.bears_on},
        )
        for name, one in world.evidence.conflicts.items()
    )


def _held(world: Scenario, dotted: str, lenses: list[tuple[FilePath, tuple[Path, ...]]]) -> Iterator[Lens]:
    path = present(world, dotted)
    yield Lens(world.name, _value(world, path, dotted))
    for file, changed in lenses:
        if any(_meets(other, path) for other in changed):
            lens = read_layer(layer_of(file))
            yield Lens(lens.name, _value(lens, present(lens, dotted), dotted))


def _value(world: Scenario, path: Path, dotted: str) -> str:
    """What stands there, in a line; of what has parts its reason."""
    if not path:
        return "nothing"
    noun: Any = noun_at(world, path)
    if isinstance(noun, Quantity):
        return describe(noun)
    return told(world, dotted).value or getattr(noun, "why", "") or "what stands there"


def _meets(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 1 and one[:shorter] == other[:shorter]


def _lenses(world: Scenario) -> Iterator[tuple[FilePath, tuple[Path, ...]]]:
    """Overlays of this very world in its folder for lenses, each with the paths it sets."""
    own = FilePath(world.places.value(("stancelab",)).file)
    for file in sorted((own.parent / LENS).glob("*.yaml")):
        try:
            tree = load(file)[0]
            base = tree.get("extends")
            if isinstance(base, str) and find(base, beside=file.parent).resolve() == own.resolve():
                changes = tree.get("set")
                paths = (
                    full_path(world.tree, path) for path in (changes if isinstance(changes, dict) else ())
                )
                yield shortened(file), tuple(path for path in paths if path)
        except ScenarioError:  # its own check says what is wrong with it
            continue
