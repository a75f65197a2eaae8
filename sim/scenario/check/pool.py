"""Whether the worlds of a pool can be mixed: they may differ in what they believe, never in what is asked.

A rival model may read the answer off its own states, so a line's expression may differ where the base's could not be
read in it.

>>> from sim.scenario.read import read_text
>>> world = "stancelab: 1, name: w, clock: {start: 2024-01-01, tick: week, ticks: %d}, state: {s: {start: 0.2, range: [0, %d]}}"
>>> pool = "{%s, pool: {a: {weight: 1, world: {%s}}, b: {weight: 1, world: {%s}}}}" % ((world,) * 3)
>>> mixed = read_text(pool % (4, 1, 4, 2, 5, 1))
>>> [found.what for found in pool_problems(mixed)], shared(mixed)
(['"b" cannot be mixed: its clock is another'], ((), ()))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.errors import Problem, problem
from sim.scenario.expr.nodes import Name, Node, to_text, walk
from sim.scenario.names import symbols
from sim.scenario.schema import Question, Scenario
from sim.scenario.slots import else_name
from sim.scenario.where import Path

FORM = (
    "range",
    "unit",
    "levels",
    "kinds",
    "counter",
    "max",
    "switch",
)  # of a state, what its record depends on
RULES = ("worst", "first", "last")


def pool_problems(scenario: Scenario) -> Iterator[Problem]:
    """Members that cannot be mixed with the base and with each other, and weights that leave nothing."""
    resolved = {member.name for member in scenario.members}
    for name in scenario.pool:
        if name not in resolved:
            fix = "name a world or a file under `world:`"
            yield _say(scenario, ("pool", name), f'"{name}" is no world', fix)
    if scenario.pool and not any(member.weight for member in scenario.pool.values()):
        yield _say(scenario, ("pool",), "all weights are 0", "give one of the worlds a weight above 0")
    for member in scenario.members:
        for part in _unlike(scenario, member.world):
            what = f'"{member.name}" cannot be mixed: its {part}'
            fix = "let the worlds differ in beliefs, and ask the same of all of them until the same time"
            yield _say(scenario, ("pool", member.name), what, fix)


def _unlike(base: Scenario, other: Scenario) -> Iterator[str]:
    """What is asked in one world otherwise than in the other."""
    if base.clock != other.clock:
        yield "clock is another"
    rival = _strange(base, other)
    for name, question in base.questions.items():
        if name not in other.questions:
            yield f"question {name} is missing"
        elif not _alike(question, other.questions[name], rival):
            yield f"question is another, {name}"


def _strange(base: Scenario, other: Scenario) -> set[str]:
    """Names of the base that the other world has not, or has for another kind of thing."""
    own, its = symbols(base).by_path, symbols(other).by_path
    return {name for name, symbol in own.items() if name not in its or its[name].kind != symbol.kind}


def _alike(one: Question, other: Question, strange: set[str]) -> bool:
    """Whether two questions ask the same, until the same time, with the same outcomes.

    What only strange names tell a rival reads in its own way.
    """
    (rule, mine), (its_rule, its) = _lines(one), _lines(other)
    if (one.within, one.by, list(mine), else_name(mine)) != (
        other.within,
        other.by,
        list(its),
        else_name(its),
    ):
        return False
    names = {n: {node.path for node in walk(mine[n]) if isinstance(node, Name)} for n in mine if n != "else"}
    if rule != its_rule:
        return any(told & strange for told in names.values())
    return all(to_text(mine[line]) == to_text(its[line]) or told & strange for line, told in names.items())


def _lines(question: Question) -> tuple[str, Mapping[str, Node]]:
    rule = next((rule for rule in RULES if getattr(question, rule)), RULES[0])
    return rule, getattr(question, rule)


def shared(scenario: Scenario) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The states and the watches of the base that every member has in the same form: only these can be recorded."""
    members = [member.world.tree for member in scenario.members if member.weight]

    def same(section: str, form: Any) -> tuple[str, ...]:
        own = scenario.tree.get(section, {})
        found = (
            n for n in own if all(form(own[n]) == form(tree.get(section, {}).get(n)) for tree in members)
        )
        return tuple(found)

    return same("state", _form), same("watches", lambda text: text)


def _form(state: Any) -> Any:
    return {key: state[key] for key in FORM if key in state} if isinstance(state, dict) else state


def _say(scenario: Scenario, path: Path, what: str, fix: str) -> Problem:
    why = "shares of unlike things have no mean" if "mixed" in what else ""
    return problem("S04", scenario.places.key(path), what=what, why=why, fix=fix)
