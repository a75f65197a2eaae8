"""What of a world is said to people only, and what its numbers depend on.

>>> without_prose({"name": "x", "state": {"name": {"start": 1, "why": "because"}}})
{'state': [['name', {'start': 1}]]}
"""

from __future__ import annotations

from typing import Any

from sim.scenario.where import NAMED

# metadata that never reaches the engine; a run's identity leaves it out
PROSE = frozenset(
    {
        "label",
        "title",
        "about",
        "why",
        "note",
        "resolves",
        "void",
        "from",
        "hedge",
        "grade",
        "basis",
        "coder",
        "sources",
        "defaults",
        "name",
        "stancelab",
        "evidence",
        "assumptions",
        "left_out",
        "axes",  # read from watches that are kept in any case
    }
)


def without_prose(tree: Any, top: bool = True) -> Any:
    """The tree without labels and prose: what a run's numbers depend on.

    Names given by the author come as pairs, since their order may count.
    """
    if isinstance(tree, list):
        return [without_prose(item, False) for item in tree]
    if not isinstance(tree, dict):
        return tree
    return {key: _below(key, value) for key, value in tree.items() if key not in PROSE}


def _below(key: str, value: Any) -> Any:
    if key in NAMED and isinstance(value, dict):
        return [[name, without_prose(inner, False)] for name, inner in value.items()]
    return without_prose(value, False)
