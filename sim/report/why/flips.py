"""Why histories flip, in words: how many each way, what their answer hangs on, by which paths, and one to read.

>>> raid = Node("volunteers.raid", "Volunteers: raid", 0.84, (("hold", 0.7), ("press", 0.2)))
>>> way = Told(50, 50, (raid,), (Route(("Volunteers: raid", "The town: opens fire"), 42, 0.84, "8.3"),), (), 4)
>>> told = FlipsTold("direct_entry", "Does it enter?", "crosses", "base", "lifted", 1000, way, Told(), 0, (), "month")
>>> for depth, text in flips_lines(told):
...     print("  " * depth + text)
50 histories of 1,000 come to crosses only in lifted, none only in base.
What these 50 hang on: without it, and with all other luck the same, they would not have come to it.
  84%  Volunteers: raid
         drawn from: hold 70%; press 20%
By path:
  84%  Volunteers: raid > The town: opens fire (for example 8.3)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.report.why.phrases import Line, as_words, unit_of
from sim.report.words import percent_text

NEARLY = 0.995
TELLING = 0.25  # the least share at which a thing that comes before the last is told first
MOST_NODES, MOST_ROUTES, MOST_DRAWN, LEAST = 5, 5, 3, 0.04
MOST_MOVES = 4
SEVERAL, NUMBERS = "any of several things, none of them needed alone", "the changed numbers alone"


@dataclass(frozen=True, slots=True)
class Node:
    """A thing that answers hang on: its share of the flipped histories, and what their twins did instead."""

    path: str
    text: str
    share: float
    drew_from: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A chain of things, with how many flipped histories hang on just these."""

    steps: tuple[str, ...]
    count: int
    share: float
    example: str
    several: bool = False

    @property
    def text(self) -> str:
        """The chain in a line."""
        told, who = [], ""
        for step in self.steps:
            actor, colon, act = step.partition(": ")
            told.append(act if colon and actor == who else step)
            who = actor if colon else ""
        return " > ".join(told) or (SEVERAL if self.several else NUMBERS)


@dataclass(frozen=True, slots=True)
class Told:
    """Flips one way; ``partings`` are what both twins did when they first parted, with shares."""

    count: int = 0
    replayed: int = 0
    nodes: tuple[Node, ...] = ()
    routes: tuple[Route, ...] = ()
    partings: tuple[tuple[str, str, float], ...] = ()
    first_tick: int = 0

    @property
    def telling(self) -> Node | None:
        """What most hang on, but for the last steps, which but name the answer; these where hardly anything else is there."""
        last = {route.steps[-1] for route in self.routes if route.steps}
        before = [node for node in self.nodes if node.text not in last and node.share >= TELLING]
        return next(iter(before or self.nodes), None)


@dataclass(frozen=True, slots=True)
class FlipsTold:
    """All flips between two runs towards ``said``; ``moves`` (from, to, histories) are all changes of outcome."""

    question: str
    heading: str
    said: str
    a: str
    b: str
    histories: int
    into: Told
    out_of: Told
    among: int
    moves: tuple[tuple[str, str, int], ...]
    tick_text: str
    run_a: str = ""
    run_b: str = ""

    @property
    def count(self) -> int:
        """All histories whose answer differs."""
        return self.into.count + self.out_of.count + self.among

    @property
    def larger(self) -> Told:
        """The way on which more histories flip."""
        return self.into if self.into.count >= self.out_of.count else self.out_of

    @property
    def sides(self) -> tuple[str, str]:
        """The run that they come from, and the run in which they come to it."""
        return (self.a, self.b) if self.larger is self.into else (self.b, self.a)

    @property
    def runs(self) -> tuple[str, str]:
        """The ids of both sides."""
        return (self.run_a, self.run_b) if self.larger is self.into else (self.run_b, self.run_a)


def flips_lines(found: FlipsTold) -> Iterator[Line]:
    """The whole answer, most important first."""
    yield 0, _counted(found)
    yield from _moved(found)
    if found.count and found.larger.count:
        yield from _way(found.larger)
        yield from _parted(found)


