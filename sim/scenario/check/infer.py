"""Finding the type of an expression, and on the way unknown names, unlike units and words out of place."""

from __future__ import annotations

from sim.errors import nearest
from sim.scenario.check.naming import Naming
from sim.scenario.check.types import PLAIN_NUMBER, TRUTH, UNKNOWN, Type, converted, product_type, tick_words
from sim.scenario.expr.nodes import COMPARISONS, Binary, Call, Name, Node, Number, Unary, to_text
from sim.scenario.names import HAPPENINGS


class Typing(Naming):
    """One expression's walk through its operators and functions."""

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
            else f"convert one of them first: {how}"
            if (how := converted(left, right))
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
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if (
                self.is_open(other)
                and isinstance(side, Name)
                and self.table.find(side.path, self.actor) is None
            ):
                sides.append(UNKNOWN)  # perhaps a value of what the other side is
            elif isinstance(side, Call) and side.function == "since":
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
                hint=converted(types[0], PLAIN_NUMBER) or "divide by a like amount first",
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
        if isinstance(subject, Name) and self.table.is_hidden(subject.path, self.actor):
            return TRUTH if node.function in ("ever", "held", "did") else UNKNOWN
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
        """The time in ``held`` is any duration; the one in ``count`` says what is kept, so it is written out."""
        span = node.args[1]
        if not isinstance(span, Number) and node.function == "held":
            got = self.infer(span)
            if got.kind != "unknown" and (got.kind, got.nouns or (), got.time) != ("number", (), 1):
                got_words = f"`{to_text(span)}`, {got}"
                self.say(
                    "U02", span, expected="a duration", got=got_words, hint="give it a time as its `unit:`"
                )
        elif not isinstance(span, Number):
            text, hint = f"`{to_text(span)}`", "write the time itself, for example `last 3 months`"
            self.say("U02", span, expected="a duration written out", got=text, hint=hint)
        elif not span.unit.is_duration:
            text = f"`{to_text(span)}`"
            self.say("U02", span, expected="a duration", got=text, hint="for example `3 months`")
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
        if isinstance(target, Name) and self.table.is_hidden(target.path, self.actor):
            return UNKNOWN
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
