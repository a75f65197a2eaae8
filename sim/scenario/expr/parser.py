"""Tokens to nodes: precedence climbing with limits on length and depth.

>>> parse("0.2 + 0.3*cover").left.value
0.2
>>> parse("count(raid, last 3 months)").args[1].unit.text
'months'
"""

from __future__ import annotations

import re
from dataclasses import replace

from sim.errors import nearest
from sim.scenario.expr.nodes import (
    CALLS,
    COMPARISONS,
    PRECEDENCE,
    WORDS,
    Binary,
    Call,
    Name,
    Node,
    Number,
    Unary,
)
from sim.scenario.expr.tokens import ExpressionError, Token, tokenize
from sim.scenario.units import PLAIN, TIME_WORDS, Unit, parse_unit

MAX_LENGTH = 1000
MAX_DEPTH = 40
MAX_TOKENS = 400  # also bounds how deep a chain of operators leans to the left


# how each function is written, for those who gave it too little or too much
USAGE = {
    "if": "if(condition, then, otherwise)",
    "min": "min(a, b)",
    "max": "max(a, b)",
    "clip": "clip(x, lowest, highest)",
    "count": "count(x) or count(x, last 3 months)",
    "held": "held(condition, 2 weeks)",
    "did": "did(actor.action)",
    "expects": "expects(actor.action)",
}
_SHORTEN = "name its parts under `terms:`"
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+(?![0-9,.])")


def parse(text: str) -> Node:
    """The expression in ``text``; raises ExpressionError with the spot that cannot be read."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("X02", 0, 1, limit=MAX_LENGTH)
    tokens = tokenize(text)
    if len(tokens) > MAX_TOKENS:
        raise ExpressionError("X03", tokens[MAX_TOKENS].start, 1, limit=f"{MAX_TOKENS} parts", hint=_SHORTEN)
    parser = _Parser(text, tokens)
    node = parser.expression(0, 0)
    parser.refuse_rest()
    return node


class _Parser:
    """A position in the tokens; one method per shape of the grammar."""

    def __init__(self, text: str, tokens: tuple[Token, ...]) -> None:
        self.text, self.tokens, self.at = text, tokens, 0

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

    def close(self, opening: Token) -> Token:
        """Step over the bracket that closes ``opening``."""
        if self.here.text == ")":
            return self.next()
        if self.here.kind == "end":
            reason = "this bracket is not closed"
            raise ExpressionError("X01", opening.start, 1, reason=reason, hint="add the missing )")
        self.refuse()
        raise AssertionError  # refuse always raises

    def fail(self, reason: str, hint: str) -> None:
        token = self.here
        raise ExpressionError("X01", token.start, max(1, token.end - token.start), reason=reason, hint=hint)

    def refuse_rest(self) -> None:
        """Raise if anything is left."""
        if self.here.kind != "end":
            self.refuse()

    def refuse(self) -> None:
        """Say why what stands here cannot follow what stands before it."""
        here, before = self.here, self.tokens[max(0, self.at - 1)]
        if here.text in COMPARISONS:
            self.fail("comparisons do not chain", "write `a < b and b < c`")
        if here.text == ",":
            comma = _DECIMAL_COMMA.match(self.text, before.start) if before.kind == "number" else None
            if comma is not None:
                point = comma[0].replace(",", ".")
                raise ExpressionError("S07", before.start, len(comma[0]), text=comma[0], point=point)
            self.fail("no comma can stand here", "commas part what a function is given, as in min(a, b)")
        if here.text == ")":
            self.fail("no bracket is open here", "remove this ), or add the missing (")
        if here.kind == "name" and before.kind == "number" and here.text not in WORDS:
            if here.start == before.end:
                self.fail(
                    f'"{before.text}{here.text}" is neither number nor name',
                    f"write {before.text} * {here.text}",
                )
            self.unknown_unit()
        word = here.text.lower()
        if here.text != word and word in ("and", "or", "not", "is", "per"):
            self.fail(f'"{here.text}" is no word of the language', f"write `{word}`")
        self.fail(f'"{here.text}" cannot follow here', "put an operator between the two, such as + or `and`")

    def unknown_unit(self) -> None:
        """A word behind a number that is no time."""
        word = self.here
        if word.text != word.text.lower() and word.text.lower() in ("and", "or", "not", "is", "per"):
            self.fail(f'"{word.text}" is no word of the language', f"write `{word.text.lower()}`")
        near = nearest(word.text, [time for time in TIME_WORDS if time[0] == word.text[0].casefold()])
        raise ExpressionError("U03", word.start, len(word.text), unit=word.text, near=near)

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
            raise ExpressionError("X03", self.here.start, 1, limit=f"{MAX_DEPTH} levels", hint=_SHORTEN)
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
            return replace(node, start=token.start, end=self.close(token).end)
        if token.kind == "end":
            before = self.tokens[self.at - 1].text if self.at else ""
            self.fail("a value is missing", f"write one after {before}" if before else "write an expression")
        self.fail(f'a value is missing before "{token.text}"', "write one, or remove the sign")
        raise AssertionError  # fail always raises

    def name(self, token: Token) -> Node:
        if token.text in ("and", "or", "is", "per", "last"):
            self.at -= 1
            self.fail(f'a value is missing before "{token.text}"', "write one, or remove the word")
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
                if self.here.kind == "name":
                    self.unknown_unit()
                self.fail('a time is missing after "per"', "write per day, week, month or year")
            words += ["per", self.next().text]
        unit: Unit = parse_unit(" ".join(words)) if words else PLAIN
        end = self.tokens[self.at - 1].end if self.at > start else token.end
        return Number(float(token.text), unit, token.start, end)

    def call(self, token: Token, depth: int) -> Node:
        name, length = token.text, len(token.text)
        if name not in CALLS:
            known = ", ".join(sorted(CALLS))
            raise ExpressionError(
                "X04", token.start, length, name=name, known=known, near=nearest(name, CALLS)
            )
        opening = self.next()
        args: list[Node] = []
        while not args or self.take(","):
            if name == "count" and args:
                self.take("last")
            args.append(self.expression(0, depth + 1))
        end = self.close(opening).end
        least, most = CALLS[name]
        if not least <= len(args) <= most:
            hint = f"write {USAGE.get(name, f'{name}(x)')}"
            if comma := _DECIMAL_COMMA.search(self.text, token.start, end):
                hint += f"; for {comma[0].replace(',', '.')} use a decimal point"
            expected = (
                f"{least} argument{'s' * (least > 1)}" if least == most else f"{least} to {most} arguments"
            )
            fields = {"name": name, "got": len(args), "expected": expected, "hint": hint}
            raise ExpressionError("X05", token.start, length, **fields)
        return Call(name, tuple(args), token.start, end)
