"""Where a number comes from, in words: paragraphs with their texts, how firmly it is said, basis, coder, reason.

>>> log = Cited("LOG", ("LOG:02", "LOG:05"), "The log", "A. Mate", "2030", "B2")
>>> for depth, text in origin_lines(Origin(True, "", (log,), "H2", why="fog was said to be rare")):
...     print("  " * depth + text)
because fog was said to be rare
LOG:02 and LOG:05 of The log, A. Mate, 2030
  grade B2: a usually reliable source; probably true
how firmly it is said: some, may, hints, reports of, possible (H2)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sim.scenario.scales import HEDGES

Line = tuple[int, str]

RELIABILITY = {
    "A": "a completely reliable source",
    "B": "a usually reliable source",
    "C": "a fairly reliable source",
    "D": "a source not usually reliable",
    "E": "an unreliable source",
    "F": "a source whose reliability cannot be judged",
}
CREDIBILITY = {
    "1": "confirmed by others",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "its truth cannot be judged",
}
BASES = {
    "text": "read out of the text",
    "base rate": "a base rate, counted in comparable cases",
    "judgement": "a judgement; no text says it",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """A source and the paragraphs of it that are meant."""

    source: str
    paragraphs: tuple[str, ...]
    title: str = ""
    author: str = ""
    published: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a number rests on; ``by`` names the block that speaks for it if that is not its own."""

    sourced: bool
    by: str = ""
    cited: tuple[Cited, ...] = ()
    hedge: str = ""
    grade: str = ""
    basis: str = ""
    coder: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """A block that rests on a paragraph, and how many numbers it brings."""

    name: str
    numbers: int


def origin_lines(origin: Origin) -> Iterator[Line]:
    """Everything that is known, one sentence a line; depth counts from 0."""
    if not origin.sourced:
        yield 0, "nobody speaks for it" + (f", though a reason is given: {origin.why}" if origin.why else "")
    elif origin.why:
        yield 0, f"because {origin.why}" if not origin.by else f"{origin.by} gives the reason: {origin.why}"
    for cited in origin.cited:
        about = (cited.title, cited.author, cited.published)
        yield 0, f"{listed(cited.paragraphs)} of {', '.join(filter(None, about)) or cited.source}"
        grade = origin.grade or cited.grade
        if grade:
            yield 1, f"grade {grade}: {grade_words(grade)}{' (of this number)' if origin.grade else ''}"
    if origin.hedge:
        yield 0, f"how firmly it is said: {HEDGES[origin.hedge].wording} ({origin.hedge})"
    if origin.basis:
        yield 0, f"it is {BASES[origin.basis]}"
    if origin.coder:
        yield 0, f"coded by {origin.coder}"


def grade_words(grade: str) -> str:
    """An Admiralty grade in words.

    >>> grade_words("C4")
    'a fairly reliable source; doubtful'
    """
    return f"{RELIABILITY[grade[0]]}; {CREDIBILITY[grade[1]]}"


def brief(origin: Origin) -> str:
    """The origin in brackets: paragraphs and hedge, or the basis.

    >>> brief(Origin(True, basis="judgement", why="a guess"))
    'judgement'
    """
    told = [reference for cited in origin.cited for reference in cited.paragraphs]
    rest = [origin.hedge] if origin.hedge else []
    if origin.basis and origin.basis != "text":
        rest.append(origin.basis)
    return ", ".join([*told, *rest]) if origin.sourced else "no source"


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def shared_text(blocks: Iterable[Shared]) -> str:
    """The blocks with their counts.

    >>> shared_text([Shared("fog", 1), Shared("captain.turn", 4), Shared("harbour", 0)])
    'fog, captain.turn (4 numbers), harbour (no number)'
    """
    counts = {0: " (no number)", 1: ""}
    return ", ".join(f"{b.name}{counts.get(b.numbers, f' ({b.numbers:,} numbers)')}" for b in blocks)
