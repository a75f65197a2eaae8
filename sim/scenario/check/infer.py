"""Finding the type of an expression, and on the way unknown names, unlike units and words out of place."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from sim.errors import Problem, Where, nearest, problem
from sim.scenario.check.types import PLAIN_NUMBER, TRUTH, UNKNOWN, Type, of_unit, product_type, tick_words
from sim.scenario.expr.nodes import COMPARISONS, Binary, Call, Name, Node, Number, Unary, number_text, to_text
from sim.scenario.names import HAPPENINGS, Symbol, Symbols


@dataclass
class Typing:
    """One expression's walk: the table of names, whose expression it is, and the problems met."""

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

    def infer(self, node: Node, expected: Type | None = None) -> Type:
        """The type of ``node``; ``expected`` gives level and kind names their meaning."""
        if isinstance(node, Number):
            return self.number(node)
        if isinstance(node, Name):
            return self.name(node, expected)
        if isinstance(node, Unary):
            inner = self.infer(node.operand)
            return (
                self.need(node.operand, inner, "truth")
                if node.op == "not"
                else self.need(node.operand, inner, "number")
            )
        if isinstance(node, Call):
            return self.call(node, expected)
        return self.binary(node)

    def need(self, node: Node, got: Type, kind: str) -> Type:
        """``got`` if it is of ``kind`` or already reported, else a problem."""
        if got.kind in (kind, "unknown"):
            return got
        expected, hint = {
            "truth": ("a condition", "compare it with something: `x >= 0.5`"),
            "number": ("a number", "turn it into a number: `if(..., 1, 0)`"),
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

    def binary(self, node: Binary) -> Type:
        if node.op in ("and", "or"):
            for side in (node.left, node.right):
                self.need(side, self.infer(side), "truth")
            return TRUTH
        if node.op in COMPARISONS:
            return self.comparison(node)
        left = self.need(node.left, self.infer(node.left), "number")
        right = self.need(node.right, self.infer(node.right), "number")
        if UNKNOWN in (left, right):
            return UNKNOWN
        if node.op in "+-":
            return self.agreed(node, left, right)
        if node.op in "*/":
            return product_type(left, right, 1 if node.op == "*" else -1)
        return self.power(node, left, right)

    def agreed(self, node: Binary | Call, left: Type, right: Type) -> Type:
        """The common type of two things that are added or compared."""
        same_nouns = left.nouns == right.nouns or left.nouns is None or right.nouns is None
        if left.time == right.time and same_nouns:
            return Type(
                "number",
                left.nouns if left.nouns is not None else right.nouns,
                left.time,
                literal=left.literal and right.literal,
            )
        bare = any(not side.nouns and not side.time for side in (left, right))
        timed = left.time != right.time
        fix = (
            "give the number a unit, for example `3 months`"
            if bare and timed
            else "convert one of them first"
        )
        return self.apart(node, left, right, fix)

    def apart(self, node: Binary | Call, left: Type, right: Type, fix: str) -> Type:
        """Two things that do not go together."""
        verbs = {"+": "be added", "-": "be subtracted", "if": "be the two outcomes of one if()"}
        op = node.op if isinstance(node, Binary) else node.function
        verb = verbs.get(op, "be compared" if op in COMPARISONS else f"stand in one {op}()")
        return self.say("U01", node, left=str(left), right=str(right), verb=verb, fix=fix)

    def power(self, node: Binary, base: Type, exponent: Type) -> Type:
        if exponent.nouns or exponent.time:
            return self.say(
                "U02",
                node.right,
                expected="a plain number",
                got=str(exponent),
                hint="an exponent has no unit",
            )
        if not base.nouns and not base.time:
            return base
        if (
            isinstance(node.right, Number)
            and node.right.value == int(node.right.value)
            and abs(node.right.value) <= 8
        ):
            n = int(node.right.value)
            return Type(
                "number", tuple((name, power * n) for name, power in base.nouns or ()) or None, base.time * n
            )
        return self.say(
            "U02", node.left, expected="a plain number", got=str(base), hint="only whole powers keep units"
        )

    def comparison(self, node: Binary) -> Type:
        domain = self.domain(node.left) or self.domain(node.right)
        sides = []
        for side in (node.left, node.right):
            if isinstance(side, Call) and side.function == "since":
                sides.append(self.memory(side))
            else:
                sides.append(self.infer(side, domain))
        left, right = sides
        if UNKNOWN in sides:
            return TRUTH
        if left.kind != right.kind or left.state != right.state:
            return self.apart(node, left, right, "compare like with like")
        if left.kind == "number":
            self.agreed(node, left, right)
        elif left.kind != "levels" and node.op not in ("==", "!="):
            return self.say("U02", node, expected="an ordered value", got=str(left), hint="use == or !=")
        return TRUTH

    def call(self, node: Call, expected: Type | None) -> Type:
        if node.function in ("ever", "count", "since", "held", "longest", "did"):
            if node.function == "since":
                return self.say(
                    "N07",
                    node,
                    word="since(...)",
                    why="it has no value where the thing never was",
                    fix="compare it: `since(x) <= 2 months`",
                )
            return self.memory(node)
        if node.function == "expects":
            return self.expects(node)
        if node.function == "if":
            return self.branches(node, expected)
        types = [self.need(arg, self.infer(arg), "number") for arg in node.args]
        if UNKNOWN in types:
            return UNKNOWN
        if node.function in ("min", "max", "clip"):
            common = types[0]
            for other in types[1:]:
                common = self.agreed(node, common, other) if common.kind == "number" else common
            return common
        if node.function in ("exp", "log", "logistic") and (types[0].nouns or types[0].time):
            return self.say(
                "U02",
                node.args[0],
                expected="a plain number",
                got=str(types[0]),
                hint="divide by a like amount first",
            )
        return types[0] if node.function == "abs" else PLAIN_NUMBER if not types[0].nouns else types[0]

    def branches(self, node: Call, expected: Type | None) -> Type:
        self.need(node.args[0], self.infer(node.args[0]), "truth")
        domain = self.domain(node) or expected
        left, right = (self.infer(arg, domain) for arg in node.args[1:])
        if UNKNOWN in (left, right):
            return UNKNOWN
        if left.kind != right.kind or left.state != right.state:
            return self.apart(node, left, right, "both outcomes must be alike")
        return self.agreed(node, left, right) if left.kind == "number" else left

    def memory(self, node: Call) -> Type:
        """A memory word: its subject is a condition or the name of something that happens."""
        subject = node.args[0]
        symbol = self.table.find(subject.path, self.actor) if isinstance(subject, Name) else None
        happens = symbol is not None and symbol.kind in HAPPENINGS
        if node.function == "did":
            if symbol is None or symbol.kind not in ("action", "hold"):
                return self.say(
                    "N06",
                    subject,
                    name=to_text(subject),
                    expected="an action",
                    hint="write did(actor.action)",
                    near=self.near_action(subject),
                )
            return TRUTH
        if not happens:
            got = self.need(subject, self.infer(subject), "truth")
            if got == UNKNOWN:
                return UNKNOWN
        elif node.function in ("held", "longest"):
            return self.say(
                "N07",
                node,
                word=f"{node.function}() of {symbol.in_words if symbol else ''}",
                why="it happens, it does not last",
                fix="use ever, count or since",
            )
        if len(node.args) == 2:
            self.window(node)
        results = {
            "count": Type("number", None),
            "since": Type("number", (), 1),
            "longest": Type("number", (), 1),
        }
        return results.get(node.function, TRUTH)

    def window(self, node: Call) -> None:
        span = node.args[1]
        if not isinstance(span, Number) or not span.unit.is_duration:
            self.say(
                "U02", span, expected="a duration", got=f"`{to_text(span)}`", hint="for example `3 months`"
            )
        elif span.value * span.unit.days < self.tick_days * (1 - 1e-9):
            what = f"the time in {node.function}()"
            self.say("T01", span, what=what, got=to_text(span), tick=tick_words(self.tick_days))

    def near_action(self, node: Node, others: bool = False) -> str:
        """The action most like ``node``; ``others``: of another actor."""
        known = [s.path for s in self.table.by_path.values() if s.kind == "action"]
        own = f"{self.actor}." if others else "."
        return nearest(to_text(node), [path for path in known if not path.startswith(own)])

    def expects(self, node: Call) -> Type:
        target = node.args[0]
        if not self.anticipates:
            return self.say(
                "N07",
                node,
                word="expects(...)",
                why="only a choice can look ahead",
                fix="use it in `serves:` or `utility:`",
            )
        symbol = self.table.find(target.path, self.actor) if isinstance(target, Name) else None
        if symbol is None or symbol.kind not in ("action", "hold"):
            return self.say(
                "N06",
                target,
                name=to_text(target),
                expected="an action of an actor",
                hint="write expects(actor.action)",
                near=self.near_action(target, others=True),
            )
        if symbol.path.split(".")[0] == self.actor:
            return self.say(
                "N07",
                target,
                word="expecting oneself",
                why="an actor does not anticipate itself",
                fix="name another actor's action",
            )
        return PLAIN_NUMBER
