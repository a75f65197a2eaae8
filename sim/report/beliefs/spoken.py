"""Expressions and effects as a person reads them aloud.

>>> from sim.scenario.expr.parser import parse
>>> spoken(parse("ready and troops >= 8 and not (since(captain.resign) <= 2 months)"))
"ready and troops is at least 8 and not (captain's resign came within the last 2 months)"
>>> spoken(parse("0.2 + 0.3 * if(did(captain.resign), fear_of_fall, 0)"))
'0.2 plus 0.3 times (fear of fall if captain last chose resign, otherwise 0)'
"""

from __future__ import annotations

from sim.report.beliefs.origin import listed
from sim.scenario.expr.nodes import COMPARISONS, PRECEDENCE, Binary, Call, Name, Node, Number, Unary, to_text

COMPARED = {
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
    "==": "is",
    "!=": "is not",
}
JOINED = {
    "+": "plus",
    "-": "minus",
    "*": "times",
    "/": "divided by",
    "^": "to the power of",
    "and": "and",
    "or": "or",
}
WITHIN = {"<": "less than {} ago", "<=": "within the last", ">": "more than {} ago", ">=": "at least {} ago"}
BRACKETED = max(PRECEDENCE.values()) + 1  # puts anything but a single word into brackets
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
CALLED = {
    "longest": "the longest spell of {}",
    "min": "the smaller of {}",
    "max": "the larger of {}",
    "exp": "exp of {}",
    "log": "the logarithm of {}",
    "sqrt": "the root of {}",
    "abs": "the size of {}",
    "logistic": "the logistic of {}",
    "expects": "the expected chance of {}",
}
EFFECTS = {
    "+=": "rises by",
    "-=": "falls by",
    "=": "becomes",
    "at least": "rises to at least",
    "at most": "falls to at most",
}
RUNGS = {"+=": "goes up by", "-=": "goes down by"}


def name_words(path: str) -> str:
    """A name without its underscores; what belongs to somebody says so.

    >>> name_words("captain.fear_of_fall"), name_words("seas.raid"), name_words("captain.raid.failed")
    ("captain's fear of fall", "seas' raid", "captain's raid that failed")
    """
    first, *rest = path.replace("_", " ").split(".")
    happened = f" that {rest.pop()}" if rest and rest[-1] in ("succeeded", "failed") else ""
    owner = f"{first}{_s(first)} " if rest else first
    return owner + "'s ".join(rest) + happened


def _s(owner: str) -> str:
    return "'" if owner.endswith("s") else "'s"


def spoken(node: Node, outer: int = 0) -> str:
    """The expression in words; brackets stand where the meaning needs them."""
    if isinstance(node, Number):
        return to_text(node)
    if isinstance(node, Name):
        return name_words(node.path)
    if isinstance(node, Call):
        return _called(node, outer)
    if isinstance(node, Unary):
        level = PRECEDENCE["not" if node.op == "not" else "neg"]
        tight = BRACKETED if isinstance(node.operand, Binary) else level
        text = f"{'not' if node.op == 'not' else 'minus'} {spoken(node.operand, tight)}"
    else:
        level = PRECEDENCE[node.op]
        text = _since(node) or _joined(node, level)
    return f"({text})" if level < outer else text


def _joined(node: Binary, level: int) -> str:
    word = COMPARED.get(node.op) or JOINED[node.op]
    tight_left = level + (node.op == "^" or node.op in COMPARISONS)
    return f"{spoken(node.left, tight_left)} {word} {spoken(node.right, level + (node.op != '^'))}"


def _since(node: Binary) -> str:
    """`since(x) <= d` as one phrase; '' for anything else."""
    left, right, op = node.left, node.right, node.op
    if isinstance(right, Call) and right.function == "since":
        left, right, op = right, left, MIRRORED.get(op, op)
    if not (isinstance(left, Call) and left.function == "since" and op in WITHIN):
        return ""
    what, span = left.args[0], spoken(right)
    happened = f"{spoken(what)} came" if isinstance(what, Name) else f"it came about that {spoken(what)}"
    phrase = WITHIN[op]
    return f"{happened} {phrase.format(span) if '{}' in phrase else f'{phrase} {span}'}"


def _called(node: Call, outer: int) -> str:
    first = node.args[0]
    args = [spoken(arg) for arg in node.args]
    if node.function in CALLED:
        text = CALLED[node.function].format(listed([spoken(arg, BRACKETED) for arg in node.args]))
    elif node.function == "if":
        text = f"{args[1]} if {args[0]}, otherwise {args[2]}"
    elif node.function == "clip":
        text = f"{args[0]}, kept from {args[1]} to {args[2]}"
    elif node.function == "held":
        text = f"{spoken(first, PRECEDENCE['not'])} for at least {args[1]}"
    elif node.function == "ever":
        text = f"{args[0]} has happened" if isinstance(first, Name) else f"at some time {args[0]}"
    elif node.function == "did":
        actor, _, action = _path(first).partition(".")
        text = f"{name_words(actor)} last chose {name_words(action)}"
    elif node.function == "count":
        happened = f"{args[0]} came" if isinstance(first, Name) else f"it was true that {args[0]}"
        text = f"how often {happened}{f' in the last {args[1]}' if len(args) > 1 else ''}"
    else:  # a `since` outside a comparison, which `check` refuses
        text = f"the time since {args[0]}"
    return f"({text})" if outer and node.function in ("if", "clip", "min", "max") else text


def _path(node: Node) -> str:
    return node.path if isinstance(node, Name) else to_text(node)


def effect_words(state: str, op: str, node: Node, kind: str = "number") -> str:
    """What an effect does to a state of the ``kind`` number, levels, kinds, counter or switch.

    >>> from sim.scenario.expr.parser import parse
    >>> effect_words("fog_bank", "-=", parse("0.5 per month")), effect_words("alarm", "=", parse("on"), "switch")
    ('fog bank falls by 0.5 per month', 'alarm is switched on')
    """
    value = spoken(node)
    if kind == "switch":
        return f"{name_words(state)} is {'switched ' if value in ('on', 'off') else ''}{value}"
    if kind == "levels" and op in RUNGS:
        return f"{name_words(state)} {RUNGS[op]} {value} rung{'' if value == '1' else 's'}"
    return f"{name_words(state)} {EFFECTS[op]} {value}"
