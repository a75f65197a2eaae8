"""Tokens to nodes: precedence climbing with limits on length and depth.

>>> parse("0.2 + 0.3*cover").left.value
0.2
>>> parse("count(raid, last 3 months)").args[1].unit.text
'months'
"""

from __future__ import annotations

from sim.scenario.expr.nodes import CALLS, COMPARISONS, PRECEDENCE, Binary, Call, Name, Node, Number, Unary
from sim.scenario.expr.tokens import ExpressionError, Token, tokenize
from sim.scenario.units import PLAIN, TIME_WORDS, Unit, parse_unit

MAX_LENGTH = 1000
MAX_DEPTH = 40
MAX_TOKENS = 400  # also bounds how deep a chain of operators leans to the left


def parse(text: str) -> Node:
    """The expression in ``text``; raises ExpressionError with the spot that cannot be read."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("X02", 0, 1, limit=MAX_LENGTH)
    tokens = tokenize(text)
    if len(tokens) > MAX_TOKENS:
        raise ExpressionError("X03", tokens[MAX_TOKENS].start, 1, limit=f"{MAX_TOKENS} parts")
    parser = _Parser(tokens)
    node = parser.expression(0, 0)
    parser.refuse_rest()
    return node


class _Parser:
    """A position in the tokens; one method per shape of the grammar."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens, self.at = tokens, 0

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.here
        self.at += token.kind != "end"
        return token

    def take(self, text: str) -> bool:
        """Step over ``text`` if it stands here."""
        if self.here.text == text and self.here.kind != "end":
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        if self.here.text != text:
            found = f'"{self.here.text}"' if self.here.text else "the end"
            self.fail(f'expected "{text}", found {found}')
        return self.next()

    def fail(self, reason: str, hint: str = "see the language page") -> None:
        token = self.here
        raise ExpressionError("X01", token.start, max(1, token.end - token.start), reason=reason, hint=hint)

    def refuse_rest(self) -> None:
        if self.here.kind == "end":
            return
        if self.here.text in COMPARISONS:
            self.fail("comparisons do not chain", "write `a < b and b < c`")
        if self.here.kind == "number" and self.tokens[self.at - 1].text == ",":
            self.fail("a decimal comma", "write a decimal point")
        self.fail(f'"{self.here.text}" is not expected here')

    def binary_here(self) -> str:
        """The binary operator that stands here, or ''."""
        text = self.here.text
        if text == "is":
            negated = self.tokens[self.at + 1].text == "not"
            return "!=" if negated else "=="
        return text if text in PRECEDENCE and text not in ("not", "neg") and self.here.kind != "end" else ""

    def skip_operator(self) -> None:
        if self.next().text == "is":
            self.take("not")

    def expression(self, least: int, depth: int) -> Node:
        """An expression whose operators all bind at least as tightly as ``least``."""
        if depth > MAX_DEPTH:
            raise ExpressionError("X03", self.here.start, 1, limit=f"{MAX_DEPTH} levels")
        left = self.prefix(depth)
        while (op := self.binary_here()) and PRECEDENCE[op] >= least:
            self.skip_operator()
            level = PRECEDENCE[op]
            right = self.expression(level if op == "^" else level + 1, depth + 1)
            left = Binary(op, left, right, left.start, right.end)
            if op in COMPARISONS and self.binary_here() in COMPARISONS:
                self.refuse_rest()
        return left

    def prefix(self, depth: int) -> Node:
        token = self.here
        if token.text == "not":
            self.next()
            operand = self.expression(PRECEDENCE["not"], depth + 1)
            return Unary("not", operand, token.start, operand.end)
        if token.text == "-":
            self.next()
            operand = self.expression(PRECEDENCE["neg"], depth + 1)
            if isinstance(operand, Number):
                return Number(-operand.value, operand.unit, token.start, operand.end)
            return Unary("-", operand, token.start, operand.end)
        return self.atom(depth)

    def atom(self, depth: int) -> Node:
        token = self.here
        if token.kind == "number":
            return self.number()
        if token.kind == "name":
            self.next()
            return self.call(token, depth) if self.here.text == "(" else self.name(token)
        if self.take("("):
            node = self.expression(0, depth + 1)
            self.expect(")")
            return node
        self.fail("a value is missing" if token.kind == "end" else f'"{token.text}" cannot stand here')
        raise AssertionError  # fail always raises

    def name(self, token: Token) -> Node:
        if token.text in ("and", "or", "is", "per", "last"):
            self.at -= 1
            self.fail(f'"{token.text}" cannot stand here')
        return Name(token.text, token.start, token.end)

    def number(self) -> Number:
        token = self.next()
        start, words = self.at, []
        if self.take("%"):
            words.append("%")
        if self.here.text in TIME_WORDS and not words:
            words.append(self.next().text)
        elif self.take("per"):
            if self.here.text not in TIME_WORDS:
                self.fail('a time unit is missing after "per"', "per day, week, month or year")
            words += ["per", self.next().text]
        unit: Unit = parse_unit(" ".join(words)) if words else PLAIN
        end = self.tokens[self.at - 1].end if self.at > start else token.end
        return Number(float(token.text), unit, token.start, end)

    def call(self, token: Token, depth: int) -> Node:
        if token.text not in CALLS:
            raise ExpressionError(
                "X04", token.start, len(token.text), name=token.text, known=", ".join(sorted(CALLS))
            )
        self.expect("(")
        args: list[Node] = []
        while not args or self.take(","):
            if token.text == "count" and args:
                self.take("last")
            args.append(self.expression(0, depth + 1))
        end = self.expect(")").end
        least, most = CALLS[token.text]
        if not least <= len(args) <= most:
            expected = f"{least}" if least == most else f"{least} to {most}"
            raise ExpressionError(
                "X05",
                token.start,
                len(token.text),
                name=token.text,
                got=len(args),
                expected=f"{expected} arguments",
                hint="see the language page",
            )
        return Call(token.text, tuple(args), token.start, end)
