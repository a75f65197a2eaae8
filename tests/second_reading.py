"""A world's second reading: its tree with every expression as it is printed, and what must be the same in both."""

from __future__ import annotations

from typing import Any

from sim.scenario.expr.nodes import to_text, without_positions
from sim.scenario.schema import Scenario
from sim.scenario.slots import expressions


def meaning(slot: Any) -> tuple[Any, ...]:
    """Where an expression stands, what it must be, and what it says."""
    return slot.dotted, slot.role, slot.op, without_positions(slot.node)


def printed(scenario: Scenario) -> dict[str, Any]:
    """The world's tree with every expression replaced by its second reading."""
    tree = copied(scenario.tree)
    for slot in expressions(scenario):
        holder = tree
        for key in slot.path[:-1]:
            holder = holder[key]
        text = to_text(slot.node)
        holder[slot.path[-1]] = f"{slot.op} {text}" if slot.op and slot.path[-1] == slot.state else text
    return tree


def copied(value: Any) -> Any:
    """A tree of its own with the same values."""
    if isinstance(value, dict):
        return {key: copied(below) for key, below in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value
