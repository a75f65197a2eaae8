"""Whether the worlds of a pool can be mixed: they may differ in what they believe, never in what is asked or recorded.

>>> from sim.scenario.read import read_text
>>> world = "stancelab: 1, name: w, clock: {start: 2024-01-01, tick: week, ticks: 4}, state: {s: {start: 0.2, range: [0, %d]}}"
>>> pool = "pool: {a: {weight: 1, world: {%s}}}"
>>> mixed = read_text(("{%s, %s}" % (world, pool)).replace("%s", world) % (1, 2))
>>> [found.what for found in pool_problems(mixed)]
['"a" cannot be mixed: its state is another, s']
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.errors import Problem, problem
from sim.scenario.files.prose import without_prose
from sim.scenario.schema import Scenario
from sim.scenario.where import Path

SAME = ("clock", "questions", "watches")  # to the letter
FORM = (
    "range",
    "unit",
    "levels",
    "kinds",
    "counter",
    "max",
    "switch",
)  # of a state, what its record depends on


def pool_problems(scenario: Scenario) -> Iterator[Problem]:
    """Members that cannot be mixed with the base and with each other, and weights that leave nothing."""
    resolved = {member.name for member in scenario.members}
    for name in scenario.pool:
        if name not in resolved:
            yield _say(
                scenario, ("pool", name), f'"{name}" is no world', "name a world or a file under `world:`"
            )
    if scenario.pool and not any(member.weight for member in scenario.pool.values()):
        yield _say(scenario, ("pool",), "all weights are 0", "give one of the worlds a weight above 0")
    for member in scenario.members:
        for part in _unlike(scenario.tree, member.world.tree):
            what = f'"{member.name}" cannot be mixed: its {part}'
            yield _say(
                scenario,
                ("pool", member.name),
                what,
                "let the worlds differ in beliefs only: see `explain pool`",
            )


def _unlike(base: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """What is asked or recorded in one world otherwise than in the other."""
    for section in SAME:
        mine, its = (without_prose({section: tree.get(section, {})}) for tree in (base, other))
        if mine != its:
            yield f"{section.rstrip('s') if section != 'watches' else 'watch'} is another{_which(mine, its, section)}"
    states = [{name: _form(state) for name, state in tree.get("state", {}).items()} for tree in (base, other)]
    if states[0] != states[1]:
        names = [n for n in {**states[0], **states[1]} if states[0].get(n) != states[1].get(n)]
        yield f"state is another, {names[0]}"


def _which(mine: Any, its: Any, section: str) -> str:
    """The first name that is not the same, of a section with names."""
    if section == "clock":
        return ""
    one, other = (dict(pairs) for pairs in (mine[section], its[section]))
    return ", " + next(
        (name for name in {**one, **other} if one.get(name) != other.get(name)), "in another order"
    )


def _form(state: Any) -> dict[str, Any]:
    return {key: state[key] for key in FORM if key in state} if isinstance(state, dict) else {}


def _say(scenario: Scenario, path: Path, what: str, fix: str) -> Problem:
    why = "shares of unlike things have no mean" if "mixed" in what else ""
    return problem("S04", scenario.places.key(path), what=what, why=why, fix=fix)
