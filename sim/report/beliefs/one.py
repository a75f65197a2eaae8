"""One thing of a world in words: what it is, what it rests on, who reads it, what else rests on the same paragraphs.

>>> fog = One("fog", "a quantity", "sea.yaml:7", value="PERT 1 / 2 / 4 per week", spread=(1.2, 2.1, 3.3), unit="per week",
...     origin=Origin(True, basis="judgement", why="a guess"), readers=(Use("sailing.rate", "0.5 * fog", "sea.yaml:9"),))
>>> for depth, text in one_lines(fog):
...     print("  " * depth + text)
fog: a quantity, sea.yaml:7
  PERT 1 / 2 / 4 per week
  in nine worlds of ten from 1.2 to 3.3 per week, in the middle one 2.1
  because a guess
  it is a judgement; no text says it
read in
  sailing.rate: 0.5 * fog (sea.yaml:9)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sim.report.beliefs.origin import Line, Origin, Shared, origin_lines, shared_text
from sim.report.beliefs.statements import Statement, statement_lines
from sim.report.beliefs.trails import Reach, Step, reach_lines, step_lines
from sim.report.words import number_text

Spread = tuple[float, float, float]
_PARTS = re.compile(r"[/\\]")  # of a path, on any system


@dataclass(frozen=True, slots=True)
class Use:
    """An expression: whose it is, its text, its place; ``through`` are the terms that lead to it."""

    name: str
    text: str
    where: str
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class One:
    """All there is to say of one thing. ``spread`` is 5%, median and 95%; ``parts`` stand inside it."""

    name: str
    kind: str
    where: str
    label: str = ""
    value: str = ""
    spread: Spread | None = None
    unit: str = ""
    origin: Origin | None = None
    parts: tuple[Use, ...] = ()
    readers: tuple[Use, ...] = ()
    changers: tuple[Use, ...] = ()
    ties: tuple[str, ...] = ()
    shared: Mapping[str, tuple[Shared, ...]] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    steps: tuple[Step, ...] = ()
    reached: tuple[Reach, ...] = ()


def one_lines(one: One) -> Iterator[Line]:
    """The whole answer, most important first."""
    label = f" ({one.label})" if one.label else ""
    yield 0, f"{one.name}{label}: {one.kind}, {one.where}"
    if one.value:
        yield 1, one.value
    if one.spread is not None and one.spread[0] < one.spread[2]:
        yield 1, spread_text(one.spread, one.unit)
    if one.origin is not None:
        yield from ((1 + depth, text) for depth, text in origin_lines(one.origin))
    yield from ((1, tie) for tie in one.ties)
    yield from _statements(one)
    for title, uses in (("in it", one.parts), ("read in", one.readers), ("changed by", one.changers)):
        if uses:
            yield 0, title
            yield from map(_use, uses)
    yield from step_lines(one.steps)
    yield from reach_lines(one.reached)
    for reference, blocks in one.shared.items():
        yield 0, f"what {'rests' if one.origin is None else 'else rests'} on {reference}"
        yield 1, shared_text(blocks) if blocks else "nothing"


def _statements(one: One) -> Iterator[Line]:
    """The rows of the evidence that are meant, first those that bear on this very thing."""
    if one.statements:
        yield 0, "what the texts say"
        for row in one.statements:
            yield from ((1 + depth, text) for depth, text in statement_lines(row))


def spread_text(spread: Spread, unit: str = "") -> str:
    """Low, middle and high in a sentence.

    >>> spread_text((0.834, 0.94, 0.986))
    'in nine worlds of ten from 0.83 to 0.99, in the middle one 0.94'
    """
    low, middle, high = map(number_text, spread)
    gap = "" if unit.startswith("%") or not unit else " "
    return f"in nine worlds of ten from {low} to {high}{gap}{unit}, in the middle one {middle}"


def _use(use: Use) -> Line:
    through = f" through {', '.join(use.through)}" if use.through else ""
    return 1, f"{use.name}{through}: {use.text} ({_PARTS.split(use.where)[-1]})"
