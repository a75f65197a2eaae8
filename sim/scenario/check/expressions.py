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
from sim.scenario.check.terms import Reading, circles, reading, too_large
from sim.scenario.check.types import AS_NUMBER, PLAIN_NUMBER, TRUTH, UNKNOWN, Type, converted, of_unit
from sim.scenario.expr.nodes import MEMORY_WORDS, Call, Name, Node, to_text, walk
from sim.scenario.names import STATE_KINDS, Symbol, Symbols, symbols
from sim.scenario.schema import CalendarName, Scenario
from sim.scenario.slots import Slot, Uncertain, expressions, uncertain
from sim.scenario.units import TIME_WORDS, UnitError, parse_unit


def expression_problems(scenario: Scenario, tick_days: float) -> Iterator[Problem]:
    """Problems of all expressions and of the units of all quantities."""
    table, read = symbols(scenario), reading(scenario)
    yield from circles(scenario, read)
    yield from (large := tuple(too_large(scenario, read)))
    if large:
        return
    terms = _Terms(scenario, table, tick_days, read)
    for slot in expressions(scenario):
        if not (slot.path[0] == "terms" and slot.path[1] in read.broken) and not _is_torn(scenario, slot):
            yield from _slot_problems(scenario, slot, table, terms)
    for item in uncertain(scenario):
        yield from _quantity_problems(scenario, item)


def _is_torn(scenario: Scenario, slot: Slot) -> bool:
    """Whether what stands there cannot be judged: its rule says neither or both of `if` and `while`, or its line of a
    question is a misspelt `else`."""
    if slot.path[0] == "rules":
        rule = scenario.rules[str(slot.path[1])]
        return bool(slot.state) and (rule.if_ is None) == (rule.while_ is None)
    if slot.path[0] == "questions":
        lines = getattr(scenario.questions[str(slot.path[1])], str(slot.path[2]))
        return "else" not in lines and nearest(str(slot.path[3]), ["else"]) == "else"
    return False


class _Terms:
    """Types of terms and calendar names, worked out once each."""

    def __init__(self, scenario: Scenario, table: Symbols, tick_days: float, read: Reading) -> None:
        self.scenario, self.table, self.tick_days, self.broken = scenario, table, tick_days, read.broken
        self.known: dict[str, Type] = {}
        self.moving: set[str] = set()
        for name in read.order:  # each after those it uses, so that no chain of terms is followed all at once
            if name not in self.broken:
                node = scenario.terms[name]
                self.known[name] = Typing(table, self, lambda start, length: Where("?"), tick_days).infer(
                    node
                )
                if next(self.unsettled(node), None) is not None:
                    self.moving.add(name)

    def __call__(self, name: str) -> Type:
        calendar = self.scenario.calendar.get(name)
        return calendar_type(calendar) if calendar is not None else self.known.get(name, UNKNOWN)

    def unsettled(self, node: Node) -> Iterator[Node]:
        """The parts of ``node`` that have no value before the first tick."""
        for part in walk(node):
            if isinstance(part, Call) and part.function in MEMORY_WORDS:
                yield part
            symbol = self.table.find(part.path) if isinstance(part, Name) else None
            if symbol is not None and (
                symbol.kind in (*STATE_KINDS, "calendar") or symbol.path in self.moving
            ):
                yield part


def calendar_type(name: CalendarName) -> Type:
    """A number if it has values, else a condition."""
    return PLAIN_NUMBER if name.values else TRUTH


