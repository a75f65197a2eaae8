"""Sources in words: what rests on each paragraph, what rests on none, and whether the texts are the ones that were coded.

>>> log = Covered("LOG", "The log, 2030", 3, {"LOG:02": (Shared("fog", 1), Shared("sailing", 2))})
>>> for depth, text in coverage_lines(Coverage("ferry", 4, 3, (log,), {"judgement": (Shared("crew", 1),)})):
...     print("  " * depth + text)
ferry: 4 numbers; 3 rest on paragraphs, 1 on a basis alone
LOG: The log, 2030
  1 paragraph cited, 3 numbers
  LOG:02, 3 numbers: fog, sailing (2 numbers)
no paragraph, a basis alone
  judgement, 1 number: crew
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sim.report.beliefs.one import Use
from sim.report.beliefs.origin import Line, Shared, shared_text
from sim.report.beliefs.statements import (
    Disagreement,
    Read,
    Statement,
    disagreement_lines,
    reading_lines,
    statement_lines,
)

DECLARED = {
    "same": "the text that was coded: its hash is the declared one",
    "other": "NOT the text that was coded: its hash is another",
    "undeclared": "no hash is declared; this text has sha256",
}


@dataclass(frozen=True, slots=True)
class Text:
    """The file of a source: whether its hash is the declared one, how many paragraphs it has, which nobody cites."""

    file: str
    hash: str
    sha256: str
    paragraphs: int
    never_cited: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Covered:
    """One source: how many numbers rest on it, and the blocks behind each cited paragraph."""

    source: str
    about: str
    numbers: int
    paragraphs: Mapping[str, tuple[Shared, ...]]
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """All numbers of a world, by what they rest on."""

    world: str
    numbers: int
    on_text: int
    sources: tuple[Covered, ...]
    on_basis: Mapping[str, tuple[Shared, ...]] = field(default_factory=dict)
    inherited: int = 0
    unsourced: tuple[Use, ...] = ()
    read: tuple[Read, ...] = ()
    statements: tuple[Statement, ...] = ()
    conflicts: tuple[Disagreement, ...] = ()


def coverage_lines(found: Coverage) -> Iterator[Line]:
    """What was read, then source by source, then what rests on no paragraph, then what rests on nothing."""
    yield 0, f"{found.world}: {counted(found.numbers, 'number')}{_shares(found)}"
    if found.statements:
        unused = sum(bool(row.left_out) for row in found.statements)
        yield from reading_lines(found.read, len(found.statements) - unused, unused)
    for covered in found.sources:
        yield from _covered(covered)
    if found.on_basis:
        yield 0, "no paragraph, a basis alone"
        for basis, blocks in found.on_basis.items():
            yield 1, f"{basis}, {counted(_sum(blocks), 'number')}: {shared_text(blocks)}"
    if found.unsourced:
        yield 0, "without a source"
        yield from ((1, f"{use.name}: {use.text} ({use.where})") for use in found.unsourced)


def row_lines(found: Coverage) -> Iterator[Line]:
    """Every row of the evidence under its paragraph, and the paragraphs that were put aside."""
    for read in found.read:
        rows = [row for row in found.statements if row.paragraph.partition(":")[0] == read.source]
        for paragraph in dict.fromkeys(row.paragraph for row in rows):
            yield 0, paragraph
            for row in rows:
                if row.paragraph == paragraph:
                    yield from ((1 + depth, text) for depth, text in statement_lines(row))
        yield from ((0, f"{paragraph} put aside: {why}") for paragraph, why in read.aside.items())


def conflict_lines(found: Coverage) -> Iterator[Line]:
    """Every conflict at length, or that there is none."""
    if not found.conflicts:
        yield 0, f"{found.world} declares no conflicts"
    for one in found.conflicts:
        yield from disagreement_lines(one)


def _shares(found: Coverage) -> str:
    if not found.numbers:
        return ""
    basis = found.numbers - found.on_text - len(found.unsourced)
    parts = (
        (found.on_text, "rest on paragraphs"),
        (basis, "on a basis alone"),
        (len(found.unsourced), "on nothing"),
    )
    told = ", ".join(f"{count:,} {words}" for count, words in parts if count)
    return f"; {told}" + (f"; {found.inherited:,} only through `defaults:`" if found.inherited else "")


def _covered(covered: Covered) -> Iterator[Line]:
    yield 0, f"{covered.source}: {covered.about}" if covered.about else covered.source
    cited = counted(len(covered.paragraphs), "paragraph")
    yield 1, f"{cited} cited, {counted(covered.numbers, 'number')}" if covered.paragraphs else "never cited"
    if covered.text is not None:
        yield from _text(covered.text)
    for reference, blocks in covered.paragraphs.items():
        yield 1, f"{reference}, {counted(_sum(blocks), 'number')}: {shared_text(blocks)}"


def _text(text: Text) -> Iterator[Line]:
    own = f" {text.sha256}" if text.hash == "undeclared" else ""
    yield (
        1,
        f"{text.file}: {DECLARED[text.hash]}{own}; {counted(text.paragraphs, 'paragraph')} after the title",
    )
    if text.never_cited:
        yield 1, "never cited"
        yield from ((2, f"{reference} {opening}") for reference, opening in text.never_cited.items())


def _sum(blocks: Sequence[Shared]) -> int:
    return sum(block.numbers for block in blocks)


def counted(count: int, noun: str) -> str:
    """
    >>> counted(1, "number"), counted(1200, "number")
    ('1 number', '1,200 numbers')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
