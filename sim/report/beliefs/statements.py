"""Statements of the texts in words: what is said, how sure its author is, and apart from it what it suggests for a number.

>>> ice = Told("fog", "0.1 / 0.2 / 0.4", why="two winters of ten")
>>> row = Statement("L1", "LOG:02", "captain", "The strait froze twice.", "event", ("ICE+",), "H5", bearings=(ice,))
>>> for depth, text in statement_lines(row):
...     print("  " * depth + text)
L1, LOG:02, captain: The strait froze twice. (event, ICE+)
  how sure the author is: almost certain (H5, 95-99%)
  suggests 0.1 / 0.2 / 0.4 for fog: two winters of ten
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sim.report.beliefs.origin import Line, grade_words, listed
from sim.scenario.scales import HEDGES


@dataclass(frozen=True, slots=True)
class Told:
    """What a statement suggests for one thing of the world: its path, the range in words, the reason."""

    path: str
    range: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of the evidence."""

    id: str
    paragraph: str
    actor: str
    says: str
    type: str
    effect: tuple[str, ...] = ()
    hedge: str = ""
    grade: str = ""
    interested: bool = False
    expires: bool = False
    note: str = ""
    bearings: tuple[Told, ...] = ()
    others: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """One source: how many paragraphs it has (None if nobody says), how many were read into how many rows, which not."""

    source: str
    paragraphs: int | None
    read: int
    rows: int
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lens:
    """What one world holds of one thing."""

    world: str
    value: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One conflict: who says what, how the world treats it, and what each world holds where it matters."""

    id: str
    about: str
    sides: Mapping[str, str]
    rows: tuple[Statement, ...]
    handling: str
    held: Mapping[str, tuple[Lens, ...]] = field(default_factory=dict)


def statement_lines(row: Statement) -> Iterator[Line]:
    """The row at length; ``others`` are things it bears on that are not told here."""
    kind = ", ".join((row.type, *row.effect))
    yield 0, f"{row.id}, {row.paragraph}, {row.actor}: {row.says} ({kind})"
    yield 1, sure_text(row)
    if row.grade:
        yield 1, f"grade {row.grade}: {grade_words(row.grade)}"
    if row.note:
        yield 1, row.note
    yield from ((1, _suggestion(told)) for told in row.bearings)
    if row.others:
        yield 1, f"it bears on {listed(row.others)} too"
    if row.left_out:
        yield 1, f"no number rests on it: {row.left_out}"


def _suggestion(told: Told) -> str:
    return (
        f"suggests {told.range} for {told.path}: {told.why}" if told.range else f"for {told.path}: {told.why}"
    )


def sure_text(row: Statement) -> str:
    """How sure the author is, never what a number is.

    >>> sure_text(Statement("A", "X:01", "", "", "claim", hedge="H-2", expires=True))
    'how sure the author is: very unlikely (H-2, 3-20%), as of the time of writing'
    """
    hedge = HEDGES[row.hedge]
    told = (
        f"how sure the author is: {hedge.reads} ({row.hedge}, {100 * hedge.low:.0f}-{100 * hedge.high:.0f}%)"
    )
    told += ", as of the time of writing" if row.expires else ""
    return told + (", said by somebody who gains by it" if row.interested else "")


def reading_lines(read: tuple[Read, ...], used: int, unused: int) -> Iterator[Line]:
    """How much of the texts was read, and how much of that is in the world."""
    rest = f", {unused:,} {'is' if unused == 1 else 'are'} left out with the reason" if unused else ""
    yield 0, f"evidence: {used + unused:,} statements; {used:,} bear on the world{rest}"
    for one in read:
        aside = f", {len(one.aside):,} put aside" if one.aside else ""
        if one.paragraphs is None:
            yield 1, f"{one.source}: {one.read:,} paragraphs read into {one.rows:,} statements{aside}"
            continue
        missing = one.paragraphs - one.read - len(one.aside)
        lost = f", {missing:,} NOT READ" if missing else ", none unread"
        yield (
            1,
            f"{one.source}: of {one.paragraphs:,} paragraphs {one.read:,} read into {one.rows:,} statements{aside}{lost}",
        )


def disagreement_lines(one: Disagreement) -> Iterator[Line]:
    """The conflict at length."""
    yield 0, f"{one.id}: {one.about}"
    for side, says in one.sides.items():
        yield 1, f"{side}: {says}"
    if one.rows:
        yield 1, f"rows {listed([f'{row.id} ({row.paragraph}, {row.hedge})' for row in one.rows])}"
    yield 1, f"here: {one.handling}"
    for path, lenses in one.held.items():
        yield 2, f"{path}: {lenses[0].value}"
        others = [lens for lens in lenses[1:] if lens.value != lenses[0].value]
        yield from ((3, f"{lens.world}: {lens.value}") for lens in others)