def _slot_problems(scenario: Scenario, slot: Slot, table: Symbols, terms: _Terms) -> Iterator[Problem]:
    def where(start: int, length: int) -> Where:
        return scenario.places.value(slot.path, slot.shift + start, length)

    typing = Typing(table, terms, where, terms.tick_days, slot.actor, slot.anticipates)
    if slot.state and slot.op not in ("+=", "-=") and table.is_hidden(slot.state):
        return  # its levels or kinds may stand there
    wanted = _wanted(scenario, slot, table, typing)
    if wanted is None:
        yield from typing.problems
        return
    expected = wanted if wanted.kind in ("levels", "kinds") and slot.op not in ("+=", "-=") else None
    unsettled = next(terms.unsettled(slot.node), None) if slot.role == "start" else None
    if unsettled is not None:
        why = "a start is worked out before anything can happen or change"
        typing.say(
            "N07", unsettled, word=f"`{to_text(unsettled)}`", why=why, fix="use numbers and quantities only"
        )
        yield from typing.problems
        return
    got = typing.infer(slot.node, expected)
    if got.kind != "unknown":
        _compare(typing, slot, got, wanted)
    yield from typing.problems


def _wanted(scenario: Scenario, slot: Slot, table: Symbols, typing: Typing) -> Type | None:
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
    if symbol is None and table.is_hidden(slot.state):
        return UNKNOWN
    if symbol is None or symbol.kind not in STATE_KINDS:
        states = [s.path for s in table.by_path.values() if s.kind in STATE_KINDS]
        typing.problems.append(
            problem(
                "N01",
                scenario.places.key(slot.path),
                name=slot.state,
                near=nearest(slot.state, states),
                hint="an effect changes a state; "
                + (f"states: {', '.join(states[:12])}" if states else "declare one under `state:`"),
            )
        )
        return None
    if symbol.kind in ("kinds", "switch") and slot.op != "=" and slot.role != "start":
        typing.say(
            "U02",
            slot.node,
            expected=f"`=` for {slot.state}, {'a switch' if symbol.kind == 'switch' else 'whose kinds have no order'}",
            got=f"`{slot.op}`",
            hint=_set_to(slot, symbol),
        )
        return None
    if symbol.kind == "switch":
        return TRUTH
    if symbol.kind in ("levels", "kinds"):
        return Type("number", None) if slot.op in ("+=", "-=") else Type(symbol.kind, state=symbol.path)
    if symbol.unit.time or symbol.unit.percent:
        return UNKNOWN  # no state can be held in it, which is reported there
    wanted = of_unit(symbol.unit) if symbol.kind == "number" else Type("number", None)
    return Type("number", wanted.nouns, -1) if slot.role == "flow" else wanted


def _set_to(slot: Slot, symbol: Symbol) -> str:
    """How what was meant is written with =; where that cannot be seen, all that it may be."""
    values = symbol.members or ("on", "off")
    meant = to_text(slot.node)
    return f"write `= {meant}`" if meant in values else f"write `= ` and one of {', '.join(values)}"


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
        typing.say("U02", slot.node, expected=str(wanted), got=str(got), hint=_hint(typing, wanted))
    elif got.kind == "number" and (
        got.time != wanted.time or (None not in (got.nouns, wanted.nouns) and got.nouns != wanted.nouns)
    ):
        hint = (
            "give it a time, for example `3 months`"
            if wanted.time == 1
            else converted(got, wanted) or "units must agree: convert it first"
        )
        typing.say("U02", slot.node, expected=str(wanted), got=str(got), hint=hint)


def _hint(typing: Typing, wanted: Type) -> str:
    """How something of another kind becomes what is wanted."""
    if wanted.kind in ("levels", "kinds"):
        return "write one of " + ", ".join(typing.table.by_path[wanted.state].members)
    truth = wanted.kind == "truth"
    return "compare it with something: `x >= 0.5`" if truth else AS_NUMBER


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
        # `0.2 per mnth` is so many per thing called mnth, but hardly meant so
        strange = [noun for noun, power in unit.nouns if power < 0 and nearest(noun, TIME_WORDS)]
        if strange:
            yield problem("U03", where, unit=strange[0], near=nearest(strange[0], TIME_WORDS))
        else:
            yield problem("U04", where, got=str(got))
    else:
        expected = "a duration" if wanted == 1 else "a number without a time"
        yield problem("U02", where, expected=expected, got=str(got), hint="change its `unit:`")
