"""Every expression has known names and the type its place needs.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... events: {spark: {rate: 0.2}}
... ''')
>>> [found.headline() for found in expression_problems(world, 7.0)]
['text:5:24 U04 a rate needs a time unit, this is a plain number']
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Problem, Where, nearest, problem
from sim.scenario.check.infer import Typing
from sim.scenario.check.types import PLAIN_NUMBER, TRUTH, UNKNOWN, Type, of_unit
from sim.scenario.expr.nodes import Name, walk
from sim.scenario.names import STATE_KINDS, Symbols, symbols
from sim.scenario.schema import CalendarName, Scenario
from sim.scenario.slots import Slot, Uncertain, expressions, uncertain
from sim.scenario.units import UnitError, parse_unit


def expression_problems(scenario: Scenario, tick_days: float) -> Iterator[Problem]:
    """Problems of all expressions and of the units of all quantities."""
    table = symbols(scenario)
    circles = list(_circles(scenario, table))
    yield from circles
    terms = _Terms(scenario, table, tick_days, broken={name for name, _ in _circle_names(scenario, table)})
    for slot in expressions(scenario):
        if slot.path[0] == "terms" and slot.path[1] in terms.broken:
            continue
        yield from _slot_problems(scenario, slot, table, terms)
    for item in uncertain(scenario):
        yield from _quantity_problems(scenario, item)


class _Terms:
    """Types of terms and calendar names, worked out once each."""

    def __init__(self, scenario: Scenario, table: Symbols, tick_days: float, broken: set[str]) -> None:
        self.scenario, self.table, self.tick_days, self.broken = scenario, table, tick_days, broken
        self.known: dict[str, Type] = {}

    def __call__(self, name: str) -> Type:
        calendar = self.scenario.calendar.get(name)
        if calendar is not None:
            return calendar_type(calendar)
        if name in self.broken:
            return UNKNOWN
        if name not in self.known:
            typing = Typing(self.table, self, lambda start, length: Where("?"), self.tick_days)
            self.known[name] = typing.infer(self.scenario.terms[name])
        return self.known[name]


def calendar_type(name: CalendarName) -> Type:
    """A number if it has values, else a condition."""
    return PLAIN_NUMBER if name.values else TRUTH


def _slot_problems(scenario: Scenario, slot: Slot, table: Symbols, terms: _Terms) -> Iterator[Problem]:
    def where(start: int, length: int) -> Where:
        return scenario.places.value(slot.path, slot.shift + start, length)

    typing = Typing(table, terms, where, terms.tick_days, slot.actor, slot.anticipates)
    wanted = _wanted(slot, table, typing)
    if wanted is None:
        yield from typing.problems
        return
    expected = wanted if wanted.kind in ("levels", "kinds") and slot.op not in ("+=", "-=") else None
    got = typing.infer(slot.node, expected)
    if got.kind != "unknown":
        _compare(typing, slot, got, wanted)
    yield from typing.problems


def _wanted(slot: Slot, table: Symbols, typing: Typing) -> Type | None:
    """The type ``slot`` must have; None if its state is unknown (reported here)."""
    simple = {
        "truth": TRUTH,
        "number": PLAIN_NUMBER,
        "rate": Type("number", (), -1),
        "duration": Type("number", (), 1),
        "any": UNKNOWN,
    }
    if slot.role in simple:
        return simple[slot.role]
    symbol = table.by_path.get(slot.state)
    if symbol is None or symbol.kind not in STATE_KINDS:
        states = [s.path for s in table.by_path.values() if s.kind in STATE_KINDS]
        place = typing.where(-slot.shift, len(slot.state))

        typing.problems.append(
            problem(
                "N01",
                place,
                name=slot.state,
                near=nearest(slot.state, states),
                hint="an effect changes a state; states: " + ", ".join(states[:12]),
            )
        )
        return None
    if symbol.kind in ("kinds", "switch") and slot.op != "=" and slot.role != "start":
        typing.say(
            "U02",
            slot.node,
            expected=f"`=` for {slot.state}",
            got=f"`{slot.op}`",
            hint=f"write `= {symbol.members[0] if symbol.members else 'on'}`",
        )
        return None
    if symbol.kind == "switch":
        return TRUTH
    if symbol.kind in ("levels", "kinds"):
        return Type("number", None) if slot.op in ("+=", "-=") else Type(symbol.kind, state=symbol.path)
    wanted = of_unit(symbol.unit) if symbol.kind == "number" else Type("number", None)
    return Type("number", wanted.nouns, -1) if slot.role == "flow" else wanted


def _compare(typing: Typing, slot: Slot, got: Type, wanted: Type) -> None:
    if wanted.kind == "unknown":
        return
    if slot.role == "flow" and slot.op not in ("+=", "-="):
        typing.say(
            "U02",
            slot.node,
            expected="`+=` or `-=` in a `while` rule",
            got=f"`{slot.op}`",
            hint="a flow adds or takes per time; use `if:` for the rest",
        )
    elif slot.role in ("rate", "flow") and got.kind == "number" and got.time == 0:
        typing.say("U04", slot.node, got=str(got))
    elif got.kind != wanted.kind or got.state != wanted.state:
        hint = (
            "compare it with something"
            if wanted.kind == "truth"
            else "see the language page for what stands here"
        )
        typing.say("U02", slot.node, expected=str(wanted), got=str(got), hint=hint)
    elif got.kind == "number" and (
        got.time != wanted.time or (None not in (got.nouns, wanted.nouns) and got.nouns != wanted.nouns)
    ):
        typing.say("U02", slot.node, expected=str(wanted), got=str(got), hint="units must agree")


def _quantity_problems(scenario: Scenario, item: Uncertain) -> Iterator[Problem]:
    where = scenario.places.value(item.path)
    try:
        unit = parse_unit(item.quantity.unit)
    except UnitError:
        return  # the quantity's own validator reports it
    wanted = {"rate": -1, "noise": -1, "duration": 1, "number": 0, "start": 0}.get(item.role)
    got = of_unit(unit)
    if wanted is None or got.time == wanted:
        return
    if wanted == -1:
        yield problem("U04", where, got=str(got))
    else:
        expected = "a duration" if wanted == 1 else "a number without a time"
        yield problem("U02", where, expected=expected, got=str(got), hint="change its `unit:`")


def _term_links(scenario: Scenario, table: Symbols) -> dict[str, list[str]]:
    return {
        name: [n.path for n in walk(node) if isinstance(n, Name) and n.path in scenario.terms]
        for name, node in scenario.terms.items()
    }


def _circle_names(scenario: Scenario, table: Symbols) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(term, chain) for every term that leads back to itself."""
    links = _term_links(scenario, table)
    for start in links:
        stack: list[tuple[str, ...]] = [(start,)]
        seen: set[str] = set()
        while stack:
            chain = stack.pop()
            for follower in links.get(chain[-1], []):
                if follower == start:
                    yield start, (*chain, start)
                    stack.clear()
                    break
                if follower not in seen:
                    seen.add(follower)
                    stack.append((*chain, follower))


def _circles(scenario: Scenario, table: Symbols) -> Iterator[Problem]:
    told: set[frozenset[str]] = set()
    for name, chain in _circle_names(scenario, table):
        if frozenset(chain) not in told:
            told.add(frozenset(chain))
            yield problem("N05", scenario.places.value(("terms", name)), chain=" > ".join(chain))
