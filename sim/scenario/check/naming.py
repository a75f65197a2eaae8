"""What single names and numbers of an expression are, and how problems are told at their place."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from sim.errors import Problem, Where, nearest, problem
from sim.scenario.check.types import AS_NUMBER, TRUTH, UNKNOWN, Type, of_unit
from sim.scenario.expr.nodes import Call, Name, Node, Number, number_text
from sim.scenario.names import HAPPENINGS, Symbol, Symbols


@dataclass
class Naming:
    """What an expression is judged by: the table of names, whose expression it is, and the problems met."""

    table: Symbols
    term_types: Callable[[str], Type]
    where: Callable[[int, int], Where]
    tick_days: float
    actor: str = ""
    anticipates: bool = False
    problems: list[Problem] = field(default_factory=list)
    strangers: set[str] = field(default_factory=set)

    def say(self, code: str, node: Node, *, near: str = "", **fields: object) -> Type:
        """Report a problem at ``node``; the expression's type is then unknown, so nothing is reported twice."""
        place = self.where(node.start, node.end - node.start)
        self.problems.append(problem(code, place, near=near, **fields))
        return UNKNOWN

    def need(self, node: Node, got: Type, kind: str) -> Type:
        """``got`` if it is of ``kind`` or already reported, else a problem."""
        if got.kind in (kind, "unknown"):
            return got
        expected, hint = {
            "truth": ("a condition", "compare it with something: `x >= 0.5`"),
            "number": ("a number", AS_NUMBER),
        }[kind]
        return self.say("U02", node, expected=expected, got=str(got), hint=hint)

    def number(self, node: Number) -> Type:
        if node.unit.percent and node.unit.is_rate and not 0 <= node.value < 100:
            return self.say("U05", node, got=f"{number_text(node.value)}%")
        if abs(node.value) > 1e100:
            got = number_text(node.value) if math.isfinite(node.value) else "this number"
            return self.say("U06", node, got=got, low="-1e100", high="1e100", hint="use a smaller number")
        return of_unit(node.unit, literal=True)

    def name(self, node: Name, expected: Type | None) -> Type:
        symbol = self.table.find(node.path, self.actor)
        if expected and expected.kind in ("levels", "kinds"):
            members = self.table.by_path[expected.state].members
            if node.path in members:
                return expected
            if self.table.is_hidden(node.path, self.actor):
                return UNKNOWN
            if symbol is None:
                return self.say(
                    "N04",
                    node,
                    state=expected.state,
                    kind=expected.kind[:-1],
                    name=node.path,
                    known=", ".join(members),
                    near=nearest(node.path, members),
                )
        if symbol is None:
            return self.unknown_name(node)
        return self.of_symbol(node, symbol)

    def unknown_name(self, node: Name) -> Type:
        if node.path in ("true", "false", "always", "on", "off"):
            return TRUTH
        if self.table.is_hidden(node.path, self.actor):
            return UNKNOWN
        owners = [s for s in self.table.by_path.values() if node.path in s.members]
        if owners:
            return self.say(
                "N06",
                node,
                name=node.path,
                expected="a value of its own",
                hint=f"compare it with its state: `{owners[0].path} == {node.path}`",
            )
        if node.path in self.strangers:
            return UNKNOWN
        self.strangers.add(node.path)
        near = self.table.near(node.path, self.actor)
        declare = "declare it under `quantities:`, `state:`, `terms:` or `events:`"
        hint = f"correct the spelling, or {declare}" if near else declare
        return self.say("N01", node, near=near, name=node.path, hint=hint)

    def is_open(self, node: Node) -> bool:
        """Whether ``node`` is a name whose meaning could not be read, so that nothing can be held against it."""
        if not isinstance(node, Name):
            return False
        symbol = self.table.find(node.path, self.actor)
        if symbol is not None and symbol.kind == "term":
            return bool(self.table.gaps) and self.term_types(symbol.path).kind == "unknown"
        return self.table.is_hidden(node.path, self.actor)

    def of_symbol(self, node: Name, symbol: Symbol) -> Type:
        if symbol.kind in ("number", "quantity"):
            return of_unit(symbol.unit)
        if symbol.kind in ("levels", "kinds"):
            return Type(symbol.kind, state=symbol.path)
        if symbol.kind in ("term", "calendar"):
            return self.term_types(symbol.path)
        simple = {"counter": Type("number", None), "switch": TRUTH}
        if symbol.kind in simple:
            return simple[symbol.kind]
        hint = (
            f"ask `ever({node.path})` or `since({node.path}) <= ...`"
            if symbol.kind in HAPPENINGS
            else f"name one of its stances: `{node.path}.x`"
        )
        return self.say("N06", node, name=node.path, expected=f"a value, it is {symbol.in_words}", hint=hint)

    def domain(self, node: Node) -> Type | None:
        """The state whose levels or kinds ``node`` ranges over, if that can be seen without knowing member names."""
        if isinstance(node, Call) and node.function == "if":
            return self.domain(node.args[1]) or self.domain(node.args[2])
        if isinstance(node, Name):
            symbol = self.table.find(node.path, self.actor)
            if symbol and symbol.kind in ("levels", "kinds"):
                return Type(symbol.kind, state=symbol.path)
            if symbol and symbol.kind == "term":
                found = self.term_types(symbol.path)
                return found if found.kind in ("levels", "kinds") else None
        return None