def flips_brief(found: FlipsTold) -> Iterator[Line]:
    """The answer in three sentences."""
    yield 0, _counted(found)
    yield from _moved(found)
    way = found.larger
    first = way.telling
    if first is None:
        return
    drawn = f", {_word(first)} {_drawn(first.drew_from[:MOST_DRAWN], ', ')}" if first.drew_from else ""
    yield 0, f"{share_text(first.share).capitalize()} of them hang on {first.text}{drawn}."
    route = way.routes[0]
    yield (
        0,
        f"The commonest path ({share_text(route.share)}): {route.text}; for example history {route.example}.",
    )


def _counted(found: FlipsTold) -> str:
    """How many histories flip each way."""
    if not found.count:
        return f"No history flips: {found.a} and {found.b} give the same answer in all {found.histories:,}."
    (a, b), way = found.sides, found.larger
    other = found.into.count + found.out_of.count - way.count
    among = f"; {found.among:,} change between other outcomes" if found.among else ""
    come, rest = "comes" if way.count == 1 else "come", f"{other:,}" if other else "none"
    said = as_words(found.said)
    return (
        f"{_count(way.count)} of {found.histories:,} {come} to {said} only in {b}, {rest} only in {a}{among}."
    )


def _moved(found: FlipsTold) -> Iterator[Line]:
    """The commonest changes of outcome, where most of them are not those that are explained."""
    if found.among > found.larger.count:
        each = (f"{as_words(a)} to {as_words(b)} {count:,}" for a, b, count in found.moves[:MOST_MOVES])
        yield 0, f"The commonest changes of outcome, in histories: {'; '.join(each)}."


def _way(way: Told) -> Iterator[Line]:
    these = f"these {way.count:,}" if way.count > 1 else "this one"
    if way.replayed < way.count:
        these = f"{way.replayed:,} of these, evenly spaced,"
    they = "they" if way.count > 1 else "it"
    yield (
        0,
        f"What {these} hang on: without it, and with all other luck the same, {they} would not have come to it.",
    )
    for node in way.nodes[:MOST_NODES]:
        if node.share >= LEAST:
            yield 1, f"{share_text(node.share)}  {node.text}"
            if node.drew_from:
                yield 1, f"       {_word(node)}: {_drawn(node.drew_from[:MOST_DRAWN])}"
    shown = way.routes[:MOST_ROUTES]
    if not shown:
        return
    yield 0, "By path:"
    for route in shown:
        yield 1, f"{share_text(route.share)}  {route.text} (for example {route.example})"
    rest = len(way.routes) - len(shown)
    if rest:
        left = 1 - sum(route.share for route in shown)
        yield 1, f"{share_text(left)}  {rest:,} other {'path' if rest == 1 else 'paths'}"


def _word(node: Node) -> str:
    """A thing draws from what the twins did; where a thing is lacking something stands in its place."""
    return "in its place" if node.text.startswith("no longer ") else "drawn from"


def _drawn(sources: tuple[tuple[str, float], ...], between: str = "; ") -> str:
    if sources[0][1] >= 1:
        return f"{sources[0][0]} (always)"
    return between.join(f"{text} {share_text(share)}" for text, share in sources)


def _parted(found: FlipsTold) -> Iterator[Line]:
    """Where twins first do different things."""
    way, (a, b) = found.larger, found.sides
    if not way.partings:
        return
    one, other, share = way.partings[0]
    if way is found.out_of:
        one, other = other, one
    unit = unit_of(found.tick_text)
    yield (
        0,
        (
            f"Half of the twins have parted by {unit} {way.first_tick}; the first difference is most often "
            f"({share_text(share)}) {other or 'nothing'} in {b}, {one or 'nothing'} in {a}."
        ),
    )


def share_text(share: float) -> str:
    """A share of flipped histories.

    >>> share_text(1.0), share_text(0.9975), share_text(0.843), share_text(0.021)
    ('all', 'nearly all', '84%', '2.1%')
    """
    if share >= NEARLY:
        return "all" if share >= 1 else "nearly all"
    return f"{100 * share:.0f}%" if share >= 0.0995 else percent_text(share) if share > 0 else "none"


def _count(number: int) -> str:
    return f"{number:,} {'history' if number == 1 else 'histories'}"
