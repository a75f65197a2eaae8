"""Expression nodes to registers. Partial operations mark the histories in which their value is needed but undefined."""

from __future__ import annotations

from collections.abc import Iterator

from sim.engine.compile.context import Context, Scope
from sim.engine.compile.memory import Memory
from sim.engine.program import Origin, Register
from sim.scenario.expr.nodes import COMPARISONS, Binary, Call, Name, Node, Number, Unary, to_text, walk
from sim.scenario.names import Symbol
from sim.scenario.quantity import Quantity
from sim.scenario.units import convert

_ARITHMETIC = {"+": "add", "-": "sub", "*": "mul", "/": "div"}
_COMPARE = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}


class Lowering:
    """Lowers expressions of one scenario. ``expects`` is filled in by the decisions pass."""

    def __init__(self, context: Context, memory: Memory) -> None:
        self.context, self.memory = context, memory
        self.builder = context.builder
        self.terms: dict[tuple[object, ...], Register] = {}

    def expects(self, node: Call, scope: Scope) -> Register:
        """The probability of another actor's action; see `decisions`."""
        raise NotImplementedError

    def amount(self, value: Quantity | Node, name: str, scope: Scope) -> Register:
        """A field that is either an inline quantity called ``name`` or an expression."""
        return self.context.quantity(name) if isinstance(value, Quantity) else self.lower(value, scope)

    def lower(self, node: Node, scope: Scope, domain: Symbol | None = None) -> Register:
        """The register of ``node``; ``domain`` gives level and kind names their meaning."""
        if isinstance(node, Number):
            return self.builder.number(convert(node.value, node.unit, self.context.clock.tick_days))
        if isinstance(node, Name):
            return self.name(node, scope, domain)
        if isinstance(node, Unary):
            return self.builder.emit("not" if node.op == "not" else "neg", self.lower(node.operand, scope))
        if isinstance(node, Call):
            return self.call(node, scope, domain)
        if node.op in ("and", "or"):
            return self.connective(node, scope)
        if node.op in COMPARISONS:
            return self.comparison(node, scope)
        if node.op == "^":
            return self.power(node, scope)
        left, right = self.lower(node.left, scope), self.lower(node.right, scope)
        if node.op == "/":
            self.undefined_where(
                self.builder.emit("eq", right, self.builder.number(0.0)), node, scope, "divided by 0"
            )
        return self.builder.emit(_ARITHMETIC[node.op], left, right)

    def undefined_where(self, bad: Register, node: Node, scope: Scope, reason: str) -> None:
        """Mark histories where ``bad`` holds and ``scope`` needs the value."""
        self.builder.mark(bad, scope.need, self.context.origin(node, scope, reason))

    def note_gates(self, path: str, node: Node, scope: Scope) -> None:
        """Note what a condition is joined of, each part as it stands; terms of parts are opened, others named."""
        if not self.builder.traced:
            return
        self.builder.unmarked = True  # these values are looked at, not needed
        for part in self.joined(node, scope.actor):
            self.builder.note("gate", path, self.lower(part, scope), text=to_text(part), where=scope.need)
        self.builder.unmarked = False

    def joined(self, node: Node, actor: str) -> Iterator[Node]:
        """The parts of a condition between its `and` and `or`."""
        if isinstance(node, Binary) and node.op in ("and", "or"):
            yield from self.joined(node.left, actor)
            yield from self.joined(node.right, actor)
            return
        symbol = self.context.table.find(node.path, actor) if isinstance(node, Name) else None
        term = self.context.scenario.terms[symbol.path] if symbol and symbol.kind == "term" else None
        if isinstance(term, Binary) and term.op in ("and", "or"):
            yield from self.joined(term, "")
        else:
            yield node

    def must_lie(
        self, value: Register, low: float, high: float, node: Node | None, scope: Scope, what: str
    ) -> Register:
        """``value``, marked where it is outside [low, high] by more than rounding (or not a number)."""
        emit, number = self.builder.emit, self.builder.number
        # of a range around 0 one comparison is enough
        inside = (
            emit("le", emit("abs", value), number(high + 1e-9))
            if low == -high
            else emit("and", emit("ge", value, number(low - 1e-9)), emit("le", value, number(high + 1e-9)))
        )
        self._mark(emit("not", inside), node, scope, f"{what} must lie from {low:g} to {high:g}")
        return value

    def lower_finite(self, node: Node, scope: Scope, what: str, domain: Symbol | None = None) -> Register:
        """``node``, marked where it is not a finite number for no reason already marked inside it.

        Expressions that cannot overflow are not tested.
        """
        before = len(self.builder.draft.marks)
        value = self.lower(node, scope, domain)
        if self.may_overflow(node):
            bad = self.builder.emit("not", self.builder.emit("finite", value))
            for _, told in self.builder.draft.marks[before:]:
                bad = self.builder.emit("and", bad, self.builder.emit("not", told))
            self._mark(bad, node, scope, f"{what} is not a finite number")
        return value

    def must_be_rate(
        self, value: Register, node: Node | None, scope: Scope, what: str = "a rate"
    ) -> Register:
        """``value``, marked where it is negative or not finite."""
        emit = self.builder.emit
        fine = emit("and", emit("ge", value, self.builder.number(0.0)), emit("finite", value))
        self._mark(emit("not", fine), node, scope, f"{what} must be finite and not negative")
        return value

    def _mark(self, bad: Register, node: Node | None, scope: Scope, reason: str) -> None:
        if node is not None:
            self.undefined_where(bad, node, scope, reason)
        else:
            where = self.context.scenario.places.value(scope.path)
            self.builder.mark(bad, scope.need, Origin(".".join(map(str, scope.path)), where, reason))

    def may_overflow(self, node: Node) -> bool:
        """Whether an expression can leave the finite numbers although each part is defined."""
        for part in walk(node):
            if (isinstance(part, Binary) and part.op in "/^") or (
                isinstance(part, Call) and part.function in ("exp", "log")
            ):
                return True
            if (
                isinstance(part, Name)
                and part.path in self.context.scenario.terms
                and self.may_overflow(self.context.scenario.terms[part.path])
            ):
                return True
        return False

    def name(self, node: Name, scope: Scope, domain: Symbol | None) -> Register:
        if domain is not None and node.path in domain.members:
            return self.builder.number(float(domain.members.index(node.path)))
        symbol = self.context.table.find(node.path, scope.actor)
        if symbol is None:
            return self.builder.truth(node.path in ("true", "always", "on"))
        if symbol.kind == "quantity":
            return self.context.quantity(symbol.path)
        if symbol.kind == "term":
            return self.term(symbol, scope)
        if symbol.kind == "calendar":
            return self.context.calendar_value(
                symbol.path, [], not self.context.scenario.calendar[symbol.path].values
            )
        return self.context.state(symbol.path, scope)

    def term(self, symbol: Symbol, scope: Scope) -> Register:
        """A term is its expression, lowered once for each phase, need and state seen."""
        key = (symbol.path, self.builder.phase, scope.need, tuple(sorted(scope.seen.items())))
        if key not in self.terms:
            inner = Scope(("terms", symbol.path), scope.need, seen=scope.seen)
            self.terms[key] = self.lower(self.context.scenario.terms[symbol.path], inner)
        return self.terms[key]

    def connective(self, node: Binary, scope: Scope) -> Register:
        """The right side is needed only where the left does not decide."""
        left = self.lower(node.left, scope)
        open_ = left if node.op == "and" else self.builder.emit("not", left)
        right = self.lower(node.right, scope.needed(self.builder.emit("and", scope.need, open_)))
        return self.builder.emit(node.op, left, right)

    def comparison(self, node: Binary, scope: Scope) -> Register:
        domain = self.domain(node.left, scope) or self.domain(node.right, scope)
        known = [
            self.memory.became(side, scope)
            for side in (node.left, node.right)
            if isinstance(side, Call) and side.function == "since"
        ]
        left, right = self.lower(node.left, scope, domain), self.lower(node.right, scope, domain)
        result = self.builder.emit(_COMPARE[node.op], left, right)
        for ever_became in known:
            result = self.builder.emit("and", ever_became, result)
        return result

    def domain(self, node: Node, scope: Scope) -> Symbol | None:
        """The levels or kinds state that gives names beside ``node`` their meaning."""
        if isinstance(node, Call) and node.function == "if":
            return self.domain(node.args[1], scope) or self.domain(node.args[2], scope)
        symbol = self.context.table.find(node.path, scope.actor) if isinstance(node, Name) else None
        if symbol is not None and symbol.kind == "term":
            return self.domain(self.context.scenario.terms[symbol.path], scope)
        return symbol if symbol is not None and symbol.members else None

    def power(self, node: Binary, scope: Scope) -> Register:
        emit, number = self.builder.emit, self.builder.number
        base = self.lower(node.left, scope)
        exponent = node.right.value if isinstance(node.right, Number) else None
        if exponent is not None and exponent == int(exponent) and abs(exponent) <= 8:
            product = number(1.0) if exponent == 0 else base
            for _ in range(abs(int(exponent)) - 1):
                product = emit("mul", product, base)
            if exponent < 0:
                self.undefined_where(emit("eq", product, number(0.0)), node, scope, "divided by 0")
                product = emit("div", number(1.0), product)
            return product
        power = self.lower(node.right, scope)
        zero = emit("and", emit("eq", base, number(0.0)), emit("gt", power, number(0.0)))
        fine = emit("or", zero, emit("gt", base, number(0.0)))
        self.undefined_where(emit("not", fine), node, scope, "a power of a negative number")
        return emit("select", zero, number(0.0), emit("exp", emit("mul", power, emit("log", base))))

    def call(self, node: Call, scope: Scope, domain: Symbol | None) -> Register:
        if node.function == "expects":
            return self.expects(node, scope)
        if node.function in ("ever", "count", "since", "held", "longest", "did"):
            return self.memory.word(node, scope, self.lower)
        if node.function == "if":
            return self.branches(node, scope, domain)
        emit, number = self.builder.emit, self.builder.number
        args = [self.lower(arg, scope) for arg in node.args]
        if node.function in ("min", "max"):
            result = args[0]
            for other in args[1:]:
                result = emit(node.function, result, other)
            return result
        if node.function == "clip":
            return emit("min", emit("max", args[0], args[1]), args[2])
        if node.function == "logistic":
            return emit("div", number(1.0), emit("add", number(1.0), emit("exp", emit("neg", args[0]))))
        if node.function == "log":
            self.undefined_where(emit("le", args[0], number(0.0)), node, scope, "the logarithm of 0 or less")
        if node.function == "sqrt":
            self.undefined_where(
                emit("lt", args[0], number(0.0)), node, scope, "the root of a negative number"
            )
        return emit(node.function, args[0])

    def branches(self, node: Call, scope: Scope, domain: Symbol | None) -> Register:
        emit = self.builder.emit
        domain = self.domain(node, scope) or domain
        condition = self.lower(node.args[0], scope)
        yes = self.lower(node.args[1], scope.needed(emit("and", scope.need, condition)), domain)
        no = self.lower(node.args[2], scope.needed(emit("and", scope.need, emit("not", condition))), domain)
        return emit("select", condition, yes, no)
