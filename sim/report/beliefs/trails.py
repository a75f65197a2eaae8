"""The way from a result down to paragraphs, and from a number up to the questions it reaches, in words.

>>> fog = Thing("fog", ("LOG:02",))
>>> for depth, text in step_lines((Step(1, (Thing("pier"),)), Step(2, (fog, Thing("ice", ("LOG:02", "LOG:03")))))):
...     print("  " * depth + text)
what it rests on, step by step
  1: pier
  2: fog (LOG:02), ice (LOG:02, LOG:03)
  in all 2 paragraphs: LOG:02, LOG:03
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.report.beliefs.origin import Line

FULL = 3  # steps that are told thing by thing


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a result rests on, and the paragraphs it names itself."""

    name: str
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """All that is so many steps away."""

    number: int
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """A question, and the shortest way to it."""

    question: str
    way: tuple[str, ...]


def step_lines(steps: tuple[Step, ...]) -> Iterator[Line]:
    """The nearest steps thing by thing, the others counted, then every paragraph that is met."""
    if not steps:
        return
    yield 0, "what it rests on, step by step"
    for step in steps[:FULL]:
        yield 1, f"{step.number}: {', '.join(map(_thing, step.things))}"
    if rest := steps[FULL:]:
        count = sum(len(step.things) for step in rest)
        last = f" to {rest[-1].number}" if len(rest) > 1 else ""
        yield 1, f"{rest[0].number}{last}: {count:,} more"
    met = sorted({reference for step in steps for thing in step.things for reference in thing.paragraphs})
    if met:
        yield 1, f"in all {len(met)} paragraph{'' if len(met) == 1 else 's'}: {', '.join(met)}"


def _thing(thing: Thing) -> str:
    return f"{thing.name} ({', '.join(thing.paragraphs)})" if thing.paragraphs else thing.name


def reach_lines(reached: tuple[Reach, ...]) -> Iterator[Line]:
    """The questions, each with the shortest way."""
    if reached:
        yield 0, "questions it reaches, by the shortest way"
        yield from ((1, f"{one.question}: {' > '.join(one.way)}") for one in reached)
