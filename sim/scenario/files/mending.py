"""What can still be checked of a file with unreadable places: they are taken out and remembered as gaps.

>>> from sim.scenario.where import Places
>>> tree = {"stancelab": 1, "name": "w", "clock": {"start": "2024-01-01", "tick": "day", "ticks": 2},
...     "quantities": {"a": "high", "b": 0.3}, "watches": {"w": "a + b > 1"}}
>>> scenario = readable_part(Layer(tree, Places()))
>>> list(scenario.quantities), sorted(scenario.gaps.paths)
(['b'], [('quantities', 'a')])
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem
from sim.scenario.files.messages import in_tree
from sim.scenario.files.overlay import Layer, copied
from sim.scenario.schema import Scenario
from sim.scenario.where import NAMED, Gaps, Path, Places

ROUNDS = 8  # what holds a place that is taken out may itself not be whole without it, and so on
_STAND_INS: dict[str | int, Any] = {
    "name": "world",
    "clock": {"start": "2000-01-01", "tick": "day", "ticks": 1},
}
OF_BLOCKS = ("S02", "S04")  # said of a block as a whole, at its key


def readable_part(layer: Layer) -> Scenario | None:
    """The scenario in ``layer`` without what cannot be read, which it knows as its gaps; None if nothing is left."""
    tree, missing = copied(layer.tree), set(layer.gaps)
    tree.pop("pool", None)  # its members are worlds of their own
    for _ in range(ROUNDS):
        try:
            scenario = Scenario.model_validate(tree).placed(layer.places, tree)
            return scenario.with_gaps(Gaps(frozenset(missing)))
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
        for one in found:
            path = _unread(one["loc"], tree, one["type"] == "missing")
            strange = one["type"] == "extra_forbidden" or str(one["loc"][-1]) == "[key]"
            # of a key that has no place, or is no name, all beside it is unknown
            missing.add(path[:-1] if strange else path)
            _take_out(tree, path)
    return None


def _unread(loc: tuple[Any, ...], tree: dict[str, Any], lacks: bool) -> Path:
    """The path to take out: entries of a list stay together, and so does all that says what a name is."""
    path = tuple(takewhile(lambda part: isinstance(part, str), in_tree(loc, tree)))
    if not path and lacks:
        return (str(loc[-1]),)
    whole = 4 if path[:1] == ("actors",) and path[2:3] in (("goals",), ("stances",)) else 2
    says_what = path[:1] in (("quantities",), ("calendar",)) or path[-1:] == ("unit",) or whole == 4
    return path[:whole] if says_what else path


def _take_out(tree: dict[str, Any], path: Path) -> None:
    """Remove what stands at ``path``; what no scenario can be without gets something in its place."""
    holder: Any = tree
    for part in path[:-1]:
        holder = holder.get(part) if isinstance(holder, dict) else None
    if isinstance(holder, dict) and path:
        holder.pop(path[-1], None)
    if path[:1] in ((), ("name",), ("clock",)):
        whole = _STAND_INS if not path else {path[0]: _STAND_INS[path[0]]}
        tree |= {str(key): value for key, value in whole.items() if path or key not in tree}


def without_gaps(layer: Layer) -> Layer:
    """The layer without the values that are known to be broken."""
    if not layer.gaps:
        return layer
    tree = copied(layer.tree)
    for path in layer.gaps:
        _take_out(tree, path)
    return replace(layer, tree=tree)


Spot = tuple[str, int, int]


def spot(found: Problem) -> Spot:
    """Where a problem begins."""
    return found.where.file, found.where.line, found.where.col


def places_around(gaps: Iterable[Path], places: Places) -> set[Spot]:
    """Where gaps are, all that holds them, and what stands beside or below them in the same block.

    What is said there of a block as a whole may be gone once the gap is.
    """
    around = {gap[:depth] for gap in gaps for depth in range(len(gap) + 1)}
    blocks = {block for gap in gaps for block in (gap, gap[:-1]) if block and block[-1] not in NAMED}
    around |= {path for path in places.keys if path[:-1] in blocks and len(path) > 2}
    at = (place for path in around for place in (places.key(path), places.value(path)))
    return {(place.file, place.line, place.col) for place in at}
