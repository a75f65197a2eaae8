"""What numbers rest on: the block that speaks for each, and all that rests on one paragraph.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... sources: {LOG: {title: The log, grade: B2}}
... quantities: {pace: {pert: [1, 2, 4], unit: per week, from: [LOG:02], why: last summer}}
... events: {sailing: {rate: 0.5 * pace, from: [LOG:02], why: half of it at night}}
... ''')
>>> {reference: [(shared.name, shared.numbers) for shared in rest] for reference, rest in resting(world).items()}
{'LOG:02': [('pace', 1), ('sailing', 1)]}
"""

from __future__ import annotations

from collections import Counter

from sim.evidence.segments import paragraph_number
from sim.report.beliefs.origin import Cited, Origin, Shared
from sim.scenario.check.gauge import DEFAULTS, gauge, speaker
from sim.scenario.check.shape import sourced_blocks
from sim.scenario.fields import Sourced
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Scenario
from sim.scenario.where import Path
from sim.usecases.beliefs.addresses import noun_at, short


def origin(world: Scenario, path: Path) -> Origin:
    """What speaks for whatever stands at ``path``; its own words where nobody does."""
    by = speaker(world, path)
    own = noun_at(world, path)
    block = noun_at(world, by) if by is not None else own if isinstance(own, Sourced) else Sourced()
    covered = "" if by in (None, path) else "`defaults:`" if by == DEFAULTS else short(by)
    return told_by(world, block, sourced=by is not None, by=covered)


def told_by(world: Scenario, block: Sourced, sourced: bool = True, by: str = "") -> Origin:
    """The sourcing of one block as plain values."""
    seen = isinstance(block, Quantity) and block.seen is not None
    basis = block.basis or ("base rate" if seen else "")
    return Origin(
        sourced, by, cited(world, block), block.hedge, block.grade, basis, block.coder, _line(block.why)
    )


def cited(world: Scenario, block: Sourced) -> tuple[Cited, ...]:
    """The paragraphs a block names, source by source."""
    names = dict.fromkeys(reference.partition(":")[0] for reference in block.from_)
    return tuple(_cited(world, name, block.from_) for name in names)


def _cited(world: Scenario, name: str, references: tuple[str, ...]) -> Cited:
    own = tuple(reference for reference in references if reference.partition(":")[0] == name)
    source = world.sources.get(name)
    if source is None:
        return Cited(name, own)
    return Cited(name, own, _line(source.title), source.author, source.published, source.grade)


def _line(text: str) -> str:
    return " ".join(text.split())


def resting(world: Scenario) -> dict[str, tuple[Shared, ...]]:
    """For every cited paragraph, in order of the sources, the blocks that rest on it, with their counts of numbers."""
    numbers = Counter(number.by for number in gauge(world).counted)
    found: dict[str, list[Shared]] = {}
    for path, block in sourced_blocks(world):
        for reference in dict.fromkeys(block.from_):
            shared = Shared(short(path), numbers[path])
            found.setdefault(reference, []).append(shared)
    sources = list(world.sources)

    def place(reference: str) -> tuple[int, int, str]:
        source = reference.partition(":")[0]
        known = sources.index(source) if source in sources else len(sources)
        return known, paragraph_number(reference), reference

    return {reference: tuple(found[reference]) for reference in sorted(found, key=place)}
