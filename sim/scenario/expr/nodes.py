"""The frozen nodes of an expression and their second reading, ``to_text``.

Every node knows the stretch of text it came from (``start``, ``end``: offsets in the expression).

>>> to_text(Binary("*", Binary("+", Name("a"), Number(1.0)), Name("b")))
'(a + 1) * b'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from sim.scenario.units import PLAIN, Unit


@dataclass(frozen=True, slots=True)
class Number:
    """A literal; ``unit`` is a time, a rate, a percent or nothing."""

    value: float
    unit: Unit = PLAIN
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name, not yet resolved."""

    path: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x`` or ``not x``."""

    op: str
    operand: Node
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, a comparison, ``and`` or ``or``."""

    op: str
    left: Node
    right: Node
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A function or a memory word with its arguments."""

    function: str
    args: tuple[Node, ...]
    start: int = 0
    end: int = 0


Node: TypeAlias = Number | Name | Unary | Binary | Call

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
PRECEDENCE = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(COMPARISONS, 4),
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "neg": 7,
    "^": 8,
}
# name -> number of arguments (least, most)
FUNCTIONS = {
    "if": (3, 3),
    "min": (2, 8),
    "max": (2, 8),
    "clip": (3, 3),
    "exp": (1, 1),
    "log": (1, 1),
    "sqrt": (1, 1),
    "abs": (1, 1),
    "logistic": (1, 1),
}
MEMORY_WORDS = {
    "ever": (1, 1),
    "count": (1, 2),
    "since": (1, 1),
    "held": (2, 2),
    "longest": (1, 1),
    "did": (1, 1),
}
CALLS = {**FUNCTIONS, **MEMORY_WORDS, "expects": (1, 1)}
WORDS = frozenset(
    {
        *CALLS,
        "and",
        "or",
        "not",
        "last",
        "per",
        "is",
        "true",
        "false",
        "hold",
        "else",
        "on",
        "off",
        "always",
        "succeeds",
        "succeeded",
        "failed",
        "noise",
        "doubts",
        "now",
    }
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below ``node``, in written order."""
    if isinstance(node, Binary):
        return node.left, node.right
    if isinstance(node, Unary):
        return (node.operand,)
    return node.args if isinstance(node, Call) else ()


def walk(node: Node) -> Iterator[Node]:
    """``node`` and all nodes below it, in written order."""
    yield node
    for child in children(node):
        yield from walk(child)


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number.

    >>> number_text(2.0), number_text(0.1)
    ('2', '0.1')
    """
    return f"{value:.0f}" if abs(value) < 1e15 and value == int(value) else repr(value)


def to_text(node: Node, outer: int = 0) -> str:
    """The expression as a person writes it; reading it back gives the same tree."""
    if isinstance(node, Number):
        gap = "" if node.unit.text.startswith("%") or not node.unit.text else " "
        text = f"{number_text(node.value)}{gap}{node.unit.text}"
        return f"({text})" if node.value < 0 and outer > PRECEDENCE["neg"] else text
    if isinstance(node, Name):
        return node.path
    if isinstance(node, Call):
        args = [to_text(arg) for arg in node.args]
        if node.function == "count" and len(args) == 2:
            args[1] = f"last {args[1]}"
        return f"{node.function}({', '.join(args)})"
    if isinstance(node, Unary):
        level = PRECEDENCE["not" if node.op == "not" else "neg"]
        text = ("not " if node.op == "not" else "-") + to_text(node.operand, level)
    else:
        level = PRECEDENCE[node.op]
        # + - * / and `and or` group from the left, ^ from the right; comparisons do not chain
        tight_left = level + (node.op == "^" or node.op in COMPARISONS)
        tight_right = level + (node.op != "^")
        text = f"{to_text(node.left, tight_left)} {node.op} {to_text(node.right, tight_right)}"
    return f"({text})" if level < outer else text


def without_positions(node: Node) -> Node:
    """The same tree with every position 0, so that equal meanings compare equal."""
    if isinstance(node, Binary):
        return Binary(node.op, without_positions(node.left), without_positions(node.right))
    if isinstance(node, Unary):
        return Unary(node.op, without_positions(node.operand))
    if isinstance(node, Call):
        return Call(node.function, tuple(without_positions(arg) for arg in node.args))
    return replace(node, start=0, end=0)
